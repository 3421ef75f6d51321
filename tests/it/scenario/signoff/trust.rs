//! Whose word counts: the trusted revision's, not the change's that is proposed.

use super::{STATEMENT, begun, endorsed, falls, granted, signed};
use crate::support::Sandbox;

impl Sandbox {
    /// The branch `change` of a clone, whose `origin/main` is as it was.
    fn proposed(self) -> Self {
        self.git("clone -q --bare . ../forge.git");
        self.git("clone -q ../forge.git ../clone");
        let clone = self.in_folder("clone");
        clone.git("config user.name 'Sam Carter'");
        clone.git("config user.email sam@cpd.invalid");
        clone.git("config gpg.format ssh");
        clone.git("checkout -q -b change");
        clone
    }

    /// The change has been accepted.
    fn merged(&self) {
        self.git("push -q origin change:main");
        self.git("fetch -q");
    }

    /// Mallory's key as Priya's.
    fn lists_mallory(&self) {
        let key = self.public("mallory");
        self.sh(&format!("echo 'priya-shah {key}' >> trust/allowed_signers"));
    }

    /// An endorsement in Priya's name by Mallory, as if it were listed.
    fn mallory_endorses(&self) {
        self.take("endorse");
        self.sign_by_hand(&self.signoff("endorse"), "mallory", "signoff@cpd.v1");
        self.git("add -A");
        self.on("2026-06-02").git("commit -q --amend -m Endorse");
    }
}

