//! A sparse checkout is judged like a whole one, and nothing is removed that it leaves out.

use crate::support::Sandbox;

/// Two clones of the demo: `whole`, and `part`, which leaves out what these lines of a
/// sparse checkout name.
fn clones(left_out: &str) -> Sandbox {
    let sandbox = Sandbox::with_demo();
    for clone in ["whole", "part"] {
        sandbox.git(&format!("clone -q sample {clone}"));
        sandbox.signed_by_nobody(clone);
    }
    sandbox.git(&format!(
        "-C part sparse-checkout set --no-cone '/*' {left_out}"
    ));
    sandbox
}

impl Sandbox {
    fn signed_by_nobody(&self, folder: &str) {
        self.git(&format!("-C {folder} config user.name 'Sam Carter'"));
        self.git(&format!("-C {folder} config user.email sam@example.org"));
    }

    /// Runs the same command in both clones and expects the same output.
    #[track_caller]
    fn agree(&self, args: &[&str]) {
        let [whole, part] =
            ["whole", "part"].map(|clone| self.cpd(["-C", clone].iter().chain(args)));
        assert!(!whole.stdout.is_empty(), "{whole:?}");
        assert_eq!(part.stdout, whole.stdout, "{args:?}");
        assert_eq!(part.code, whole.code, "{args:?}");
        part.says("not checked out here");
        whole.is_silent_on("not checked out");
    }

    fn committed(&self, folder: &str) -> String {
        self.git(&format!("-C {folder} ls-tree -r --name-only HEAD"))
    }
}

#[test]
fn what_is_left_out_is_read_from_git_and_named() {
    for left_out in [
        "'!/signoffs/'",
        "'!/evidence/' '!/trust/'",
        "'!/journals/' '!/statements/' '!/activities/'",
    ] {
        let sandbox = clones(left_out);
        sandbox.agree(&["verify", "silver"]);
        sandbox.agree(&["verify", "silver", "--accept-self-declared"]);
        sandbox.agree(&["check"]);
        sandbox.agree(&["check", "--format", "json"]);
        sandbox.agree(&["status"]);
        sandbox.agree(&["history", "silver"]);
        let packs = ["whole", "part"].map(|clone| {
            let pack = sandbox.cpd(["-C", clone, "pack", "--award", "silver"]);
            pack.expect_code(0);
            sandbox.bytes(&format!("{clone}/packs/silver.html"))
        });
        assert!(packs[0] == packs[1], "{left_out}");
    }
}

#[test]
fn a_save_keeps_what_is_left_out_and_says_what_it_removes() {
    let sandbox = clones("'!/signoffs/' '!/evidence/'");
    let before = sandbox.committed("part");
    sandbox
        .cpd(["-C", "part", "save"])
        .expect_code(0)
        .says("Nothing has changed");
    sandbox.write("part/notes.txt", "words\n");
    sandbox.sh("rm part/feedback/*.md");
    let gone = sandbox.git("-C part ls-files -d -- feedback");
    let gone = gone.lines().next().expect("a removed file");
    // A whole folder that is gone may lie on a disk that is not connected.
    sandbox
        .cpd(["-C", "part", "save", "--anyway"])
        .expect_code(1)
        .says("All files are gone from feedback")
        .says(&format!("Still in the portfolio: {gone}"))
        .says("Not saved, because no record uses them: notes.txt.");
    assert_eq!(sandbox.committed("part"), before);
    sandbox
        .cpd(["-C", "part", "save", "--anyway", "--all"])
        .expect_code(0)
        .says("All files are gone from feedback");
    let after = sandbox.committed("part");
    let lost = before.lines().filter(|path| !after.contains(path));
    let lost: Vec<&str> = lost.collect();
    assert!(
        lost.iter().all(|path| path.starts_with("feedback/")),
        "{lost:?}"
    );
    assert!(after.contains("notes.txt"));
    assert_eq!(sandbox.git("-C part status --porcelain"), "");
    // Nor does taking it back make git forget that they are left out.
    sandbox.cpd(["-C", "part", "undo"]).expect_code(0);
    let status = sandbox.git("-C part status --porcelain");
    assert!(!status.contains("signoffs/"), "{status}");
    sandbox
        .cpd(["-C", "part", "save", "--anyway", "--all"])
        .expect_code(0);
    assert_eq!(sandbox.committed("part"), after);
}

#[test]
fn a_mark_that_a_person_set_by_hand_leaves_a_file_out_too() {
    let sandbox = clones("");
    let statement = "statements/silver.md";
    sandbox.git(&format!("-C part update-index --skip-worktree {statement}"));
    sandbox.sh(&format!("rm part/{statement}"));
    sandbox.agree(&["check"]);
    sandbox
        .cpd(["-C", "part", "save"])
        .expect_code(0)
        .says("Nothing has changed");
}

#[test]
fn a_file_that_is_left_out_is_not_written() {
    let sandbox = clones("'!/journals/'");
    let journal = sandbox.git("-C whole ls-files journals");
    let journal = journal.lines().next().expect("a journal");
    sandbox
        .cpd(["-C", "part", "remove", journal, "--anyway"])
        .expect_code(1)
        .says("not checked out here, so it cannot be changed");
    let status = sandbox.git("-C part status --porcelain");
    assert_eq!(status, "");
}

#[test]
fn an_index_that_hides_what_is_left_out_is_refused_in_words() {
    let sandbox = clones("'!/signoffs/'");
    sandbox.git("-C part sparse-checkout init --cone --sparse-index");
    sandbox.git("-C part sparse-checkout set journals");
    for args in [
        &["check"][..],
        &["verify", "silver"],
        &["save"],
        &["status"],
    ] {
        sandbox
            .cpd(["-C", "part"].iter().chain(args))
            .expect_code(2)
            .says("cpd cannot read a sparse index")
            .says("git sparse-checkout reapply --no-sparse-index");
    }
    sandbox.git("-C part sparse-checkout reapply --no-sparse-index");
    sandbox.agree(&["check"]);
    sandbox.git("-C part update-index --split-index");
    sandbox
        .cpd(["-C", "part", "save"])
        .expect_code(2)
        .says("git update-index --no-split-index");
}
