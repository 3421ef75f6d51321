//! Tests of the files of each forge, whole and broken.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::review::FORGES;

const HEAD: &str = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const BASE: &str = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e";

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn github_user(id: u64, login: &str) -> Value {
    json!({ "id": id, "login": login, "type": "User" })
}

fn github_pull() -> Value {
    json!({
        "number": 2, "merged": true, "merged_at": "2026-06-02T08:00:00Z",
        "html_url": "https://github.com/sam/portfolio/pull/2",
        "user": github_user(21, "sam"),
        "base": { "ref": "main", "sha": BASE, "repo": { "id": 186_853_002 } },
        "head": { "ref": "silver", "sha": HEAD, "repo": null },
        "requested_reviewers": [github_user(22, "priya"), { "id": 5, "name": "A team", "slug": "team" }],
    })
}

pub fn github_event() -> Value {
    json!({ "action": "closed", "number": 2, "pull_request": github_pull(), "repository": { "id": 186_853_002 } })
}

pub fn github_review() -> Value {
    json!({
        "id": 80, "user": github_user(22, "priya"), "body": null, "state": "APPROVED",
        "commit_id": HEAD, "submitted_at": "2026-06-01T10:15:00Z",
        "pull_request_url": "https://api.github.com/repos/sam/portfolio/pulls/2",
    })
}

fn gitea_review() -> Value {
    json!({
        "id": 7, "user": { "id": 4, "login": "priya", "full_name": "Priya Shah" }, "team": null,
        "state": "APPROVED", "body": "", "commit_id": HEAD, "stale": false, "official": false,
        "dismissed": false, "submitted_at": "2026-06-01T12:15:00+02:00",
        "pull_request_url": "https://git.example.org/sam/portfolio/pulls/2",
    })
}

fn gitea_event() -> Value {
    let mut event = github_event();
    event["pull_request"]["html_url"] = json!("https://git.example.org:3000/sam/portfolio/pulls/2");
    event["pull_request"]["user"] = json!({ "id": 3, "login": "sam", "full_name": "Sam Carter" });
    event["pull_request"]["requested_reviewers"] =
        json!([{ "id": 4, "login": "priya", "full_name": "" }, null]);
    event
}

fn gitlab_event() -> Value {
    json!({
        "object_kind": "merge_request", "user": { "id": 22, "username": "priya", "name": "Priya Shah" },
        "project": { "id": 14 },
        "object_attributes": {
            "iid": 2, "target_project_id": 14, "source_project_id": 15, "target_branch": "main", "author_id": 21,
            "last_commit": { "id": HEAD }, "state": "merged", "action": "approved",
            "url": "https://gitlab.example.org/sam/portfolio/-/merge_requests/2",
        },
        "reviewers": [{ "id": 22, "username": "priya", "name": "Priya Shah" }],
    })
}

fn gitlab_pull() -> Value {
    json!({
        "iid": 2, "project_id": 14, "target_project_id": 14, "target_branch": "main", "sha": HEAD, "state": "merged",
        "author": { "id": 21, "username": "sam", "name": "Sam Carter" }, "reviewers": [],
        "web_url": "https://gitlab.example.org/sam/portfolio/-/merge_requests/2",
        "diff_refs": { "base_sha": BASE, "head_sha": HEAD },
    })
}

fn gitlab_approvals() -> Value {
    json!({
        "approved_by": [{ "user": { "id": 22, "username": "priya", "name": "Priya Shah" }, "approved_at": "2026-06-01T10:15:00.080Z" }],
        "versions": [
            { "head_commit_sha": HEAD, "created_at": "2026-06-01T09:00:00.000Z" },
            { "head_commit_sha": BASE, "created_at": "2026-05-30T09:00:00.000Z" },
        ],
    })
}

fn github(reviews: &Value) -> Result<(ForgePullRequest, Vec<Review>), ForgeFileError> {
    read(Forge::GitHub, &bytes(&github_event()), &bytes(reviews))
}

fn gitlab(reviews: &Value) -> Result<(ForgePullRequest, Vec<Review>), ForgeFileError> {
    read(Forge::GitLab, &bytes(&gitlab_event()), &bytes(reviews))
}

