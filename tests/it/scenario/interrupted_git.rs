//! What git leaves behind when it is interrupted: nothing is removed that nobody removed.

use super::git_layouts::JOURNAL;
use crate::support::Sandbox;

#[test]
fn a_lost_list_of_files_is_made_anew_and_removes_nothing() {
    let sandbox = Sandbox::with_demo();
    sandbox.change_journal("sample");
    sandbox.sh("rm sample/.git/index");
    let save = sandbox.cpd_in("sample", &["save"]).expect_code(0);
    save.says("Saved 1 file: Change journal");
    assert_eq!(sandbox.git("-C sample status --porcelain"), "");
    sandbox.git("-C sample read-tree --empty");
    let save = sandbox.cpd_in("sample", &["save"]).expect_code(0);
    save.says("Nothing has changed");
}

#[test]
fn a_clone_that_was_interrupted_loses_nothing() {
    let sandbox = Sandbox::with_demo();
    sandbox.git("clone -q --no-checkout sample half");
    sandbox.sh("cd half && rm -f .git/index && for file in cpd.yaml profile.md; do git show HEAD:$file > $file; done");
    let files = sandbox.git("-C half ls-tree -r --name-only HEAD");
    for args in [&["save", "--anyway"][..], &["save", "--anyway", "--all"]] {
        let save = sandbox.cpd_in("half", args).expect_code(1);
        save.says("Nothing was saved.")
            .says("git was interrupted before it wrote");
    }
    sandbox.write("half/notes/new.md", "Words.\n");
    sandbox.git("-C half config user.name 'Sam Carter'");
    sandbox.git("-C half config user.email sam@example.org");
    sandbox
        .cpd_in("half", &["save", "--anyway"])
        .expect_code(1)
        .says("Saved 1 file");
    let after = sandbox.git("-C half ls-tree -r --name-only HEAD");
    let lost = files.lines().find(|path| !after.contains(path));
    assert_eq!(lost, None);
    assert!(after.contains("notes/new.md"));
    // The way out that was named brings the files back.
    sandbox.git(&format!("-C half checkout -q HEAD -- {JOURNAL}"));
    assert_eq!(
        sandbox.read(&format!("half/{JOURNAL}")),
        sandbox.read(&format!("sample/{JOURNAL}"))
    );
}
