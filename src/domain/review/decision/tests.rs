//! A good case, and everything that spoils it.

use proptest::prelude::*;

use super::*;
use crate::domain::id::PersonId;

const HEAD: &str = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const OTHER: &str = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e";

fn at(day: u32) -> DateTime<Utc> {
    calendar::instant(&format!("2026-06-{day:02}T10:15:00Z")).unwrap()
}

fn today() -> NaiveDate {
    at(30).date_naive()
}

fn settings() -> ForgeSettings {
    ForgeSettings {
        host: "github.com".into(),
        repository: 14,
        base: "main".into(),
        recorder: PersonId::parse("recorder").unwrap(),
    }
}

fn request() -> ForgePullRequest {
    ForgePullRequest {
        base_commit: None,
        repository: 14,
        number: 2,
        base: "main".into(),
        head: HEAD.into(),
        author: Some(21),
        host: Some("github.com".into()),
        merged: true,
        requested_reviewers: Vec::new(),
    }
}

fn review(id: u64, user: u64, state: ReviewState) -> Review {
    Review {
        id,
        user: Some(user),
        login: format!("login-{user}"),
        is_person: true,
        state,
        commit: Some(HEAD.into()),
        at: at(10),
        body: String::new(),
    }
}

/// Accounts 21 and 121 are Sam's, 22 and 122 Priya's, 23 is Al's, who assesses.
fn person_of(account: u64) -> Option<String> {
    let person = match account {
        21 | 121 => "sam-carter",
        22 | 122 => "priya-shah",
        23 => "al-jones",
        _ => return None,
    };
    Some(person.to_owned())
}

/// From 5 June on, Priya and Sam hold every role.
fn holds(person: &str, on: DateTime<Utc>) -> bool {
    matches!(person, "priya-shah" | "sam-carter") && on >= at(5)
}

fn same_contents(commit: &str) -> Result<(), String> {
    let differs = || Err("statements/silver.md".to_owned());
    (commit == HEAD).then_some(()).map_or_else(differs, Ok)
}

fn decide_reviews<'a>(request: &ForgePullRequest, reviews: &'a [Review]) -> Vec<Decision<'a>> {
    let settings = settings();
    let rules = Rules {
        settings: &settings,
        owner: "Sam-Carter",
        person_of: &person_of,
        holds: &holds,
        today: today(),
        is_assessor: &|person, _| matches!(person, "al-jones" | "sam-carter"),
        same_contents: &same_contents,
    };
    decide(request, reviews, &rules)
}

