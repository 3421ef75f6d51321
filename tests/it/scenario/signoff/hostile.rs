//! A repository's own configuration can name programs. None is ever started by a
//! command that only looks, nor by one that signs.

use std::fs;

use crate::support::Sandbox;
use crate::support::tools::require_tool;

use super::{endorsed, granted};

/// Settings of a repository that name a program, as git knows them.
const SETTINGS: [&str; 21] = [
    "core.fsmonitor",
    "core.sshCommand",
    "core.pager",
    "core.editor",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.openpgp.program",
    "gpg.ssh.defaultKeyCommand",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "merge.evil.driver",
    "credential.helper",
    "sequence.editor",
    "trailer.evil.cmd",
];

const HOOKS: [&str; 9] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-index-change",
    "post-checkout",
    "reference-transaction",
    "fsmonitor-watchman",
    "pre-auto-gc",
];

impl Sandbox {
    /// Every program that the repository can name leaves a mark when it is started.
    fn is_trapped(&self) {
        let trap = self.root().join("work/trap");
        let marks = self.marks();
        fs::create_dir(&marks).expect("a folder");
        for name in SETTINGS.iter().chain(&HOOKS) {
            let file = trap.join(name);
            self.write(
                format!("../trap/{name}"),
                format!("#!/bin/sh\ntouch '{}/{name}'\ncat\n", marks.display()),
            );
            self.sh(&format!("chmod +x '{}'", file.display()));
        }
        // Written to the file itself: `git config` may start what it has just read.
        let mut config = self.read(".git/config");
        for name in SETTINGS {
            let (section, key) = name.rsplit_once('.').expect("a section");
            let head = match section.split_once('.') {
                Some((section, name)) => format!("[{section} \"{name}\"]"),
                None => format!("[{section}]"),
            };
            config.push_str(&format!(
                "{head}\n\t{key} = {}\n",
                trap.join(name).display()
            ));
        }
        config.push_str(&format!(
            "[core]\n\thooksPath = {}\n[filter \"evil\"]\n\trequired = true\n",
            trap.display()
        ));
        config.push_str("[alias]\n\tstatus = !touch ../marks/alias\n");
        self.write(
            ".git/info/attributes",
            "* filter=evil diff=evil merge=evil\n",
        );
        self.write(".git/config", &config);
    }

    fn marks(&self) -> std::path::PathBuf {
        self.root().join("work/marks")
    }

    #[track_caller]
    fn nothing_ran(&self, after: &[&str]) {
        let marks: Vec<_> = fs::read_dir(self.marks())
            .expect("marks")
            .flatten()
            .map(|m| m.file_name())
            .collect();
        assert!(marks.is_empty(), "{after:?} ran {marks:?}");
    }
}

#[test]
fn the_planted_programs_run_when_git_itself_is_used() {
    let Some(sam) = granted() else { return };
    sam.is_trapped();
    sam.sh("echo >> cpd.yaml; git diff > /dev/null 2>&1; git commit -qam x > /dev/null 2>&1; true");
    assert!(fs::read_dir(sam.marks()).expect("marks").count() > 0);
}

#[test]
fn reading_commands_start_no_program() {
    let Some(sam) = granted() else { return };
    sam.cpd(["pack", "--award", "reader", "-o", "../reader.html"])
        .expect_code(0);
    sam.is_trapped();
    sam.sh("printf '\\n' >> statements/reader.md");
    for args in [
        &["check"][..],
        &["check", "--award", "reader", "--format", "json"],
        &["check", "--trust-ref", "HEAD~1"],
        &["status"],
        &["status", "--all", "--format", "json"],
        &["pack", "--award", "reader", "--draft"],
        &["verify", "../reader.html"],
        &["verify", "reader"],
        &["history"],
        &["history", "reader"],
        &["trust", "check"],
        &["explain", "stale-signoff"],
        &["scheme", "check", "circle"],
    ] {
        let ran = sam.cpd(args);
        assert!(matches!(ran.code, 0 | 1), "{args:?} {ran:#?}");
        sam.nothing_ran(args);
    }
}

