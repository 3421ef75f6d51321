//! A save commits what somebody changed: no deletion that nobody made, and no file that
//! nobody means.

use super::git_layouts::JOURNAL;
use crate::support::Sandbox;

impl Sandbox {
    fn saved_files(&self) -> String {
        self.git("-C sample ls-tree -r --name-only HEAD")
    }
}

#[test]
fn a_folder_that_is_gone_as_a_whole_stays_in_the_portfolio() {
    for loss in [
        "rm -r sample/journals",
        // The mount point of a disk that is not connected.
        "rm sample/journals/*",
        "mv sample/journals away && ln -s ../away sample/journals",
    ] {
        let sandbox = Sandbox::with_demo();
        sandbox.change_journal("sample");
        sandbox.cpd_in("sample", &["save"]).expect_code(0);
        let before = sandbox.saved_files();
        sandbox.sh(loss);
        let save = sandbox
            .cpd_in("sample", &["save", "--anyway"])
            .expect_code(1);
        save.says("All files are gone from journals (7 files).")
            .says("Nothing was saved.");
        assert_eq!(sandbox.saved_files(), before, "{loss}");
        let save = sandbox
            .cpd_in("sample", &["save", "--anyway", "--all"])
            .expect_code(0);
        save.says("All files are gone from journals");
        assert!(!sandbox.saved_files().contains("journals/"));
    }
}

#[test]
fn a_file_that_is_not_downloaded_stays_in_the_portfolio() {
    let sandbox = Sandbox::with_demo();
    let name = JOURNAL.trim_start_matches("journals/");
    for stand_in in [format!(".{name}.icloud"), format!("{name}.nextcloud")] {
        sandbox.sh(&format!("cd sample/journals && mv {name} {stand_in}"));
        for args in [&["save", "--anyway"][..], &["save", "--anyway", "--all"]] {
            let save = sandbox.cpd_in("sample", args).expect_code(1);
            save.says(&format!("Not downloaded, so not looked at: {JOURNAL}."));
            save.says("Nothing was saved.");
        }
        sandbox.sh(&format!("cd sample/journals && mv {stand_in} {name}"));
    }
}

#[test]
fn removed_files_are_named_three_at_most() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && rm feedback/2024* feedback/2025* && rm -r meetings/2025*");
    let save = sandbox
        .cpd_in("sample", &["save", "--anyway"])
        .expect_code(0);
    save.says("This save removes feedback/2024-11-27-feedback-on-what-minutes-are-for.md, ");
    save.says(" and 3 more.");
    assert_eq!(sandbox.git("-C sample status --porcelain"), "");
}

#[test]
fn a_file_that_git_was_told_to_remove_is_removed() {
    let sandbox = Sandbox::with_demo();
    sandbox.git("-C sample rm -qr feedback");
    sandbox.git("-C sample rm -q --cached profile.md");
    sandbox.sh("echo profile.md >> sample/.git/info/exclude");
    sandbox
        .cpd_in("sample", &["save", "--anyway"])
        .expect_code(0);
    let saved = sandbox.saved_files();
    assert!(!saved.contains("feedback/") && !saved.contains("profile.md"));
    assert!(sandbox.at("sample/profile.md").exists());
}

#[test]
fn a_renamed_folder_is_saved_as_such() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && mv meetings talks");
    let save = sandbox
        .cpd_in("sample", &["save", "--anyway"])
        .expect_code(0);
    save.is_silent_on("All files are gone")
        .is_silent_on("This save removes");
    assert!(sandbox.saved_files().contains("talks/"));
    assert_eq!(sandbox.git("-C sample status --porcelain"), "");
}

