//! Signatures that are missing, damaged, or made with a key that does not count.

use super::{endorsed, falls, granted, signed, submitted};
use crate::support::{Ran, Sandbox};

impl Sandbox {
    /// Other lines in `trust/allowed_signers` in place of Priya's.
    fn with_priyas_line(&self, line: &str) -> &Self {
        let others = ["sam-carter", "alex-reed"].map(|one| self.line(one, ""));
        self.write(
            "trust/allowed_signers",
            format!("{line}{}", others.concat()),
        );
        self.commit("Other keys");
        self
    }

    /// An endorsement that was signed by hand, in place of the one that was made by `cpd`.
    fn signed_otherwise(&self, person: &str, namespace: &str) -> &Self {
        self.sign_by_hand(&self.signoff("endorse"), person, namespace);
        self.commit("Another signature");
        self
    }

    fn revoke(&self, person: &str) -> &Self {
        self.write("trust/revoked_keys", format!("{}\n", self.public(person)));
        self.commit("Revoke");
        self
    }

    /// What the scheme takes at least for every step, before any step is taken.
    fn asks_for(&self, assurance: &str) {
        let path = "schemes/circle/scheme.yaml";
        let text = self
            .read(path)
            .replace(", by: ", &format!(", assurance: {assurance}, by: "));
        self.write(path, &text);
        self.commit("Ask for more");
    }
}

/// Whether ssh-keygen takes the endorsement for Priya's, as anyone can ask it.
fn ssh_keygen_agrees(sam: &Sandbox) -> bool {
    let (file, made) = (sam.signoff("endorse"), sam.signature("endorse"));
    let line = format!(
        "ssh-keygen -Y verify -f trust/allowed_signers -I priya-shah -n signoff@cpd.v1 -s {made} \
         -r trust/revoked_keys -Overify-time=20260602120000Z < {file}"
    );
    sam.run("sh", &["-c", &line], &[]).code == 0
}

#[test]
fn a_signature_can_be_checked_with_ssh_keygen_alone() {
    let Some(sam) = granted() else { return };
    assert!(ssh_keygen_agrees(&sam));
}

#[test]
fn a_key_that_has_ended_keeps_what_it_signed_until_then_and_nothing_later() {
    let Some(sam) = granted() else { return };
    let end = |day: &str| {
        sam.sh(&format!(
            "cpd trust key priya-shah --file ../keys/priya-shah.pub --until {day}"
        ));
        sam.commit("A last day");
        (sam.check(), ssh_keygen_agrees(&sam))
    };
    let (verdict, agrees) = end("2026-06-02");
    assert!(verdict.closed && agrees, "{verdict:?}");
    let (verdict, agrees) = end("2026-06-01");
    assert!(!agrees);
    assert!(
        verdict.rules.contains(&"expired-key".to_owned()),
        "{verdict:?}"
    );
}

#[test]
fn a_role_that_has_ended_keeps_the_steps_of_its_days_and_no_later_ones() {
    let Some(sam) = granted() else { return };
    let end = |day: &str| {
        sam.sh(&format!(
            "cpd trust end priya-shah --role line-manager --on {day}"
        ));
        sam.commit("A last day");
        sam.check()
    };
    let verdict = end("2026-06-02");
    assert!(verdict.closed, "{verdict:?}");
    let verdict = end("2026-06-01");
    assert!(
        verdict.rules.contains(&"role-not-held".to_owned()),
        "{verdict:?}"
    );
}

#[test]
fn the_log_says_how_long_each_signature_took_to_verify() {
    let Some(sam) = granted() else { return };
    let log = sam.run("cpd", &["check", "-v"], &[]).stderr;
    let verified = log.lines().filter(|line| {
        line.contains("key.verify{by=\"ssh\"}") && line.contains("close time.busy=")
    });
    assert!(verified.count() >= sam.steps().len(), "{log}");
    assert!(!sam.steps().is_empty());
}

