//! Whoever is asked signs with one command: in the zip that they were sent, or where it was
//! unpacked, without a repository and without settings for commits.

use std::fs;

use crate::support::Sandbox;

/// Signs from here on with a key of `tests/keys`. Git knows no name.
pub fn hold_key(sandbox: &Sandbox, key: &str) {
    let key = sandbox.home().join("keys").join(format!("{key}.pub"));
    let settings = format!(
        "[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = {}\n",
        key.display()
    );
    fs::write(sandbox.home().join(".gitconfig"), settings).expect("settings");
}

#[test]
fn an_award_is_endorsed_and_granted_in_zips_with_keys() {
    let sandbox = super::sharing::signed();
    sandbox.sh(
        "cd sam && cpd trust key organisation-development --file ~/keys/body.pub
        cpd --today 2026-10-04 save -m 'Keys' && cpd --today 2026-10-04 ask silver",
    );
    hold_key(&sandbox, "priya");
    sandbox.sh("mkdir priya && mv sam/packs/ask-silver.zip priya");
    let endorse =
        "cpd --today 2026-10-05 endorse ask-silver.zip -m 'I saw the queue shrink.' --yes";
    let said = sandbox
        .try_sh(&format!("cd priya && {endorse}"))
        .expect_code(0);
    assert_eq!(said.stdout, "ask-silver-signed.zip\n");
    said.says("Signed.\nSend ask-silver-signed.zip back to Sam Carter.");
    let again = sandbox
        .try_sh(&format!("cd priya && {endorse}"))
        .expect_code(1);
    again.says("ask-silver-signed.zip has your answer already");
    assert_eq!(
        sandbox.sh("ls priya"),
        "ask-silver-signed.zip\nask-silver.zip\n"
    );

    sandbox.sh(
        "cd sam && cpd --today 2026-10-06 receive ../priya/ask-silver-signed.zip
        cpd --today 2026-10-06 submit silver --yes && cpd --today 2026-10-06 ask silver",
    );
    hold_key(&sandbox, "body");
    sandbox.sh(
        "cd sam && cpd --today 2026-10-07 grant packs/ask-silver.zip -m 'Granted.' --yes
        cpd --today 2026-10-08 receive packs/ask-silver-signed.zip",
    );
    let status = sandbox.sh("cd sam && cpd --today 2026-10-08 status");
    assert!(
        status.contains("granted 2026-10-07 by Organisation Development (signed)"),
        "{status}"
    );
}

/// A person does not know what an award is called, or that a page is not the request.
#[test]
fn a_request_is_signed_by_any_file_of_it_and_the_right_command_is_named_otherwise() {
    let sandbox = super::sharing::signed();
    sandbox.sh("cd sam && cpd --today 2026-10-04 ask silver");
    sandbox.sh("mkdir mine && cp sam/packs/ask-silver.zip mine");
    hold_key(&sandbox, "priya");
    let endorse = |folder: &str, named: &str| {
        sandbox.try_sh(&format!(
            "cd {folder} && cpd --today 2026-10-05 endorse {named} -m 'I saw the queue shrink.' --yes"
        ))
    };
    for (at, named) in [
        ".",
        "READ-ME-FIRST.html",
        "journals",
        "statements/silver.md",
    ]
    .into_iter()
    .enumerate()
    {
        sandbox.sh(&format!("unzip -q mine/ask-silver.zip -d open-{at}"));
        let said = endorse(".", &format!("open-{at}/{named}")).expect_code(0);
        said.says(&format!("Signed.\nSend open-{at} back to Sam Carter."));
    }
    sandbox.sh("unzip -q mine/ask-silver.zip -d within");
    endorse("within", "READ-ME-FIRST.html")
        .expect_code(0)
        .says("Send this folder back to Sam Carter.");

    endorse("mine", "")
        .expect_code(2)
        .says("to sign: `cpd endorse ask-silver.zip`");
    endorse("mine", "Downloads/ask-silver.zip")
        .expect_code(2)
        .says("there is no file Downloads/ask-silver.zip");
    sandbox.sh(
        "cp within/READ-ME-FIRST.html mine && mkdir alone && cp within/READ-ME-FIRST.html alone",
    );
    endorse("mine", "READ-ME-FIRST.html")
        .expect_code(1)
        .says("name the zip instead: `cpd endorse ask-silver.zip`");
    endorse("alone", "READ-ME-FIRST.html")
        .expect_code(1)
        .says("save the zip that it came in, then run `cpd endorse FILE.zip`");
    let said = sandbox.try_sh("cd mine && cpd return --yes").expect_code(2);
    said.says("to sign: `cpd return ask-silver.zip`");
    let nothing = sandbox.try_sh("cpd endorse --yes").expect_code(2);
    nothing.says("this is not a portfolio: there is no cpd.yaml here or above");
}

