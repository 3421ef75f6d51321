//! One spelling of a person: an id in other letters is nobody's.

use super::{begun, endorsed, is_taken};

#[test]
fn a_key_of_the_same_name_in_capitals_lets_nobody_in() {
    let Some(sam) = begun() else { return };
    let key = sam.public("mallory");
    let line = format!("PRIYA-SHAH namespaces=\"signoff@cpd.v1\" {key}\n");
    let list = sam.read("trust/allowed_signers") + &line;
    sam.take("sign");
    // Under the id that Priya has, and under the one that the line has.
    for by in ["priya-shah", "PRIYA-SHAH"] {
        is_taken(&sam.take_on("endorse", "priya-shah", "2026-06-02"));
        let path = sam.signoff("endorse");
        sam.edit(&path, "by: priya-shah", &format!("by: {by}"));
        sam.sign_by_hand(&path, "mallory", "signoff@cpd.v1");
        sam.write("trust/allowed_signers", &list);
        sam.git("add -A");
        sam.on("2026-06-02").git("commit -q --amend -m Endorse");
        let verdict = sam.check();
        assert!(
            verdict.rules.contains(&"unknown-signer".to_owned()),
            "{by}: {verdict:?}"
        );
        assert!(
            verdict.rules.contains(&"malformed-trust".to_owned()),
            "{by}: {verdict:?}"
        );
        assert!(!verdict.closed && verdict.code == 1, "{by}: {verdict:?}");
        sam.git("reset -q --hard HEAD~1");
    }
}

#[test]
fn every_line_of_a_key_is_listed_with_what_is_wrong_with_it() {
    let Some(sam) = endorsed() else { return };
    let key = sam.public("mallory");
    sam.sh(&format!(
        "echo 'PRIYA-SHAH {key}' >> trust/allowed_signers
         echo 'priya-shah cert-authority {}' >> trust/allowed_signers
         echo nonsense >> trust/allowed_signers",
        sam.public("priya-shah")
    ));
    let shown = sam.cpd(["trust"]).expect_code(0).stdout;
    let checked = sam.cpd(["trust", "check"]).expect_code(1);
    for said in [
        "`PRIYA-SHAH` is not a valid id of a person",
        "cpd does not accept certificates",
        "it is not a valid line for a key",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
        assert!(checked.stdout.contains(said), "{said}: {checked:#?}");
    }
    let json = sam.cpd(["trust", "--format", "json"]).expect_code(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let keys = json["keys"].as_array().expect("keys");
    let counts: Vec<bool> = keys.iter().map(|key| key["counts"] == true).collect();
    assert_eq!(counts, [true, true, true, false, false, false], "{json:#}");
}

#[test]
fn a_person_who_is_listed_twice_is_nobody() {
    let Some(sam) = begun() else { return };
    for step in ["sign", "endorse", "submit"] {
        sam.take(step);
    }
    sam.sh("printf '  - id: alex-reed\\n    name: Alex Reed\\n' >> trust/people.yaml");
    sam.commit("Alex again");
    sam.take_on("grant", "alex-reed", "2026-06-04")
        .expect_code(1);
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"duplicate-id".to_owned()),
        "{verdict:?}"
    );
    assert!(!verdict.closed, "{verdict:?}");
}
