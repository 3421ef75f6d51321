//! Printing a pack and verifying one below the command line.

use std::fs;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::opened_portfolio::{
    KeyInMemory, OpenedPortfolio, author, head, prepare, ready, reword, sign_prepared, today,
};
use crate::adapters::keys::Gpg;
use crate::app::error::{Class, Explain as _};
use crate::app::moment::Moment;
use crate::app::pack::compare_with_repository::compare_with_repository;
use crate::app::pack::files_evidence::FilesEvidence;
use crate::app::pack::print::{self, PackError, draft, require_ready};
use crate::app::pack::verify::{PackToVerify, printing_record, verify};
use crate::app::signoff::sign::ProofMethod;
use crate::base::files::MARK;
use crate::base::picture::DecodedPictures;
use crate::domain::remedy::Action;
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS};
use crate::domain::signoff::{Revision, Trust};
use crate::formats::pack::{named, open};
use crate::views::submission::PrintRecord;
use crate::views::submission::model::Pack;
use crate::views::submission::print_record::PrintedCommit;
use crate::views::verification::{
    AnswerOutcome, Verification, VerificationAnswer, VerificationQuestion,
};

const STATEMENT: &str = "statements/bronze.md";

/// Returns the pack of Bronze as the last commit has it.
fn committed(opened: &OpenedPortfolio, today: NaiveDate) -> Pack {
    print::committed(&opened.bronze(), &opened.workspace(today)).unwrap()
}

fn drafted(opened: &OpenedPortfolio) -> Pack {
    draft(&opened.bronze(), &opened.workspace(today())).unwrap()
}

/// Returns a pack as its reader opens it.
fn printed(pack: &Pack) -> PackToVerify {
    let bytes = (named("html").unwrap().print)(pack).unwrap();
    let (format, opened) = open(&bytes).unwrap();
    PackToVerify { format, opened }
}

/// Returns the moment at which these packs are verified.
fn latest() -> DateTime<Utc> {
    let moment = Moment::at_noon(today());
    moment.latest
}

fn verified(found: &PackToVerify, trust: Option<&Trust>) -> Verification {
    verified_until(found, trust, None)
}

fn verified_until(
    found: &PackToVerify,
    trust: Option<&Trust>,
    until: Option<&str>,
) -> Verification {
    let printing = printing_record(&found.opened).unwrap();
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&found.opened, &pictures);
    verify(
        found,
        &printing,
        evidence.evidence(&Gpg),
        trust,
        until,
        latest(),
    )
    .unwrap()
}

/// Returns the questions whose answer is a bad one.
fn bad(verification: &Verification) -> Vec<VerificationQuestion> {
    let findings = verification.findings.iter();
    let bad = findings.filter(|one| one.outcome == AnswerOutcome::Bad);
    bad.map(|one| one.about).collect()
}

fn answer(verification: &Verification, about: VerificationQuestion) -> &VerificationAnswer {
    let mut findings = verification.findings.iter();
    findings.find(|one| one.about == about).unwrap()
}

fn readiness(opened: &OpenedPortfolio) -> Result<(), PackError> {
    let result = opened.result();
    require_ready(result.award(&opened.bronze()).unwrap(), &opened.portfolio)
}

#[test]
fn a_pack_waits_for_each_sign_off_before_it_and_names_the_command() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let error = readiness(&opened).unwrap_err();
    let says: Vec<String> = error
        .explain()
        .remedies
        .iter()
        .map(|one| one.says.clone())
        .collect();
    assert_eq!(
        says,
        [
            "the step \u{201c}sign\u{201d} is not signed yet",
            "the step \u{201c}endorse\u{201d} is not signed yet"
        ]
    );
    let invokes = |one: &crate::domain::remedy::Remedy| matches!(one.action, Action::Invoke(_));
    assert!(error.explain().remedies.iter().all(invokes));
    assert_eq!(error.explain().class, Class::Refused);

    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    reword(folder.path(), STATEMENT);
    let opened = OpenedPortfolio::at(folder.path(), "");
    opened.repo.commit_all("Go on", &author()).unwrap();
    let error = readiness(&OpenedPortfolio::at(folder.path(), "")).unwrap_err();
    assert_eq!(
        error.explain().remedies[0].says,
        "the step \u{201c}sign\u{201d} has to be signed again"
    );
}

#[test]
fn a_pack_of_an_award_that_lacks_something_says_what() {
    let folder = ready();
    fs::remove_file(folder.path().join(STATEMENT)).unwrap();
    let error = readiness(&OpenedPortfolio::at(folder.path(), "")).unwrap_err();
    assert!(matches!(error, PackError::Lacking(_)), "{error}");
    assert!(!error.explain().remedies.is_empty());
}