#[test]
fn sign_offs_of_a_branch_are_judged_by_the_keys_of_its_base() {
    let Some(sam) = signed() else { return };
    let sam = sam.proposed();
    sam.take("endorse");
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn a_key_added_on_the_same_branch_does_not_count() {
    let Some(sam) = signed() else { return };
    let sam = sam.proposed();
    sam.mallory_endorses();
    sam.lists_mallory();
    sam.commit("A second key of hers");
    sam.falls(&["unknown-signer"]);
    // Nor while it is not even committed.
    sam.git("reset -q --mixed HEAD~1");
    sam.falls(&["unknown-signer"]);
    // Whoever accepts it accepts it.
    sam.commit("A second key of hers");
    sam.merged();
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn a_role_given_on_the_same_branch_does_not_count() {
    let Some(sam) = signed() else { return };
    let sam = sam.proposed();
    let people = sam.read("trust/people.yaml");
    sam.edit("trust/people.yaml", "value: priya-shah", "value: alex-reed");
    sam.commit("Another manager");
    sam.take_on("endorse", "alex-reed", "2026-06-02")
        .expect_code(1);
    sam.falls(&["role-not-held"]);
    sam.write("trust/people.yaml", &people);
    sam.commit("As it was");
    sam.falls(&["role-not-held"]);
}

#[test]
fn a_revocation_counts_once_it_is_merged() {
    let Some(sam) = endorsed() else { return };
    let sam = sam.proposed();
    sam.write(
        "trust/revoked_keys",
        format!("{}\n", sam.public("priya-shah")),
    );
    sam.commit("Revoke");
    assert_eq!(sam.check().rules, [""; 0]);
    sam.merged();
    sam.falls(&["revoked-key"]);
}

#[test]
fn removing_a_revocation_on_the_same_branch_does_not_undo_it() {
    let Some(sam) = endorsed() else { return };
    sam.write(
        "trust/revoked_keys",
        format!("{}\n", sam.public("priya-shah")),
    );
    sam.commit("Revoke");
    let sam = sam.proposed();
    sam.write("trust/revoked_keys", "");
    sam.commit("Never mind");
    sam.falls(&["revoked-key"]);
}

#[test]
fn a_scheme_changed_on_the_same_branch_does_not_count() {
    let Some(sam) = begun() else { return };
    let sam = sam.proposed();
    sam.edit(
        "schemes/circle/scheme.yaml",
        "  - { id: endorse, title: Endorsed, by: line-manager }\n",
        "",
    );
    sam.commit("Nobody endorses");
    for (step, person, day) in [
        ("sign", "sam-carter", "2026-06-01"),
        ("submit", "sam-carter", "2026-06-03"),
        ("grant", "alex-reed", "2026-06-04"),
    ] {
        // The steps are those of the base, so the short way is refused.
        let ran = sam.take_on(step, person, day).expect_code(1);
        let taken = ran.stdout.starts_with("signoffs/");
        assert_eq!(taken, step == "sign", "{ran:#?}");
    }
    sam.falls(&["untrusted-scheme"]);
}

#[test]
fn a_scheme_version_missing_on_the_base_branch_does_not_count() {
    let Some(sam) = begun() else { return };
    let sam = sam.proposed();
    sam.edit(
        "schemes/circle/scheme.yaml",
        "version: 1.0.0",
        "version: 2.0.0",
    );
    sam.edit("cpd.yaml", "circle: 1.0.0", "circle: 2.0.0");
    sam.commit("Another version");
    sam.take_on("sign", "sam-carter", "2026-06-01")
        .expect_code(1);
    sam.falls(&["missing-signoff", "untrusted-scheme"]);
}

#[test]
fn an_owner_or_id_changed_on_the_same_branch_does_not_count() {
    for (from, to) in [
        ("owner: sam-carter", "owner: alex-reed"),
        ("0197e0c2-91d4", "0197e0c2-91d5"),
    ] {
        let Some(sam) = begun() else { return };
        let sam = sam.proposed();
        sam.edit("cpd.yaml", from, to);
        sam.commit("Another one");
        let person = if from.contains("owner") {
            "alex-reed"
        } else {
            "sam-carter"
        };
        sam.take_on("sign", person, "2026-06-01").expect_code(1);
        let verdict = sam.check();
        assert!(
            verdict.rules.contains(&"replayed-signoff".to_owned()),
            "{verdict:?}"
        );
        assert_eq!(verdict.code, 1);
    }
}

#[test]
fn forge_settings_changed_on_the_same_branch_do_not_count() {
    let Some(sam) = endorsed() else { return };
    let sam = sam.proposed();
    sam.sh("printf 'host: github.com\\nrepository: 42\\nbase: main\\nrecorder: recorder\\n' > trust/forge.yaml");
    sam.sh(&format!(
        "echo 'recorder {}' >> trust/allowed_signers",
        sam.public("mallory")
    ));
    sam.commit("A recorder of mine");
    let path = sam.signoff("endorse");
    let script = "s/^proof: ssh/proof: github-review\\nreview: { host: github.com, repository: 42, pull_request: 7, review: 9, user: 1, commit: 3f2a91c, submitted_at: 2026-06-02T12:00:00Z }/";
    let made = path.replace("2026-06-02T12", "2026-06-02T13");
    sam.sh(&format!(
        "sed '{script}; s/^\"on\": 2026-06-02T12/\"on\": 2026-06-02T13/' {path} > {made}"
    ));
    sam.sign_by_hand(&made, "mallory", "record@cpd.v1");
    sam.commit("Approved");
    sam.falls(&["unmatched-review"]);
}

#[test]
fn the_trusted_revision_can_be_given() {
    let Some(sam) = signed() else { return };
    sam.git("tag before");
    sam.mallory_endorses();
    sam.lists_mallory();
    sam.commit("A second key of hers");
    // The portfolio's own word, where nobody else is known.
    assert_eq!(sam.check().rules, [""; 0]);
    let verdict = sam.check_with(&["--trust-ref", "before"], &[]);
    falls(&verdict, &["unknown-signer"]);
    let nowhere = sam.check_with(&["--trust-ref", "no-such-thing"], &[]);
    assert!(
        nowhere.rules.contains(&"unknown-signer".to_owned()),
        "{nowhere:?}"
    );
    assert!(
        nowhere.rules.contains(&"untrusted-scheme".to_owned()),
        "{nowhere:?}"
    );
    assert_eq!(nowhere.code, 1);
}

#[test]
fn uncommitted_keys_trust_no_signer() {
    let Some(sam) = signed() else { return };
    sam.mallory_endorses();
    sam.lists_mallory();
    sam.falls(&["unknown-signer"]);
}

#[test]
fn unreadable_trust_data_trusts_no_signer() {
    for change in [
        "git rm -rq trust",
        "printf 'people: [' > trust/people.yaml",
        "printf '\\377' > trust/people.yaml",
        "git rm -q cpd.yaml && git show HEAD:cpd.yaml | sed 's/^owner.*//' > cpd.yaml",
        "git rm -q trust/allowed_signers",
        "printf '\\377' > trust/allowed_signers",
        "ln -sf /etc/passwd trust/allowed_signers",
    ] {
        let Some(sam) = granted() else { return };
        sam.sh(change);
        sam.commit("Broken");
        let verdict = sam.check();
        assert!(!verdict.closed && verdict.code == 1, "{change} {verdict:?}");
        assert!(
            sam.steps().iter().all(|step| step.ends_with("not fresh")),
            "{change}"
        );
    }
}

#[test]
fn the_commit_at_origin_is_trusted_and_not_a_local_branch_of_that_name() {
    let Some(sam) = signed() else { return };
    let sam = sam.proposed();
    sam.mallory_endorses();
    sam.lists_mallory();
    sam.commit("A second key of hers");
    // Names that could be taken for it.
    sam.git("branch origin/main");
    sam.git("tag origin/main");
    sam.git("update-ref refs/origin/main HEAD");
    sam.falls(&["unknown-signer"]);
}

#[test]
fn edits_in_the_work_tree_are_judged_too() {
    let Some(sam) = endorsed() else { return };
    let sam = sam.proposed();
    sam.edit(STATEMENT, "the useful part", "the better part");
    sam.falls(&["stale-signoff"]);
}

/// A key has to stay on the list, with its end, or nothing that it signed can be checked.
#[test]
fn removing_a_key_from_the_list_reopens_the_award_it_closed() {
    let Some(sam) = granted() else { return };
    let lines = ["sam-carter", "alex-reed"].map(|one| sam.line(one, ""));
    sam.write("trust/allowed_signers", lines.concat());
    sam.commit("Priya has left");
    sam.falls(&["unknown-signer"]);
}

#[test]
fn only_the_vouched_for_list_counts() {
    let Some(sam) = signed() else { return };
    let body = sam.key("alex-reed").display().to_string();
    sam.cpd(["trust", "sign", "--key", &body]).expect_code(0);
    sam.commit("Vouched for");
    let anchor = format!("{body}.pub");
    let verify = ["verify", "reader", "--anchor", &anchor];
    let said = sam.cpd(verify).stdout;
    assert!(said.contains("are vouched for by the key"), "{said}");

    // The files at hand are those that were vouched for; what counts is another branch,
    // on which somebody has put a key of their own beside Priya's.
    let sam = sam.proposed();
    sam.lists_mallory();
    sam.commit("A second key of hers");
    sam.git("push -q origin change:evil");
    sam.git("fetch -q");
    sam.git("remote set-head origin evil");
    sam.git("checkout -q main");
    let ran = sam.cpd(verify).expect_code(1);
    assert!(
        ran.stdout
            .contains("a key of priya-shah is not vouched for"),
        "{}",
        ran.stdout
    );
}
