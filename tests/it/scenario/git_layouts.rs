//! Repositories as people have them, made by the real git: what can be supported is, and the
//! rest is named in one sentence with the way out.

use crate::support::{Ran, Runs as _, Sandbox};

/// The demo in `sample/`, where one journal was changed.
fn edited() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.change_journal("sample");
    sandbox
}

/// A journal of the demo.
pub const JOURNAL: &str = "journals/2025-01-08-whose-left.md";

impl Sandbox {
    /// Makes a person known to git in a clone, and changes a journal there.
    pub fn change_journal(&self, folder: &str) {
        self.git(&format!("-C {folder} config user.name 'Sam Carter'"));
        self.git(&format!("-C {folder} config user.email sam@example.org"));
        let journal = format!("{folder}/{JOURNAL}");
        let text = self.read(&journal);
        self.write(&journal, format!("{text}\nOne more thing.\n"));
    }

    /// Runs a command in a portfolio.
    #[track_caller]
    pub fn cpd_in(&self, folder: &str, args: &[&str]) -> Ran {
        self.cpd(["-C", folder].iter().chain(args))
    }

    /// Asserts that the history is whole for `check`, and that `save` saves the journal alone.
    #[track_caller]
    fn is_supported(&self, folder: &str) {
        let check = self.cpd_in(folder, &["check"]).expect_code(0);
        check.says("1 warning and 1 note");
        let save = self.cpd_in(folder, &["save"]).expect_code(0);
        save.says("Saved 1 file: Change journal \u{201c}Whose left?\u{201d}");
        let changed = self.git(&format!("-C {folder} show --format= --name-only HEAD"));
        assert_eq!(changed.trim(), JOURNAL);
        assert_eq!(self.git(&format!("-C {folder} status --porcelain")), "");
    }
}

#[test]
fn a_git_folder_that_is_kept_apart_is_supported() {
    let sandbox = edited();
    sandbox.git("init -q --separate-git-dir elsewhere.git sample");
    sandbox.is_supported("sample");
    // The disk that it is on is not connected.
    sandbox.sh("mv elsewhere.git gone.git");
    for args in [
        &["save"][..],
        &["history", "silver"],
        &["sign", "silver", "--yes"],
    ] {
        let ran = sandbox.cpd_in("sample", args).expect_code(2);
        ran.says("`.git` names a folder that is not there");
        ran.says("connect the disk that it is on");
        ran.is_silent_on("git init");
    }
}

#[test]
fn linked_work_trees_submodules_and_borrowed_objects_are_supported() {
    let sandbox = Sandbox::with_demo();
    sandbox.git("-C sample worktree add -q ../linked");
    sandbox.git("init -q top");
    sandbox.git("-C top -c protocol.file.allow=always submodule --quiet add ../sample mine");
    sandbox.git("clone -q --shared sample shared");
    for folder in ["linked", "top/mine", "shared"] {
        sandbox.change_journal(folder);
        sandbox.is_supported(folder);
    }
}

#[test]
fn settings_that_change_how_git_works_on_files_are_supported() {
    for settings in [
        "feature.manyFiles true",
        "core.untrackedCache true",
        "core.fsmonitor /nowhere",
        "extensions.worktreeConfig true",
        "index.version 4",
        "index.skipHash true",
        "core.preloadIndex true",
        "core.commitGraph true",
    ] {
        let sandbox = Sandbox::with_demo();
        sandbox.git(&format!("-C sample config {settings}"));
        sandbox.git("-C sample update-index --force-write-index");
        sandbox.change_journal("sample");
        sandbox.is_supported("sample");
    }
}

#[test]
fn a_form_that_cpd_does_not_know_is_named_with_the_way_out() {
    let set = |sandbox: &Sandbox, line: &str| sandbox.git(&format!("-C sample config {line}"));
    let cases: [(&[&str], &str, &str); 4] = [
        (
            &[
                "core.repositoryformatversion 1",
                "extensions.refStorage reftable",
            ],
            "the reftable format (`extensions.refStorage`)",
            "git refs migrate --ref-format=files",
        ),
        (
            &["core.repositoryformatversion 1", "extensions.someday true"],
            "the setting `extensions.someday`",
            "clone the repository",
        ),
        (
            &["core.repositoryformatversion 9"],
            "a newer format than cpd can read",
            "clone the repository",
        ),
        (
            &["core.worktree /nowhere"],
            "keeps its files in another folder",
            "`core.worktree`",
        ),
    ];
    for (settings, says, way_out) in cases {
        let sandbox = edited();
        for line in settings {
            set(&sandbox, line);
        }
        let ran = sandbox.cpd_in("sample", &["save"]).expect_code(2);
        ran.says(says).says(way_out);
    }
}

#[test]
fn damage_is_named_with_the_way_out_and_nothing_is_saved() {
    let cases = [
        (
            "printf nonsense > .git/index",
            "its index) is damaged",
            "git reset",
        ),
        (
            "head -c 900 .git/index > cut && mv cut .git/index",
            "its index) is damaged",
            "git reset",
        ),
        (
            "touch .git/index.lock",
            "another program is using",
            ".git/index.lock",
        ),
        (
            "touch .git/refs/heads/main.lock",
            "main.lock is there",
            "remove that file",
        ),
        (
            "printf '[core' > .git/config",
            ".git/config:1",
            "correct that line",
        ),
        (
            "git pack-refs --all && echo garbage >> .git/packed-refs",
            "list of branches is damaged",
            "git fsck",
        ),
        (
            "echo /nowhere > .git/objects/info/alternates && rm -r .git/objects/??",
            "lacks some of what was saved",
            "clone the repository again",
        ),
    ];
    for (damage, says, way_out) in cases {
        let sandbox = edited();
        let head = sandbox.git("-C sample rev-parse HEAD");
        sandbox.sh(&format!("cd sample && {damage}"));
        let ran = sandbox
            .cpd_in("sample", &["save", "--anyway"])
            .expect_code(2);
        ran.says(says).says(way_out);
        sandbox.sh("rm -f sample/.git/index.lock sample/.git/refs/heads/main.lock");
        let after = sandbox
            .command("git")
            .args(["-C", "sample", "rev-parse", "HEAD"])
            .run();
        assert!(after.code != 0 || after.stdout == head, "{damage}");
    }
}

#[test]
fn another_git_folder_that_the_environment_names_is_refused_with_the_way_out() {
    let sandbox = edited();
    let cpd_with = |git_folder: &str, args: &[&str]| {
        let mut command = sandbox.command("cpd");
        command.env("GIT_DIR", git_folder).args(["-C", "sample"]);
        command.args(args).run()
    };
    // As in a hook.
    cpd_with("sample/.git", &["check"]).expect_code(0);
    sandbox.git("init -q other");
    for args in [&["save"][..], &["check"], &["new", "journal"]] {
        let ran = cpd_with("other/.git", args).expect_code(2);
        ran.says("`GIT_DIR` names a git folder that is not the one of this portfolio");
    }
    sandbox.sh("mv sample/.git apart");
    let apart = sandbox.at("apart").display().to_string();
    let ran = cpd_with(&apart, &["save"]).expect_code(2);
    ran.says(&format!(
        "write a file `.git` with the line `gitdir: {apart}`"
    ));
    ran.is_silent_on("git init");
    sandbox.write("sample/.git", format!("gitdir: {apart}\n"));
    sandbox.is_supported("sample");
    sandbox.change_journal("sample");
    cpd_with(&apart, &["save"])
        .expect_code(0)
        .says("Saved 1 file");
}
