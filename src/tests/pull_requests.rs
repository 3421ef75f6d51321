//! Pull requests below the command line: what an approval of one would mean, and the
//! reviews of one written down as sign-offs.

use std::fs;

use tempfile::TempDir;

use super::opened_portfolio::{
    KeyInMemory, OpenedPortfolio, author, head, now, prepare, ready, reword, sign_prepared,
};
use crate::adapters::git::SharedReads;
use crate::app::error::Explain as _;
use crate::app::moment::Moment;
use crate::app::ports::{CommitAuthor, Revisions as _};
use crate::app::reports::pull_request::{PullRequestError, pull_request};
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::lists_before::ListsBefore;
use crate::app::signoff::record_request::{
    RecordingError, RecordingEvent, RecordingOutcome, RequestRecorder,
};
use crate::app::signoff::record_reviews::{
    RecordError, Recorder, ReviewAction, ReviewedRequest, dropped_approvals, endorse, plan,
    requested_awards, role_step, withdraw,
};
use crate::app::signoff::sign::{ProofMethod, SignError};
use crate::app::signoff::write_signoff::WrittenSignoff;
use crate::app::trust::revision::RevisionChoice;
use crate::cli::workspace::DiskOpener;
use crate::domain::review::{Forge, ForgePullRequest, ForgeSettings, Refusal, Review, ReviewState};
use crate::domain::schema::{Assurance, Step};
use crate::views::pull_request::{Approval, PullRequest};

/// The number of Priya's account; she manages Sam.
const PRIYA: u64 = 22;
/// The number of Lee's account; Lee assesses.
const LEE: u64 = 23;
const ASKS_FOR_SILVER: &str = "# Please endorse Silver\n\nAward: `lancaster/silver`\n";
const ASKS_FOR_BRONZE: &str = "# Please endorse Bronze\n\nAward: `lancaster/bronze`\n";
const SETTINGS: &str = "host: github.com\nrepository: 14\nbase: main\nrecorder: recorder\n";

/// A portfolio in which a pull request was merged, and the recorder of its reviews.
struct MergedRequest {
    folder: TempDir,
    recorder_key: KeyInMemory,
    /// Lines of `trust/allowed_signers`.
    allowed_signers: String,
    asked: ReviewedRequest,
    /// The last commit before the request.
    base: String,
}

impl MergedRequest {
    /// Returns a request in which Sam signs Bronze.
    fn with_signature() -> Self {
        Self::of(|opened| {
            let prepared = prepare(opened, None).unwrap();
            sign_prepared(opened, &prepared, ProofMethod::Claim).unwrap();
        })
    }

    /// Returns a request that brings a file with a text.
    fn with_file(path: &str, text: &str) -> Self {
        Self::of(|opened| {
            fs::write(opened.folder.join(path), text).unwrap();
            opened.repo.commit_all("Ask", &author()).unwrap();
        })
    }

    fn of(bring: impl FnOnce(&OpenedPortfolio)) -> Self {
        let (folder, recorder_key) = (ready(), KeyInMemory::new());
        let trust = folder.path().join("trust");
        let mut people = fs::read_to_string(trust.join("people.yaml")).unwrap();
        for (name, account) in [("Priya Shah", PRIYA), ("Lee Morgan", LEE)] {
            let name = format!("    name: {name}\n");
            let more = format!("{name}    accounts: [{{ host: github.com, id: {account} }}]\n");
            people = people.replace(&name, &more);
        }
        fs::write(trust.join("people.yaml"), people).unwrap();
        fs::write(trust.join("forge.yaml"), SETTINGS).unwrap();
        let opened = OpenedPortfolio::at(folder.path(), "");
        opened.repo.commit_all("Trust", &author()).unwrap();
        let base = head(&opened);
        bring(&OpenedPortfolio::at(folder.path(), ""));
        let request = ForgePullRequest {
            repository: 14,
            number: 2,
            base: "main".into(),
            base_commit: Some(base.clone()),
            head: head(&opened),
            author: Some(21),
            host: Some("github.com".into()),
            merged: true,
            requested_reviewers: Vec::new(),
        };
        Self {
            folder,
            base,
            allowed_signers: recorder_key.listed_as_recorder(),
            recorder_key,
            asked: ReviewedRequest {
                forge: Forge::GitHub,
                request,
                reviews: Vec::new(),
                settings: ForgeSettings::read(SETTINGS).unwrap(),
            },
        }
    }