#[test]
fn the_same_commit_gives_the_same_pack_on_any_day_and_whatever_is_not_saved() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let first = printed(&committed(&opened, today())).opened;
    let saved = first.files[STATEMENT].clone();
    reword(folder.path(), STATEMENT);
    let later = today() + Days::new(200);
    let opened = OpenedPortfolio::at(folder.path(), "");
    let again = committed(&opened, later);
    assert_eq!(again.files[STATEMENT].bytes, saved);
    assert_eq!(printed(&again).opened.printing, first.printing);
    let draft = drafted(&opened);
    assert!(draft.draft && !again.draft);
    assert_eq!(
        draft.files[STATEMENT].bytes,
        fs::read(folder.path().join(STATEMENT)).unwrap()
    );
}

#[test]
fn a_pack_that_nobody_touched_is_verified_and_one_that_somebody_touched_is_not() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let pack = committed(&opened, today());
    let whole = verified(&printed(&pack), None);
    assert_eq!(bad(&whole), []);
    assert!(
        whole.says.starts_with("The pack of Bronze by Sam Carter, "),
        "{}",
        whole.says
    );
    assert_eq!(
        answer(&whole, VerificationQuestion::Pages).outcome,
        AnswerOutcome::Good
    );

    let mut other_file = printed(&pack);
    let statement = other_file.opened.files.get_mut(STATEMENT).unwrap();
    statement.extend_from_slice(b"\nOne more thing.\n");
    let about = bad(&verified(&other_file, None));
    for question in [VerificationQuestion::Files, VerificationQuestion::Pages] {
        assert!(about.contains(&question), "{about:?}");
    }

    let mut other_page = printed(&pack);
    let page = &mut other_page.opened.shown[0].1;
    let text = String::from_utf8(page.clone()).unwrap();
    assert!(text.contains("Sam Carter"));
    *page = text.replacen("Sam Carter", "Max Carter", 1).into_bytes();
    let told = verified(&other_page, None);
    assert_eq!(bad(&told), [VerificationQuestion::Pages]);
    let details = &answer(&told, VerificationQuestion::Pages).details;
    assert!(
        details[0].contains("Max Carter") && details[0].contains("Sam Carter"),
        "{details:?}"
    );
}

#[test]
fn pages_that_another_version_printed_are_not_compared() {
    let folder = ready();
    let found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let mut printing = printing_record(&found.opened).unwrap();
    printing.cpd = "0.0.1".into();
    let pictures = DecodedPictures::default();
    let told = verify(
        &found,
        &printing,
        FilesEvidence::new(&found.opened, &pictures).evidence(&Gpg),
        None,
        None,
        latest(),
    )
    .unwrap();
    let pages = answer(&told, VerificationQuestion::Pages);
    assert_eq!(pages.outcome, AnswerOutcome::Unverified);
    assert!(pages.says.contains("0.0.1"), "{}", pages.says);
}

#[test]
fn a_pack_from_the_future_is_bad() {
    let folder = ready();
    let found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let true_record = printing_record(&found.opened).unwrap();
    let made = true_record.commit.clone().unwrap();
    let latest = DateTime::from_timestamp(made.seconds, 0).unwrap();
    let about = |record: &PrintRecord, latest| {
        let pictures = DecodedPictures::default();
        let evidence = FilesEvidence::new(&found.opened, &pictures);
        let told = verify(&found, record, evidence.evidence(&Gpg), None, None, latest).unwrap();
        let pages = answer(&told, VerificationQuestion::Pages);
        (pages.outcome, pages.says.clone())
    };
    assert_eq!(about(&true_record, latest).0, AnswerOutcome::Good);
    let says = |day: &str| format!("the pack is dated in the future: {day}");
    let bad = |day: &str| (AnswerOutcome::Bad, says(day));
    // Its commit is later than the clock of whoever verifies.
    let earlier = latest - TimeDelta::seconds(1);
    assert_eq!(about(&true_record, earlier).0, AnswerOutcome::Bad);
    // The day alone, the commit alone, and a moment that is on no calendar.
    let mut record = true_record.clone();
    record.day = NaiveDate::from_ymd_opt(2100, 1, 1).unwrap();
    assert_eq!(about(&record, latest), bad("1 January 2100"));
    for seconds in [4_102_444_800, i64::MAX] {
        let mut record = true_record.clone();
        record.commit = Some(PrintedCommit {
            seconds,
            ..made.clone()
        });
        assert_eq!(about(&record, latest).0, AnswerOutcome::Bad, "{seconds}");
    }
}

