//! The demo's history is replayed, not made up on the spot. Without keys, the same program
//! gives the same commits and the same pack to everybody. With keys it can be verified.

use std::path::Path;

use crate::support::{Ran, Runs as _, Sandbox};

/// A computer of somebody else: another name, other habits, another time zone.
fn elsewhere() -> Sandbox {
    let sandbox = Sandbox::new();
    let settings = "[user]\n\tname = Somebody Else\n\temail = else@cpd.invalid\n[core]\n\tautocrlf = true\n\
                    \thooksPath = /nowhere\n[commit]\n\tgpgsign = true\n[init]\n\tdefaultBranch = trunk\n";
    std::fs::write(sandbox.home().join(".gitconfig"), settings).expect("settings");
    let made = sandbox
        .command("cpd")
        .args(["--today", "2027-05-05", "demo", "sample", "--without-keys"])
        .env("TZ", "Pacific/Auckland")
        .output();
    assert!(made.expect("cpd starts").status.success());
    sandbox
}

#[test]
fn the_demo_without_keys_is_the_same_on_every_machine() {
    let (here, there) = (Sandbox::with_demo(), elsewhere());
    let head = |sandbox: &Sandbox| sandbox.sh("git -C sample rev-parse HEAD");
    assert_eq!(head(&here), head(&there));
    let pack = |sandbox: &Sandbox| sandbox.bytes("sample/packs/silver.html");
    assert!(pack(&here) == pack(&there), "the packs differ");
}

#[test]
fn git_reads_two_years_of_valid_history_in_the_demo() {
    for keys in ["", "--without-keys"] {
        let sandbox = Sandbox::new();
        sandbox.sh(&format!("cpd demo sample {keys}"));
        let faults = sandbox.sh("git -C sample fsck --strict --no-progress 2>&1");
        assert_eq!(faults, "");
        let dates = sandbox.sh("git -C sample log --reverse --format='%ad %cd' --date=iso-strict");
        let dates: Vec<(&str, &str)> = dates
            .lines()
            .filter_map(|line| line.split_once(' '))
            .collect();
        assert!(dates.iter().all(|(author, committer)| author == committer));
        assert!(dates.is_sorted(), "time runs forwards");
        assert!(dates[0].0.starts_with("2024-11-04"), "{}", dates[0].0);
        assert!(dates[dates.len() - 1].0.starts_with("2026-10-01"));
        assert_eq!(sandbox.sh("git -C sample status --porcelain"), "");
    }
}

/// Returns the command that verifies the demo, as the demo prints it.
#[track_caller]
fn verify_command(demo: &Ran) -> String {
    let found = demo.stdout.lines().find_map(|line| {
        let (_, command) = line.split_once("To verify the submission, run ")?;
        Some(command.to_owned())
    });
    found.unwrap_or_else(|| panic!("no command: {demo:#?}"))
}

#[test]
fn the_command_that_the_demo_prints_verifies_everything() {
    for (folder, quoted) in [
        ("sample", "sample"),
        ("a b/it's $(x)", "'a b/it'\\''s $(x)'"),
    ] {
        let sandbox = Sandbox::new();
        let made = sandbox.cpd(["demo", folder]).expect_code(0);
        let verify = verify_command(&made);
        let said = sandbox.sh(&verify);
        assert!(said.ends_with("\nEverything was verified.\n"), "{said}");
        assert!(!said.contains("claim"), "{said}");
        // Another key vouches for nobody.
        sandbox.sh("ssh-keygen -q -t ed25519 -N '' -f other");
        let (pack, _) = verify.split_once(" --anchor ").expect("an anchor");
        let refused = sandbox.try_sh(&format!("{pack} --anchor other.pub"));
        assert_eq!(refused.code, 1, "{refused:#?}");
        // Both awards in the repository, with its history.
        for award in ["bronze --step grant", "silver"] {
            let anchor = "../*-keys/organisation-development.pub";
            let said = sandbox.sh(&format!(
                "cd {quoted} && cpd verify {award} --anchor {anchor}"
            ));
            assert!(said.ends_with("\nEverything was verified.\n"), "{said}");
        }
    }
}