    /// Adds a review of the last commit of the request.
    fn reviewed(mut self, user: u64, state: ReviewState) -> Self {
        let minutes = i64::try_from(self.asked.reviews.len()).unwrap() + 5;
        self.asked.reviews.push(Review {
            id: 100 + user,
            user: Some(user),
            login: format!("login-{user}"),
            is_person: true,
            state,
            commit: Some(self.asked.request.head.clone()),
            at: now() + chrono::TimeDelta::minutes(minutes),
            body: "I have read it.".into(),
        });
        self
    }

    fn opened(&self) -> OpenedPortfolio {
        OpenedPortfolio::at(self.folder.path(), &self.allowed_signers)
    }

    /// Returns the names of the awards that the request asks for.
    fn awards(&self) -> Vec<String> {
        let opened = self.opened();
        let (head, result) = (&self.asked.request.head, opened.result());
        let brought = opened.repo.brought(&self.base, head).unwrap();
        let asked = requested_awards(&brought, head, &result, &opened.portfolio, &opened.repo);
        asked
            .unwrap()
            .iter()
            .map(|award| award.name().into_owned())
            .collect()
    }

    /// Returns what follows from the reviews for the step of Bronze that is Priya's.
    fn actions(&self) -> Vec<ReviewAction<'_>> {
        let opened = self.opened();
        let step = endorsement(&opened);
        let (head, base) = (&self.asked.request.head, Some(&*self.base));
        let brought = opened.repo.brought_by_merge(head, base).unwrap();
        let before = ListsBefore::read(&brought, &opened.repo).unwrap();
        let bronze = opened.bronze();
        plan(&bronze, &step, &self.asked, &before, opened.place()).unwrap()
    }

    /// Records the first review that counts.
    fn endorse(&self) -> Result<WrittenSignoff, RecordError> {
        let actions = self.actions();
        let Some(ReviewAction::Endorse(accepted)) = actions.first() else {
            panic!("the first review does not count");
        };
        let opened = self.opened();
        let result = opened.result();
        let bronze = opened.bronze();
        let eligible = Eligibility::check("endorse", &bronze, &result, &opened.portfolio)?;
        endorse(
            accepted,
            &eligible,
            None,
            self.recorder(&author()),
            opened.place(),
        )
    }

    /// Lists the recorder's key after the merge.
    fn with_recorder(self) -> Self {
        let trust = self.folder.path().join("trust");
        let listed = self.recorder_key.listed_as_recorder();
        fs::write(trust.join("allowed_signers"), listed).unwrap();
        fs::write(trust.join("revoked_keys"), "").unwrap();
        let opened = self.opened();
        opened.repo.commit_all("Trust", &author()).unwrap();
        self
    }

    /// Records the reviews of the request as a whole, and returns what was told.
    fn record(&self) -> (Result<RecordingOutcome, RecordingError>, Vec<String>) {
        let opener = DiskOpener {
            reads: SharedReads::default(),
            root: self.folder.path().to_path_buf(),
            moment: Moment::at_noon(now().date_naive()),
            choice: RevisionChoice {
                named: Some("main".into()),
                ..RevisionChoice::default()
            },
        };
        let recorder = RequestRecorder {
            asked: &self.asked,
            key: &self.recorder_key,
            opener: &opener,
            now: now() + chrono::TimeDelta::hours(1),
        };
        let mut told = Vec::new();
        let outcome = recorder.record(&mut |award, event| {
            let says = match event {
                RecordingEvent::Kept { person } => format!("kept {person}"),
                RecordingEvent::Endorsed(_) => "endorsed".into(),
                RecordingEvent::NotEndorsed(error) => format!("not endorsed: {error}"),
                RecordingEvent::Withdrawn(_) => "withdrawn".into(),
                RecordingEvent::Dropped { person, .. } => format!("dropped {person}"),
                RecordingEvent::Feedback { person, says, .. } => format!("{person}: {says}"),
                RecordingEvent::Refused { login, .. } => format!("refused {login}"),
            };
            told.push(format!("{} {says}", award.name()));
        });
        (outcome, told)
    }

    fn recorder<'a>(&'a self, author: &'a CommitAuthor) -> Recorder<'a> {
        Recorder {
            asked: &self.asked,
            key: &self.recorder_key,
            author,
        }
    }

    /// Returns what an approval means, as the request that leads from `base` to the last
    /// commit is looked at.
    fn meaning(&self, base: &str) -> Result<PullRequest, PullRequestError> {
        let opened = self.opened();
        let (portfolio, today) = (&opened.portfolio, now().date_naive());
        pull_request(base, &opened.result(), portfolio, &opened.repo, today)
    }

    fn base(&self) -> &str {
        &self.base
    }
}