#[test]
fn a_pack_that_is_dated_later_than_its_commit_is_bad() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let mut found = printed(&committed(&opened, today()));
    let record = printing_record(&found.opened).unwrap();
    let made = record.commit.clone().unwrap();
    for (later, outcome) in [
        (300, AnswerOutcome::Good),
        (301, AnswerOutcome::Bad),
        (86_400, AnswerOutcome::Bad),
    ] {
        let seconds = made.seconds + later;
        let commit = Some(PrintedCommit {
            seconds,
            ..made.clone()
        });
        let changed = PrintRecord {
            commit,
            ..record.clone()
        };
        found.opened.printing = Some(changed.to_json().into_bytes());
        let told = compared(&found, &opened).unwrap();
        assert_eq!(told.outcome, outcome, "{later}");
    }
    let day = record.day + Days::new(2);
    let changed = PrintRecord { day, ..record };
    found.opened.printing = Some(changed.to_json().into_bytes());
    let told = compared(&found, &opened).unwrap();
    assert_eq!(told.outcome, AnswerOutcome::Bad);
    assert!(told.says.contains("but its commit is of"), "{}", told.says);
}

/// Returns the answer on the pages of a pack that says otherwise how it was printed.
fn about_pages(found: &PackToVerify, record: &PrintRecord) -> (AnswerOutcome, String) {
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&found.opened, &pictures);
    let told = verify(found, record, evidence.evidence(&Gpg), None, None, latest()).unwrap();
    let pages = answer(&told, VerificationQuestion::Pages);
    (pages.outcome, pages.says.clone())
}

#[test]
fn a_pack_is_of_a_commit_that_was_made_after_its_sign_offs() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    let found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let record = printing_record(&found.opened).unwrap();
    assert_eq!(about_pages(&found, &record).0, AnswerOutcome::Good);
    let made = record.commit.clone().unwrap();
    let dated = |seconds: i64| PrintRecord {
        day: DateTime::from_timestamp(seconds, 0).unwrap().date_naive(),
        commit: Some(PrintedCommit {
            seconds,
            ..made.clone()
        }),
        ..record.clone()
    };
    let (outcome, says) = about_pages(&found, &dated(made.seconds - 86_400));
    assert_eq!(outcome, AnswerOutcome::Bad);
    assert!(says.contains(", before the sign-off “sign” of "), "{says}");

    let day = record.day.pred_opt().unwrap();
    let other_day = PrintRecord {
        day,
        ..record.clone()
    };
    let (outcome, says) = about_pages(&found, &other_day);
    assert_eq!(outcome, AnswerOutcome::Bad);
    assert!(says.starts_with("the pack is judged as of "), "{says}");

    let of_none = PrintRecord {
        commit: None,
        ..record
    };
    let (outcome, says) = about_pages(&found, &of_none);
    assert_eq!(outcome, AnswerOutcome::Bad);
    assert!(says.ends_with("is from no commit"), "{says}");
}

#[test]
fn a_draft_proves_nothing() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    let draft = drafted(&OpenedPortfolio::at(folder.path(), ""));
    let told = verified_until(&printed(&draft), None, Some("sign"));
    let signoffs = answer(&told, VerificationQuestion::Signoffs);
    assert_eq!(signoffs.outcome, AnswerOutcome::Unverified);
    assert_eq!(signoffs.says, "the pack is a draft, which proves nothing");
    assert!(!told.is_successful());
}

#[test]
fn a_pack_of_an_award_that_lacks_a_requirement_is_bad() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    let requirements = || {
        let pack = committed(&OpenedPortfolio::at(folder.path(), ""), today());
        let told = verified(&printed(&pack), None);
        let found = answer(&told, VerificationQuestion::Requirements);
        (found.outcome, found.details.len())
    };
    assert_eq!(requirements(), (AnswerOutcome::Good, 0));
    fs::remove_file(folder.path().join(STATEMENT)).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    opened.repo.commit_all("Less", &author()).unwrap();
    let (outcome, lacking) = requirements();
    assert_eq!(outcome, AnswerOutcome::Bad);
    assert!(lacking > 0);
}

