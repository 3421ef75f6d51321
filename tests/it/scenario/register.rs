//! The register of an awarding body under what people do to it, by accident and on purpose: real
//! git, real keys.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::pack_verify::rezipped;
use crate::support::{Ran, Sandbox};

/// Sam's Silver, submitted on 2 October, in `silver.zip`; and `lists/`, a register in which
/// `organisation-development` signs.
fn with_register() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    // Where libgit2 looks for it.
    sandbox.set(
        "GIT_CONFIG_GLOBAL",
        &sandbox.home().join(".gitconfig").display().to_string(),
    );
    sandbox.sh(
        "cpd demo sample --without-keys && cd sample
         cpd --today 2026-10-02 trust key organisation-development --file ~/keys/body.pub
         cpd --today 2026-10-02 save --anyway && cpd --today 2026-10-02 submit silver --yes
         cp packs/silver.zip .. && cd ..
         git config --global user.name 'Alex Reed' && git config --global user.email alex@example.org
         git config --global gpg.format ssh
         git config --global user.signingkey ~/keys/body.pub
         cpd --today 2026-10-05 init lists --owner 'Organisation Development' --no-input
         cd lists && cpd --today 2026-10-05 register init --prefix LPP --body 'Organisation Development'",
    );
    sandbox
}

fn grant(sandbox: &Sandbox, register: &str, file: &str, day: &str) -> Ran {
    let line = format!("cd {register} && cpd --today {day} grant {file} -m 'Well done.' --yes");
    sandbox.try_sh(&line)
}

fn check(sandbox: &Sandbox, register: &str) -> Ran {
    sandbox.try_sh(&format!(
        "cd {register} && cpd --today 2026-12-01 register check"
    ))
}

#[test]
fn two_officers_who_take_one_number_are_seen_and_can_mend_it() {
    let sandbox = with_register();
    sandbox.sh("git clone -q lists theirs && cp silver.zip other.zip");
    grant(&sandbox, "lists", "../silver.zip", "2026-10-12").expect_code(0);
    let other = grant(&sandbox, "theirs", "../other.zip", "2026-10-13").expect_code(0);
    assert!(
        other.stderr.contains("Registered as LPP-2026-0001."),
        "{}",
        other.stderr
    );
    // Git names the file, and nothing is written while the merge is half done.
    let merged = sandbox.try_sh("cd theirs && git pull -q --no-rebase --no-edit");
    assert_ne!(merged.code, 0, "{merged:#?}");
    let line = "cd theirs && cpd register revoke LPP-2026-0001 --reason No --yes";
    assert_ne!(sandbox.try_sh(line).code, 0);
    // Whoever keeps their own file leaves the other one to be found.
    sandbox.sh("cd theirs && git checkout -q --ours register && git add register && git commit -q --no-edit --no-verify");
    let found = check(&sandbox, "theirs").expect_code(1).stdout;
    let says = "register/2026/LPP-2026-0001.md: two different files had this name: Alex Reed saved it in commit ";
    assert!(found.contains(says), "{found}");
    // Nothing is lost once it has another number. It is the same award here.
    sandbox.sh(
        "cd theirs && n=register/2026/LPP-2026-000
         git show origin/main:${n}1.md | sed 's/^register: .*/register: LPP-2026-0002/' >${n}2.md
         ssh-keygen -q -Y sign -f ~/keys/body -n register@cpd.v1 ${n}2.md && mv ${n}2.md.sig ${n}2.sig
         git add register && git commit -qm 'Give the other one a number' --no-verify",
    );
    let found = check(&sandbox, "theirs").expect_code(1).stdout;
    let says = "LPP-2026-0001: the same award of the same person is also LPP-2026-0002.";
    assert_eq!(found.lines().next(), Some(says), "{found}");
    assert_eq!(found.lines().count(), 2, "{found}");
    // Whoever goes back to the shared copy and grants again has the award once: it is there.
    sandbox.sh("cd theirs && git reset -q --hard origin/main");
    check(&sandbox, "theirs").expect_code(0);
    let again = grant(&sandbox, "theirs", "../other.zip", "2026-10-14").expect_code(1);
    let says = "lancaster/silver of Sam Carter is in the register already, as LPP-2026-0001";
    assert!(again.stderr.contains(says), "{}", again.stderr);
}