/// Returns the step of Bronze that reviews may take.
fn endorsement(opened: &OpenedPortfolio) -> Step {
    let result = opened.result();
    role_step(&opened.bronze(), &result, &opened.portfolio)
        .unwrap()
        .clone()
}

/// Returns the ids of the steps of Bronze that are taken and count.
fn counting(opened: &OpenedPortfolio) -> Vec<String> {
    let result = opened.result();
    let chain = &result.award(&opened.bronze()).unwrap().chain;
    let steps = chain.steps.iter().filter(|state| state.counts());
    steps.map(|state| state.step().id.clone()).collect()
}

#[test]
fn a_request_asks_for_an_award_by_its_first_signature_or_by_its_request_file() {
    assert_eq!(MergedRequest::with_signature().awards(), ["bronze"]);
    for (path, text, awards) in [
        ("REQUEST-silver.md", ASKS_FOR_SILVER, &["silver"][..]),
        ("REQUEST-bronze.md", ASKS_FOR_SILVER, &[]),
        ("journals/more.md", ASKS_FOR_SILVER, &[]),
        ("REQUEST-silver.md", "<!-- Silver -->\n", &[]),
        ("REQUEST-silver.md", "I polished the silverware.\n", &[]),
        ("REQUEST-silver.md", "This does not ask for Silver.\n", &[]),
    ] {
        let request = MergedRequest::with_file(path, text);
        assert_eq!(request.awards(), awards, "{path}: {text}");
    }
}

#[test]
fn an_empty_file_with_the_right_name_asks_for_nothing() {
    for path in [
        "signoffs/lancaster/bronze/2025-05-13T120000Z-sign-sam-carter.md",
        "REQUEST-bronze.md",
    ] {
        let words = "---\nstep: sign\naward: bronze\n---\n";
        for text in ["", "---\n---\n", words, ASKS_FOR_BRONZE] {
            let request = MergedRequest::of(|opened| {
                let file = opened.folder.join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
                opened.repo.commit_all("Ask", &author()).unwrap();
            });
            let asked = text == ASKS_FOR_BRONZE && path.starts_with("REQUEST");
            assert_eq!(request.awards().is_empty(), !asked, "{path}: {text:?}");
        }
    }
}

#[test]
fn a_request_whose_signature_was_replaced_can_only_be_taken_back() {
    let mut request = MergedRequest::with_signature()
        .with_recorder()
        .reviewed(PRIYA, ReviewState::Approved);
    assert!(request.record().0.unwrap().recorded);
    // The request now ends before the signature, so it brings none.
    request.asked.request.head = request.base.clone();
    let (outcome, told) = request.record();
    let outcome = outcome.unwrap();
    assert!(!outcome.asks && !outcome.recorded, "{told:?}");
    request.asked.reviews.clear();
    let (outcome, told) = request.record();
    let outcome = outcome.unwrap();
    assert!(!outcome.asks && outcome.recorded, "{told:?}");
    assert_eq!(told, ["bronze dropped priya-shah"]);
}

#[test]
fn reviews_take_the_first_step_that_is_not_the_owners() {
    let request = MergedRequest::with_signature();
    assert_eq!(endorsement(&request.opened()).id, "endorse");
}

