//! Events of forges with their reviews, each read as every forge's.

use super::{Form, Target};

const HEAD: &str = "2687a62de0d7ab4a8e2c77fec32cd8bd32134b7a";

pub const TARGET: Target = Target {
    name: "forge-event",
    form: Form::Bytes,
    words: &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "-1",
        "1e999",
        "18446744073709551616",
        "\"\\ud800\"",
        "\"id\":",
        "\"user\":",
        "\"login\":",
        "\"type\":\"Bot\"",
        "\"state\":\"APPROVED\"",
        "\"body\":",
        "\"commit_id\":",
        "\"submitted_at\":",
        "\"pull_request\":",
        "\"object_attributes\":",
        "\"head\":",
        "\"sha\":",
        "\"merged\":",
        "\"approved_by\":",
        "\"versions\":",
        "\n-----\n",
        "2026-06-01T10:15:00Z",
    ],
    seeds: || {
        vec![
            event("github.com", "https://github.com/sam/portfolio/pull/2"),
            event(
                "git.example.org",
                "https://git.example.org:3000/sam/portfolio/pulls/2",
            ),
            gitlab(),
        ]
    },
    begin: || Box::new(cpd::fuzz::forge_event),
};

/// Returns an event of GitHub or Gitea, which have one form.
fn event(host: &str, page: &str) -> Vec<u8> {
    let user = |id: u32, login: &str| {
        format!(r#"{{"id":{id},"login":"{login}","full_name":"","type":"User"}}"#)
    };
    let (sam, priya) = (user(21, "sam"), user(22, "priya"));
    format!(
        r#"{{"action":"closed","number":2,"repository":{{"id":186853002}},"pull_request":{{"id":5,"number":2,
        "html_url":"{page}","state":"closed","merged":true,"user":{sam},"requested_reviewers":[{priya}],
        "base":{{"ref":"main","sha":"{HEAD}","repo":{{"id":186853002}}}},"head":{{"ref":"x","sha":"{HEAD}","repo":{{"id":3}}}}}}}}
-----
[{{"id":80,"user":{priya},"body":"Well done.","state":"APPROVED","commit_id":"{HEAD}","stale":false,"dismissed":false,
        "submitted_at":"2026-06-01T10:15:00Z","pull_request_url":"https://{host}/repos/sam/portfolio/pulls/2"}}]"#
    )
    .into_bytes()
}

fn gitlab() -> Vec<u8> {
    format!(
        r#"{{"object_kind":"merge_request","user":{{"id":22,"username":"priya","name":"Priya Shah"}},"project":{{"id":14}},
        "object_attributes":{{"iid":2,"target_project_id":14,"source_project_id":15,"target_branch":"main","author_id":21,
        "last_commit":{{"id":"{HEAD}"}},"state":"merged","action":"approved","url":"https://gitlab.example.org/sam/p/-/merge_requests/2"}},
        "reviewers":[{{"id":22,"username":"priya","name":"Priya Shah"}}]}}
-----
{{"approved_by":[{{"user":{{"id":22,"username":"priya","name":"Priya Shah"}},"approved_at":"2026-06-01T10:15:00.080Z"}}],
        "versions":[{{"head_commit_sha":"{HEAD}","created_at":"2026-06-01T09:00:00.000Z"}}]}}"#
    )
    .into_bytes()
}
