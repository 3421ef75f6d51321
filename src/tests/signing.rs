//! Signing and withdrawing below the command line.

use std::fs;

use super::opened_portfolio::{
    KeyInMemory, NoKey, OpenedPortfolio, author, head, now, prepare, ready, sign_prepared,
};
use crate::app::conflict::InConflict;
use crate::app::error::{Class, Explain};
use crate::app::ports::CommitAuthor;
use crate::app::signoff::eligibility::{Eligibility, NoSigner, NotReady};
use crate::app::signoff::require_saved::{self, NotSaved};
use crate::app::signoff::sign::{self, Declaration, ProofMethod, SignError, SignedReferences};
use crate::app::signoff::withdraw::{ChoiceError, WithdrawRequest, choose_signoff, withdraw};
use crate::check::{CheckInput, check};
use crate::domain::schema::Assurance;

#[test]
fn a_prepared_sign_off_with_a_listed_key_counts() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    assert_eq!(prepared.signer.1, "Sam Carter");
    assert_eq!(prepared.head, Some(head(&opened)));
    assert!(!prepared.subjects.is_empty());
    assert_eq!(prepared.objections, []);
    let signed = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();
    assert_eq!(signed.assurance, Assurance::Signed);
    assert_eq!(signed.instead, None);
    assert_eq!(signed.files.len(), 2, "{:?}", signed.files);
    assert_ne!(prepared.head, Some(head(&opened)));
    assert_eq!(
        require_saved::require_saved(&opened.repo, &opened.portfolio),
        Ok(())
    );

    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let result = opened.result();
    let again = Eligibility::check("sign", &opened.bronze(), &result, &opened.portfolio);
    assert!(matches!(again, Err(NotReady::Taken { .. })));
}

#[test]
fn an_unlisted_key_gives_a_claim_with_a_reason() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    let signed = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();
    assert_eq!(signed.assurance, Assurance::Claimed);
    let why = signed.instead.unwrap();
    assert!(why.contains("is not listed as sam-carter's"), "{why}");
    assert_eq!(signed.files.len(), 1, "{:?}", signed.files);
}

#[test]
fn nothing_is_signed_once_the_repository_has_moved_on() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    fs::write(folder.path().join("later.md"), "Later.\n").unwrap();
    opened.repo.commit_all("Go on", &author()).unwrap();
    let before = head(&opened);
    let error = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap_err();
    assert!(matches!(error, SignError::Conflict), "{error}");
    assert_eq!(error.explain().class, Class::Refused);
    assert_eq!(head(&opened), before);
    assert!(!folder.path().join("signoffs").exists());
}

#[test]
fn nobody_signs_a_record_with_the_marks_of_a_conflict() {
    let folder = ready();
    let statement = folder.path().join("statements/bronze.md");
    let text = fs::read_to_string(&statement).unwrap();
    let conflict = "\n<<<<<<< HEAD\nMine.\n=======\nTheirs.\n>>>>>>> laptop\n";
    let (details, _) = text.split_once("\n---\n").unwrap();
    let text = format!("{details}\n---\n\nWords.\n");
    fs::write(&statement, text.clone() + conflict).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    opened.repo.commit_all("Both", &author()).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let error = prepare(&opened, None).unwrap_err();
    let SignError::InConflict(InConflict { paths }) = &error else {
        panic!("{error}");
    };
    assert_eq!(paths, &["statements/bronze.md"]);
    assert_eq!(error.explain().class, Class::Refused);

    let quoted = format!("{text}\n```{conflict}```\n");
    fs::write(&statement, quoted).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    assert!(prepare(&opened, None).is_ok());
}

#[test]
fn somebody_who_may_not_take_a_step_does_not_get_to_see_it() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let error = prepare(&opened, Some("priya-shah")).unwrap_err();
    let found = matches!(error, SignError::NoSigner(NoSigner::NotInRole { .. }));
    assert!(found, "{error}");
    let error = prepare(&opened, Some("nobody")).unwrap_err();
    assert!(
        matches!(error, SignError::NoSigner(NoSigner::Unknown(_))),
        "{error}"
    );
}

#[test]
fn a_key_that_does_not_sign_leaves_no_file_and_no_commit() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    let error = sign_prepared(&opened, &prepared, ProofMethod::Own(&NoKey)).unwrap_err();
    assert_eq!(error.explain().class, Class::Failed);
    assert!(error.explain().hint.is_some());
    assert_eq!(prepared.head, Some(head(&opened)));
    assert!(!folder.path().join("signoffs").exists());
}