#[test]
fn a_name_in_another_spelling_is_not_a_known_signer() {
    // Sam lists a key of his own under Priya's name in capitals, and signs with it as her.
    let Some(sam) = endorsed() else { return };
    let path = sam.signoff("endorse");
    sam.edit(&path, "by: priya-shah", "by: PRIYA-SHAH");
    let lines: String = ["priya-shah", "sam-carter"]
        .map(|one| sam.line(one, ""))
        .concat();
    let own = sam
        .line("alex-reed", "")
        .replace("alex-reed ", "PRIYA-SHAH ");
    sam.write("trust/allowed_signers", format!("{lines}{own}"));
    sam.sign_by_hand(&path, "alex-reed", "signoff@cpd.v1");
    sam.commit("Another spelling");
    sam.falls(&["malformed-trust", "removed-signoff", "unknown-signer"]);

    // The same where the people say the name in capitals too.
    let people = sam.read("trust/people.yaml");
    let entry = people.replace("id: priya-shah", "id: PRIYA-SHAH");
    sam.write("trust/people.yaml", &entry);
    sam.commit("Another spelling of the person");
    let verdict = sam.check();
    assert!(!verdict.closed, "{verdict:?}");
    for rule in ["malformed-trust", "unknown-signer"] {
        assert!(verdict.rules.iter().any(|one| one == rule), "{verdict:?}");
    }
}

#[test]
fn a_signature_made_with_ssh_keygen_counts() {
    let Some(sam) = granted() else { return };
    sam.signed_otherwise("priya-shah", "signoff@cpd.v1")
        .stands(&[]);
}

#[test]
fn a_sign_off_without_its_signature_file_proves_nothing() {
    let Some(sam) = granted() else { return };
    sam.git(&format!("rm -q {}", sam.signature("endorse")));
    sam.commit("Lost");
    sam.falls(&["missing-signoff", "removed-signoff"]);
    assert!(
        sam.says("missing-signoff")
            .contains("its signature file is missing")
    );
}

#[test]
fn a_damaged_or_mismatched_signature_is_bad() {
    let Some(sam) = granted() else { return };
    let path = sam.signature("endorse");
    let good = sam.read(&path);
    let key = sam.read("../keys/priya-shah");
    let inner = good.lines().nth(2).expect("a line").to_owned();
    for (what, bytes) in [
        ("empty", String::new()),
        ("cut short", good[..good.len() / 2].to_owned()),
        (
            "without its end",
            good.replace("-----END SSH SIGNATURE-----", ""),
        ),
        ("of another sign-off", sam.read(&sam.signature("sign"))),
        ("one letter other", good.replacen(&inner[..4], "AAAA", 1)),
        ("a private key", key),
        ("a public key", sam.public("priya-shah")),
        (
            "of another kind",
            good.replace("SSH SIGNATURE", "PGP SIGNATURE"),
        ),
        ("a file of words", "Signed, Priya".to_owned()),
    ] {
        sam.write(&path, &bytes);
        sam.commit(what);
        let verdict = sam.check();
        assert_eq!(verdict.rules, ["bad-signature"], "{what}");
        assert!(!verdict.closed && verdict.code == 1, "{what}");
        assert!(!ssh_keygen_agrees(&sam), "{what}");
    }
    sam.write(&path, &good);
    sam.commit("As it was");
    sam.stands(&[]);
}

#[test]
fn a_signature_behind_a_link_is_ignored() {
    let Some(sam) = granted() else { return };
    let path = sam.signature("endorse");
    sam.sh(&format!(
        "mv {path} ../priya.sig && ln -s ../../../../priya.sig {path}"
    ));
    sam.commit("A link");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"missing-signoff".to_owned()),
        "{verdict:?}"
    );
    assert!(!verdict.closed, "{verdict:?}");
}

#[test]
fn a_signature_for_another_purpose_does_not_count() {
    for namespace in [
        "git",
        "file",
        "record@cpd.v1",
        "trust@cpd.v1",
        "signoff@cpd.v1 ",
        "Signoff@cpd.v1",
    ] {
        let Some(sam) = granted() else { return };
        sam.signed_otherwise("priya-shah", namespace)
            .falls(&["wrong-namespace"]);
        assert!(!ssh_keygen_agrees(&sam), "{namespace}");
    }
}

#[test]
fn a_key_that_may_sign_for_other_purposes_only_does_not_count() {
    let Some(sam) = granted() else { return };
    let line = sam.line("priya-shah", "").replace("signoff@cpd.v1", "git");
    sam.with_priyas_line(&line).falls(&["unknown-signer"]);
    assert!(!ssh_keygen_agrees(&sam));
}

