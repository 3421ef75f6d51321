//! Sign-offs that are taken back, deleted or edited: what was ever committed counts.

use super::{endorsed, granted, submitted};
use crate::support::Sandbox;

impl Sandbox {
    /// Takes back the latest sign-off of a person's.
    fn withdraw(&self, person: &str, day: &str) -> crate::support::Ran {
        self.has_key(person);
        let words = [
            "--message",
            "The figures have changed.",
            "--yes",
            "--no-input",
        ];
        let args = [
            &["withdraw", "reader", "--as", person, "--today", day][..],
            &words,
        ]
        .concat();
        self.cpd(&args)
    }
}

/// Endorsed, and taken back by Priya.
fn withdrawn() -> Option<Sandbox> {
    let sam = endorsed()?;
    sam.withdraw("priya-shah", "2026-06-05").expect_code(0);
    Some(sam)
}

#[test]
fn a_withdrawn_sign_off_does_not_count() {
    let Some(sam) = withdrawn() else { return };
    assert_eq!(sam.steps(), ["sign signed"]);
    sam.falls(&["missing-signoff"]);
}

#[test]
fn a_withdrawn_sign_off_can_be_made_again() {
    let Some(sam) = withdrawn() else { return };
    sam.take_on("endorse", "priya-shah", "2026-06-06")
        .expect_code(0);
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn deleting_a_withdrawal_does_not_undo_it() {
    let Some(sam) = withdrawn() else { return };
    sam.git(&format!(
        "rm -q {} {}",
        sam.signoff("withdraw"),
        sam.signature("withdraw")
    ));
    sam.commit("Nobody saw");
    sam.falls(&["missing-signoff", "removed-signoff"]);
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn an_uncommitted_deletion_does_not_undo_a_withdrawal() {
    let Some(sam) = withdrawn() else { return };
    sam.sh(&format!("rm {}", sam.signoff("withdraw")));
    sam.falls(&["missing-signoff", "removed-signoff"]);
}

#[test]
fn damaging_a_withdrawal_does_not_undo_it() {
    for (spoil, rules) in [
        (
            "printf '\\377\\376' >",
            &["missing-signoff", "removed-signoff", "unreadable-file"][..],
        ),
        (
            "printf 'a\\000b' >",
            &["missing-signoff", "removed-signoff", "unreadable-file"],
        ),
        (
            "ln -sf /dev/null",
            &["missing-signoff", "removed-signoff", "unreadable-file"],
        ),
        (
            ": >",
            &["missing-front-matter", "missing-signoff", "removed-signoff"],
        ),
        (
            "sed -i 's/blob: ..../blob: 0000/'",
            &["missing-signoff", "removed-signoff"],
        ),
        (
            "sed -i 's/by: priya-shah/by: sam-carter/'",
            &["missing-signoff", "removed-signoff"],
        ),
        (
            "sed -i 's/signoff: withdraw/signoff: endorse/'",
            &["bad-signature", "broken-chain", "removed-signoff"],
        ),
    ] {
        let Some(sam) = withdrawn() else { return };
        sam.sh(&format!("{spoil} {}", sam.signoff("withdraw")));
        sam.commit("Nobody saw");
        let verdict = sam.check();
        assert_eq!(
            sam.steps().first().map(String::as_str),
            Some("sign signed"),
            "{spoil}"
        );
        assert!(
            !sam.steps().contains(&"endorse signed".to_owned()),
            "{spoil}"
        );
        for rule in rules {
            assert!(
                verdict.rules.contains(&(*rule).to_owned()),
                "{spoil}: {verdict:?}"
            );
        }
        assert_eq!(verdict.code, 1, "{spoil}");
    }
}

#[test]
fn moving_and_deleting_a_withdrawal_does_not_undo_it() {
    let Some(sam) = withdrawn() else { return };
    sam.sh(&format!(
        "mkdir -p signoffs/circle/writer && git mv {} signoffs/circle/writer/",
        sam.signoff("withdraw")
    ));
    sam.commit("Elsewhere");
    assert_eq!(sam.steps(), ["sign signed"]);
    sam.git("rm -q -r signoffs/circle/writer");
    sam.commit("Nobody saw");
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn deleting_a_misplaced_withdrawal_does_not_undo_it() {
    let Some(sam) = withdrawn() else { return };
    let path = sam.signoff("withdraw");
    sam.sh(&format!(
        "mkdir -p signoffs/circle/writer && git mv {path} signoffs/circle/writer/"
    ));
    sam.git("commit -q --amend -m Withdraw");
    assert_eq!(sam.steps(), ["sign signed"]);
    sam.git("rm -q -r signoffs/circle/writer");
    sam.commit("Nobody saw");
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn dropping_a_withdrawal_in_a_merge_does_not_undo_it() {
    let Some(sam) = endorsed() else { return };
    sam.git("checkout -q -b other");
    sam.withdraw("priya-shah", "2026-06-05").expect_code(0);
    sam.git("checkout -q main");
    sam.on("2026-06-06").commit("Other work");
    sam.git("merge -q -s ours -m Merge other");
    sam.falls(&["missing-signoff", "removed-signoff"]);
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn a_deleted_sign_off_is_reported() {
    let Some(sam) = endorsed() else { return };
    sam.git(&format!(
        "rm -q {} {}",
        sam.signoff("endorse"),
        sam.signature("endorse")
    ));
    sam.commit("Nobody saw");
    sam.falls(&["missing-signoff", "removed-signoff"]);
    let said = sam.says("removed-signoff");
    assert!(
        said.contains("was saved in git, but is missing now"),
        "{said}"
    );
}

#[test]
fn an_edited_sign_off_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.edit(&sam.signoff("endorse"), "it is so", "it is splendid");
    sam.commit("Kinder");
    sam.falls(&["bad-signature", "broken-chain", "removed-signoff"]);
}

#[test]
fn a_restored_sign_off_counts_again() {
    let Some(sam) = granted() else { return };
    let path = sam.signoff("endorse");
    sam.edit(&path, "it is so", "it is splendid");
    sam.commit("Kinder");
    sam.git(&format!("checkout -q HEAD~1 -- {path}"));
    sam.commit("As it was");
    sam.stands(&[]);
}

#[test]
fn a_step_of_a_closed_award_cannot_be_withdrawn() {
    let Some(sam) = granted() else { return };
    let ran = sam.withdraw("priya-shah", "2026-06-20").expect_code(1);
    assert!(ran.stderr.contains("is closed"), "{}", ran.stderr);
    sam.stands(&[]);
}

#[test]
fn a_withdrawal_written_by_hand_after_the_grant_changes_nothing() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.withdraw("priya-shah", "2026-06-20").expect_code(0);
    sam.git("checkout -q main");
    sam.take("grant");
    sam.on("2026-06-21").git("merge -q -m Merge other");
    sam.stands(&[]);
}

#[test]
fn a_withdrawal_before_the_grant_counts_when_it_is_merged_late() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.withdraw("priya-shah", "2026-06-03").expect_code(0);
    sam.git("checkout -q main");
    sam.take("grant");
    sam.on("2026-06-21").git("merge -q -m Merge other");
    sam.falls(&["broken-chain", "missing-signoff"]);
}

/// Endorsed and taken back by Priya. The later steps are then saved, dated before that:
/// with the keys of those who take them, or as claims.
fn closed_with_earlier_dates(more: &[&str]) -> Option<Sandbox> {
    let sam = endorsed()?;
    sam.git("checkout -q -b other");
    for (step, person, day) in [
        ("submit", "sam-carter", "2026-06-04"),
        ("grant", "alex-reed", "2026-06-05"),
    ] {
        sam.has_key(person);
        let words = [step, "reader", "--as", person, "--today", day];
        let said = ["--message", "It is so.", "--yes", "--no-input"];
        super::is_taken(&sam.cpd([&words[..], &said, more].concat()));
    }
    sam.git("checkout -q main");
    sam.withdraw("priya-shah", "2026-06-08").expect_code(0);
    sam.git("checkout -q other -- signoffs");
    sam.on("2026-06-09").commit("Granted");
    sam.on("2026-06-10");
    Some(sam)
}

#[test]
fn claims_with_earlier_dates_do_not_undo_a_withdrawal() {
    let Some(sam) = closed_with_earlier_dates(&["--unsigned"]) else {
        return;
    };
    sam.falls(&["broken-chain", "missing-signoff"]);
}

#[test]
fn signatures_with_earlier_dates_do_not_undo_a_withdrawal() {
    let Some(sam) = closed_with_earlier_dates(&[]) else {
        return;
    };
    sam.falls(&["broken-chain", "missing-signoff"]);
}

/// Endorsed, and taken back by Priya with her key. Branch `other` has the later steps as
/// claims, dated before that.
fn withdrawn_and_closed_elsewhere() -> Option<Sandbox> {
    let sam = endorsed()?;
    sam.git("checkout -q -b other");
    for (step, person, day) in [
        ("submit", "sam-carter", "2026-06-04"),
        ("grant", "alex-reed", "2026-06-05"),
    ] {
        let words = [step, "reader", "--as", person, "--today", day];
        let said = ["--unsigned", "--message", "So.", "--yes", "--no-input"];
        super::is_taken(&sam.on(day).cpd([&words[..], &said].concat()));
    }
    sam.git("checkout -q main");
    sam.on("2026-06-08")
        .withdraw("priya-shah", "2026-06-08")
        .expect_code(0);
    Some(sam)
}

#[test]
fn a_commit_with_an_earlier_time_does_not_undo_a_withdrawal() {
    let Some(sam) = withdrawn_and_closed_elsewhere() else {
        return;
    };
    sam.git("checkout -q other -- signoffs");
    sam.on("2026-06-05").commit("Granted");
    sam.on("2026-06-10")
        .falls(&["broken-chain", "missing-signoff"]);
}

#[test]
fn a_branch_with_earlier_times_does_not_undo_a_withdrawal() {
    let Some(sam) = withdrawn_and_closed_elsewhere() else {
        return;
    };
    sam.on("2026-06-10").git("merge -q -m Merge other");
    sam.falls(&["broken-chain", "missing-signoff"]);
}

/// The branch has the withdrawal as well, as if it had come after the grant.
#[test]
fn a_withdrawal_that_is_saved_again_after_the_grant_still_came_before_it() {
    let Some(sam) = withdrawn_and_closed_elsewhere() else {
        return;
    };
    sam.git("checkout -q other");
    sam.git("checkout -q main -- signoffs");
    sam.on("2026-06-06").commit("Too late");
    sam.on("2026-06-10").git("merge -q -m Merge main");
    sam.falls(&["broken-chain", "missing-signoff"]);
    // With other line ends, it is another content of the same file.
    sam.git("reset -q --hard HEAD~1");
    sam.git("rm -q --cached signoffs/circle/reader/*withdraw*");
    sam.sh("sed -i 's/$/\r/' signoffs/circle/reader/*withdraw*.md");
    sam.git("config core.autocrlf false");
    sam.on("2026-06-06").git("add -A");
    sam.git("commit -q --amend -m 'Too late'");
    sam.on("2026-06-10").git("merge -q -s ours -m Merge main");
    let verdict = sam.check();
    assert!(!verdict.closed, "{verdict:?}");
}

#[test]
fn an_unsigned_withdrawal_committed_with_an_earlier_time_changes_nothing() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.withdraw("priya-shah", "2026-06-03").expect_code(0);
    let path = sam.signoff("withdraw");
    sam.sh(&format!("sed -i 's/^proof: ssh/proof: none/' {path}"));
    sam.sh(&format!("rm {}", path.replace(".md", ".sig")));
    let text = sam.read(&path);
    sam.git("checkout -q -f main");
    sam.git("clean -q -f -d signoffs");
    sam.take("grant");
    sam.on("2026-06-03").write(&path, &text);
    sam.commit("She had taken it back, they say");
    sam.on("2026-06-21").stands(&[]);
}

#[test]
fn a_commit_with_an_earlier_time_does_not_hide_an_edited_sign_off() {
    for branch in [false, true] {
        let Some(sam) = granted() else { return };
        if branch {
            sam.git("checkout -q -b other HEAD~1");
            let grant = "git checkout -q main -- signoffs && git reset -q";
            sam.sh(grant);
        }
        sam.edit(&sam.signoff("grant"), "it is so", "it is splendid");
        sam.on("2026-06-03").commit("Kinder");
        if branch {
            sam.on("2026-06-10").git("merge -q -s ours -m Merge main");
        }
        let verdict = sam.on("2026-06-11").check();
        assert!(
            verdict.rules.contains(&"removed-signoff".to_owned()),
            "{branch}: {verdict:?}"
        );
    }
}

#[test]
fn claims_do_not_undo_a_withdrawal_that_was_deleted() {
    let Some(sam) = closed_with_earlier_dates(&["--unsigned"]) else {
        return;
    };
    sam.git(&format!(
        "rm -q {} {}",
        sam.signoff("withdraw"),
        sam.signature("withdraw")
    ));
    sam.commit("Nobody saw");
    sam.falls(&["broken-chain", "missing-signoff", "removed-signoff"]);
}

#[test]
fn a_backdated_withdrawal_after_the_grant_changes_nothing() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.withdraw("priya-shah", "2026-06-03").expect_code(0);
    let path = sam.signoff("withdraw");
    sam.sh(&format!("sed -i 's/^proof: ssh/proof: none/' {path}"));
    sam.sh(&format!("rm {}", path.replace(".md", ".sig")));
    let text = sam.read(&path);
    sam.git("checkout -q -f main");
    sam.git("clean -q -f -d signoffs");
    sam.take("grant");
    // Anybody can write such a file once the award is closed.
    sam.on("2026-06-21").write(&path, &text);
    sam.commit("She had taken it back, they say");
    sam.stands(&[]);
}

