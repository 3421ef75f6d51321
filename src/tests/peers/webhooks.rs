//! GitHub's events as its users' library publishes them, with their schemas: each that tells of a
//! pull request is read, and our own events have the form of theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::suite;
use crate::adapters::forge::{self, ForgeFileError, tests};
use crate::domain::review::{
    Account, FORGES, Forge, ForgePullRequest, Participation, Review, ReviewState,
};
use crate::tests::webhook_schemas::WebhookSchemas;

#[derive(Deserialize)]
struct Example {
    id: String,
    event: String,
    payload: Value,
}

impl Example {
    fn pull(&self) -> &Value {
        &self.payload["pull_request"]
    }

    fn event(&self) -> Vec<u8> {
        self.payload.to_string().into_bytes()
    }

    /// Returns the list of reviews that the API gives beside the event.
    fn reviews(&self) -> Value {
        let review = self.payload.get("review");
        json!(review.into_iter().collect::<Vec<_>>())
    }

    /// Reads it as an event of one forge.
    fn read(&self, forge: Forge) -> Result<(ForgePullRequest, Vec<Review>), ForgeFileError> {
        forge::read(
            forge,
            &self.event(),
            &self.reviews().to_string().into_bytes(),
        )
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn words(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn request(pull: &Value) -> ForgePullRequest {
    let asked = pull["requested_reviewers"].as_array().expect("a list");
    let asked = asked.iter().filter(|one| one["type"] == "User");
    let account = |one: &Value| Account {
        id: number(&one["id"]),
        login: words(&one["login"]),
        name: None,
        part: Participation::Requested,
    };
    ForgePullRequest {
        repository: number(&pull["base"]["repo"]["id"]),
        number: number(&pull["number"]),
        base: words(&pull["base"]["ref"]),
        base_commit: Some(words(&pull["base"]["sha"])),
        head: words(&pull["head"]["sha"]),
        author: Some(number(&pull["user"]["id"])),
        host: Some("github.com".to_owned()),
        merged: pull["merged_at"].is_string(),
        requested_reviewers: asked.map(account).collect(),
    }
}

fn review(review: &Value) -> Review {
    Review {
        id: number(&review["id"]),
        user: Some(number(&review["user"]["id"])),
        login: words(&review["user"]["login"]),
        is_person: review["user"]["type"] == "User",
        state: match review["state"].as_str() {
            Some("commented") => ReviewState::Commented,
            Some("dismissed") => ReviewState::Dismissed,
            other => panic!("{other:?}"),
        },
        commit: Some(words(&review["commit_id"])),
        at: words(&review["submitted_at"]).parse().expect("a moment"),
        body: words(&review["body"]),
    }
}

/// The people of whom an event tells.
fn people(payload: &Value) -> BTreeSet<u64> {
    let pull = &payload["pull_request"];
    let asked = pull["requested_reviewers"].as_array().expect("a list");
    let newly = Some(&payload["requested_reviewer"]);
    let newly = newly.filter(|_| payload["action"] != "review_request_removed");
    let all = [&pull["user"], &payload["review"]["user"]];
    let all = all.into_iter().chain(asked).chain(newly);
    let people = all.filter(|one| one["type"] == "User");
    people.map(|one| number(&one["id"])).collect()
}

#[test]
fn every_event_of_a_pull_request_is_read_and_no_other() {
    let Some(examples) = suite::<Example>("webhooks") else {
        return;
    };
    assert_eq!(examples.len(), 329);
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for example in &examples {
        for forge in FORGES {
            let read = example.read(forge);
            assert!(
                read.is_err() || example.pull().is_object(),
                "{}",
                example.id
            );
        }
        let kind = match example.read(Forge::GitHub) {
            Ok(read) => {
                let reviews = example.reviews();
                let reviews = reviews.as_array().into_iter().flatten().map(review);
                assert_eq!(
                    read,
                    (request(example.pull()), reviews.collect()),
                    "{}",
                    example.id
                );
                let told = forge::people(Forge::GitHub, &example.event()).expect("people");
                let told: BTreeSet<u64> = told.iter().map(|one| one.id).collect();
                assert_eq!(told, people(&example.payload), "{}", example.id);
                example.event.clone()
            }
            Err(ForgeFileError::OtherEvent { found }) => found,
            Err(error) => panic!("{}: {error}", example.id),
        };
        *found.entry(kind).or_default() += 1;
    }
    let expected = [
        ("a push", 7),
        ("an issue", 38),
        ("pull_request", 29),
        ("pull_request_review", 4),
        ("pull_request_review_comment", 5),
        ("pull_request_review_thread", 3),
        ("something else", 243),
    ];
    let expected = expected.map(|(kind, count)| (kind.to_owned(), count));
    assert_eq!(found, BTreeMap::from(expected));
}

/// The examples are older than the schemas: they lack fields that GitHub has added since.
#[test]
fn their_events_of_pull_requests_have_the_form_of_their_schemas() {
    let schemas = WebhookSchemas::installed();
    let Some((examples, schemas)) = suite::<Example>("webhooks").zip(schemas) else {
        return;
    };
    let schemas = schemas.for_parts();
    let pulls = examples.iter().filter(|example| example.pull().is_object());
    let mut kinds: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for Example { event, payload, .. } in pulls {
        let kind = format!("{event}${}", words(&payload["action"]));
        kinds.entry(kind).or_default().push(payload);
    }
    assert_eq!(kinds.values().map(Vec::len).sum::<usize>(), 41);
    let faults = kinds
        .iter()
        .flat_map(|(kind, events)| schemas.faults(kind, events));
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn our_events_of_pull_requests_have_the_form_of_theirs() {
    let Some(schemas) = WebhookSchemas::installed() else {
        return;
    };
    let schemas = schemas.for_parts();
    let event = tests::github_event();
    assert_eq!(schemas.faults("pull_request$closed", &[&event]), [""; 0]);
    let mut review = tests::github_review();
    // The API has it in capitals, and an event does not.
    review["state"] = json!("approved");
    let kind = "pull-request-review";
    assert_eq!(schemas.faults(kind, &[&review]), [""; 0]);
    review["id"] = json!("80");
    assert_eq!(
        schemas.faults(kind, &[&review]).len(),
        1,
        "a wrong type is found"
    );
}
