//! Submissions that the awarding body returned: nobody else can, and no return opens an award
//! that was granted.

use super::{STATEMENT, endorsed, granted, is_taken, submitted};
use crate::support::{Ran, Sandbox};

const REASON: &str = "Say what the checklist changed.";

impl Sandbox {
    /// Returns the submission as a person, with their key.
    fn send_back(&self, person: &str, day: &str) -> Ran {
        self.has_key(person);
        let words = ["return", "reader", "--as", person, "--reason", REASON];
        let how = ["--yes", "--no-input", "--today", day];
        self.cpd([&words[..], &how].concat())
    }

    /// The award is not closed, and exactly these rules find something.
    #[track_caller]
    fn is_open(&self, rules: &[&str]) {
        let verdict = self.check();
        assert_eq!(verdict.rules, rules, "{verdict:?}");
        assert!(!verdict.closed && verdict.code == 0, "{verdict:?}");
    }
}

/// Submitted, and returned by Alex of the awarding body.
fn returned() -> Option<Sandbox> {
    let sam = submitted()?;
    is_taken(&sam.send_back("alex-reed", "2026-06-05").expect_code(0));
    Some(sam)
}

/// Returned, and taken to the grant with other words.
fn granted_the_second_time() -> Option<Sandbox> {
    let sam = returned()?;
    sam.edit(STATEMENT, "the useful part", "the part that helped");
    sam.on("2026-06-06").commit("Say what it changed");
    for (step, person, day) in [
        ("sign", "sam-carter", "2026-06-07"),
        ("endorse", "priya-shah", "2026-06-08"),
        ("submit", "sam-carter", "2026-06-09"),
    ] {
        sam.take_on(step, person, day).expect_code(0);
    }
    sam.take_on("grant", "alex-reed", "2026-06-09")
        .expect_code(0);
    Some(sam)
}

