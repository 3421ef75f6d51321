//! What is said where a person, a role, a key or an account is not listed yet: a command that
//! lists it, in the place where it can be run.

use crate::support::Sandbox;

fn revalidation() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.copy("examples/programmes/nmc-revalidation/complete", "home");
    sandbox.sh(
        "cd home && git init -q && git config user.name 'Folasade Adeyemi' && git config user.email sade@cpd.invalid
        cpd trust add 'Pat Peer' && sed -i 's/^with:.*/with: [pat-peer]/' meetings/*.md
        cpd --today 2026-11-20 save -m 'Three years'",
    );
    sandbox
}

#[test]
fn a_role_that_a_record_asks_for_is_listed_with_the_command_that_is_shown() {
    let sandbox = revalidation();
    let add = "cpd trust add pat-peer --role registrant --from 2026-11-12";
    for command in ["check --award revalidation", "status", "ask revalidation"] {
        let said = sandbox.try_sh(&format!("cd home && cpd --today 2026-11-20 {command}"));
        said.says("with is Pat Peer: not a registrant on 12 November 2026");
        said.says("if they held the role, list it").says(add);
    }
    let met = format!("cd home && {add} && cpd --today 2026-11-20 status");
    let said = sandbox.try_sh(&met).expect_code(0);
    said.says("ready, all 15 requirements met");
}

#[test]
fn a_person_who_is_listed_is_changed_and_not_renamed() {
    let sandbox = revalidation();
    let said = sandbox
        .try_sh("cd home && cpd new person 'Dilip Raval'")
        .expect_code(1);
    said.says("Dilip Raval is already in trust/people.yaml");
    said.says("`cpd trust add dilip-raval --role ROLE`")
        .is_silent_on("rename");
}

#[test]
fn a_key_that_is_not_listed_is_sent_to_whoever_can_list_it() {
    let sandbox = revalidation();
    sandbox.sh(
        "cd home && cpd trust add pat-peer --role registrant --from 2026-01-01 && cpd --today 2026-11-20 save -m Pat
        cpd --today 2026-11-21 ask --zip ../pat.zip",
    );
    super::asking::hold_key(&sandbox, "sam");
    let sign = "cpd --today 2026-11-21 signoff discuss pat.zip -m 'We talked.' --yes";
    let list = "`cpd trust key --file FILE pat-peer`";
    let said = sandbox.try_sh(sign).expect_code(1);
    said.says("nothing shows that you are Pat Peer: no key of Pat Peer is listed in trust/allowed_signers");
    said.says("send Folasade Adeyemi your public key")
        .says(list)
        .says("`--as`");
    let said = sandbox
        .try_sh(&format!("{sign} --as pat-peer"))
        .expect_code(0);
    said.says("send Folasade Adeyemi your public key")
        .says(list);
    said.is_silent_on("cpd withdraw");
}

#[test]
fn an_account_is_listed_by_its_number() {
    let sandbox = revalidation();
    let said = sandbox
        .try_sh("cd home && cpd trust add pat-peer --account patpeer")
        .expect_code(2);
    said.says("`patpeer` is no number")
        .says("https://api.github.com/users/patpeer");
    sandbox.sh("cd home && cpd trust add pat-peer --account 5550102 && cpd trust add dilip-raval --account 77 --host gitlab.example.org");
    let people = sandbox.read("home/trust/people.yaml");
    assert!(people.contains("host: github.com, id: 5550102"), "{people}");
    assert!(
        people.contains("host: gitlab.example.org, id: 77"),
        "{people}"
    );
    let said = sandbox.try_sh("cd home && cpd trust add mairead-gallagher --account 5550102");
    said.expect_code(1).says("this account belongs to Pat Peer");
    let said = sandbox
        .try_sh("cd home && cpd new person 'Sue New' --accounts 5")
        .expect_code(1);
    said.is_silent_on("write 5");
}