fn counted_reviews(decisions: &[Decision<'_>]) -> Vec<u64> {
    let counted = decisions.iter().filter_map(|decision| match decision {
        Decision::Endorses { review, .. } => Some(review.id),
        _ => None,
    });
    counted.collect()
}

/// Returns the reasons why the only review does not count.
fn reasons(request: &ForgePullRequest, review: &Review) -> Vec<Refusal> {
    match decide_reviews(request, std::slice::from_ref(review)).pop() {
        Some(Decision::Refused { reasons, .. }) => reasons,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plain_approval_counts() {
    let reviews = [review(1, 22, ReviewState::Approved)];
    let counted = Decision::Endorses {
        review: &reviews[0],
        account: 22,
        person: "priya-shah".into(),
        commit: HEAD,
    };
    assert_eq!(decide_reviews(&request(), &reviews), [counted]);
}

type Change = fn(&mut ForgePullRequest, &mut Review);

/// Each field that matters, made wrong, with what is then said.
const SPOILT: [(Change, &str); 18] = [
    (
        |_, review| review.at = calendar::instant("2026-07-02T00:00:00Z").unwrap(),
        "The review is dated 2 July 2026, which has not come yet",
    ),
    (
        |request, _| request.host = Some("evil.org".into()),
        "is on `evil.org`, but `trust/forge.yaml` names `github.com`",
    ),
    (
        |request, _| request.host = None,
        "is on a forge that its file does not name",
    ),
    (
        |request, _| request.repository = 15,
        "is in repository 15, but `trust/forge.yaml` names 14",
    ),
    (
        |request, _| request.base = "side".into(),
        "goes into `side`, but `trust/forge.yaml` allows only `main`",
    ),
    (|request, _| request.merged = false, "is not merged"),
    (
        |request, _| request.head = OTHER.into(),
        "commit ec26c3e57c, but the pull request now ends with f95f852bd8",
    ),
    (
        |request, _| request.author = Some(22),
        "`login-22` opened the pull request, so they cannot endorse it",
    ),
    (
        |request, _| request.author = Some(122),
        "`login-22` opened the pull request, so they cannot endorse it",
    ),
    (
        |request, _| request.author = None,
        "The account that opened the pull request is gone",
    ),
    (
        |_, review| review.user = None,
        "The account that wrote this review is gone",
    ),
    (
        |_, review| review.user = Some(99),
        "Account 99 (`login-22`) on `github.com` is not in `trust/people.yaml`",
    ),
    (
        |_, review| review.user = Some(121),
        "`sam-carter` owns this portfolio",
    ),
    (
        |_, review| review.is_person = false,
        "`login-22` is the account of a program or an organisation",
    ),
    (
        |_, review| review.state = ReviewState::ChangesRequested,
        "`login-22` asked for changes, and only Approve endorses",
    ),
    (
        |_, review| review.commit = None,
        "do not say which commit this review approved",
    ),
    (
        |_, review| review.commit = Some(OTHER.into()),
        "no longer holds what was approved in commit f95f852bd8 (statements/silver.md)",
    ),
    (
        |_, review| review.at = at(4),
        "`priya-shah` did not hold the role for this step on 4 June 2026",
    ),
];

#[test]
fn each_rule_refuses_in_its_own_words() {
    for (change, words) in SPOILT {
        let (mut request, mut review) = (request(), review(1, 22, ReviewState::Approved));
        change(&mut request, &mut review);
        let said: Vec<String> = reasons(&request, &review)
            .iter()
            .map(Refusal::to_string)
            .collect();
        assert!(
            said.iter().any(|one| one.contains(words)),
            "{words}\n{said:#?}"
        );
        for one in &said {
            assert!(
                one.ends_with('.') && one.contains(". "),
                "says what to do: {one}"
            );
        }
    }
}

#[test]
fn every_refusal_is_reported_together() {
    let request = ForgePullRequest {
        repository: 15,
        base: "side".into(),
        merged: false,
        author: Some(21),
        ..request()
    };
    let mut own = review(1, 21, ReviewState::Approved);
    (own.is_person, own.at, own.commit) = (false, at(4), Some(OTHER.into()));
    let said = reasons(&request, &own);
    assert_eq!(said.len(), 9, "{said:#?}");
}

#[test]
fn reviews_on_another_host_identify_nobody() {
    let mut request = request();
    request.host = Some("evil.org".into());
    let said = reasons(&request, &review(1, 21, ReviewState::Approved));
    assert!(
        matches!(
            said[..],
            [Refusal::WrongHost { .. }, Refusal::Author { .. }]
        ),
        "{said:?}"
    );
}

#[test]
fn a_later_comment_changes_nothing() {
    let mut comment = review(2, 22, ReviewState::Commented);
    comment.at = at(12);
    let mut asked = review(3, 22, ReviewState::Pending);
    asked.at = at(13);
    let reviews = [comment.clone(), review(1, 22, ReviewState::Approved), asked];
    assert_eq!(counted_reviews(&decide_reviews(&request(), &reviews)), [1]);
    let said = reasons(&request(), &comment);
    assert!(
        matches!(
            said[..],
            [Refusal::NotApproved {
                state: ReviewState::Commented,
                ..
            }]
        ),
        "{said:?}"
    );
    assert!(decide_reviews(&request(), &reviews[2..]).is_empty());
}

#[test]
fn a_later_verdict_replaces_an_earlier_one() {
    let approved = review(1, 22, ReviewState::Approved);
    let mut no = review(2, 22, ReviewState::ChangesRequested);
    no.at = at(12);
    let mut again = review(3, 22, ReviewState::Approved);
    again.at = at(13);
    let reviews = [approved, no, again];
    let withdrawn = Decision::Withdraws {
        review: &reviews[1],
        person: "priya-shah".into(),
    };
    assert_eq!(decide_reviews(&request(), &reviews[..2]), [withdrawn]);
    assert_eq!(counted_reviews(&decide_reviews(&request(), &reviews)), [3]);
    assert!(matches!(
        decide_reviews(&request(), &reviews[1..2])[..],
        [Decision::Refused { .. }]
    ));
}

#[test]
fn one_person_with_two_accounts_is_one_reviewer() {
    let mut no = review(2, 122, ReviewState::ChangesRequested);
    no.at = at(12);
    let reviews = [review(1, 22, ReviewState::Approved), no];
    assert!(matches!(
        decide_reviews(&request(), &reviews)[..],
        [Decision::Withdraws { .. }]
    ));
}

#[test]
fn a_dismissed_review_withdraws_even_after_everything_moved() {
    let mut dismissed = review(1, 22, ReviewState::Dismissed);
    (dismissed.commit, dismissed.at) = (None, at(1));
    let request = ForgePullRequest {
        base: "old".into(),
        merged: false,
        author: None,
        ..request()
    };
    let withdraws = |request: &ForgePullRequest, reviews: &[Review]| {
        matches!(
            decide_reviews(request, reviews)[..],
            [Decision::Withdraws { .. }]
        )
    };
    assert!(withdraws(&request, &[dismissed.clone()]));
    let elsewhere = ForgePullRequest {
        repository: 15,
        ..request
    };
    assert!(!withdraws(&elsewhere, &[dismissed.clone()]));
    dismissed.user = Some(99);
    assert!(!withdraws(&self::request(), &[dismissed]), "nobody's");
}

#[test]
fn an_assessors_comment_is_feedback() {
    let mut words = review(1, 23, ReviewState::Commented);
    words.body = "Say what you would do next time.".into();
    let reviews = [words.clone()];
    let feedback = Decision::Feedback {
        review: &reviews[0],
        person: "al-jones".into(),
    };
    assert_eq!(decide_reviews(&request(), &reviews), [feedback]);
    let is_refused = |review: Review| {
        matches!(
            decide_reviews(&request(), &[review])[..],
            [Decision::Refused { .. }]
        )
    };
    assert!(is_refused(Review {
        body: " \n".into(),
        ..words.clone()
    }));
    assert!(
        is_refused(Review {
            user: Some(22),
            ..words.clone()
        }),
        "no assessor"
    );
    assert!(
        is_refused(Review {
            user: Some(21),
            ..words.clone()
        }),
        "the owner"
    );
    assert!(is_refused(Review {
        is_person: false,
        ..words
    }));
}

fn states() -> impl Strategy<Value = ReviewState> {
    prop::sample::select(vec![
        ReviewState::ChangesRequested,
        ReviewState::Commented,
        ReviewState::Dismissed,
        ReviewState::Pending,
    ])
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (1..29_u32).prop_map(at)
}

proptest! {
    #[test]
    fn another_reviewers_approval_does_not_override_a_refusal(
        spoilt in prop::sample::subsequence((0..SPOILT.len()).collect::<Vec<_>>(), 0..4),
        state in states(),
        user in prop::sample::select(vec![None, Some(21), Some(23), Some(99), Some(121)]),
        when in moments(),
        body in "[ a]{0,2}",
        is_person: bool,
    ) {
        let (mut request, mut own) = (request(), review(1, 22, ReviewState::Approved));
        for at in spoilt {
            (SPOILT[at].0)(&mut request, &mut own);
        }
        let others = Review { user, at: when, body, is_person, ..review(2, 0, state) };
        prop_assume!(own.user.and_then(person_of) != user.and_then(person_of) || user == Some(99) && own.user != user);
        let alone = [own.clone()];
        let both = [own, others];
        let before = decide_reviews(&request, &alone);
        let after = decide_reviews(&request, &both);
        prop_assert_eq!(counted_reviews(&before), counted_reviews(&after));
        prop_assert!(before.iter().all(|decision| after.contains(decision)));
    }

    #[test]
    fn any_one_wrong_field_refuses(
        spoilt in 0..SPOILT.len(), order: bool, state in states(), when in moments(),
    ) {
        let (mut request, mut own) = (request(), review(1, 22, ReviewState::Approved));
        let good = [own.clone()];
        prop_assert_eq!(counted_reviews(&decide_reviews(&request, &good)), [1]);
        (SPOILT[spoilt].0)(&mut request, &mut own);
        let mut reviews = vec![own, Review { at: when, ..review(2, 23, state) }];
        if order {
            reviews.reverse();
        }
        prop_assert_eq!(counted_reviews(&decide_reviews(&request, &reviews)), Vec::<u64>::new());
    }
}