#[test]
fn github_events_and_api_give_the_same_pull_request() {
    let reviews = bytes(&json!([github_review()]));
    let (request, found) = read(Forge::GitHub, &bytes(&github_event()), &reviews).unwrap();
    assert_eq!(request.repository, 186_853_002);
    assert_eq!((request.number, request.author), (2, Some(21)));
    assert_eq!((&*request.base, &*request.head), ("main", HEAD));
    assert_eq!(request.host.as_deref(), Some("github.com"));
    assert!(request.merged);
    assert_eq!(request.requested_reviewers.len(), 1, "a team is nobody");
    let [review] = &found[..] else {
        panic!("one review")
    };
    assert_eq!(
        (review.id, review.user, review.state),
        (80, Some(22), ReviewState::Approved)
    );
    assert!(review.is_person && review.body.is_empty());
    assert_eq!(review.commit.as_deref(), Some(HEAD));
    assert_eq!(
        crate::base::calendar::format_instant(review.at),
        "2026-06-01T10:15:00Z"
    );
    let bare = read(Forge::GitHub, &bytes(&github_pull()), &reviews).unwrap();
    assert_eq!(bare, (request, found));
}

#[test]
fn pages_of_reviews_are_joined_and_may_overlap() {
    let mut later = github_review();
    later["id"] = json!(81);
    later["state"] = json!("commented");
    let pages = json!([[github_review(), later], [later]]);
    let (_, reviews) = github(&pages).unwrap();
    assert_eq!(
        reviews.iter().map(|one| one.id).collect::<Vec<_>>(),
        [80, 81]
    );
    let mut changed = github_review();
    changed["state"] = json!("DISMISSED");
    let twice = github(&json!([github_review(), changed])).unwrap_err();
    assert_eq!(twice, ForgeFileError::Twice { id: 80 });
}

#[test]
fn a_list_without_the_review_of_the_event_is_incomplete() {
    let mut event = github_event();
    event["review"] = github_review();
    event["review"]["id"] = json!(99);
    let said = read(
        Forge::GitHub,
        &bytes(&event),
        &bytes(&json!([github_review()])),
    );
    assert_eq!(said.unwrap_err(), ForgeFileError::Incomplete { id: 99 });
}

#[test]
fn github_bots_deleted_accounts_and_pending_reviews_are_read() {
    let mut bot = github_review();
    bot["user"]["type"] = json!("Bot");
    assert!(!github(&json!([bot])).unwrap().1[0].is_person);
    let mut untold = github_review();
    untold["user"] = json!({ "id": 22, "login": "priya" });
    assert!(!github(&json!([untold])).unwrap().1[0].is_person);
    let mut gone = github_review();
    gone["user"] = Value::Null;
    gone["commit_id"] = Value::Null;
    let (_, reviews) = github(&json!([gone])).unwrap();
    assert_eq!((reviews[0].user, &reviews[0].commit), (None, &None));
    let unsent =
        json!([{ "id": 81, "user": github_user(22, "priya"), "state": "PENDING", "body": "" }]);
    assert!(github(&unsent).unwrap().1.is_empty());
    let mut event = github_event();
    event["pull_request"]["user"] = Value::Null;
    let (request, _) = read(Forge::GitHub, &bytes(&event), b"[]").unwrap();
    assert_eq!(request.author, None);
}

#[test]
fn gitea_review_states_are_read() {
    let one = |field: &str, value: Value| {
        let mut review = gitea_review();
        review[field] = value;
        let read = read(
            Forge::Gitea,
            &bytes(&gitea_event()),
            &bytes(&json!([review])),
        );
        read.unwrap().1.remove(0)
    };
    let good = one("official", json!(false));
    assert_eq!((good.state, good.is_person), (ReviewState::Approved, true));
    assert_eq!(
        crate::base::calendar::format_instant(good.at),
        "2026-06-01T10:15:00Z"
    );
    assert_eq!(one("dismissed", json!(true)).state, ReviewState::Dismissed);
    assert_eq!(
        one("state", json!("REQUEST_CHANGES")).state,
        ReviewState::ChangesRequested
    );
    assert_eq!(
        one("state", json!("REQUEST_REVIEW")).state,
        ReviewState::Pending
    );
    assert_eq!(one("state", json!("COMMENT")).state, ReviewState::Commented);
    assert_eq!(one("stale", json!(true)).commit, None);
    assert_eq!(one("commit_id", json!("")).commit, None);
    for id in [-1, -2] {
        let own = one("user", json!({ "id": id, "login": "Ghost" }));
        assert_eq!((own.user, own.is_person), (None, false));
    }
    let (request, _) = read(Forge::Gitea, &bytes(&gitea_event()), b"[]").unwrap();
    assert_eq!(request.host.as_deref(), Some("git.example.org:3000"));
}