#[test]
fn only_the_signer_can_withdraw_a_sign_off() {
    let Some(sam) = endorsed() else { return };
    sam.withdraw("priya-shah", "2026-06-05").expect_code(0);
    let path = sam.signoff("withdraw");
    let mine = path.replace("priya-shah", "sam-carter");
    sam.git("reset -q --soft HEAD~1");
    sam.git("reset -q");
    sam.sh(&format!(
        "sed 's/by: priya-shah/by: sam-carter/; s/^proof: ssh/proof: none/' {path} > {mine}"
    ));
    sam.sh(&format!("rm {path} {}", path.replace(".md", ".sig")));
    sam.commit("On her behalf");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn edits_after_the_grant_are_reported_and_change_no_state() {
    let Some(sam) = granted() else { return };
    sam.edit("statements/reader.md", "the useful part", "the better part");
    sam.commit("Later");
    sam.stands(&["edited-after-grant (warning)"]);
    sam.edit(
        "schemes/circle/scheme.yaml",
        "version: 1.0.0",
        "version: 1.1.0",
    );
    sam.edit("cpd.yaml", "circle: 1.0.0", "circle: 1.1.0");
    sam.commit("A new version");
    sam.stands(&["edited-after-grant (warning)"]);
}

/// Sam signs again on a branch while the award is granted on another.
#[test]
fn a_step_taken_again_elsewhere_does_not_reopen_a_closed_award() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.edit("statements/reader.md", "the useful part", "the better part");
    sam.on("2026-06-04").commit("Other words");
    sam.take_on("sign", "sam-carter", "2026-06-05")
        .expect_code(0);
    sam.git("checkout -q main");
    sam.take("grant");
    sam.on("2026-06-21").git("merge -q -m Merge other");
    sam.stands(&["edited-after-grant (warning)"]);
}

