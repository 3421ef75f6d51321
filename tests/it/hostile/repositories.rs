//! Repositories of every sort, and what is committed in them.

use std::fs;

use super::{ACTIVITY, DAY_OF_DEMO, TODAY, activity, demo, empty, portfolio};
use crate::support::{Runs, Sandbox};

#[test]
fn commands_work_without_a_git_program() {
    let sandbox = empty();
    let empty = sandbox.beside("empty");
    fs::create_dir(&empty).unwrap();
    let run = |args: &[&str]| {
        sandbox
            .command("cpd")
            .env("PATH", &empty)
            .args(args)
            .args(["--today", TODAY])
            .run()
    };
    run(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    run(&[
        "new",
        "activity",
        "A course",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0]);
    run(&["save", "--anyway"]).ends(&[0]);
    run(&["undo"]).ends(&[0]);
    run(&["check"]).ends(&[0, 1]);
    run(&["status"]).ends(&[0]);
    run(&["pack", "--draft", "--award", "bronze"]).ends(&[0]);
}

#[test]
fn unusual_repositories_are_handled() {
    let acts = |sandbox: &Sandbox| {
        for args in [
            &["check"][..],
            &["status"],
            &["save", "--anyway"],
            &["undo"],
            &["sign", "bronze", "--yes"],
            &["pack", "--award", "bronze"],
            &["pack", "--award", "bronze", "--draft"],
            &[
                "new",
                "activity",
                "Another",
                "--date",
                "2026-02-01",
                "--type",
                "workshop",
            ],
        ] {
            sandbox.cpd(args).ends(&[0, 1, 2]);
        }
        assert!(sandbox.at(ACTIVITY).exists());
    };
    // None at all.
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(sandbox.at(".git")).unwrap();
    sandbox
        .cpd(["save"])
        .ends(&[2])
        .says("not in a git repository");
    acts(&sandbox);
    // A bare one around it.
    let sandbox = empty();
    sandbox.git("init -q --bare");
    sandbox.cpd(["init", "--owner", "Sam Carter"]).ends(&[1, 2]);
    sandbox.write(
        "cpd.yaml",
        "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
    );
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.cpd(["save"]).ends(&[2]).says("bare");
    acts(&sandbox);
    // No branch.
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.git("checkout -q --detach");
    sandbox
        .cpd(["save", "--anyway"])
        .ends(&[0])
        .says("not on a branch");
    acts(&sandbox);
    // A branch without a commit.
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.git("checkout -q --orphan other");
    sandbox
        .cpd(["undo"])
        .ends(&[1])
        .says("nothing has been saved");
    sandbox
        .cpd(["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
    acts(&sandbox);
    // A merge half done.
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox.git("checkout -qb other 'HEAD~1'");
    sandbox.write(ACTIVITY, activity("Another course", "", ""));
    sandbox.git("add -A");
    sandbox.git("commit -qnm other");
    sandbox.command("git").args(["merge", "main"]).run();
    sandbox.cpd(["save"]).ends(&[1]).says("not finished");
    sandbox.cpd(["undo"]).ends(&[1]).says("not finished");
    acts(&sandbox);
    // Broken ones.
    for (file, content) in [
        ("HEAD", "nonsense\n"),
        ("config", "[core\n"),
        ("index", "nonsense"),
        ("HEAD", "ref: refs/heads/../../../x\n"),
        ("objects/info/alternates", "/nowhere\n\u{1b}\n"),
        ("config", "[core]\n\trepositoryformatversion = 99\n"),
        (
            "refs/heads/main",
            "0000000000000000000000000000000000000000\n",
        ),
        (
            "refs/heads/main",
            "1111111111111111111111111111111111111111\n",
        ),
    ] {
        let sandbox = portfolio();
        sandbox.write(ACTIVITY, activity("A course", "", ""));
        sandbox.write(format!(".git/{file}"), content);
        acts(&sandbox);
    }
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(sandbox.at(".git")).unwrap();
    sandbox.write(".git", "gitdir: /nowhere\n");
    acts(&sandbox);
}

#[test]
fn a_repository_owned_by_another_user_is_handled() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    for path in [sandbox.path(), sandbox.at(".git")] {
        if std::os::unix::fs::chown(&path, Some(65_534), Some(65_534)).is_err() {
            eprintln!("skipped: this user may give no file away");
            return;
        }
    }
    sandbox
        .cpd(["save"])
        .ends(&[2])
        .says("belongs to another user")
        .says("safe.directory");
    sandbox.cpd(["check"]).ends(&[0, 1]);
    sandbox
        .cpd(["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
}

#[test]
fn a_work_tree_configured_elsewhere_is_not_committed() {
    let sandbox = portfolio();
    let other = sandbox.beside("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("id_ed25519"), "SECRET").unwrap();
    sandbox.git(&format!("config core.worktree '{}'", other.display()));
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox
        .cpd(["save", "--anyway"])
        .ends(&[2])
        .says("another folder");
    sandbox.cpd(["sign", "bronze", "--yes"]).ends(&[1, 2]);
    sandbox.cpd(["undo"]).ends(&[1, 2]);
    assert!(!sandbox.git("log --all --name-only").contains("id_ed25519"));
}

#[test]
fn only_the_portfolio_is_saved() {
    // A name that means more than itself to git's patterns, and a neighbour that it would mean.
    for name in ["port*", "[p]ort", "!port", "#port", "port?", "a b"] {
        let sandbox = empty();
        sandbox.git("init -q");
        fs::create_dir(sandbox.at(name)).unwrap();
        let run = |args: &[&str]| {
            sandbox
                .command("cpd")
                .current_dir(sandbox.at(name))
                .args(args)
                .args(["--today", TODAY])
                .run()
        };
        sandbox.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
        );
        for neighbour in ["port", "portfolio", "ports", "other"] {
            sandbox.write(format!("{neighbour}/secret"), "secret");
        }
        sandbox.write("staged", "staged");
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            sandbox
                .git("ls-tree -r -z --name-only HEAD")
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
        fs::remove_file(sandbox.at(format!("{name}/cpd.yaml"))).unwrap();
        sandbox.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: {}\n",
        );
        sandbox.write(format!("{name}/x.txt"), "x");
        run(&["save", "--anyway", "--all"]).ends(&[0]);
        assert!(
            sandbox
                .git("ls-tree -r -z --name-only HEAD")
                .contains("x.txt")
        );
        fs::remove_file(sandbox.at(format!("{name}/x.txt"))).unwrap();
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            sandbox
                .git("ls-tree -r -z --name-only HEAD")
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
    }
}

#[test]
fn signing_commits_no_other_changes() {
    let sandbox = demo();
    let sub = sandbox.path();
    // The demo stands in a larger repository, where something else is staged.
    let top = sandbox.root();
    fs::rename(sub.join(".git"), top.join(".git")).unwrap();
    let git = |args: &[&str]| {
        let run = sandbox.command("git").current_dir(top).args(args).run();
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    git(&["add", "work"]);
    git(&["add", "-u"]);
    git(&["commit", "-qnm", "moved"]);
    fs::write(top.join("staged.txt"), "not yet").unwrap();
    git(&["add", "staged.txt"]);
    let submit = ["--today", DAY_OF_DEMO, "submit", "silver", "--yes"];
    sandbox.cpd(submit).ends(&[0]);
    let named = git(&["show", "--name-only", "--format=", "HEAD"]);
    assert_eq!(named.lines().count(), 1, "{named}");
    assert!(
        named.starts_with("work/signoffs/lancaster/silver/"),
        "{named}"
    );
    assert!(git(&["status", "--porcelain"]).contains("A  staged.txt"));
}

#[test]
fn nested_repositories_and_submodules_are_left_out() {
    let sandbox = portfolio();
    fs::create_dir_all(sandbox.at("evidence/inner")).unwrap();
    sandbox.write("evidence/inner/certificate.txt", "words");
    sandbox
        .command("git")
        .current_dir(sandbox.at("evidence/inner"))
        .args(["init", "-q"])
        .run();
    // It is the business of whoever made it, and not taken along unasked.
    let refused = || {
        let head = sandbox.git("rev-parse HEAD");
        sandbox
            .cpd(["save", "--anyway"])
            .ends(&[2])
            .says("the folder evidence/inner is a git repository of its own")
            .says("move the folder out of the portfolio");
        assert_eq!(sandbox.git("rev-parse HEAD"), head);
    };
    refused();
    sandbox.write(
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = -u./x\n\turl = -u./x\n\tupdate = !touch x\n",
    );
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    refused();
    sandbox.look();
    fs::remove_dir_all(sandbox.at("evidence/inner/.git")).unwrap();
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    let kept = sandbox.git("ls-files");
    for path in ["evidence/inner/certificate.txt", ".gitmodules", ACTIVITY] {
        assert!(kept.lines().any(|line| line == path), "{path}: {kept}");
    }
    assert!(!sandbox.at("x").exists(), "the submodule was updated");
}