#[test]
fn unsaved_changes_are_not_signed() {
    let folder = ready();
    fs::create_dir(folder.path().join("packs")).unwrap();
    fs::write(folder.path().join("packs/bronze.html"), "Printed.\n").unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    assert_eq!(
        require_saved::require_saved(&opened.repo, &opened.portfolio),
        Ok(())
    );
    fs::write(folder.path().join("ask-bronze-signed.zip"), "PK").unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    assert_eq!(
        require_saved::require_saved(&opened.repo, &opened.portfolio),
        Ok(())
    );
    fs::write(folder.path().join("later.md"), "Later.\n").unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let expected = NotSaved::Changed(vec!["later.md".into()]);
    assert_eq!(
        require_saved::require_saved(&opened.repo, &opened.portfolio),
        Err(expected)
    );
}

#[test]
fn a_sign_off_that_is_withdrawn_counts_no_longer() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();

    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let result = opened.result();
    let award = result.award(&prepared.award).unwrap();
    let other = choose_signoff(award, Some("robin"), &opened.portfolio).unwrap_err();
    assert_eq!(other.explain().class, Class::Refused);
    assert!(
        other
            .to_string()
            .starts_with("there is no sign-off by robin for ")
    );
    let signoff = choose_signoff(award, Some("Sam Carter"), &opened.portfolio).unwrap();
    assert_eq!(
        choose_signoff(award, None, &opened.portfolio)
            .unwrap()
            .record
            .path,
        signoff.record.path
    );
    let withdrawal = WithdrawRequest {
        signoff,
        award: &prepared.award,
        title: "Bronze",
        scheme: opened.portfolio.scheme(prepared.award.scheme()).unwrap(),
        by: opened.portfolio.owner().unwrap(),
        words: "Too early.",
        on: now() + chrono::TimeDelta::minutes(5),
        proof: ProofMethod::Own(&key),
        author: &author(),
    };
    let made = withdraw(&withdrawal, opened.place()).unwrap();
    assert_eq!(made.assurance, Assurance::Signed);

    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    let result = opened.result();
    let award = result.award(&prepared.award).unwrap();
    assert_eq!(award.chain.taken().count(), 0);
    let nothing = ChoiceError::Nothing {
        award: prepared.award.clone(),
        person: None,
    };
    assert_eq!(
        choose_signoff(award, None, &opened.portfolio).err(),
        Some(nothing)
    );
    let again = Eligibility::check("sign", &prepared.award, &result, &opened.portfolio);
    assert!(again.is_ok());
}

#[test]
fn an_endorser_who_wrote_the_text_gets_the_same_warning_before_and_after() {
    let folder = ready();
    let statement = folder.path().join("statements/bronze.md");
    let text = fs::read_to_string(&statement).unwrap();
    let (details, body) = text.split_once("\n---\n").unwrap();
    let theirs = format!("{details}\n---\n{}", body.replace('e', "a"));
    fs::write(&statement, theirs).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let priya = CommitAuthor {
        name: "Priya Shah".into(),
        ..author()
    };
    opened.repo.commit_all("Help", &priya).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    assert_eq!(prepared.objections, []);
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();

    let opened = OpenedPortfolio::at(folder.path(), "");
    let result = opened.result();
    let bronze = opened.bronze();
    let eligible = Eligibility::check("endorse", &bronze, &result, &opened.portfolio).unwrap();
    let on = now() + chrono::TimeDelta::minutes(5);
    let prepared = sign::prepare(&eligible, None, on, opened.input(), opened.place()).unwrap();
    let rules: Vec<&str> = prepared
        .objections
        .iter()
        .map(|one| one.rule.as_str())
        .collect();
    assert_eq!(rules, ["endorser-wrote-it"], "{:?}", prepared.objections);
    assert!(prepared.objections[0].says.contains("statements/bronze.md"));

    let declaration = Declaration {
        by: opened.portfolio.person("priya-shah").unwrap(),
        words: "I have seen it.",
        on,
        proof: ProofMethod::Claim,
        author: &author(),
        references: SignedReferences::default(),
        may_claim: true,
    };
    let signed = sign::sign(&prepared, &eligible, &declaration, opened.place()).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let result = check(CheckInput {
        focus: Some(&bronze),
        ..opened.input()
    });
    assert_eq!(
        sign::objections(&result, &signed.files),
        prepared.objections
    );
}
