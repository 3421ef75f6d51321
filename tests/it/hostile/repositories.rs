//! Repositories of every sort, and what is committed in them.

use std::fs;

use super::{ACTIVITY, Lab, Runs, TODAY, activity};

#[test]
fn without_a_git_program() {
    let lab = Lab::new();
    let empty = lab.beside("empty");
    fs::create_dir(&empty).unwrap();
    let run = |args: &[&str]| {
        lab.command("cpd", &lab.work())
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
fn repositories_of_every_sort() {
    let acts = |lab: &Lab| {
        for args in [
            &["check"][..],
            &["status"],
            &["save", "--anyway"],
            &["undo"],
            &["sign", "bronze"],
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
            lab.cpd(args).ends(&[0, 1, 2]);
        }
        assert!(lab.path(ACTIVITY).exists());
    };
    // None at all.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(lab.path(".git")).unwrap();
    lab.cpd(&["save"])
        .ends(&[2])
        .says("not in a git repository");
    acts(&lab);
    // A bare one around it.
    let lab = Lab::new();
    lab.git_ok(&["init", "-q", "--bare"]);
    lab.cpd(&["init", "--owner", "Sam Carter"]).ends(&[1, 2]);
    lab.write(
        "cpd.yaml",
        "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
    );
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save"]).ends(&[2]).says("bare");
    acts(&lab);
    // No branch.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.git_ok(&["checkout", "-q", "--detach"]);
    lab.cpd(&["save", "--anyway"]).ends(&[0]).says("no branch");
    acts(&lab);
    // A branch without a commit.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.git_ok(&["checkout", "-q", "--orphan", "other"]);
    lab.cpd(&["undo"]).ends(&[1]).says("nothing has been saved");
    lab.cpd(&["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
    acts(&lab);
    // A merge half done.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.git_ok(&["checkout", "-qb", "other", "HEAD~1"]);
    lab.write(ACTIVITY, activity("Another course", "", ""));
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "other"]);
    lab.git(&["merge", "main"]);
    lab.cpd(&["save"]).ends(&[1]).says("half done");
    lab.cpd(&["undo"]).ends(&[1]).says("half done");
    acts(&lab);
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
        let lab = Lab::portfolio();
        lab.write(ACTIVITY, activity("A course", "", ""));
        lab.write(format!(".git/{file}"), content);
        acts(&lab);
    }
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(lab.path(".git")).unwrap();
    lab.write(".git", "gitdir: /nowhere\n");
    acts(&lab);
}

#[test]
fn a_repository_of_somebody_else() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    for path in [lab.work(), lab.path(".git")] {
        if std::os::unix::fs::chown(&path, Some(65_534), Some(65_534)).is_err() {
            eprintln!("skipped: this user may give no file away");
            return;
        }
    }
    lab.cpd(&["save"])
        .ends(&[2])
        .says("belongs to somebody else")
        .says("safe.directory");
    lab.cpd(&["check"]).ends(&[0, 1]);
    lab.cpd(&["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
}

#[test]
fn a_work_tree_elsewhere_is_not_committed() {
    let lab = Lab::portfolio();
    let other = lab.beside("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("id_ed25519"), "SECRET").unwrap();
    lab.git_ok(&["config", "core.worktree", other.to_str().unwrap()]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"])
        .ends(&[2])
        .says("another folder");
    lab.cpd(&["sign", "bronze"]).ends(&[1, 2]);
    lab.cpd(&["undo"]).ends(&[1, 2]);
    assert!(
        !lab.git_ok(&["log", "--all", "--name-only"])
            .contains("id_ed25519")
    );
}

#[test]
fn only_the_portfolio_is_saved() {
    // A name that means more than itself to git's patterns, and a neighbour that it would mean.
    for name in ["port*", "[p]ort", "!port", "#port", "port?", "a b"] {
        let lab = Lab::new();
        lab.git_ok(&["init", "-q"]);
        fs::create_dir(lab.path(name)).unwrap();
        let run = |args: &[&str]| {
            lab.command("cpd", &lab.path(name))
                .args(args)
                .args(["--today", TODAY])
                .run()
        };
        lab.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
        );
        for neighbour in ["port", "portfolio", "ports", "other"] {
            lab.write(format!("{neighbour}/secret"), "secret");
        }
        lab.write("staged", "staged");
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            lab.git_ok(&["ls-tree", "-r", "-z", "--name-only", "HEAD"])
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
        fs::remove_file(lab.path(format!("{name}/cpd.yaml"))).unwrap();
        lab.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: {}\n",
        );
        lab.write(format!("{name}/x.txt"), "x");
        run(&["save", "--anyway"]).ends(&[0]);
        fs::remove_file(lab.path(format!("{name}/x.txt"))).unwrap();
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            lab.git_ok(&["ls-tree", "-r", "-z", "--name-only", "HEAD"])
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
    }
}

#[test]
fn a_sign_off_takes_nothing_else_along() {
    let lab = Lab::demo();
    let sub = lab.work();
    // The demo stands in a larger repository, where something else is staged.
    let top = lab.top.path();
    fs::rename(sub.join(".git"), top.join(".git")).unwrap();
    let git = |args: &[&str]| {
        let run = lab.command("git", top).args(args).run();
        assert_eq!(run.code, Some(0), "{}", run.err);
        run.out
    };
    git(&["add", "work"]);
    git(&["add", "-u"]);
    git(&["commit", "-qm", "moved"]);
    fs::write(top.join("staged.txt"), "not yet").unwrap();
    git(&["add", "staged.txt"]);
    let run = lab.cpd(&["submit", "silver", "--yes"]);
    if run.code == Some(0) {
        let named = git(&["show", "--name-only", "--format=", "HEAD"]);
        assert_eq!(named.lines().count(), 1, "{named}");
        assert!(
            named.starts_with("work/signoffs/lancaster/silver/"),
            "{named}"
        );
        assert!(git(&["status", "--porcelain"]).contains("A  staged.txt"));
    } else {
        run.ends(&[1]);
        panic!("the demo's Silver could not be submitted: {}", run.err);
    }
}

#[test]
fn nested_repositories_and_submodules() {
    let lab = Lab::portfolio();
    fs::create_dir_all(lab.path("evidence/inner")).unwrap();
    lab.write("evidence/inner/certificate.txt", "words");
    lab.command("git", &lab.path("evidence/inner"))
        .args(["init", "-q"])
        .run();
    let run = lab.cpd(&["save", "--anyway"]);
    run.ends(&[0, 1, 2]);
    lab.write(
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = -u./x\n\turl = -u./x\n\tupdate = !touch x\n",
    );
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0, 1, 2]);
    lab.look();
}
