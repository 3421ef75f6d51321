//! Sign-offs that were written by hand, and paths that lead elsewhere.

use super::{NOTE, STATEMENT, begun, endorsed, falls};
use crate::support::Sandbox;

impl Sandbox {
    /// The endorsement rewritten by a line of sed, and committed in its place.
    fn rewritten(&self, script: &str) -> super::Verdict {
        let path = self.signoff("endorse");
        self.sh(&format!("sed -i '{script}' {path}"));
        self.sign_by_hand(&path, "priya-shah", "signoff@cpd.v1");
        self.sh("git add -A");
        self.on("2026-06-02").git("commit -q --amend -m Endorse");
        self.check()
    }
}

/// Where a sign-off cannot be read, it is as if there were none, and that is told.
#[test]
fn a_sign_off_with_faults_does_not_count() {
    for (script, rules) in [
        ("/^by:/d", &["missing-field", "missing-signoff"][..]),
        ("/^proof:/d", &["missing-field", "missing-signoff"]),
        ("/^portfolio:/d", &["missing-field", "missing-signoff"]),
        ("/^scheme:/d", &["missing-field", "missing-signoff"]),
        ("/^owner:/d", &["missing-field", "missing-signoff"]),
        (
            "/^subjects:/,/statements/d",
            &["missing-field", "missing-signoff"],
        ),
        (
            "s/, sha256: .* }$/ }/",
            &["missing-field", "missing-signoff"],
        ),
        (
            "s/^by: .*/by: [priya-shah, alex-reed]/",
            &["missing-signoff", "wrong-type"],
        ),
        (
            "s/^\"on\": .*/\"on\": yesterday/",
            &["missing-signoff", "wrong-type"],
        ),
        (
            "s/^\"on\": .*/\"on\": 2026-06-02/",
            &["missing-signoff", "wrong-type"],
        ),
        (
            "s/^\"on\": .*/\"on\": 2026-02-30T12:00:00Z/",
            &["missing-signoff", "wrong-type"],
        ),
        (
            "s/^proof: .*/proof: word-of-honour/",
            &["missing-signoff", "not-in-vocabulary"],
        ),
        ("s/^---$/--/", &["missing-front-matter", "missing-signoff"]),
        (
            "s/^by: .*/by: \"priya/",
            &["malformed-front-matter", "missing-signoff"],
        ),
    ] {
        let Some(sam) = endorsed() else { return };
        let verdict = sam.rewritten(script);
        assert_eq!(verdict.rules, rules, "{script}");
        assert!(!verdict.closed && verdict.code == 1, "{script}");
        assert_eq!(sam.steps(), ["sign signed"], "{script}");
    }
}

#[test]
fn a_sign_off_that_covers_nothing_does_not_count() {
    for script in [
        "s/^subjects:/subjects: none/; /^  - {/d",
        "s/^subjects:/subjects: []/; /^  - {/d",
    ] {
        let Some(sam) = endorsed() else { return };
        let verdict = sam.rewritten(script);
        assert!(
            verdict.rules.contains(&"broken-chain".to_owned()),
            "{script} {verdict:?}"
        );
        assert!(!verdict.closed && verdict.code == 1, "{script}");
    }
}

#[test]
fn an_unknown_field_in_a_sign_off_is_reported() {
    let Some(sam) = endorsed() else { return };
    let verdict = sam.rewritten("s/^proof:/approved: true\\nproof:/");
    assert_eq!(verdict.rules, ["unknown-field"]);
    assert_eq!(verdict.code, 1);
}

/// The first value counts for nobody, nor the last: there must be one.
#[test]
fn a_repeated_field_in_a_sign_off_is_reported() {
    for (script, counts) in [
        ("s/^by: priya-shah/by: priya-shah\\nby: alex-reed/", true),
        ("s/^by: priya-shah/by: alex-reed\\nby: priya-shah/", false),
        ("s/^proof: ssh/proof: none\\nproof: ssh/", false),
    ] {
        let Some(sam) = endorsed() else { return };
        let verdict = sam.rewritten(script);
        assert!(
            verdict.rules.contains(&"duplicate-key".to_owned()),
            "{script} {verdict:?}"
        );
        assert_eq!(verdict.code, 1, "{script}");
        let counted = sam.steps().contains(&"endorse signed".to_owned());
        assert_eq!(counted, counts, "{script} {:?}", sam.steps());
    }
}

#[test]
fn a_step_that_the_scheme_lacks_does_not_count() {
    let Some(sam) = endorsed() else { return };
    falls(
        &sam.rewritten("s/^signoff: endorse/signoff: approve/"),
        &["missing-signoff", "unknown-step"],
    );
}