#[test]
fn nobody_registers_with_a_key_or_a_signature_that_is_not_for_it() {
    let sandbox = with_register();
    // A key that signs sign-offs and no entries.
    sandbox.sh("cd lists && git config user.signingkey ~/keys/sam.pub");
    let refused = grant(&sandbox, "lists", "../silver.zip", "2026-10-12").expect_code(1);
    assert!(
        refused.stderr.contains("may not sign in this register"),
        "{}",
        refused.stderr
    );
    assert!(!sandbox.at("silver-signed.zip").exists());
    assert!(!sandbox.at("lists/register").exists());
    sandbox.sh("cd lists && git config --unset user.signingkey");
    grant(&sandbox, "lists", "../silver.zip", "2026-10-12").expect_code(0);
    check(&sandbox, "lists").expect_code(0);
    // Entries that somebody wrote by hand: with another key, for another purpose, with a hole.
    let forge = |number: u32, key: &str, namespace: &str| {
        let name = format!("register/2026/LPP-2026-000{number}");
        sandbox.sh(&format!(
            "cd lists && sed 's/LPP-2026-0001/LPP-2026-000{number}/; s/lancaster.silver$/lancaster\\/x{number}/' \
               register/2026/LPP-2026-0001.md >{name}.md
             ssh-keygen -q -Y sign -f ~/keys/{key} -n {namespace} {name}.md && mv {name}.md.sig {name}.sig
             git add register && git commit -qm Forged --no-verify"
        ));
    };
    forge(2, "sam", "register@cpd.v1");
    forge(4, "body", "signoff@cpd.v1");
    let found = check(&sandbox, "lists").expect_code(1).stdout;
    for says in [
        "LPP-2026-0003: no entry has this number.",
        "LPP-2026-0002.md: the key SHA256:",
        "is not listed as a key of organisation-development for the register.",
        "LPP-2026-0004.md: its signature was made for something else, signoff@cpd.v1.",
    ] {
        assert!(found.contains(says), "{says}: {found}");
    }
    let listed = sandbox.sh("cd lists && cpd register list --format csv");
    let states: Vec<&str> = listed
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(1))
        .collect();
    assert_eq!(states, ["granted", "not valid", "not valid"]);
    // Other files in the folder, and one that says it is another.
    sandbox.sh(
        "cd lists/register/2026 && cp LPP-2026-0001.md 'LPP-2026-0001 (1).md' && cp LPP-2026-0001.md LPP-2026-0003.md && echo x >notes.txt",
    );
    let found = check(&sandbox, "lists").expect_code(1).stdout;
    for says in [
        "register/2026/LPP-2026-0001 (1).md: it is no file of a register.",
        "register/2026/LPP-2026-0003.md: it says that its number is LPP-2026-0001.",
        "register/2026/notes.txt: it is no file of a register.",
    ] {
        assert!(found.contains(says), "{says}: {found}");
    }
}

#[test]
fn a_submission_that_is_not_what_it_says_is_not_registered() {
    let sandbox = with_register();
    let zip = sandbox.bytes("silver.zip");
    let mut writer = ZipWriter::new_append(Cursor::new(zip.clone())).unwrap();
    for name in ["../evil.md", "files/../../evil.md"] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(b"x").unwrap();
    }
    sandbox.write("out.zip", writer.finish().unwrap().into_inner());
    let of_gold = rezipped(&zip, |name, content| {
        let text = String::from_utf8_lossy(content).replace("lancaster/silver", "lancaster/gold");
        (name == "printing.json").then(|| text.into_bytes())
    });
    sandbox.write("other.zip", of_gold);
    for file in ["out.zip", "other.zip"] {
        let ran = grant(&sandbox, "lists", &format!("../{file}"), "2026-10-12");
        assert!([1, 2].contains(&ran.code), "{file}: {ran:#?}");
        assert!(!ran.stderr.contains("Registered"), "{file}: {}", ran.stderr);
    }
    sandbox.write("cut.zip", &zip[..9000]);
    let cut = grant(&sandbox, "lists", "../cut.zip", "2026-10-12");
    assert!([1, 2].contains(&cut.code), "{cut:#?}");
    for path in [
        "evil.md",
        "../evil.md",
        "lists/register",
        "out-signed.zip",
        "other-signed.zip",
    ] {
        assert!(!sandbox.at(path).exists(), "{path}");
    }
    // Files of the register that are not saved stop a grant before anything is signed.
    sandbox.sh("cd lists && echo '# x' >>register.yaml");
    let unsaved = grant(&sandbox, "lists", "../silver.zip", "2026-10-12").expect_code(1);
    assert!(
        unsaved.stderr.contains("register.yaml"),
        "{}",
        unsaved.stderr
    );
    assert!(!sandbox.at("silver-signed.zip").exists());
    sandbox.sh("cd lists && git checkout -q register.yaml");
    grant(&sandbox, "lists", "../silver.zip", "2026-10-12").expect_code(0);
    let home = sandbox.sh("cd sample && cpd --today 2026-10-13 receive ../silver-signed.zip 2>&1");
    assert!(home.contains("Silver is granted."), "{home}");
}