#[test]
fn gitlab_events_and_api_give_the_same_pull_request() {
    let (request, reviews) = gitlab(&gitlab_approvals()).unwrap();
    assert_eq!((request.repository, request.number), (14, 2));
    assert_eq!((request.author, request.merged), (Some(21), true));
    assert_eq!(request.host.as_deref(), Some("gitlab.example.org"));
    assert_eq!(reviews[0].commit.as_deref(), Some(HEAD));
    assert_eq!((reviews[0].user, reviews[0].is_person), (Some(22), true));
    let bare = read(
        Forge::GitLab,
        &bytes(&gitlab_pull()),
        &bytes(&gitlab_approvals()),
    );
    let (bare, again) = bare.unwrap();
    assert_eq!((&bare.head, again), (&request.head, reviews));
}

#[test]
fn a_gitlab_approval_stands_for_what_was_pushed_before_it() {
    let at = |moment: &str| {
        let mut approvals = gitlab_approvals();
        approvals["approved_by"][0]["approved_at"] = json!(moment);
        gitlab(&approvals).unwrap().1.remove(0).commit
    };
    assert_eq!(at("2026-06-01T09:00:00.001Z").as_deref(), Some(HEAD));
    assert_eq!(at("2026-06-01T09:00:00.000Z").as_deref(), Some(BASE));
    assert_eq!(at("2026-05-30T08:00:00Z"), None);
    let mut unknown = gitlab_approvals();
    unknown["versions"] = Value::Null;
    assert_eq!(gitlab(&unknown).unwrap().1[0].commit, None);
    let mut timeless = gitlab_approvals();
    timeless["approved_by"][0]["approved_at"] = Value::Null;
    let said = gitlab(&timeless).unwrap_err().to_string();
    assert!(
        said.starts_with("`approved_by[0].approved_at` in the reviews file should be"),
        "{said}"
    );
}

#[test]
fn gitlab_bots_are_known_by_field_or_by_name() {
    for (user, is_person) in [
        (
            json!({ "id": 9, "username": "priya", "name": "P", "bot": true }),
            false,
        ),
        (
            json!({ "id": 9, "username": "project_7_bot_3f2a", "name": "P" }),
            false,
        ),
        (
            json!({ "id": 9, "username": "group_7_bot", "name": "P" }),
            false,
        ),
        (
            json!({ "id": 9, "username": "service_account_3f2a", "name": "P" }),
            false,
        ),
        (json!({ "id": 9, "username": "ghost", "name": "P" }), false),
        (
            json!({ "id": 9, "username": "project_bottega", "name": "P" }),
            true,
        ),
    ] {
        let mut approvals = gitlab_approvals();
        approvals["approved_by"][0]["user"] = user.clone();
        let found = gitlab(&approvals).unwrap().1.remove(0);
        assert_eq!(found.is_person, is_person, "{user}");
    }
}

#[test]
fn participants_are_listed_once_with_their_roles() {
    let told = |forge: Forge, event: &Value| {
        let people = people(forge, &bytes(event)).unwrap();
        let each = people.into_iter().map(|one| (one.id, one.login, one.part));
        each.collect::<Vec<_>>()
    };
    let asked = [
        (21, "sam".to_owned(), Participation::Author),
        (22, "priya".to_owned(), Participation::Requested),
    ];
    assert_eq!(told(Forge::GitHub, &github_pull()), asked);
    let mut event = github_event();
    event["action"] = json!("review_requested");
    event["requested_reviewer"] = github_user(23, "jo");
    event["review"] = json!({ "id": 1, "user": github_user(24, "al") });
    let more = told(Forge::GitHub, &event);
    assert_eq!(
        more[2..],
        [
            (23, "jo".into(), Participation::Requested),
            (24, "al".into(), Participation::Reviewer)
        ]
    );
    event["action"] = json!("review_request_removed");
    event["review"]["user"]["type"] = json!("Bot");
    assert_eq!(told(Forge::GitHub, &event), asked);
    let nameless = [
        (21, String::new(), Participation::Author),
        (22, "priya".to_owned(), Participation::Requested),
    ];
    assert_eq!(told(Forge::GitLab, &gitlab_event()), nameless);
    assert_eq!(
        told(Forge::GitLab, &gitlab_pull()),
        [(21, "sam".to_owned(), Participation::Author)]
    );
    let mut event = gitea_event();
    event["review"] = json!({ "type": "pull_request_review_approved", "content": "" });
    event["sender"] = json!({ "id": 5, "login": "al", "full_name": "Al" });
    assert_eq!(
        told(Forge::Gitea, &event)[2],
        (5, "al".to_owned(), Participation::Reviewer)
    );
}

