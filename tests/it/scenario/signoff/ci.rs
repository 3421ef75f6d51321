//! In CI the default branch of the forge says who may sign, and nothing else does.

use super::{Verdict, falls, signed};
use crate::support::Sandbox;

/// A clone as a runner makes one for a request, with Mallory's key as Priya's brought
/// by the very change, and an endorsement made with it.
fn runner() -> Option<Sandbox> {
    let sam = signed()?;
    sam.git("clone -q --bare . ../forge.git");
    sam.git("branch -q release");
    sam.git("push -q ../forge.git release");
    sam.git("clone -q ../forge.git ../clone");
    let clone = sam.in_folder("clone");
    clone.git("config user.name 'Sam Carter'");
    clone.git("config user.email sam@cpd.invalid");
    clone.git("config gpg.format ssh");
    clone.git("checkout -q -b change");
    clone.take("endorse");
    clone.sign_by_hand(&clone.signoff("endorse"), "mallory", "signoff@cpd.v1");
    let key = clone.public("mallory");
    clone.sh(&format!("echo 'priya-shah {key}' >> trust/allowed_signers"));
    clone.git("add -A");
    clone.on("2026-06-02").git("commit -q --amend -m Endorse");
    // A runner's clone has no idea of origin's own branch.
    clone.git("remote set-head origin --delete");
    Some(clone)
}

/// The same with a key that was there before.
fn honest() -> Option<Sandbox> {
    let sam = runner()?;
    sam.git("reset -q --hard origin/main");
    sam.take("endorse");
    Some(sam)
}

const EVENT: &str = r#"{ "repository": { "id": 42, "default_branch": "main" } }"#;

fn github(sam: &Sandbox, event: &str, base: &str) -> Verdict {
    sam.write("../event.json", event);
    let path = sam.root().join("work/event.json").display().to_string();
    sam.check_with(
        &[],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_PATH", &path),
            ("GITHUB_BASE_REF", base),
        ],
    )
}

/// Nobody may sign: whoever did, counts for nothing.
#[track_caller]
fn nobody(verdict: &Verdict) {
    for rule in ["unknown-signer", "untrusted-scheme"] {
        assert!(verdict.rules.contains(&rule.to_owned()), "{verdict:?}");
    }
    assert!(!verdict.closed && verdict.code == 1, "{verdict:?}");
}

#[test]
fn a_pull_request_into_the_default_branch_is_judged_by_that_branch() {
    let Some(sam) = honest() else { return };
    assert_eq!(github(&sam, EVENT, "main").rules, [""; 0]);
    let Some(sam) = runner() else { return };
    falls(&github(&sam, EVENT, "main"), &["unknown-signer"]);
}

#[test]
fn a_push_is_judged_by_the_trust_data_of_the_default_branch() {
    let Some(sam) = runner() else { return };
    falls(&github(&sam, EVENT, ""), &["unknown-signer"]);
}

#[test]
fn a_pull_request_into_another_branch_trusts_no_signer() {
    let Some(sam) = honest() else { return };
    nobody(&github(&sam, EVENT, "release"));
    nobody(&github(&sam, EVENT, "change"));
}

#[test]
fn an_event_that_names_no_default_branch_lets_nobody_sign() {
    let Some(sam) = honest() else { return };
    for event in [
        "{}",
        "",
        "{ \"repository\": { \"default_branch\": 7 } }",
        "\u{feff}{}",
    ] {
        nobody(&github(&sam, event, "main"));
    }
    let alone = sam.check_with(&[], &[("GITHUB_ACTIONS", "true")]);
    nobody(&alone);
}

#[test]
fn an_unfetched_default_branch_trusts_no_signer() {
    let Some(sam) = honest() else { return };
    let event = EVENT.replace("main", "trunk");
    nobody(&github(&sam, &event, "trunk"));
}

#[test]
fn a_malformed_default_branch_name_trusts_no_signer() {
    let Some(sam) = runner() else { return };
    // `origin/main^{/…}`, `origin/@{-1}` and the like are ways to name other commits.
    for name in [
        "main@{0}/../../heads/change",
        "../../heads/change",
        "main:cpd.yaml",
        "",
        " ",
    ] {
        let event = EVENT.replace("main", name);
        let verdict = github(&sam, &event, "");
        assert_eq!(verdict.code, 1, "{name} {verdict:?}");
        assert!(
            verdict.rules.contains(&"unknown-signer".to_owned()),
            "{name} {verdict:?}"
        );
    }
}

#[test]
fn gitlab_and_gitea_runners_are_recognised_by_their_variables() {
    let Some(sam) = honest() else { return };
    let gitlab = |target: &str| {
        let set = [
            ("GITLAB_CI", "true"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", target),
        ];
        sam.check_with(&[], &set)
    };
    assert_eq!(gitlab("main").rules, [""; 0]);
    assert_eq!(gitlab("").rules, [""; 0]);
    nobody(&gitlab("release"));
    nobody(&sam.check_with(&[], &[("GITLAB_CI", "true")]));
    nobody(&sam.check_with(&[], &[("GITEA_ACTIONS", "true")]));
    let Some(sam) = runner() else { return };
    let set = [("GITLAB_CI", "true"), ("CI_DEFAULT_BRANCH", "main")];
    falls(&sam.check_with(&[], &set), &["unknown-signer"]);
}

#[test]
fn a_local_branch_named_like_the_default_branch_is_not_trusted() {
    let Some(sam) = runner() else { return };
    sam.git("branch -f main HEAD");
    sam.git("branch origin/main HEAD");
    sam.git("tag origin/main HEAD");
    falls(&github(&sam, EVENT, "main"), &["unknown-signer"]);
}

#[test]
fn an_explicit_revision_overrides_the_runners() {
    let Some(sam) = honest() else { return };
    sam.write("../event.json", EVENT);
    let path = sam.root().join("work/event.json").display().to_string();
    let set = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_PATH", &*path),
        ("GITHUB_BASE_REF", "release"),
    ];
    assert_eq!(
        sam.check_with(&["--trust-ref", "origin/main"], &set).rules,
        [""; 0]
    );
}
