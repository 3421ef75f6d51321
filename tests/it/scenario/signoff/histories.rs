//! What git does to commits, a sign-off survives: it names contents, not commits.

use super::{NOTE, STATEMENT, begun, endorsed, granted, signed};
use crate::support::Sandbox;

/// Steps taken on a branch of their own, with other work on `main` meanwhile.
fn on_a_branch() -> Option<Sandbox> {
    let sam = begun()?;
    sam.git("checkout -q -b reader");
    for step in ["sign", "endorse", "submit", "grant"] {
        sam.take(step);
    }
    sam.git("checkout -q main");
    sam.on("2026-06-10");
    sam.write("notes/2026-06-09-meanwhile.md", OTHER);
    sam.commit("Something else");
    Some(sam)
}

/// A note for no award that is asked about.
const OTHER: &str = "---\ntitle: Meanwhile\ndate: 2026-06-09\naward: writer\n---\n\nOther work.\n";

#[test]
fn an_award_is_closed_once_every_step_is_taken() {
    let Some(sam) = granted() else { return };
    sam.stands(&[]);
    let steps = ["sign", "endorse", "submit", "grant"].map(|step| format!("{step} signed"));
    assert_eq!(sam.steps(), steps);
}

#[test]
fn a_squash_merge_keeps_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("merge -q --squash reader");
    sam.commit("Reader (#7)");
    sam.stands(&[]);
}

#[test]
fn a_merge_commit_keeps_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("merge -q --no-ff -m Merge reader");
    sam.stands(&[]);
}

#[test]
fn a_rebase_keeps_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("checkout -q reader");
    sam.git("rebase -q main");
    sam.stands(&[]);
}

#[test]
fn a_rebase_that_keeps_old_dates_keeps_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("checkout -q reader");
    sam.git("rebase -q --committer-date-is-author-date main");
    sam.stands(&[]);
}

#[test]
fn cherry_picks_keep_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("cherry-pick main..reader");
    sam.stands(&[]);
}

#[test]
fn patches_sent_by_mail_keep_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("format-patch -q -o ../patches main..reader");
    sam.sh("git am -q ../patches/*.patch");
    sam.stands(&[]);
}

#[test]
fn an_amended_commit_keeps_sign_offs() {
    let Some(sam) = granted() else { return };
    sam.git("commit -q --amend -m 'Other words'");
    sam.stands(&[]);
}

#[test]
fn a_force_pushed_branch_keeps_sign_offs() {
    let Some(sam) = on_a_branch() else { return };
    sam.git("clone -q --bare . ../forge.git");
    sam.git("remote add origin ../forge.git");
    // Looked at before, so that what was worked out then is of another history.
    sam.git("checkout -q reader");
    sam.check();
    sam.git("rebase -q main");
    sam.git("push -q --force origin reader");
    sam.git("clone -q -b reader ../forge.git ../clone");
    sam.stands(&[]);
    let there = sam.in_folder("clone");
    there.git("remote set-head origin reader");
    there.stands(&[]);
}