#[test]
fn a_forged_last_step_does_not_reopen_a_closed_award() {
    let Some(sam) = granted() else { return };
    let path = sam.signoff("grant");
    let later = path.replace("2026-06-04", "2026-06-09");
    sam.sh(&format!(
        "sed 's/^\"on\": 2026-06-04/\"on\": 2026-06-09/; s/^proof: ssh/proof: none/; s/by: alex-reed/by: mallory/' {path} > {later}"
    ));
    sam.commit("A second grant");
    let verdict = sam.check();
    assert!(verdict.closed, "{verdict:?}");
}

/// Moves or copies the portfolio into a folder of its repository, without the withdrawal.
fn elsewhere(sam: Sandbox, folder: &str, copy: bool) -> Sandbox {
    let (name, signature) = (sam.signoff("withdraw"), sam.signature("withdraw"));
    sam.sh(&format!(
        "mkdir -p {folder} && git archive HEAD | tar x -C {folder}"
    ));
    if !copy {
        sam.git("rm -q -r cpd.yaml trust schemes signoffs statements notes");
    }
    sam.sh(&format!("rm -f {folder}/{name} {folder}/{signature}"));
    sam.commit("Tidy up");
    sam.in_folder(&format!("sam/{folder}"))
}

const ID: &str = "portfolio: 0197";
const OTHER_ID: &str = "portfolio: 0198";