#[test]
fn signing_starts_no_program_that_the_repository_names() {
    let Some(sam) = endorsed() else { return };
    sam.is_trapped();
    let key = sam.key("sam-carter").display().to_string();
    sam.sh(&format!(
        "printf '[user]\\n\\tsigningkey = {key}\\n' >> .git/config"
    ));
    let args = [
        "submit",
        "reader",
        "--yes",
        "--no-input",
        "--today",
        "2026-06-03",
    ];
    sam.cpd(args).expect_code(0);
    sam.nothing_ran(&args);
    assert_eq!(
        sam.steps(),
        ["sign signed", "endorse signed", "submit signed"]
    );
}

#[test]
fn openpgp_signatures_start_no_program_that_the_repository_names() {
    let Some(sam) = endorsed() else { return };
    if require_tool("gpg").is_none() {
        return;
    }
    let path = sam.signoff("endorse");
    sam.sh(&format!(
        "sed -i 's/^proof: ssh/proof: openpgp/' {path} && cp {path} {}",
        path.replace(".md", ".asc")
    ));
    sam.sh("mkdir -m 700 ~/.gnupg && mkdir trust/openpgp
         gpg -q --batch --pinentry-mode loopback --passphrase '' \
             --quick-generate-key 'Priya Shah <priya@cpd.invalid>' ed25519 sign never 2>/dev/null
         gpg --armor --export priya@cpd.invalid >trust/openpgp/priya-shah.asc
         gpgconf --kill all");
    sam.commit("OpenPGP");
    sam.is_trapped();
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"bad-signature".to_owned()),
        "{verdict:?}"
    );
    sam.nothing_ran(&["check"]);
}

#[test]
fn a_nested_repository_is_not_mistaken_for_the_portfolios() {
    let Some(sam) = granted() else { return };
    // A bare repository that a folder of records pretends to be.
    sam.sh("git clone -q --bare . ../bare.git && cp -r ../bare.git/* notes/ && rm -rf notes/hooks");
    sam.sh(
        "printf '[core]\\n\\tworktree = /\\n\\tfsmonitor = touch ../marks/x\\n' >> notes/config",
    );
    sam.sh("test -d notes/objects && mkdir ../marks");
    let verdict = sam.check_with(&["-C", "notes"], &[]);
    // Its own files are no notes, and that is all that is wrong.
    assert!(verdict.closed, "{verdict:?}");
    assert_eq!(verdict.rules, ["bad-file-name (warning)"], "{verdict:?}");
    sam.nothing_ran(&["check", "-C", "notes"]);
}

#[test]
fn git_settings_from_the_repository_are_not_read() {
    // Names of objects, hiding of refs and other ways to see another history.
    let Some(sam) = endorsed() else { return };
    sam.git(&format!("rm -q {}", sam.signoff("endorse")));
    sam.commit("Nobody saw");
    let elsewhere = sam.run("cpd", &["check"], &[("GIT_DIR", "/nowhere")]);
    assert_eq!(elsewhere.code, 2, "{elsewhere:#?}");
    assert!(
        elsewhere.stderr.contains("`GIT_DIR` names"),
        "{elsewhere:#?}"
    );
    let set = [
        ("GIT_WORK_TREE", "/"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("GIT_SHALLOW_FILE", "/dev/null"),
        ("GIT_GRAFT_FILE", "/dev/null"),
        ("GIT_NO_REPLACE_OBJECTS", "0"),
        ("GIT_REPLACE_REF_BASE", "refs/heads/"),
        ("GIT_CEILING_DIRECTORIES", "/"),
        ("GIT_INDEX_FILE", "/dev/null"),
    ];
    for one in set {
        let verdict = sam.check_with(&[], &[one]);
        assert_eq!(
            verdict.rules,
            ["missing-signoff", "removed-signoff"],
            "{one:?}"
        );
        assert_eq!(verdict.code, 1, "{one:?}");
    }
}