#[test]
fn other_files_are_saved_where_somebody_means_them() {
    let sandbox = Sandbox::with_demo();
    sandbox.change_journal("sample");
    for path in [
        "budget.ods",
        ".env",
        "evidence/plan.pdf",
        "staged.txt",
        "schemes/own/seal.png",
    ] {
        sandbox.write(format!("sample/{path}"), "words");
    }
    for path in [
        "evidence/.DS_Store",
        "Thumbs.db",
        "journals/~$notes.docx",
        ".trash/old.md",
    ] {
        sandbox.write(format!("sample/{path}"), "rubbish");
    }
    // Whoever began before the patterns were there has none.
    sandbox.write("sample/.gitignore", "/packs/\n");
    sandbox.git("-C sample add staged.txt");
    let save = sandbox.cpd_in("sample", &["save"]).expect_code(0);
    save.says("Not saved, because no record uses them: .env and budget.ods.");
    save.says("`cpd save --all`");
    let saved = sandbox.saved_files();
    for path in ["evidence/plan.pdf", "staged.txt", "schemes/own/seal.png"] {
        assert!(saved.contains(path), "{path}");
    }
    assert!(!saved.contains(".env") && !saved.contains("budget.ods"));
    sandbox
        .cpd_in("sample", &["save", "--all"])
        .expect_code(0)
        .says("Saved 2 files");
    sandbox
        .cpd_in("sample", &["save", "--all"])
        .expect_code(0)
        .says("Nothing has changed");
    let saved = sandbox.saved_files();
    assert!(saved.contains(".env") && !saved.contains("Thumbs") && !saved.contains("trash"));
}

/// Returns the demo with a changed journal, after a script in it.
fn after(script: &str) -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.change_journal("sample");
    sandbox.sh(&format!("cd sample && {script}"));
    sandbox
}

#[test]
fn settings_of_git_that_cpd_does_not_follow_are_named_once() {
    let hook = "printf '#!/bin/sh\\nexit 1\\n' > hooks/pre-commit && chmod +x hooks/pre-commit";
    let cases = [
        ("git config commit.gpgsign true", "`commit.gpgsign`"),
        ("git config commit.template t.txt", "`commit.template`"),
        ("git config author.email a@b.c", "`author.email`"),
        (
            "git config includeIf.hasconfig:remote.*.url:x.path y",
            "`includeIf.hasconfig`",
        ),
        (
            &format!("mkdir hooks && {hook} && git config core.hooksPath hooks"),
            "the hook `pre-commit`",
        ),
        (
            &format!("cd .git && mkdir -p hooks && {hook}"),
            "the hook `pre-commit`",
        ),
        (
            "git config filter.shout.clean 'tr a-z A-Z' && echo '*.md filter=shout' > .gitattributes",
            "the filter `shout`",
        ),
        (
            "echo '*.md working-tree-encoding=UTF-16' > .gitattributes",
            "`working-tree-encoding`",
        ),
    ];
    for (script, named) in cases {
        let sandbox = after(script);
        let save = sandbox.cpd_in("sample", &["save"]).expect_code(0);
        save.says(&format!(
            "cpd does not follow {named} of git. If you need this, save with `git commit`."
        ));
        sandbox.change_journal("sample");
        let again = sandbox.cpd_in("sample", &["save"]).expect_code(0);
        again.says("Saved 1 file").is_silent_on("does not follow");
        sandbox.git("-C sample config commit.gpgsign true");
        sandbox.git("-C sample config author.name Sam");
        sandbox.change_journal("sample");
        let other = sandbox.cpd_in("sample", &["save"]).expect_code(0);
        other.says("`author.name`");
    }
}

#[test]
fn settings_of_git_that_change_nothing_are_not_named() {
    for script in [
        "git config commit.gpgsign false",
        "mkdir -p .git/hooks && echo 'exec cpd check' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit",
        "mkdir -p .git/hooks && echo 'exit 1' > .git/hooks/pre-commit && chmod -x .git/hooks/pre-commit",
        "git config core.autocrlf input",
        "echo '*.md filter=lfs' > .gitattributes",
        "echo '*.png filter=shout' > .gitattributes && git config filter.shout.clean cat",
    ] {
        let save = after(script).cpd_in("sample", &["save"]).expect_code(0);
        save.is_silent_on("does not follow");
    }
}

#[test]
fn the_hook_that_init_installs_is_not_named() {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    sandbox
        .cpd(["init", "mine", "--owner", "Sam Carter"])
        .expect_code(0);
    assert!(sandbox.at("mine/.git/hooks/pre-commit").exists());
    sandbox.write("mine/profile.md", "---\ntitle: Me\n---\n");
    let save = sandbox.cpd_in("mine", &["save", "--anyway"]).expect_code(0);
    save.says("Saved 1 file").is_silent_on("does not follow");
}