#[test]
fn an_approval_by_the_line_manager_is_recorded_once_and_counts() {
    let request = MergedRequest::with_signature().reviewed(PRIYA, ReviewState::Approved);
    let written = request.endorse().unwrap();
    assert_eq!(written.assurance, Assurance::Attested);
    assert_eq!(written.files.len(), 2, "{:?}", written.files);
    let text = fs::read_to_string(request.folder.path().join(&written.files[0])).unwrap();
    for said in [
        "by: priya-shah",
        "pull_request: 2",
        "review: 122",
        "I have read it.",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert_eq!(counting(&request.opened()), ["sign", "endorse"]);
    let again = request.actions();
    assert!(
        matches!(&again[..], [ReviewAction::Keep { person }] if person == "priya-shah"),
        "{}",
        again.len()
    );
}

#[test]
fn nothing_follows_the_approval_that_takes_the_step() {
    let request = MergedRequest::with_signature()
        .reviewed(LEE, ReviewState::Commented)
        .reviewed(PRIYA, ReviewState::Approved)
        .reviewed(99, ReviewState::Approved);
    let actions = request.actions();
    let [
        ReviewAction::Feedback { person, .. },
        ReviewAction::Endorse(accepted),
    ] = &actions[..]
    else {
        panic!("{} actions", actions.len());
    };
    assert_eq!(person, "lee-morgan");
    assert_eq!((&*accepted.person, accepted.account), ("priya-shah", PRIYA));
}

#[test]
fn an_approval_of_other_contents_or_by_a_stranger_is_refused_with_the_reason() {
    let request = MergedRequest::with_signature()
        .reviewed(99, ReviewState::Approved)
        .reviewed(PRIYA, ReviewState::Approved);
    reword(request.folder.path(), "statements/bronze.md");
    request
        .opened()
        .repo
        .commit_all("Go on", &author())
        .unwrap();
    let actions = request.actions();
    let reasons: Vec<&Refusal> = actions
        .iter()
        .flat_map(|action| match action {
            ReviewAction::Refuse { reasons, .. } => &reasons[..],
            _ => &[],
        })
        .collect();
    assert_eq!(actions.len(), 2);
    let changed = |refusal: &&&Refusal| matches!(refusal, Refusal::OtherContents { why, .. } if why == "statements/bronze.md");
    assert_eq!(reasons.iter().filter(changed).count(), 2, "{reasons:?}");
    let stranger =
        |refusal: &&&Refusal| matches!(refusal, Refusal::UnknownAccount { account: 99, .. });
    assert_eq!(reasons.iter().filter(stranger).count(), 1, "{reasons:?}");
}

#[test]
fn a_review_is_not_recorded_with_a_key_that_is_not_the_recorders() {
    let mut request = MergedRequest::with_signature().reviewed(PRIYA, ReviewState::Approved);
    request.allowed_signers = String::new();
    let before = head(&request.opened());
    let error = request.endorse().unwrap_err();
    let not_listed = matches!(error, RecordError::Sign(SignError::RecorderNotListed(_)));
    assert!(not_listed, "{error}");
    assert_eq!(head(&request.opened()), before);
    assert_eq!(counting(&request.opened()), ["sign"]);
}

#[test]
fn an_approval_that_the_forge_lists_no_longer_is_withdrawn_once() {
    let mut request = MergedRequest::with_signature().reviewed(PRIYA, ReviewState::Approved);
    request.endorse().unwrap();
    let opened = request.opened();
    let bronze = opened.bronze();
    let later = now() + chrono::TimeDelta::hours(1);
    let result = opened.result();
    assert!(dropped_approvals(&bronze, &result, &request.asked, later).is_empty());

    request.asked.reviews.clear();
    let gone = dropped_approvals(&bronze, &result, &request.asked, later);
    let [gone] = &gone[..] else {
        panic!("{} approvals are gone", gone.len());
    };
    assert_eq!(gone.person, "priya-shah");
    let withdraw_in = |opened: &OpenedPortfolio| {
        let result = opened.result();
        let by = author();
        let recorder = request.recorder(&by);
        withdraw(
            &bronze,
            &gone.person,
            &gone.review,
            &result,
            recorder,
            opened.place(),
        )
        .unwrap()
    };
    assert_eq!(withdraw_in(&opened).unwrap().assurance, Assurance::Attested);
    let opened = request.opened();
    assert_eq!(counting(&opened), ["sign"]);
    assert_eq!(withdraw_in(&opened), None);
    let result = opened.result();
    assert!(dropped_approvals(&bronze, &result, &request.asked, later).is_empty());
}

#[test]
fn a_request_is_recorded_award_by_award_and_a_second_time_it_still_stands() {
    let mut request = MergedRequest::with_signature()
        .with_recorder()
        .reviewed(LEE, ReviewState::Commented)
        .reviewed(PRIYA, ReviewState::Approved);
    let (outcome, told) = request.record();
    let feedback = "bronze lee-morgan: I have read it.";
    assert_eq!(told, [feedback, "bronze endorsed"]);
    let outcome = outcome.unwrap();
    assert!(outcome.asks && outcome.recorded && !outcome.refused);
    assert_eq!(counting(&request.opened()), ["sign", "endorse"]);

    let (outcome, told) = request.record();
    let outcome = outcome.unwrap();
    assert!(outcome.stands && !outcome.recorded && !outcome.is_refusal());
    assert_eq!(told.last().unwrap(), "bronze kept priya-shah");

    request.asked.reviews.clear();
    let (outcome, told) = request.record();
    assert!(outcome.unwrap().recorded);
    assert_eq!(told, ["bronze dropped priya-shah"]);
    assert_eq!(counting(&request.opened()), ["sign"]);
}

#[test]
fn a_request_that_a_stranger_alone_approved_is_refused() {
    let request = MergedRequest::with_signature().reviewed(99, ReviewState::Approved);
    let (outcome, told) = request.record();
    assert!(outcome.unwrap().is_refusal());
    assert_eq!(told, ["bronze refused login-99"]);
    assert_eq!(counting(&request.opened()), ["sign"]);
}

/// Returns a request that changes a file of the lists, and in which Sam signs Bronze.
fn with_changed_list(path: &str, old: &str, new: &str) -> MergedRequest {
    MergedRequest::of(|opened| {
        let file = opened.folder.join(path);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(old), "{path}");
        fs::write(&file, text.replacen(old, new, 1)).unwrap();
        opened.repo.commit_all("Change a list", &author()).unwrap();
        let opened = OpenedPortfolio::at(&opened.folder, "");
        let prepared = prepare(&opened, None).unwrap();
        sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    })
}