#[test]
fn a_key_that_is_listed_for_nobody_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.signed_otherwise("mallory", "signoff@cpd.v1")
        .falls(&["unknown-signer"]);
    assert!(!ssh_keygen_agrees(&sam));
}

#[test]
fn another_persons_key_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.signed_otherwise("sam-carter", "signoff@cpd.v1")
        .falls(&["unknown-signer"]);
    assert!(!ssh_keygen_agrees(&sam));
}

#[test]
fn a_key_counts_only_for_signatures_made_while_it_was_valid() {
    for (time, good) in [
        ("valid-before=\"20260602120000Z\"", true),
        ("valid-before=\"20260602115959Z\"", false),
        ("valid-after=\"20260602120000Z\"", true),
        ("valid-after=\"20260602120001Z\"", false),
        // Long gone by now, and good when it signed.
        ("valid-after=\"20260101Z\",valid-before=\"20260701Z\"", true),
    ] {
        let Some(sam) = granted() else { return };
        sam.with_priyas_line(&sam.line("priya-shah", &format!(",{time}")));
        if good {
            sam.stands(&[]);
        } else {
            sam.falls(&["expired-key"]);
        }
        assert_eq!(ssh_keygen_agrees(&sam), good, "{time}");
    }
}

#[test]
fn adding_a_second_key_keeps_sign_offs_by_the_first() {
    let Some(sam) = granted() else { return };
    let old = sam.line("priya-shah", ",valid-before=\"20260701Z\"");
    let new = format!(
        "priya-shah namespaces=\"signoff@cpd.v1\" {}\n",
        sam.public("mallory")
    );
    sam.with_priyas_line(&format!("{new}{old}")).stands(&[]);
}

#[test]
fn a_key_listed_for_several_people_does_not_count() {
    let Some(sam) = granted() else { return };
    let key = sam.public("priya-shah");
    for line in [
        format!("* {key}\n"),
        format!("priya-* {key}\n"),
        format!("priya-shah,alex-reed {key}\n"),
        format!("priya-shah {key}\nsam-carter {key}\n"),
        format!("priya-shah {key}\n* namespaces=\"git\" {key}\n"),
    ] {
        sam.with_priyas_line(&line);
        sam.falls(&["malformed-trust", "shared-key"]);
        // Where ours is stricter, and says why.
        assert!(ssh_keygen_agrees(&sam), "{line}");
    }
}

#[test]
fn unreadable_key_lines_trust_no_signer() {
    let Some(sam) = granted() else { return };
    let key = sam.public("priya-shah");
    for (line, is_told) in [
        (format!("priya-shah valid-after=\"soon\" {key}\n"), true),
        ("priya-shah ssh-ed25519 AAAA\n".to_owned(), true),
        (format!("priya-shah cert-authority {key}\n"), true),
        (format!("# priya-shah {key}\n"), false),
        ("\n".to_owned(), false),
    ] {
        let told = is_told.then_some("malformed-trust").into_iter();
        let rules: Vec<&str> = told.chain(["unknown-signer"]).collect();
        sam.with_priyas_line(&line).falls(&rules);
        assert!(!ssh_keygen_agrees(&sam), "{line}");
    }
}

/// Else it would be signed for nothing.
#[test]
fn nobody_signs_or_asks_while_the_lists_have_errors() {
    for (path, more, says) in [
        (
            "trust/allowed_signers",
            "priya-shah ssh-ed25519 AAAA\n",
            "not a valid line for a key",
        ),
        (
            "trust/people.yaml",
            "  - { id: priya-shah, name: Priya }\n",
            "trust/people.yaml",
        ),
        (
            "trust/people.yaml",
            "  - { id: [lee], nam: Lee }\n",
            "trust/people.yaml",
        ),
    ] {
        let with_error = |sam: &Sandbox| {
            sam.write(path, sam.read(path) + more);
            sam.commit("An error");
        };
        let refused = |ran: Ran| {
            ran.expect_code(1).says("in trust/ have errors").says(says);
        };
        let Some(sam) = endorsed() else { return };
        with_error(&sam);
        refused(sam.take_on("submit", "sam-carter", "2026-06-11"));
        assert_eq!(sam.git("status --porcelain --ignored"), "");
        let Some(sam) = signed() else { return };
        with_error(&sam);
        refused(sam.cpd(["ask", "reader", "--today", "2026-06-11"]));
        refused(sam.take_on("endorse", "priya-shah", "2026-06-11"));
        assert_eq!(sam.git("status --porcelain --ignored"), "");
    }
}