/// Unpacked, also where another repository is around it that knows nothing of it.
#[test]
fn an_unpacked_request_needs_no_repository_of_its_own() {
    let sandbox = super::sharing::signed();
    sandbox.sh("cd sam && cpd --today 2026-10-04 ask silver");
    hold_key(&sandbox, "priya");
    sandbox.sh("mkdir plain desk && git init -q desk");
    for folder in ["plain", "desk/asked"] {
        let sign = format!(
            "unzip -q sam/packs/ask-silver.zip -d {folder} && cd {folder}
            cpd --today 2026-10-05 endorse -m 'I saw the queue shrink.' --yes 2>&1 | tail -n 4"
        );
        let said = sandbox.sh(&sign);
        assert!(said.ends_with(".md\nsignoffs/lancaster/silver/2026-10-05T120000Z-endorse-priya-shah.sig\nSigned.\nSend this folder back to Sam Carter.\n"), "{said}");
        let sign = format!("cd {folder} && cpd --today 2026-10-05 submit silver --yes");
        sandbox
            .try_sh(&sign)
            .expect_code(1)
            .says("signs “submit” in their own portfolio");
        sandbox.sh(&format!(
            "cd sam && cpd --today 2026-10-06 receive ../{folder} && git reset -q --hard HEAD~1"
        ));
    }
    // A portfolio without a history is no request.
    sandbox.sh("rm plain/REQUEST-silver.md");
    let lone = sandbox.try_sh("cd plain && cpd --today 2026-10-05 withdraw silver --yes");
    assert_ne!(lone.code, 0);
}

#[test]
fn both_people_of_a_revalidation_sign_in_their_zips() {
    let sandbox = Sandbox::with_keys();
    sandbox.copy("examples/programmes/nmc-revalidation/complete", "sade");
    sandbox.sh(
        "cd sade && git init -q && git config user.name 'Folasade Adeyemi' && git config user.email sade@cpd.invalid
        cpd --today 2026-11-20 trust key mairead-gallagher --file ~/keys/sam.pub
        cpd --today 2026-11-20 trust key dilip-raval --file ~/keys/priya.pub
        cpd --today 2026-11-20 save -m 'Three years' >/dev/null",
    );
    for (day, step, key, name) in [
        ("2026-11-21", "discuss", "sam", "Mairéad Gallagher"),
        ("2026-11-24", "confirm", "priya", "Dilip Raval"),
    ] {
        sandbox.sh(&format!(
            "cd sade && cpd --today {day} ask --zip ../{step}.zip"
        ));
        hold_key(&sandbox, key);
        let said = sandbox.sh(&format!(
            "cpd --today {day} signoff {step} {step}.zip -m 'We talked.' --yes 2>&1"
        ));
        assert!(said.contains("\nSigned.\n"), "{said}");
        let status = sandbox.sh(&format!(
            "cd sade && cpd --today {day} receive ../{step}-signed.zip && cpd --today {day} status"
        ));
        let by = format!("{step}ed {day} by {name} (signed)");
        assert!(status.contains(&by), "{status}");
    }
}
