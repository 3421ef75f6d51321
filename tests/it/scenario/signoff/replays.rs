//! Sign-offs that were made for something else, at another time, or by nobody.

use super::{STATEMENT, begun, endorsed, granted, signed, submitted};
use crate::support::Sandbox;

impl Sandbox {
    /// The endorsement with other words, in a file of its own, signed by somebody.
    fn endorsed_otherwise(&self, script: &str, name: &str, key: Option<&str>) {
        let path = self.signoff("endorse");
        let made = path.replace("2026-06-02T120000Z-endorse-priya-shah", name);
        self.sh(&format!(
            "sed '{script}' {path} > {made}.new && rm {path} {} && mv {made}.new {made}",
            self.signature("endorse")
        ));
        if let Some(person) = key {
            self.sign_by_hand(&made, person, "signoff@cpd.v1");
        }
        self.sh("git add -A");
        self.on("2026-06-02").git("commit -q --amend -m Endorse");
    }

    /// The same, signed by Priya as before.
    fn priya_signs(&self, script: &str) {
        self.endorsed_otherwise(
            script,
            "2026-06-02T120000Z-endorse-priya-shah",
            Some("priya-shah"),
        );
    }
}

#[test]
fn a_sign_off_made_for_another_portfolio_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("s/^portfolio: .*/portfolio: 0197e0c2-0000-7b11-9a42-6d3f0c2b7e10/");
    sam.falls(&["replayed-signoff"]);
}

#[test]
fn a_sign_off_made_for_another_person_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("s/id: sam-carter/id: kim-lee/");
    sam.falls(&["replayed-signoff"]);
}

#[test]
fn a_sign_off_made_for_another_award_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("s|^award: circle/reader|award: circle/writer|");
    sam.falls(&[
        "broken-chain (warning)",
        "missing-signoff",
        "missing-signoff (warning)",
    ]);
    assert_eq!(sam.steps(), ["sign signed"]);
}

#[test]
fn a_sign_off_copied_to_another_award_is_still_for_its_own() {
    let Some(sam) = granted() else { return };
    sam.sh("cp -r signoffs/circle/reader signoffs/circle/writer");
    sam.commit("Twice");
    let ran = sam.cpd(["check", "--award", "writer", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.stdout.contains("missing-signoff"), "{}", ran.stdout);
}

#[test]
fn a_sign_off_in_another_portfolio_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.edit("cpd.yaml", "0197e0c2-91d4", "0197e0c2-91d5");
    sam.commit("Another portfolio");
    sam.falls(&["replayed-signoff"]);
}

#[test]
fn a_sign_off_made_by_another_version_of_the_scheme_does_not_count() {
    let Some(sam) = submitted() else { return };
    sam.edit(
        "schemes/circle/scheme.yaml",
        "version: 1.0.0",
        "version: 1.1.0",
    );
    sam.edit("cpd.yaml", "circle: 1.0.0", "circle: 1.1.0");
    sam.commit("A new version");
    sam.falls(&["scheme-changed"]);
}

#[test]
fn a_sign_off_made_by_other_words_of_the_same_version_does_not_count() {
    let Some(sam) = submitted() else { return };
    sam.edit(
        "schemes/circle/scheme.yaml",
        "says: A statement",
        "says: Some statement",
    );
    sam.commit("Other words");
    sam.falls(&["scheme-changed"]);
}

#[test]
fn a_sign_off_that_names_another_predecessor_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("/^after:/,/blob:/ s/blob: ....../blob: 000000/");
    sam.falls(&["broken-chain"]);
}

#[test]
fn a_sign_off_for_other_contents_than_the_step_before_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("s/path: notes/path: remarks/");
    sam.falls(&["broken-chain"]);
}