#[test]
fn people_are_shown_as_the_readers_list_has_them() {
    let folder = ready();
    let found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let readers = Trust::from_revision(&found.opened.files, Revision::WorkTree);
    let about_trust = |found: &PackToVerify| {
        let told = verified(found, Some(&readers));
        let mut findings = told.findings.iter();
        let found = findings.find(|one| one.about == VerificationQuestion::Trust);
        found.map(|one| (one.outcome, one.details.clone()))
    };
    assert_eq!(about_trust(&found), None);
    let path = folder.path().join("trust/people.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("name: Priya Shah"));
    fs::write(&path, text.replace("name: Priya Shah", "name: Dame Priya")).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    opened.repo.commit_all("Rise", &author()).unwrap();
    let risen = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let (outcome, details) = about_trust(&risen).unwrap();
    assert_eq!(outcome, AnswerOutcome::Bad);
    let says = "priya-shah: the pack shows “Dame Priya”, and the list has “Priya Shah”";
    assert_eq!(details, [says]);
}

#[test]
fn a_pack_without_its_record_of_printing_cannot_be_verified() {
    let folder = ready();
    let mut found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    found.opened.printing = None;
    let error = printing_record(&found.opened).unwrap_err();
    assert_eq!(error.explain().class, Class::Failed);
    assert!(error.explain().hint.is_some());
}

#[test]
fn sign_offs_in_a_pack_are_judged_by_the_people_whom_its_reader_trusts() {
    let folder = ready();
    let key = KeyInMemory::new();
    for (path, text) in [
        (ALLOWED_SIGNERS, key.listed()),
        (REVOKED_KEYS, String::new()),
    ] {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let opened = OpenedPortfolio::at(folder.path(), &key.listed());
    opened.repo.commit_all("List", &author()).unwrap();
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();
    let found = printed(&committed(&OpenedPortfolio::at(folder.path(), ""), today()));
    let outcome = |trust: Option<&Trust>| {
        let told = verified_until(&found, trust, Some("sign"));
        answer(&told, VerificationQuestion::Signoffs).outcome
    };
    assert_eq!(outcome(None), AnswerOutcome::Good);
    let with_key = OpenedPortfolio::at(folder.path(), &key.listed()).trust;
    assert_eq!(outcome(Some(&with_key)), AnswerOutcome::Good);
    let without_key = OpenedPortfolio::at(folder.path(), "").trust;
    assert_eq!(outcome(Some(&without_key)), AnswerOutcome::Bad);
}

/// Compares a pack with the repository as it is now.
fn compared(found: &PackToVerify, opened: &OpenedPortfolio) -> Option<VerificationAnswer> {
    let printing = printing_record(&found.opened).unwrap();
    let settings = fs::read(opened.folder.join(MARK)).unwrap();
    compare_with_repository(&found.opened, &printing, &settings, &opened.repo)
}

#[test]
fn a_pack_is_compared_with_its_commit_and_with_what_changed_since() {
    let folder = ready();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let found = printed(&committed(&opened, today()));
    let same = compared(&found, &opened).unwrap();
    assert_eq!(
        (same.outcome, &same.details[..]),
        (AnswerOutcome::Good, &[][..])
    );
    assert!(same.says.contains(&head(&opened)[..10]), "{}", same.says);

    reword(folder.path(), STATEMENT);
    opened.repo.commit_all("Go on", &author()).unwrap();
    let opened = OpenedPortfolio::at(folder.path(), "");
    let since = compared(&found, &opened).unwrap();
    assert_eq!(since.outcome, AnswerOutcome::Note);
    assert_eq!(since.details, [format!("{STATEMENT} has changed since")]);

    let mut forged = found;
    forged
        .opened
        .files
        .insert(STATEMENT.into(), b"Other words.\n".to_vec());
    let other = compared(&forged, &opened).unwrap();
    assert_eq!(other.outcome, AnswerOutcome::Bad);
    assert_eq!(
        other.details,
        [format!("{STATEMENT} differs from that commit")]
    );
}

#[test]
fn a_pack_is_not_compared_with_a_repository_that_is_not_its_own() {
    let (folder, elsewhere) = (ready(), ready());
    reword(elsewhere.path(), STATEMENT);
    let other = OpenedPortfolio::at(elsewhere.path(), "");
    other.repo.commit_all("Go on", &author()).unwrap();
    let found = printed(&committed(&other, today()));
    let opened = OpenedPortfolio::at(folder.path(), "");
    let unknown = compared(&found, &opened).unwrap();
    assert_eq!(unknown.outcome, AnswerOutcome::Unverified);

    let settings = fs::read_to_string(folder.path().join(MARK)).unwrap();
    fs::write(
        folder.path().join(MARK),
        settings.replace("0197e0c2", "0197e0c3"),
    )
    .unwrap();
    let stranger = compared(&found, &opened).unwrap();
    assert_eq!(stranger.outcome, AnswerOutcome::Note);

    let mut bare = found;
    bare.opened.files.remove(MARK);
    assert_eq!(compared(&bare, &opened), None);
}
