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
