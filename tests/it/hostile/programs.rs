//! Programs that a repository names: none is started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;

use super::bait::{Bait, HOOKS};
use super::{DAY_OF_DEMO, TODAY, demo, empty, portfolio};
use crate::support::tools::require_tool;
use crate::support::{PROGRAM, Runs};

/// A repository whose settings name a program wherever git can run one.
#[test]
fn no_program_of_a_repository_is_run() {
    let sandbox = demo();
    let bait = Bait::in_repository(&sandbox);
    let touched = &bait.touched;
    // The bait works: git itself takes it.
    sandbox.command("git").arg("status").run();
    sandbox.command("git").args(["add", "-A"]).run();
    assert!(touched.exists(), "git took no bait, so this proves nothing");
    sandbox.git("-c core.fsmonitor=false -c filter.evil.clean= reset -q");
    fs::remove_file(touched).unwrap();
    sandbox.write("note.txt", "x");
    let commands: &[&[&str]] = &[
        &["check"],
        &["status"],
        &["save", "--anyway"],
        &["undo"],
        &["save", "--anyway", "-m", "again"],
        &[
            "new",
            "activity",
            "A course",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
        &[
            "attach",
            "note.txt",
            "--to",
            "activities/2026-02-01-a-course.md",
        ],
        &["rename", "activities/2026-02-01-a-course.md", "Another"],
        &["save", "--anyway"],
        &["remove", "activities/2026-02-01-another.md"],
        &["save", "--anyway"],
        &["submit", "silver", "--yes"],
        &["sign", "silver", "--yes"],
        &["endorse", "silver", "--yes", "--message", "x"],
        &["pack", "--award", "silver"],
        &["pack", "--award", "bronze"],
        &["pack", "--award", "silver", "--draft"],
        &["schema"],
        &["explain"],
        &["scheme", "list"],
        &["scheme", "check"],
    ];
    for args in commands {
        sandbox.cpd(*args).ends(&[0, 1, 2]);
        let log = fs::read_to_string(touched).unwrap_or_default();
        assert!(log.is_empty(), "{args:?} ran {log}");
    }
    // Another place for hooks.
    sandbox.write(
        ".git/config",
        fs::read_to_string(sandbox.at(".git/config")).unwrap()
            + "[core]\n\thooksPath = .git/other-hooks\n",
    );
    sandbox.write("note.txt", "y");
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    assert!(!touched.exists(), "a hook was run");
    // A folder that was prepared before `init`.
    let sandbox = empty();
    sandbox.git("init -q");
    let template = sandbox.beside("template");
    fs::create_dir_all(template.join("hooks")).unwrap();
    let bait = bait.program.to_str().unwrap();
    for hook in HOOKS {
        let _ = fs::remove_file(sandbox.at(format!(".git/hooks/{hook}")));
        symlink(bait, sandbox.at(format!(".git/hooks/{hook}"))).unwrap();
        symlink(bait, template.join("hooks").join(hook)).unwrap();
    }
    let home = sandbox.beside("home/.gitconfig");
    fs::write(home, format!("[init]\n\ttemplateDir = {}\n[core]\n\tfsmonitor = {bait}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = {bait}\n", template.display())).unwrap();
    let run = |args: &[&str]| {
        sandbox
            .command("cpd")
            .env_remove("GIT_CONFIG_GLOBAL")
            .args(args)
            .run()
    };
    run(&["init", "--owner", "Sam Carter"]).ends(&[0]);
    run(&["--today", DAY_OF_DEMO, "demo", "../demo"]).ends(&[0]);
    assert!(!touched.exists(), "something was run");
    assert!(
        !sandbox.beside("demo/.git/hooks/post-commit").exists(),
        "a template brought hooks"
    );
}

#[test]
fn a_repositorys_editor_is_not_opened() {
    // It stands in for a terminal.
    if require_tool("script").is_none() {
        return;
    }
    let sandbox = portfolio();
    let tools = sandbox.beside("tools");
    fs::create_dir(&tools).unwrap();
    for (name, mark) in [
        ("evil", "evil-ran"),
        ("nano", "nano-ran"),
        ("vi", "vi-ran"),
        ("vim", "vi-ran"),
    ] {
        let file = tools.join(name);
        fs::write(
            &file,
            format!("#!/bin/sh\n: > '{}'\n", sandbox.beside(mark).display()),
        )
        .unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    sandbox.git(&format!(
        "config core.editor \'{}\'",
        tools.join("evil").display()
    ));
    sandbox.git(&format!(
        "config sequence.editor \'{}\'",
        tools.join("evil").display()
    ));
    let line = format!(
        "{} new activity 'A course' --date 2026-02-01 --type workshop --hours 2 --provider us --today {TODAY}",
        PROGRAM
    );
    // The terminal stays for a moment, so that the program has somebody to ask.
    let typed = format!("(sleep 2; printf '\\n\\n\\n\\n') | script -qec \"{line}\" /dev/null");
    let run = sandbox
        .command("sh")
        .args(["-c", &typed])
        .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
        .env("SHELL", "/bin/sh")
        .env("CPD_PLAIN", "1")
        .run();
    assert!(
        !sandbox.beside("evil-ran").exists() && !sandbox.beside("vi-ran").exists(),
        "{}",
        run.stdout
    );
    assert!(
        sandbox.beside("nano-ran").exists(),
        "no editor at all was opened: {}{}",
        run.stdout,
        run.stderr
    );
}