#[test]
fn moving_or_copying_the_portfolio_does_not_undo_a_withdrawal() {
    for (folder, copy) in [("mine", false), ("for/the-panel", true)] {
        let Some(sam) = withdrawn() else { return };
        let there = elsewhere(sam, folder, copy);
        there.falls(&["missing-signoff", "removed-signoff"]);
        assert_eq!(there.steps(), ["sign signed"]);
        let found = there.finding("removed-signoff");
        let help = found["help"].as_str().unwrap_or_default();
        there.sh(help.split('`').nth(1).expect("a command"));
        assert_eq!(there.steps(), ["sign signed"]);
        let json = there.cpd(["check", "--format", "json"]).stdout;
        assert_eq!(json.matches("\"removed-signoff\"").count(), 1, "{json}");
    }
}

#[test]
fn moving_the_portfolio_in_steps_does_not_undo_a_withdrawal() {
    let Some(sam) = withdrawn() else { return };
    // Another id for a while, in a folder that was another portfolio's then.
    sam.edit("cpd.yaml", ID, OTHER_ID);
    sam.commit("Another id");
    let there = elsewhere(sam, "mine", false);
    there.check();
    there.edit("cpd.yaml", OTHER_ID, ID);
    // The trusted revision still has the other id.
    there.falls(&["missing-signoff", "removed-signoff", "replayed-signoff"]);
    there.commit("As it was");
    there.falls(&["missing-signoff", "removed-signoff"]);
    // Moved again, and nothing saved.
    there.sh("cd .. && mkdir a && mv mine a/b");
    let verdict = there.in_folder("sam/a/b").check();
    assert!(
        verdict.rules.contains(&"removed-signoff".to_owned()),
        "{verdict:?}"
    );
}

#[test]
fn another_portfolio_in_the_same_repository_has_a_history_of_its_own() {
    let Some(sam) = withdrawn() else { return };
    let there = elsewhere(sam, "other", true);
    there.edit("cpd.yaml", ID, OTHER_ID);
    there.git("add -A");
    there.git("commit -q --amend -m 'A portfolio of its own'");
    let verdict = there.check();
    assert!(
        !verdict.rules.contains(&"removed-signoff".to_owned()),
        "{verdict:?}"
    );
    let sam = there.in_folder("sam");
    let rules = ["missing-signoff", "unknown-folder (warning)"];
    assert_eq!(sam.check().rules, rules);
}