#[test]
fn other_events_are_named() {
    for (event, what) in [
        (json!({ "issue": {}, "action": "opened" }), "an issue"),
        (
            json!({ "ref": "refs/heads/main", "commits": [], "pusher": {} }),
            "a push",
        ),
        (json!({ "pull_request": null }), "something else"),
        (json!([github_event()]), "a list"),
        (json!(null), "something else"),
    ] {
        for forge in [Forge::GitHub, Forge::Gitea] {
            let said = read(forge, &bytes(&event), b"[]").unwrap_err().to_string();
            assert!(
                said.contains(&format!("is about {what}, not a pull request")),
                "{said}"
            );
            assert!(people(forge, &bytes(&event)).is_err());
        }
    }
    let push = json!({ "object_kind": "push", "iid": 3 });
    let said = read(Forge::GitLab, &bytes(&push), b"{}")
        .unwrap_err()
        .to_string();
    assert!(said.contains("is about a push"), "{said}");
}

#[test]
fn files_that_are_no_json_say_what_to_do() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for (bytes, part) in [
        (vec![b' '; 50 * 1024 * 1024], "(8 MiB)"),
        (b"\xef\xbb\xbf{}".to_vec(), "byte order mark"),
        (b"\xff\xfe{\0}\0".to_vec(), "not valid UTF-8 from byte 0"),
        (
            b"{\"a\":\n\"\xff\"}".to_vec(),
            "not valid UTF-8 from byte 7",
        ),
        (deep.into_bytes(), "nested deeper"),
        (
            b"{\n  \"a\": 1,".to_vec(),
            "is not valid JSON at line 2, column 9",
        ),
        (b"[] []".to_vec(), "--slurp"),
        (Vec::new(), "is not valid JSON"),
    ] {
        for forge in FORGES {
            let said = read(forge, &bytes, b"[]").unwrap_err().to_string();
            assert!(
                said.starts_with("the event file") && said.contains(part),
                "{said}"
            );
        }
        let said = read(Forge::GitHub, &self::bytes(&github_event()), &bytes).unwrap_err();
        assert!(said.to_string().starts_with("the reviews file"), "{said}");
    }
}

