//! Programs that a repository names: none is started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;

use super::{DAY_OF_DEMO, TODAY, demo, empty, portfolio};
use crate::support::tools::require_tool;
use crate::support::{PROGRAM, Runs};

/// A repository whose settings name a program wherever git can run one.
#[test]
fn no_program_of_a_repository_is_run() {
    let sandbox = demo();
    let touched = sandbox.beside("touched");
    let bait = sandbox.beside("bait");
    fs::write(
        &bait,
        format!(
            "#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat 2>/dev/null\nexit 0\n",
            touched.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&bait, fs::Permissions::from_mode(0o755)).unwrap();
    let bait = bait.to_str().unwrap();
    let hooks = [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "post-rewrite",
        "pre-auto-gc",
        "fsmonitor-watchman",
        "post-merge",
    ];
    for folder in [".git/hooks", ".git/other-hooks"] {
        fs::create_dir_all(sandbox.at(folder)).unwrap();
        for hook in hooks {
            let _ = fs::remove_file(sandbox.at(format!("{folder}/{hook}")));
            symlink(bait, sandbox.at(format!("{folder}/{hook}"))).unwrap();
        }
    }
    let included = sandbox.beside("included");
    let settings = format!(
        "[core]\n\tfsmonitor = {bait}\n\teditor = {bait}\n\tpager = {bait}\n\tsshCommand = {bait}\n\taskPass = {bait}\n\tgitProxy = {bait}\n\tuntrackedCache = true\n\
         [gpg]\n\tprogram = {bait}\n[gpg \"ssh\"]\n\tprogram = {bait}\n\tdefaultKeyCommand = {bait}\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[user]\n\tsigningKey = x\n\
         [filter \"evil\"]\n\tclean = {bait}\n\tsmudge = {bait}\n\trequired = false\n[filter \"worse\"]\n\tprocess = {bait}\n[diff]\n\texternal = {bait}\n[diff \"evil\"]\n\tcommand = {bait}\n\ttextconv = {bait}\n\
         [merge \"evil\"]\n\tdriver = {bait}\n[credential]\n\thelper = !{bait}\n[alias]\n\tstatus = !{bait}\n[init]\n\ttemplateDir = {}\n[sequence]\n\teditor = {bait}\n[uploadpack]\n\tpackObjectsHook = {bait}\n[trailer \"x\"]\n\tcommand = {bait}\n",
        sandbox.at(".git").display(),
    );
    fs::write(&included, settings).unwrap();
    let more = format!(
        "[include]\n\tpath = {0}\n[includeIf \"gitdir:**\"]\n\tpath = {0}\n",
        included.display()
    );
    let config = fs::read_to_string(sandbox.at(".git/config")).unwrap();
    fs::write(sandbox.at(".git/config"), config + &more).unwrap();
    sandbox.write(
        ".git/info/attributes",
        "* filter=evil diff=evil merge=evil\n*.png filter=worse\n",
    );
    sandbox.write(".gitattributes", "* filter=evil diff=evil merge=evil ident working-tree-encoding=UTF-16\n*.png filter=worse\n");
    // The bait works: git itself takes it.
    sandbox.command("git").arg("status").run();
    sandbox.command("git").args(["add", "-A"]).run();
    assert!(touched.exists(), "git took no bait, so this proves nothing");
    sandbox.git("-c core.fsmonitor=false -c filter.evil.clean= reset -q");
    fs::remove_file(&touched).unwrap();
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
        let log = fs::read_to_string(&touched).unwrap_or_default();
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
    for hook in hooks {
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