#[test]
fn a_sign_off_followed_by_another_person_survives_a_later_revocation() {
    let Some(sam) = granted() else { return };
    sam.revoke("priya-shah").stands(&[]);
}

#[test]
fn a_revocation_is_forgiven_only_where_the_history_shows_that_it_came_later() {
    let Some(sam) = granted() else { return };
    sam.revoke("priya-shah").stands(&[]);
    // A pack shows no order of commits, whichever way the repository has it.
    sam.cpd(["pack", "--award", "reader", "-o", "made.html"])
        .expect_code(0);
    let pack = [
        "verify",
        "made.html",
        "--accept-self-declared",
        "--step",
        "grant",
    ];
    let ran = sam.cpd(pack).expect_code(1);
    ran.says("is revoked");
    // Nor does a history that begins with all of it at once.
    sam.sh("rm made.html && git checkout -q --orphan other && git commit -q -m All");
    sam.falls(&["revoked-key"]);
}

#[test]
fn a_sign_off_followed_by_nobody_does_not_survive_a_revocation() {
    let Some(sam) = endorsed() else { return };
    sam.revoke("priya-shah").falls(&["revoked-key"]);
    assert_eq!(sam.steps(), ["sign signed", "endorse claimed, not fresh"]);
}

#[test]
fn a_later_step_of_the_owner_does_not_keep_a_revoked_keys_sign_off_valid() {
    let Some(sam) = submitted() else { return };
    // Sam's own step came after Priya's; nobody but the two of them has looked.
    let verdict = sam.revoke("priya-shah").check();
    assert!(
        verdict.rules.contains(&"revoked-key".to_owned()),
        "{verdict:?}"
    );
}

#[test]
fn a_step_taken_after_a_revocation_does_not_keep_the_earlier_one_valid() {
    let Some(sam) = granted() else { return };
    let list = format!("{}\n", sam.public("priya-shah"));
    sam.write("trust/revoked_keys", &list);
    // As if the key had been revoked before the grant was committed.
    sam.git("add -A");
    sam.sh("GIT_AUTHOR_DATE=2026-06-03T18:00:00Z git commit -q -m Revoked --no-verify");
    sam.falls(&["revoked-key"]);
}

#[test]
fn a_revocation_with_a_false_time_still_came_before_the_steps_after_it() {
    let Some(sam) = granted() else { return };
    sam.git("branch other");
    sam.git("reset -q --hard HEAD~1");
    sam.on("2026-06-30").revoke("priya-shah");
    sam.git("checkout -q other -- signoffs");
    sam.on("2026-06-10").commit("Granted");
    sam.falls(&["revoked-key"]);
}

#[test]
fn a_revoked_key_of_the_last_signer_does_not_count() {
    let Some(sam) = granted() else { return };
    sam.revoke("alex-reed").falls(&["revoked-key"]);
}

#[test]
fn a_later_claim_does_not_keep_a_revoked_keys_sign_off_valid() {
    let Some(sam) = endorsed() else { return };
    sam.git("config --unset user.signingkey");
    for (step, person, day) in [
        ("submit", "sam-carter", "2026-06-03"),
        ("grant", "alex-reed", "2026-06-04"),
    ] {
        let words = [
            "--message",
            "So be it.",
            "--yes",
            "--no-input",
            "--unsigned",
        ];
        let args = [
            &[step, "reader", "--as", person, "--today", day][..],
            &words,
        ]
        .concat();
        sam.cpd(&args).expect_code(0);
    }
    sam.stands(&[]);
    sam.revoke("priya-shah").falls(&["revoked-key"]);
}