#[test]
fn an_endorsement_by_the_owner_does_not_count_with_any_key() {
    let Some(sam) = endorsed() else { return };
    sam.endorsed_otherwise(
        "s/^by: priya-shah/by: sam-carter/",
        "2026-06-02T120000Z-endorse-sam-carter",
        Some("sam-carter"),
    );
    sam.falls(&["endorser-wrote-it", "self-endorsement"]);
    let Some(sam) = signed() else { return };
    let refused = sam
        .take_on("endorse", "sam-carter", "2026-06-02")
        .expect_code(1);
    assert!(
        refused
            .stderr
            .contains("nobody can endorse their own portfolio"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_sign_off_by_the_owner_as_manager_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.sign_by_hand(&sam.signoff("endorse"), "sam-carter", "signoff@cpd.v1");
    sam.commit("In her name");
    sam.falls(&["unknown-signer"]);
}

#[test]
fn a_signer_without_an_entry_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.endorsed_otherwise(
        "s/^by: priya-shah/by: mallory/",
        "2026-06-02T120000Z-endorse-mallory",
        Some("mallory"),
    );
    sam.falls(&["unknown-signer"]);
}

#[test]
fn a_signer_in_another_role_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.endorsed_otherwise(
        "s/^by: priya-shah/by: alex-reed/",
        "2026-06-02T120000Z-endorse-alex-reed",
        Some("alex-reed"),
    );
    sam.falls(&["role-not-held"]);
}

#[test]
fn a_role_that_is_only_claimed_does_not_count() {
    let Some(sam) = endorsed() else { return };
    sam.priya_signs("s/^role: line-manager/role: awarding-body/");
    sam.falls(&["role-not-held"]);
}

#[test]
fn names_and_addresses_in_commits_prove_nothing() {
    let Some(sam) = signed() else { return };
    sam.take_on("endorse", "priya-shah", "2026-06-02")
        .expect_code(0);
    sam.sh(&format!("rm {}", sam.signature("endorse")));
    sam.sh("git add -A");
    sam.on("2026-06-02");
    sam.git("-c user.name='Priya Shah' -c user.email=priya@cpd.invalid commit -q --amend --reset-author -m Endorse");
    sam.falls(&["missing-signoff"]);
    // Nor does a commit that is signed with a key of Sam's own.
    sam.has_key("sam-carter");
    sam.git("-c user.name='Priya Shah' -c user.email=priya@cpd.invalid commit -q -S --allow-empty -m 'I endorse this'");
    sam.falls(&["missing-signoff"]);
}

#[test]
fn a_sign_off_from_after_its_commit_does_not_count() {
    let Some(sam) = signed() else { return };
    sam.take_on("endorse", "priya-shah", "2026-06-02")
        .expect_code(0);
    for (committed, counts) in [
        ("2026-06-02T12:00:00Z", true),
        // Clocks may differ by five minutes.
        ("2026-06-02T11:55:00Z", true),
        ("2026-06-02T11:54:59Z", false),
        ("2026-06-01T12:00:00Z", false),
    ] {
        let set = [
            ("GIT_COMMITTER_DATE", committed),
            ("GIT_AUTHOR_DATE", "2027-01-01T12:00:00Z"),
        ];
        let args = [
            "commit",
            "-q",
            "--amend",
            "-m",
            "Endorse",
            "--date",
            "2027-01-01T12:00:00Z",
        ];
        assert_eq!(sam.run("git", &args, &set).code, 0);
        if counts {
            assert_eq!(sam.check().rules, [""; 0], "{committed}");
        } else {
            sam.falls(&["backdated"]);
        }
    }
}

#[test]
fn a_sign_off_from_long_before_its_commit_is_pointed_out() {
    let Some(sam) = endorsed() else { return };
    for (committed, rules) in [
        ("2026-07-03T12:00:00Z", &[][..]),
        ("2026-07-03T12:00:01Z", &["backdated (warning)"]),
    ] {
        let args = ["commit", "-q", "--amend", "-m", "Endorse"];
        assert_eq!(
            sam.run("git", &args, &[("GIT_COMMITTER_DATE", committed)])
                .code,
            0
        );
        let verdict = sam.check();
        assert_eq!(verdict.rules, rules);
        assert_eq!(verdict.code, 0);
    }
}

#[test]
fn a_squashed_sign_off_is_judged_by_the_first_commit_that_has_it() {
    let Some(sam) = begun() else { return };
    sam.git("checkout -q -b reader");
    for step in ["sign", "endorse", "submit", "grant"] {
        sam.take(step);
    }
    sam.git("checkout -q main");
    sam.on("2026-09-01").git("merge -q --squash reader");
    sam.commit("Reader");
    sam.stands(&["backdated (warning)"]);
    sam.on("2026-09-02").git("merge -q -s ours -m Merge reader");
    sam.stands(&[]);
}

