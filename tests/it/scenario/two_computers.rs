//! A person follows docs/how-to/two-computers.md: every command that the page shows is run
//! as it stands there. What goes wrong between two computers is named everywhere the same.

use super::git_layouts::JOURNAL;
use crate::support::Sandbox;
use crate::support::page::Page;

const COPIES: &str = "Give every computer a copy of its own";
const CONFLICT: &str = "If both computers changed the same text";
const SHARED: &str = "If the files are in a shared folder";
const DAMAGED: &str = "If git cannot read its own files";

impl Sandbox {
    /// Adds a line to a journal.
    fn adds_line(&self, folder: &str, line: &str) {
        let journal = format!("{folder}/{JOURNAL}");
        let text = self.read(&journal);
        self.write(&journal, format!("{text}\n{line}\n"));
    }

    /// Asserts that `check`, `status` and `save` say the same.
    #[track_caller]
    fn all_say(&self, folder: &str, words: &[&str]) {
        for args in [&["check"][..], &["status"], &["save", "--anyway"]] {
            let ran = self.cpd_in(folder, args);
            words.iter().for_each(|words| {
                ran.says(words);
            });
        }
    }
}

#[test]
fn a_portfolio_is_kept_on_two_computers_by_the_words_of_the_page() {
    let sandbox = Sandbox::with_demo().committing_as("Sam Carter", "sam@example.org");
    sandbox.set(
        "GIT_CONFIG_GLOBAL",
        &sandbox.home().join(".gitconfig").display().to_string(),
    );
    sandbox.git("config --global pull.rebase false");
    sandbox.git("config --global init.defaultBranch main");
    let mut page = Page::read("two-computers", ("", ""));
    let day = "2026-10-02";
    page.run(COPIES, 0, &sandbox, ("sample", day))
        .expect_code(0);
    page.run(COPIES, 1, &sandbox, (".", day)).expect_code(0);
    sandbox.adds_line("laptop", "From the laptop.");
    let saved = page
        .run(COPIES, 2, &sandbox, ("laptop", day))
        .expect_code(0);
    saved.says("Saved 1 file");
    // The other computer has not pulled.
    sandbox.adds_line("sample", "From the desk.");
    sandbox.cpd_in("sample", &["save"]).expect_code(0);
    sandbox
        .try_sh("cd sample && git pull 2>&1")
        .expect_code(1)
        .says("CONFLICT");
    let status = page.run(CONFLICT, 0, &sandbox, ("sample", day));
    status.says("a git merge is not finished");
    sandbox.all_say(
        "sample",
        &[
            "a git merge is not finished",
            "git merge --continue",
            "git merge --abort",
        ],
    );
    sandbox.sh(&format!("sed -i '/^[<=>]\\{{7\\}}/d' sample/{JOURNAL}"));
    let check = page
        .run(CONFLICT, 1, &sandbox, ("sample", day))
        .expect_code(0);
    check.is_silent_on("not finished");
    let joined = sandbox.read(&format!("sample/{JOURNAL}"));
    assert!(joined.contains("From the laptop.") && joined.contains("From the desk."));
    page.run(SHARED, 0, &sandbox, ("sample", day))
        .expect_code(0);
    sandbox.sh("printf nonsense > apart.git/index");
    sandbox.all_say("sample", &["its index) is damaged", "git reset"]);
    let saved = page
        .run(DAMAGED, 0, &sandbox, ("sample", day))
        .expect_code(0);
    saved.says("Nothing has changed since the last save");
    assert_eq!(page.run, page.blocks());
}

#[test]
fn each_command_of_git_that_is_not_finished_is_named_with_its_own_way_out() {
    let begin = "cd sample && git config user.name Sam && git config user.email sam@example.org";
    let conflict = format!(
        "{begin} && git checkout -qb other && echo one >> {JOURNAL} && git commit -qam one \
         && git checkout -q main && echo two >> {JOURNAL} && git commit -qam two"
    );
    for (command, name) in [
        ("git merge other", "merge"),
        ("git rebase other", "rebase"),
        ("git cherry-pick other", "cherry-pick"),
        ("git revert --no-commit HEAD", "revert"),
        ("git format-patch -q -1 other --stdout | git am -3", "am"),
    ] {
        let sandbox = Sandbox::with_demo();
        sandbox.sh(&conflict);
        sandbox.try_sh(&format!("cd sample && {command}"));
        let continued = format!("git {name} --continue");
        sandbox.all_say(
            "sample",
            &[&format!("a git {name} is not finished"), &continued],
        );
    }
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && git bisect start && git bisect bad && git bisect good HEAD~4");
    sandbox.all_say(
        "sample",
        &["a git bisect is not finished", "git bisect reset"],
    );
}

#[test]
fn copies_that_shared_folders_make_are_named() {
    let stem = JOURNAL.trim_end_matches(".md");
    for copy in [
        format!("{stem} (Sam's conflicted copy 2026-02-05).md"),
        format!("{stem}.sync-conflict-20260205-101112-ABCDEFG.md"),
        format!("{stem} (1).md"),
        format!("{stem} 2.md"),
        format!("{stem}-laptop.md"),
        format!("{stem}-DESKTOP-AB12CD3.md"),
    ] {
        let sandbox = Sandbox::with_demo();
        sandbox.change_journal("sample");
        sandbox.git(&format!("-C sample checkout -q -- {JOURNAL}"));
        let text = sandbox.read(&format!("sample/{JOURNAL}"));
        sandbox.write(format!("sample/{copy}"), text.replace("\n\n", "\n\nMore. "));
        let words = [
            copy.clone(),
            format!("this looks like a copy that a shared folder made of {JOURNAL}"),
            "remove the other".to_owned(),
        ];
        sandbox.all_say("sample", &words.each_ref().map(String::as_str));
        let check = sandbox.cpd_in("sample", &["check"]);
        check.is_silent_on("bad-file-name");
    }
    // A second part of a text, or a certificate that was downloaded twice, is no copy.
    let sandbox = Sandbox::with_demo();
    let text = sandbox.read(&format!("sample/{JOURNAL}"));
    let other = text.replacen("title: ", "title: More on ", 1);
    assert_ne!(text, other);
    sandbox.write(format!("sample/{stem}-again.md"), other);
    sandbox.write("sample/evidence/conference-attendance (1).pdf", "words");
    sandbox
        .cpd_in("sample", &["check"])
        .is_silent_on("conflict-copy");
}

#[test]
fn a_record_that_is_there_twice_is_found_by_its_own_rule() {
    let stem = JOURNAL.trim_end_matches(".md");
    let sandbox = Sandbox::with_demo();
    sandbox.sh(&format!("cp sample/{JOURNAL} sample/{stem}-2.md"));
    let check = sandbox.cpd_in("sample", &["check"]).expect_code(0);
    check.says(&format!("{stem}-2.md"));
    check.says(&format!("this has the same title and date as {JOURNAL}"));
    check.is_silent_on("conflict-copy");
}