#[test]
fn a_sign_off_for_an_award_that_is_not_there_counts_for_nothing() {
    let Some(sam) = endorsed() else { return };
    let verdict = sam.rewritten("s|^award: .*|award: circle/nothing|");
    assert!(
        verdict.rules.contains(&"missing-signoff".to_owned()),
        "{verdict:?}"
    );
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn subjects_outside_the_portfolio_do_not_match() {
    for path in [
        "../../../../etc/passwd",
        "/etc/passwd",
        "notes/../notes/2026-03-02-the-checklist.md",
        "./notes/2026-03-02-the-checklist.md",
        "NOTES/2026-03-02-the-checklist.md",
        "notes\\\\2026-03-02-the-checklist.md",
        "notes//2026-03-02-the-checklist.md",
    ] {
        let Some(sam) = endorsed() else { return };
        let script = format!("s|path: {NOTE}|path: {path}|");
        // The step before names the file as it is called.
        let verdict = sam.rewritten(&script);
        assert_eq!(verdict.rules, ["broken-chain"], "{path}");
        assert!(!verdict.closed && verdict.code == 1, "{path}");
    }
}

#[test]
fn a_signed_file_replaced_by_a_link_does_not_match_its_sign_off() {
    for to in [
        "/etc/passwd",
        "2026-03-09-slow-thinking.md",
        "../../the-checklist.md",
    ] {
        let Some(sam) = endorsed() else { return };
        sam.write("../the-checklist.md", sam.read(NOTE));
        sam.sh(&format!("ln -sf {to} {NOTE}"));
        sam.commit("A link");
        sam.falls(&["stale-signoff", "unreadable-file"]);
    }
}

#[test]
fn a_folder_replaced_by_a_link_does_not_match_its_sign_off() {
    let Some(sam) = endorsed() else { return };
    sam.sh("mv notes ../elsewhere && ln -s ../elsewhere notes");
    sam.commit("A link");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"stale-signoff".to_owned()),
        "{verdict:?}"
    );
    assert_eq!(verdict.code, 1);
}

#[test]
fn sign_offs_behind_a_link_are_ignored() {
    let Some(sam) = endorsed() else { return };
    sam.sh("mv signoffs ../elsewhere && ln -s ../elsewhere signoffs");
    sam.commit("A link");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"missing-signoff".to_owned()),
        "{verdict:?}"
    );
    assert!(
        verdict.rules.contains(&"removed-signoff".to_owned()),
        "{verdict:?}"
    );
    assert_eq!(sam.steps(), [""; 0]);
}

/// Two names that some file systems take for one.
#[test]
fn names_that_differ_by_case_or_composition_are_two_files() {
    for (one, other) in [
        ("2026-03-23-cafe\u{301}.md", "2026-03-23-caf\u{e9}.md"),
        ("2026-03-23-the-list.md", "2026-03-23-The-List.md"),
    ] {
        let Some(sam) = begun() else { return };
        let note = sam.read(NOTE).replace("2026-03-02", "2026-03-23");
        sam.write(format!("notes/{one}"), &note);
        sam.commit("One");
        sam.take("sign");
        sam.take("endorse");
        assert_eq!(sam.steps(), ["sign signed", "endorse signed"], "{one}");
        // The same words under the other name are a rename.
        sam.git(&format!("mv notes/{one} notes/{other}"));
        sam.commit("Another name");
        assert_eq!(sam.steps(), ["sign signed", "endorse signed"], "{one}");
        // Both at once are one too many.
        sam.write(format!("notes/{one}"), note.replace("seven", "eight"));
        sam.commit("Both");
        assert!(
            sam.check().rules.contains(&"stale-signoff".to_owned()),
            "{one}"
        );
    }
}

#[test]
fn evidence_is_signed_with_the_record_that_carries_it() {
    let Some(sam) = begun() else { return };
    sam.write("evidence/list.pdf", "%PDF-1.4 a list");
    sam.edit(
        NOTE,
        "award: reader",
        "award: reader\nevidence: [evidence/list.pdf]",
    );
    sam.commit("Evidence");
    sam.take("sign");
    sam.take("endorse");
    assert_eq!(sam.check().rules, [""; 0]);
    sam.write("evidence/list.pdf", "%PDF-1.4 another list");
    sam.commit("Other evidence");
    sam.falls(&["stale-signoff"]);
    sam.sh("rm evidence/list.pdf && ln -s /etc/passwd evidence/list.pdf");
    sam.commit("A link");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"stale-signoff".to_owned()),
        "{verdict:?}"
    );
    assert!(
        verdict.rules.contains(&"outside-portfolio".to_owned()),
        "{verdict:?}"
    );
}

#[test]
fn digests_of_other_contents_do_not_match() {
    let Some(sam) = endorsed() else { return };
    // Its SHA-1 would fit, and its SHA-256 does not.
    let verdict =
        sam.rewritten("s/sha256: f8034526/sha256: 00000000/; s/sha256: 7c662de4/sha256: 00000000/");
    falls(&verdict, &["broken-chain"]);
}

#[test]
fn terminal_escapes_in_sign_offs_are_not_printed() {
    let Some(sam) = endorsed() else { return };
    let verdict = sam.rewritten("s/^by: .*/by: \"priya\\\\e[2J\\\\u202eshah\"/");
    assert_eq!(verdict.code, 1);
    for args in [
        &["check", "--award", "reader"][..],
        &["status"],
        &["check", "--format", "json"],
    ] {
        let ran = sam.cpd(args);
        let drives = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!ran.stdout.contains(drives), "{args:?} {:?}", ran.stdout);
        assert!(!ran.stderr.contains(drives), "{args:?} {:?}", ran.stderr);
    }
}

#[test]
fn thousands_of_sign_offs_are_all_judged() {
    let Some(sam) = endorsed() else { return };
    let path = sam.signoff("endorse");
    sam.sh(&format!(
        "for i in $(seq 10 59); do sed \"s/T12:00:00Z/T11:00:${{i}}Z/; s/^proof: ssh/proof: none/\" {path} \
         > signoffs/circle/reader/2026-06-02T1100${{i}}Z-endorse-priya-shah.md; done"
    ));
    sam.on("2026-06-02").commit("Fifty claims");
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn a_sign_off_in_the_place_of_a_statement_is_not_a_statement() {
    let Some(sam) = endorsed() else { return };
    // A copy of the statement elsewhere is another statement.
    sam.sh(&format!("cp {STATEMENT} statements/other.md"));
    sam.commit("Twice");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"stale-signoff".to_owned()),
        "{verdict:?}"
    );
    assert_eq!(verdict.code, 1);
}