/// Every field that is needed, taken away or of another kind, is named.
#[test]
fn fields_that_are_missing_or_wrong_are_named() {
    type Case<'a> = (Forge, Value, Value, &'a [&'a str], &'a [&'a str]);
    let cases: [Case<'_>; 3] = [
        (
            Forge::GitHub,
            github_event(),
            json!([github_review()]),
            &[
                "base.repo.id",
                "number",
                "base.ref",
                "head.sha",
                "user",
                "user.id",
                "user.login",
            ],
            &[
                "id",
                "user",
                "user.id",
                "user.login",
                "state",
                "submitted_at",
            ],
        ),
        (
            Forge::Gitea,
            gitea_event(),
            json!([gitea_review()]),
            &[
                "base.repo.id",
                "number",
                "base.ref",
                "head.sha",
                "user",
                "user.id",
                "user.login",
            ],
            &[
                "id",
                "user",
                "user.id",
                "user.login",
                "state",
                "submitted_at",
            ],
        ),
        (
            Forge::GitLab,
            gitlab_event(),
            gitlab_approvals(),
            &[
                "iid",
                "target_project_id",
                "target_branch",
                "last_commit.id",
                "author_id",
            ],
            &["user", "user.id", "user.username", "approved_at"],
        ),
    ];
    for (forge, event, reviews, of_event, of_review) in cases {
        let (inside, item) = match forge {
            Forge::GitLab => ("/object_attributes/", "/approved_by/0/"),
            Forge::GitHub | Forge::Gitea => ("/pull_request/", "/0/"),
        };
        for value in [
            None,
            Some(json!(-1)),
            Some(json!(1.5)),
            Some(json!(1_u64 << 53)),
            Some(json!([1])),
        ] {
            for field in of_event {
                let broken = with_value_at(
                    &event,
                    &format!("{inside}{}", field.replace('.', "/")),
                    &value,
                );
                let said = read(forge, &bytes(&broken), &bytes(&reviews)).map(|_| field);
                let is_gitea_own =
                    forge == Forge::Gitea && *field == "user.id" && value == Some(json!(-1));
                assert_named(said, field, is_gitea_own);
            }
            for field in of_review {
                let broken = with_value_at(
                    &reviews,
                    &format!("{item}{}", field.replace('.', "/")),
                    &value,
                );
                let said = read(forge, &bytes(&event), &bytes(&broken)).map(|_| field);
                let is_gitea_own =
                    forge == Forge::Gitea && *field == "user.id" && value == Some(json!(-1));
                assert_named(said, field, is_gitea_own);
            }
        }
    }
}

fn assert_named(said: Result<&&str, ForgeFileError>, field: &str, excused: bool) {
    if excused {
        return;
    }
    let said = said.expect_err(field).to_string();
    // Where the first is missing, GitLab's API has the number under the second.
    let ways = [field, field.trim_start_matches("target_")];
    let is_named =
        |way: &&str| said.contains(&format!("{way}`")) || said.contains(&format!("{way}."));
    assert!(ways.iter().any(is_named), "{field}: {said}");
}

/// The value with another at one place, or with nothing there.
fn with_value_at(value: &Value, pointer: &str, new: &Option<Value>) -> Value {
    let mut value = value.clone();
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match new {
        Some(new) => parent.insert(last.to_owned(), new.clone()),
        None => parent.remove(last),
    };
    value
}

#[test]
fn numbers_and_states_are_exact() {
    let named = |change: fn(&mut Value)| {
        let mut review = github_review();
        change(&mut review);
        github(&json!([review])).unwrap_err().to_string()
    };
    let state = named(|review| review["state"] = json!("APPROVED\u{1b}[2J"));
    assert!(
        state.contains("`[0].state`") && state.contains("\\u{001b}"),
        "{state}"
    );
    let commit = named(|review| review["commit_id"] = json!("--upload-pack=x"));
    assert!(commit.contains("`[0].commit_id`") && commit.contains("the full id of a commit"));
    let at = named(|review| review["submitted_at"] = json!("yesterday"));
    assert!(at.contains("`[0].submitted_at`") && at.contains("a moment such as"));
    let other = named(|review| {
        review["pull_request_url"] = json!("https://api.github.com/repos/a/b/pulls/3")
    });
    assert!(
        other.contains("about pull request 3, and the event file about 2"),
        "{other}"
    );
    let list = github(&json!({ "message": "Not Found" }))
        .unwrap_err()
        .to_string();
    assert!(list.contains("should be a list"), "{list}");
    let mut event = github_event();
    event["repository"]["id"] = json!(1);
    let said = read(Forge::GitHub, &bytes(&event), b"[]")
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("contradicts itself: `repository.id`"),
        "{said}"
    );
    let mut approvals = gitlab_approvals();
    approvals["iid"] = json!(5);
    assert!(matches!(
        gitlab(&approvals),
        Err(ForgeFileError::OtherRequest {
            expected: 2,
            found: 5
        })
    ));
}

#[test]
fn only_a_plain_address_names_a_host() {
    let host = json::host;
    assert_eq!(
        host("https://GitHub.com/a/b").as_deref(),
        Some("github.com")
    );
    for not in [
        "",
        "github.com/a",
        "https://github.com@evil.org/a",
        "ssh://git@x/a",
        "https:///a",
    ] {
        assert_eq!(host(not), None, "{not}");
    }
}

proptest! {
    #[test]
    fn any_bytes_can_be_read_as_forge_json(event: Vec<u8>, reviews: Vec<u8>) {
        for forge in FORGES {
            prop_assert!(read(forge, &event, &reviews).is_err());
        }
    }

    /// Somewhere in good files something else is written: a fault or values, no panic.
    #[test]
    fn any_change_to_forge_json_is_read_or_refused(at: prop::sample::Index, byte: u8) {
        let mut event = bytes(&github_event());
        let place = at.index(event.len());
        event[place] = byte;
        let _ = read(Forge::GitHub, &event, &bytes(&json!([github_review()])));
        let mut approvals = bytes(&gitlab_approvals());
        let place = at.index(approvals.len());
        approvals[place] = byte;
        let _ = read(Forge::GitLab, &bytes(&gitlab_event()), &approvals);
    }
}