#[test]
fn a_rewritten_history_is_read_anew() {
    let Some(sam) = endorsed() else { return };
    sam.check();
    sam.git("reset -q --hard HEAD~1");
    sam.falls(&["missing-signoff"]);
    // Which the remains of a history would call a removed sign-off.
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn a_renamed_file_still_matches_its_sign_off() {
    let Some(sam) = endorsed() else { return };
    sam.git(&format!("mv {NOTE} notes/2026-03-02-seven-lines.md"));
    sam.commit("A better name");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn swapping_the_names_of_two_signed_files_makes_the_sign_off_stale() {
    let Some(sam) = endorsed() else { return };
    sam.sh("cd notes && mv 2026-03-02-the-checklist.md x && mv 2026-03-09-slow-thinking.md 2026-03-02-the-checklist.md && mv x 2026-03-09-slow-thinking.md");
    sam.commit("Swap");
    sam.falls(&["bad-file-name (warning)", "stale-signoff"]);
}

#[test]
fn a_copy_of_a_signed_file_does_not_replace_another_file() {
    let Some(sam) = endorsed() else { return };
    sam.sh(&format!("cp {NOTE} notes/2026-03-09-slow-thinking.md"));
    sam.commit("One note twice");
    sam.falls(&[
        "bad-file-name (warning)",
        "possible-duplicate (warning)",
        "stale-signoff",
    ]);
}

#[test]
fn a_second_copy_of_a_signed_file_counts_for_nothing() {
    let Some(sam) = endorsed() else { return };
    sam.sh(&format!("cp {NOTE} notes/2026-03-05-once-more.md"));
    sam.commit("One note twice");
    let found = ["bad-file-name (warning)", "possible-duplicate (warning)"];
    assert_eq!(sam.check().rules, found);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    let args = ["pack", "--award", "reader", "--draft"];
    sam.run("cpd", &args, &[]);
    let pack = sam.read("packs/reader-draft.html");
    assert!(pack.contains("2026-03-02-the-checklist"));
    assert!(!pack.contains("once-more"), "the copy is printed");
}

#[test]
fn a_copy_with_an_earlier_name_does_not_take_the_place_of_a_signed_file() {
    let Some(sam) = endorsed() else { return };
    sam.sh(&format!("cp {NOTE} notes/2026-03-01-before.md"));
    sam.commit("One note twice");
    sam.falls(&[
        "bad-file-name (warning)",
        "possible-duplicate (warning)",
        "stale-signoff",
    ]);
}

#[test]
fn an_edit_is_shown_beside_the_signed_text() {
    let Some(sam) = endorsed() else { return };
    sam.edit(STATEMENT, "more often than I had", "less often than I had");
    sam.commit("A nicer story");
    sam.falls(&["stale-signoff"]);
    let shown = sam
        .run(
            "cpd",
            &["check", "--award", "reader"],
            &[("CPD_PLAIN", "0")],
        )
        .stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "1 line added, 1 removed",
        "the signed text was",
        "I was wrong more often",
        "less often than I had",
    ] {
        assert!(shown.contains(words), "{words:?} is not in\n{shown}");
    }
    assert_eq!(
        sam.steps(),
        ["sign signed, not fresh", "endorse signed, not fresh"]
    );
}

#[test]
fn restoring_the_signed_text_makes_a_sign_off_fresh() {
    let Some(sam) = endorsed() else { return };
    sam.edit(STATEMENT, "the useful part", "the awful part");
    sam.commit("A slip");
    sam.git("revert -n HEAD");
    sam.commit("Mend it");
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn adding_or_removing_a_subject_makes_a_sign_off_stale() {
    let Some(sam) = endorsed() else { return };
    sam.write(
        "notes/2026-06-09-meanwhile.md",
        OTHER.replace("writer", "reader"),
    );
    sam.commit("More");
    sam.falls(&["stale-signoff"]);
    sam.sh("rm notes/2026-06-09-meanwhile.md notes/2026-03-09-slow-thinking.md");
    sam.commit("Less");
    sam.falls(&["stale-signoff"]);
}

#[test]
fn repeating_a_step_reopens_the_steps_after_it() {
    let Some(sam) = endorsed() else { return };
    sam.edit(STATEMENT, "the useful part", "the better part");
    sam.commit("Other words");
    sam.take_on("sign", "sam-carter", "2026-06-11")
        .expect_code(0);
    sam.falls(&["broken-chain"]);
    sam.take_on("endorse", "priya-shah", "2026-06-12")
        .expect_code(0);
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn dates_of_steps_may_vary_while_the_chain_holds() {
    let Some(sam) = signed() else { return };
    // Priya's clock is a day behind Sam's.
    sam.take_on("endorse", "priya-shah", "2026-05-31")
        .expect_code(0);
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn git_replace_objects_change_no_verdict() {
    let Some(sam) = endorsed() else { return };
    let statement = sam.git(&format!("rev-parse HEAD:{STATEMENT}"));
    sam.write("other", "Nothing of the sort.\n");
    let other = sam.git("hash-object -w other");
    sam.sh("rm other");
    sam.git(&format!("replace {} {}", statement.trim(), other.trim()));
    // The whole history stands for its last commit, and an empty one for that.
    let tree = sam.git("rev-parse HEAD~1^{tree}");
    let commit = sam.git(&format!("commit-tree -m Nothing {}", tree.trim()));
    sam.git(&format!("replace HEAD {}", commit.trim()));
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    // Nor do they hide that a sign-off is gone.
    sam.git("replace -d HEAD");
    sam.git(&format!("rm -q {}", sam.signoff("endorse")));
    sam.commit("Nobody saw");
    let orphan = sam.git("commit-tree -m Nothing HEAD^{tree}");
    sam.git(&format!("replace HEAD {}", orphan.trim()));
    sam.falls(&["missing-signoff", "removed-signoff"]);
}

#[test]
fn grafts_are_not_followed() {
    let Some(sam) = endorsed() else { return };
    sam.git(&format!("rm -q {}", sam.signoff("endorse")));
    sam.commit("Nobody saw");
    sam.sh("mkdir -p .git/info && git rev-parse HEAD > .git/info/grafts");
    sam.falls(&["missing-signoff", "unverifiable-history"]);
}