#[test]
fn a_returned_submission_has_to_be_made_again() {
    let Some(sam) = returned() else { return };
    sam.is_open(&[]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    let ran = sam.take_on("grant", "alex-reed", "2026-06-06");
    assert_eq!(ran.code, 1, "{ran:#?}");
    let says = "returned on 5 June 2026 by Alex Reed (signed): Say what the checklist changed.";
    for command in [&["status"][..], &["verify", "reader"]] {
        let ran = sam.cpd(command);
        assert!(ran.stdout.contains(says), "{ran:#?}");
    }
    let history = sam.cpd(["history", "reader"]).stdout;
    assert!(history.contains("returned"), "{history}");
    let json = sam.cpd(["status", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let note = &json["schemes"][0]["awards"][0]["returned"];
    assert_eq!(note["by"], "alex-reed", "{json:#}");
    assert_eq!(note["reason"], REASON);
    let again = sam.send_back("alex-reed", "2026-06-06");
    assert_eq!(again.code, 1, "{again:#?}");
    assert!(again.stderr.contains("is returned already"), "{again:#?}");
}

#[test]
fn a_returned_submission_is_granted_the_second_time() {
    let Some(sam) = granted_the_second_time() else {
        return;
    };
    sam.stands(&[]);
    let status = sam.cpd(["status"]).stdout;
    assert!(!status.contains("returned"), "{status}");
    let verified = sam.cpd([
        "verify",
        "reader",
        "--step",
        "grant",
        "--accept-self-declared",
    ]);
    assert!(
        verified.stdout.contains("returned on 5 June 2026"),
        "{verified:#?}"
    );
    let history = sam.cpd(["history", "reader"]).stdout;
    assert!(history.contains("returned"), "{history}");
}

#[test]
fn a_submission_can_be_made_again_without_other_words() {
    let Some(sam) = returned() else { return };
    sam.take_on("submit", "sam-carter", "2026-06-08")
        .expect_code(0);
    sam.take_on("grant", "alex-reed", "2026-06-09")
        .expect_code(0);
    sam.stands(&[]);
}

#[test]
fn only_the_awarding_body_can_return() {
    let Some(sam) = submitted() else { return };
    for person in ["sam-carter", "priya-shah", "mallory"] {
        let ran = sam.send_back(person, "2026-06-05");
        assert_ne!(ran.code, 0, "{ran:#?}");
    }
    // Whoever has another key is not Alex.
    sam.has_key("priya-shah");
    let ran = sam.cpd([
        "return",
        "reader",
        "--reason",
        REASON,
        "--yes",
        "--no-input",
    ]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert_eq!(
        sam.steps(),
        ["sign signed", "endorse signed", "submit signed"]
    );
}

#[test]
fn only_a_submission_can_be_returned() {
    let Some(sam) = endorsed() else { return };
    let ran = sam.send_back("alex-reed", "2026-06-05");
    assert!(
        ran.code == 1 && ran.stderr.contains("there is no submission"),
        "{ran:#?}"
    );
    let Some(sam) = granted() else { return };
    let ran = sam.send_back("alex-reed", "2026-06-05");
    assert!(
        ran.code == 1 && ran.stderr.contains("is granted"),
        "{ran:#?}"
    );
    sam.stands(&[]);
}

#[test]
fn a_forged_return_changes_nothing() {
    for (spoil, rule) in [
        ("s/checklist/record/", "bad-signature"),
        ("s/^by: alex-reed/by: priya-shah/", "role-not-held"),
        ("s/^by: alex-reed/by: sam-carter/", "self-endorsement"),
        ("s/^by: alex-reed/by: mallory/", "unknown-signer"),
        ("s/^role: .*/role: owner/", "role-not-held"),
        ("s/^portfolio: ..../portfolio: 9999/", "replayed-signoff"),
    ] {
        let Some(sam) = returned() else { return };
        let path = sam.signoff("return");
        // Written by hand in another place, as it never was.
        sam.git("reset -q --soft HEAD~1");
        sam.git("reset -q");
        sam.sh(&format!("sed -i '{spoil}' {path}"));
        sam.commit("Returned, they say");
        let verdict = sam.check();
        assert!(
            verdict.rules.contains(&rule.to_owned()),
            "{spoil}: {verdict:?}"
        );
        let steps = ["sign signed", "endorse signed", "submit signed"];
        assert_eq!(sam.steps(), steps, "{spoil}");
        let status = sam.cpd(["status"]).stdout;
        assert!(!status.contains("returned"), "{spoil}: {status}");
    }
}

#[test]
fn a_return_dated_before_the_submission_changes_nothing() {
    let Some(sam) = submitted() else { return };
    is_taken(&sam.send_back("alex-reed", "2026-06-02"));
    sam.is_open(&["broken-chain (warning)"]);
    let steps = ["sign signed", "endorse signed", "submit signed"];
    assert_eq!(sam.steps(), steps);
    let said = sam.says("broken-chain");
    let expected = "does not name a submission that was made before it";
    assert!(said.contains(expected), "{said}");
}

/// Alex returns on a branch while the award is granted on another: the grant stands.
#[test]
fn a_return_never_opens_an_award_that_was_granted() {
    for day in ["2026-06-03", "2026-06-20"] {
        let Some(sam) = submitted() else { return };
        sam.git("checkout -q -b other");
        sam.send_back("alex-reed", day).expect_code(0);
        sam.git("checkout -q main");
        sam.take("grant");
        sam.on("2026-06-21").git("merge -q -m Merge other");
        sam.stands(&["broken-chain (warning)"]);
        let status = sam.cpd(["status"]).stdout;
        assert!(!status.contains("returned"), "{status}");
    }
}

#[test]
fn two_returns_of_one_submission_are_like_one() {
    let Some(sam) = submitted() else { return };
    sam.git("checkout -q -b other");
    sam.send_back("alex-reed", "2026-06-05").expect_code(0);
    sam.git("checkout -q main");
    sam.send_back("alex-reed", "2026-06-06").expect_code(0);
    sam.on("2026-06-07").git("merge -q -m Merge other");
    sam.is_open(&[]);
    sam.take_on("submit", "sam-carter", "2026-06-08")
        .expect_code(0);
    sam.take_on("grant", "alex-reed", "2026-06-09")
        .expect_code(0);
    sam.stands(&[]);
}

#[test]
fn an_older_submission_does_not_take_the_place_of_a_returned_one() {
    let Some(sam) = submitted() else { return };
    // Sam submits once more, beside the first.
    sam.git("checkout -q -b other endorse^{commit} 2>/dev/null || git checkout -q -b other HEAD~1");
    sam.take_on("submit", "sam-carter", "2026-06-04")
        .expect_code(0);
    sam.on("2026-06-04").git("merge -q -m Merge main");
    sam.send_back("alex-reed", "2026-06-05").expect_code(0);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn a_return_whose_file_is_removed_or_changed_still_counts() {
    for spoil in [
        "git rm -q RETURN SIGNATURE",
        "git rm -q RETURN",
        "git rm -q SIGNATURE",
        ": > SIGNATURE",
        "sed -i s/checklist/record/ RETURN",
        ": > RETURN",
        "sed -i s/^by:.*/by:\\ priya-shah/ RETURN",
    ] {
        let Some(sam) = returned() else { return };
        let files = [sam.signoff("return"), sam.signature("return")];
        let spoil = spoil.replace("RETURN", &files[0]);
        sam.sh(&spoil.replace("SIGNATURE", &files[1]));
        sam.commit("Nobody saw");
        assert_eq!(sam.check().code, 1, "{spoil}");
        let steps = sam.steps();
        assert_eq!(steps, ["sign signed", "endorse signed"], "{spoil}");
    }
}

#[test]
fn a_forged_return_that_was_removed_changes_nothing() {
    let Some(sam) = returned() else { return };
    let path = sam.signoff("return");
    sam.git("reset -q --soft HEAD~1");
    sam.git("reset -q");
    sam.sh(&format!("sed -i s/checklist/record/ {path}"));
    sam.commit("Returned, they say");
    sam.git("rm -q -r signoffs/circle/reader/*return*");
    sam.commit("Not at all");
    let steps = ["sign signed", "endorse signed", "submit signed"];
    assert_eq!(sam.steps(), steps);
}

#[test]
fn a_return_cannot_be_withdrawn() {
    let Some(sam) = returned() else { return };
    let path = sam.signoff("return");
    let blob = sam.sh(&format!("git rev-parse HEAD:{path}"));
    let other = path.replace("-return-", "-withdraw-");
    let change = format!(
        "s/^signoff: return/signoff: withdraw/; s/^returns:.*/withdraws: {{ path: x, blob: {} }}/; s/^proof: ssh/proof: none/",
        blob.trim()
    );
    sam.sh(&format!("sed '{change}' {path} > {other}"));
    sam.commit("Taken back, they say");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}