#[test]
fn a_request_does_not_choose_who_may_approve_it() {
    let lee = "    accounts: [{ host: github.com, id: 23 }]\n";
    let roles = format!("{lee}    line_manager: [{{ value: lee-morgan }}]\n");
    let second_account = ("id: 22 }", "id: 22 }, { host: github.com, id: 99 }");
    let moved_account = ("id: 22 }", "id: 99 }");
    for (path, (old, new), user) in [
        ("trust/people.yaml", second_account, 99),
        ("trust/people.yaml", moved_account, 99),
        (
            "trust/people.yaml",
            ("value: priya-shah", "value: lee-morgan"),
            LEE,
        ),
        ("trust/people.yaml", (lee, roles.as_str()), LEE),
        (
            "trust/forge.yaml",
            ("repository: 14", "repository: 14 "),
            PRIYA,
        ),
    ] {
        let request = with_changed_list(path, old, new).reviewed(user, ReviewState::Approved);
        let request = request.with_recorder();
        let (outcome, told) = request.record();
        let may = user == PRIYA;
        assert_eq!(outcome.unwrap().recorded, may, "{new}: {told:?}");
        assert_eq!(
            counting(&request.opened()).len(),
            1 + usize::from(may),
            "{new}"
        );
    }
}

#[test]
fn a_request_does_not_move_the_settings_to_the_place_where_it_was_approved() {
    let mut request = with_changed_list("trust/forge.yaml", "repository: 14", "repository: 15")
        .with_recorder()
        .reviewed(PRIYA, ReviewState::Approved);
    request.asked.request.repository = 15;
    request.asked.settings.repository = 15;
    let actions = request.actions();
    let [ReviewAction::Refuse { reasons, .. }] = &actions[..] else {
        panic!("{} actions", actions.len());
    };
    let login = format!("login-{PRIYA}");
    assert_eq!(reasons[..], [Refusal::NotBeforeRequest { login }]);
}