#[test]
fn keys_of_a_demo_are_new_each_time_and_stay_out_of_the_portfolio() {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd demo one && cpd demo two");
    let same = sandbox.sh("cat one-keys/*.pub two-keys/*.pub | cut -d ' ' -f 2 | sort | uniq -d");
    assert_eq!(same, "");
    let inside = sandbox.try_sh("grep -rl 'PRIVATE KEY' one two");
    assert_eq!(inside.stdout, "");
    let commits = sandbox.try_sh("git -C one log -p --all | grep 'PRIVATE KEY'");
    assert_eq!(commits.stdout, "");
    let open = sandbox.sh("find one-keys -perm /077 ! -name '*.pub' ! -name README.txt");
    assert_eq!(open, "");
}

#[test]
fn the_people_of_the_demo_alone_are_named_in_its_commits() {
    let sandbox = Sandbox::new().committing_as("Somebody Real", "real@example.org");
    sandbox.sh("cpd demo sample");
    let people = sandbox.sh("git -C sample log --format='%an <%ae>%n%cn <%ce>' | sort -u");
    let expected = "Lee Morgan <lee-morgan@cpd.invalid>\n\
                    Organisation Development <organisation-development@cpd.invalid>\n\
                    Priya Shah <priya-shah@cpd.invalid>\n\
                    Sam Carter <sam-carter@cpd.invalid>\n";
    assert_eq!(people, expected);
}

#[test]
fn the_owner_of_the_demo_goes_on_signing() {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd demo sample");
    let sent = sandbox.sh("cd sample && cpd submit silver --yes --today 2026-10-03 2>&1");
    assert!(sent.ends_with("Signed.\n"), "{sent}");
}

/// Makes the demo where no program is found but those in a folder.
fn demo_with(programs: &Path, sandbox: &Sandbox) -> Ran {
    let mut cpd = sandbox.command("cpd");
    cpd.args(["demo", "sample"]).env("PATH", programs).run()
}

#[test]
fn without_a_program_that_makes_keys_the_demo_says_so_and_makes_claims() {
    let plain = Sandbox::with_demo().sh("git -C sample rev-parse HEAD");
    let good = Sandbox::new().sh("command -v ssh-keygen");
    for (script, says) in [
        (None, "ssh-keygen is not installed, or not on the PATH"),
        (
            Some("echo no such type >&2; exit 1".to_owned()),
            "ssh-keygen did not make a key: no such type",
        ),
        // Before version 8.2 it made keys and signed nothing.
        (
            Some(format!(
                "[ \"$1\" = -Y ] && echo unknown option -- Y >&2 && exit 1; exec {} \"$@\"",
                good.trim()
            )),
            "ssh-keygen did not sign: unknown option -- Y",
        ),
    ] {
        let sandbox = Sandbox::new();
        sandbox.sh("mkdir programs");
        if let Some(script) = script {
            sandbox.write("programs/ssh-keygen", format!("#!/bin/sh\n{script}\n"));
            sandbox.sh("chmod +x programs/ssh-keygen");
        }
        let made = demo_with(&sandbox.at("programs"), &sandbox).expect_code(0);
        let told = format!("No keys were made: {says}.");
        assert!(made.stderr.contains(&told), "{made:#?}");
        assert!(!made.stdout.contains("verify"), "{made:#?}");
        assert_eq!(sandbox.sh("git -C sample rev-parse HEAD"), plain);
        assert!(!sandbox.at("sample-keys").exists(), "keys are left behind");
    }
}

#[test]
fn keys_that_lie_where_the_demo_puts_its_own_are_kept() {
    let sandbox = Sandbox::new();
    sandbox.write("sample-keys/sam-carter", "mine");
    let refused = sandbox.cpd(["demo", "sample"]).expect_code(1);
    assert!(
        refused.stderr.contains("sample-keys is not empty"),
        "{refused:#?}"
    );
    assert_eq!(sandbox.read("sample-keys/sam-carter"), "mine");
    assert!(!sandbox.at("sample").exists());
}

#[test]
fn the_folder_where_one_stands_has_its_keys_beside_it() {
    let sandbox = Sandbox::new();
    let made = sandbox.sh("mkdir here && cd here && cpd demo .");
    assert!(sandbox.at("here-keys/sam-carter.pub").is_file(), "{made}");
    assert!(!sandbox.sh("git -C here ls-files").contains("keys/"));
}