#[test]
fn signing_again_does_not_keep_a_revoked_keys_sign_off_valid() {
    let Some(sam) = submitted() else { return };
    // Sam's own second step says nothing for Sam's first; Priya's does.
    sam.revoke("sam-carter").falls(&["revoked-key"]);
    assert_eq!(
        sam.steps(),
        ["sign signed", "endorse signed", "submit claimed, not fresh"]
    );
}

#[test]
fn two_revoked_keys_do_not_keep_each_other_valid() {
    let Some(sam) = granted() else { return };
    let keys =
        ["sam-carter", "priya-shah", "alex-reed"].map(|one| format!("{}\n", sam.public(one)));
    sam.write("trust/revoked_keys", keys.concat());
    sam.commit("All of them");
    sam.falls(&["revoked-key"]);
    assert!(
        sam.steps()
            .iter()
            .all(|step| step.ends_with("claimed, not fresh")),
        "{:?}",
        sam.steps()
    );
}

#[test]
fn no_signature_counts_without_a_list_of_revoked_keys() {
    for (what, change) in [
        ("missing", "git rm -q trust/revoked_keys"),
        ("a pattern", "echo 'sha256: abc' > trust/revoked_keys"),
        (
            "a certificate",
            "echo 'cert-authority ssh-ed25519 AAAA' > trust/revoked_keys",
        ),
        ("a link", "ln -sf /dev/null trust/revoked_keys"),
    ] {
        let Some(sam) = granted() else { return };
        sam.sh(change);
        sam.commit(what);
        let verdict = sam.check();
        falls(&verdict, &["malformed-trust", "revoked-key"]);
    }
}

#[test]
fn a_claim_does_not_meet_a_step_that_needs_a_signature() {
    let Some(sam) = super::begun() else { return };
    sam.asks_for("signed");
    let refused = sam.cpd([
        "sign",
        "reader",
        "--yes",
        "--unsigned",
        "--today",
        "2026-06-01",
    ]);
    assert_eq!(refused.code, 1, "{refused:#?}");
    assert!(
        refused.stderr.contains("and this sign-off would only be"),
        "{}",
        refused.stderr
    );
    sam.take("sign");
    sam.take("endorse");
    assert_eq!(sam.check().rules, [""; 0]);
    // Nor one that was written by hand.
    let path = sam.signoff("endorse");
    let later = path.replace("2026-06-02", "2026-06-03");
    sam.sh(&format!("sed 's/^\"on\": 2026-06-02/\"on\": 2026-06-03/; s/^proof: ssh/proof: none/' {path} > {later}"));
    sam.commit("By hand");
    sam.falls(&["assurance-too-low"]);
}

#[test]
fn a_step_with_a_bad_signature_does_not_count_as_a_claim() {
    let Some(sam) = super::begun() else { return };
    sam.asks_for("signed");
    sam.take("sign");
    sam.take("endorse");
    sam.signed_otherwise("mallory", "signoff@cpd.v1");
    sam.falls(&["assurance-too-low", "unknown-signer"]);
}

#[test]
fn signing_with_an_unlisted_key_makes_a_claim_and_says_so() {
    let Some(sam) = signed() else { return };
    sam.has_key("mallory");
    let args = [
        "endorse",
        "reader",
        "--as",
        "priya-shah",
        "--message",
        "Fine.",
        "--yes",
        "--no-input",
        "--today",
        "2026-06-02",
    ];
    let ran = sam.cpd(args).expect_code(0);
    assert!(
        ran.stderr.contains("Your key cannot sign this"),
        "{}",
        ran.stderr
    );
    assert_eq!(sam.steps(), ["sign signed", "endorse claimed"]);
}

#[test]
fn keys_of_other_kinds_sign_as_well() {
    for kind in ["-t ecdsa -b 256", "-t ecdsa -b 384", "-t rsa -b 2048"] {
        let Some(sam) = signed() else { return };
        sam.sh(&format!(
            "rm ../keys/priya-shah* && ssh-keygen -q {kind} -N '' -f ../keys/priya-shah"
        ));
        sam.with_priyas_line(&sam.line("priya-shah", ""));
        sam.take_on("endorse", "priya-shah", "2026-06-11")
            .expect_code(0);
        assert_eq!(sam.steps(), ["sign signed", "endorse signed"], "{kind}");
        assert_eq!(sam.check().rules, [""; 0], "{kind}");
    }
}