#[test]
fn a_request_does_not_bring_the_scheme_that_it_is_judged_by() {
    let mut before = String::new();
    let mut request = MergedRequest::of(|opened| {
        let file = opened.folder.join("cpd.yaml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("lancaster: 1.0.0", "")).unwrap();
        opened.repo.commit_all("No scheme", &author()).unwrap();
        before = head(opened);
        fs::write(&file, text).unwrap();
        opened.repo.commit_all("A scheme", &author()).unwrap();
        let opened = OpenedPortfolio::at(&opened.folder, "");
        let prepared = prepare(&opened, None).unwrap();
        sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();
    })
    .with_recorder()
    .reviewed(PRIYA, ReviewState::Approved);
    let base = request.asked.request.base_commit.replace(before);
    let (outcome, told) = request.record();
    assert!(outcome.unwrap().is_refusal(), "{told:?}");
    request.asked.request.base_commit = base;
    assert!(request.record().0.unwrap().recorded);
}

#[test]
fn nothing_counts_where_the_lists_from_before_a_request_are_not_known() {
    let mut request = MergedRequest::with_signature()
        .with_recorder()
        .reviewed(PRIYA, ReviewState::Approved);
    let head = request.asked.request.head.clone();
    for base in [None, Some(head), Some("0".repeat(40))] {
        request.asked.request.base_commit = base;
        let (outcome, told) = request.record();
        assert!(outcome.unwrap().is_refusal(), "{told:?}");
    }
    request.asked.request.base_commit = Some(request.base.clone());
    assert!(request.record().0.unwrap().recorded);
}

#[test]
fn nothing_is_recorded_without_its_commits_an_award_or_a_saved_portfolio() {
    let mut request = MergedRequest::with_file("journals/more.md", "More.\n");
    let (outcome, told) = request.record();
    // The branch was moved on to the request, without a merge.
    let expected = RecordingOutcome {
        last_commit_only: true,
        ..RecordingOutcome::default()
    };
    assert_eq!(outcome.unwrap(), expected);
    assert!(told.is_empty());
    fs::write(request.folder.path().join("new.md"), "New.\n").unwrap();
    let error = request.record().0.unwrap_err();
    assert!(matches!(error, RecordingError::NotSaved(_)), "{error}");
    fs::remove_file(request.folder.path().join("new.md")).unwrap();
    request.asked.request.head = "0".repeat(40);
    let error = request.record().0.unwrap_err();
    assert!(error.explain().hint.is_some(), "{error}");
}

#[test]
fn approving_a_signed_award_endorses_the_records_that_it_covers() {
    let request = MergedRequest::with_signature();
    let meaning = request.meaning(request.base()).unwrap();
    assert_eq!(meaning.errors, 0);
    let [award] = &meaning.awards[..] else {
        panic!("{:?}", meaning.awards);
    };
    assert_eq!(award.title, "Bronze");
    let Approval::Endorses {
        owner,
        role,
        records,
        ..
    } = &award.approval
    else {
        panic!("{:?}", award.approval);
    };
    assert_eq!((&**owner, &**role), ("Sam Carter", "line manager"));
    // The statement, three journals, three activities and their evidence.
    let is_file = |line: &&String| line.starts_with("file: ");
    let (files, records): (Vec<_>, Vec<_>) = records.iter().partition(is_file);
    assert_eq!(records.len(), 7, "{records:#?}");
    assert!(
        files.contains(&&"file: evidence/graduation-hall-plan.png".to_owned()),
        "{files:#?}"
    );
}

#[test]
fn approving_an_award_that_is_not_signed_counts_for_nothing_and_says_what_is_open() {
    let request = MergedRequest::with_file("REQUEST-bronze.md", ASKS_FOR_BRONZE);
    let meaning = request.meaning(request.base()).unwrap();
    let approvals: Vec<&Approval> = meaning.awards.iter().map(|one| &one.approval).collect();
    let [Approval::Void { why, .. }] = &approvals[..] else {
        panic!("{approvals:?}");
    };
    assert!(
        why.contains("\u{201c}sign\u{201d} has to be signed first"),
        "{why}"
    );
    let request = MergedRequest::with_file("journals/more.md", "More.\n");
    assert_eq!(request.meaning(request.base()).unwrap().awards, []);
}

#[test]
fn a_request_from_a_commit_that_is_not_here_has_no_meaning() {
    let request = MergedRequest::with_signature();
    let error = request.meaning("origin/main").unwrap_err();
    assert_eq!(error.to_string(), "origin/main is not in this clone");
    assert!(error.explain().hint.is_some());
}