#[test]
fn an_endorsement_made_during_the_role_stays_valid() {
    let Some(sam) = granted() else { return };
    sam.edit(
        "trust/people.yaml",
        "value: priya-shah }",
        "value: priya-shah }\n      - { from: 2026-06-03, value: alex-reed }",
    );
    sam.commit("A new manager");
    sam.stands(&[]);
}

#[test]
fn an_endorsement_made_after_the_role_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.edit(
        "trust/people.yaml",
        "value: priya-shah }",
        "value: priya-shah }\n      - { from: 2026-06-02, value: alex-reed }",
    );
    sam.commit("A new manager");
    sam.falls(&["role-not-held"]);
}

#[test]
fn a_role_in_the_awarding_body_has_an_end() {
    for (to, stands) in [("2026-06-04", true), ("2026-06-03", false)] {
        let Some(sam) = granted() else { return };
        sam.edit(
            "trust/people.yaml",
            "from: 2025-01-01 }]",
            &format!("from: 2025-01-01, to: {to} }}]"),
        );
        sam.commit("It ends");
        if stands {
            sam.stands(&[]);
        } else {
            sam.falls(&["role-not-held"]);
        }
    }
}

#[test]
fn a_signer_removed_from_the_list_is_unknown() {
    let Some(sam) = granted() else { return };
    let people = sam.read("trust/people.yaml");
    let at = people.find("  - id: alex-reed").expect("Alex");
    sam.write("trust/people.yaml", &people[..at]);
    sam.commit("Gone");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"unknown-signer".to_owned()),
        "{verdict:?}"
    );
    assert!(!verdict.closed, "{verdict:?}");
}

#[test]
fn a_review_recorded_by_hand_does_not_count() {
    const REVIEW: &str = "review: { host: github.com, repository: 42, pull_request: 7, review: 9, user: 4711, commit: 3f2a91c, submitted_at: 2026-06-02T12:00:00Z }";
    let forge = "host: github.com\\nrepository: 42\\nbase: main\\nrecorder: recorder\\n";
    let Some(sam) = endorsed() else { return };
    let script = format!("s/^proof: ssh/proof: github-review\\n{REVIEW}/");
    sam.endorsed_otherwise(&script, "2026-06-02T120000Z-endorse-priya-shah", None);
    // Nobody records anything here.
    sam.falls(&["unmatched-review"]);
    // Somebody does, and did not sign this.
    sam.sh(&format!("printf '{forge}' > trust/forge.yaml"));
    sam.edit(
        "trust/people.yaml",
        "emails: [priya@cpd.invalid]",
        "emails: [priya@cpd.invalid]\n    accounts: [{ host: github.com, id: 4711 }]",
    );
    sam.sh(&format!(
        "echo 'recorder namespaces=\"record@cpd.v1\" {}' >> trust/allowed_signers",
        sam.public("mallory")
    ));
    sam.commit("A recorder");
    sam.falls(&["missing-signoff"]);
    // Sam is no recorder, nor is Priya, and a recorder signs records alone.
    let path = sam.signoff("endorse");
    for (key, namespace, rule) in [
        ("sam-carter", "record@cpd.v1", "unknown-signer"),
        ("priya-shah", "record@cpd.v1", "unknown-signer"),
        ("mallory", "signoff@cpd.v1", "wrong-namespace"),
    ] {
        sam.sign_by_hand(&path, key, namespace);
        sam.commit("Signed by somebody");
        sam.falls(&[rule]);
    }
    sam.sign_by_hand(&path, "mallory", "record@cpd.v1");
    sam.commit("Signed by the recorder");
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse attested"]);
}

#[test]
fn a_recorders_key_signs_nothing_in_its_own_name() {
    let Some(sam) = endorsed() else { return };
    sam.sh(&format!(
        "echo 'priya-shah namespaces=\"record@cpd.v1\" {}' >> trust/allowed_signers",
        sam.public("mallory")
    ));
    sam.sign_by_hand(&sam.signoff("endorse"), "mallory", "signoff@cpd.v1");
    sam.commit("A key for records");
    sam.falls(&["unknown-signer"]);
}

#[test]
fn reformatting_a_statement_makes_its_sign_offs_stale() {
    let Some(sam) = submitted() else { return };
    sam.edit(STATEMENT, "the door.", "the door. ");
    sam.commit("A blank");
    sam.falls(&["stale-signoff"]);
}
