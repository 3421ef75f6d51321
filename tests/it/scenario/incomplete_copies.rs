//! Copies of a repository that do not show everything, or that git does not trust: every
//! command gives the true reason, once, and none says that something has to be signed again.

use super::git_layouts::JOURNAL;
use crate::support::Sandbox;

impl Sandbox {
    /// Asserts that commands in a portfolio give this reason and this way out.
    #[track_caller]
    fn gives_the_reason(&self, folder: &str, why: &str, way_out: &str) {
        let check = self.cpd_in(folder, &["check"]).expect_code(1);
        check.says("1 error.").says(why).says(way_out);
        assert_eq!(said(&check.stdout, &check.stderr).matches(why).count(), 1);
        for args in [
            &["status"][..],
            &["pack", "--award", "bronze"],
            &["pack", "--award", "silver"],
            &["sign", "silver", "--yes"],
            &["submit", "silver", "--yes"],
            &["ask", "silver"],
        ] {
            let ran = self.cpd_in(folder, args);
            ran.says(why).says(way_out);
            let said = said(&ran.stdout, &ran.stderr);
            assert_eq!(said.matches(why).count(), 1, "{args:?}: {said}");
            for words in ["signed again", "no longer valid", "cpd sign", "cpd ask"] {
                ran.is_silent_on(words);
            }
        }
        let verify = self.cpd_in(folder, &["verify", "silver"]).expect_code(1);
        verify.says("cannot be verified in this copy").says(why);
        verify.is_silent_on("not what it claims to be");
        // What was signed may be valid elsewhere.
        let rename = ["rename", JOURNAL, "another", "--dry-run"];
        let rename = self.cpd_in(folder, &rename).expect_code(0);
        rename.says("will no longer be valid");
    }
}

fn said(out: &str, err: &str) -> String {
    format!("{out}{err}")
}

#[test]
fn a_shallow_clone_lacks_the_history() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("git clone -q --depth 1 \"file://$PWD/sample\" part");
    sandbox.gives_the_reason(
        "part",
        "this copy has only the latest saves",
        "git fetch --unshallow",
    );
    sandbox.git("-C part fetch -q --unshallow");
    sandbox.cpd_in("part", &["check"]).expect_code(0);
}

#[test]
fn a_partial_clone_lacks_contents() {
    let sandbox = Sandbox::with_demo();
    sandbox.git("-C sample config uploadpack.allowFilter true");
    sandbox.sh("git clone -q --filter=blob:none \"file://$PWD/sample\" part");
    sandbox.gives_the_reason(
        "part",
        "this copy was made without some of the files",
        "clone it again",
    );
}

#[test]
fn a_folder_of_another_owner_is_not_trusted() {
    let sandbox = Sandbox::with_demo();
    for path in ["sample", "sample/.git"] {
        if std::os::unix::fs::chown(sandbox.at(path), Some(65_534), Some(65_534)).is_err() {
            eprintln!("skipped: this user may give no file away");
            return;
        }
    }
    sandbox.gives_the_reason(
        "sample",
        "git does not trust this folder",
        "git config --global --add safe.directory ",
    );
    let save = sandbox.cpd_in("sample", &["save"]).expect_code(2);
    save.says("safe.directory ").is_silent_on("FOLDER");
}

#[test]
fn damaged_settings_are_named_by_every_command() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("printf '[core' > sample/.git/config");
    sandbox.gives_the_reason(
        "sample",
        "git's settings cannot be read",
        "correct that line",
    );
}
