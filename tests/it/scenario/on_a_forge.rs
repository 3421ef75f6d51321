//! What a forge is given: the files of `cpd init --ci`, and findings in the forms that
//! its runners read.

use std::fs;

use serde_json::{Value, json};

use crate::support::webhook_schemas::WebhookSchemas;
use crate::support::{Ran, Sandbox};

/// What is found wrong in `sam/`.
fn found(sandbox: &Sandbox) -> Vec<Value> {
    let ran = sandbox.line_in_sam("cpd check --format json");
    let said: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    said["diagnostics"].as_array().expect("a list").clone()
}

#[test]
fn adding_forge_files_keeps_existing_files() {
    for (forge, owners, workflows) in [
        (
            "github",
            ".github/CODEOWNERS",
            &[
                ".github/workflows/cpd-check.yml",
                ".github/workflows/cpd-record.yml",
            ][..],
        ),
        ("gitlab", ".gitlab/CODEOWNERS", &[".gitlab-ci.yml"]),
        (
            "gitea",
            ".gitea/CODEOWNERS",
            &[
                ".gitea/workflows/cpd-check.yml",
                ".gitea/workflows/cpd-record.yml",
            ],
        ),
    ] {
        let sandbox = Sandbox::new();
        sandbox.sh("cpd demo sam --without-keys");
        let before = found(&sandbox);
        let (mine, words) = (format!("sam/{owners}"), "* @me\n");
        sandbox.write(&mine, words);
        let ran = sandbox
            .line_in_sam(&format!("cpd init --ci {forge}"))
            .expect_code(0);
        let kept = format!("{owners} differs from the file that cpd writes, and was not changed.");
        assert!(ran.stderr.contains(&kept), "{forge}: {ran:?}");
        assert!(!ran.stdout.contains(owners), "{forge}: {ran:?}");
        assert_eq!(sandbox.read(&mine), words, "{forge}");

        let mut written: Vec<&str> = ran.stdout.lines().collect();
        let settings = format!("docs/forge-settings-{forge}.md");
        assert!(written.contains(&&*settings), "{forge}: {written:?}");
        written.retain(|path| path.ends_with(".yml"));
        assert_eq!(written, workflows, "{forge}");
        for path in workflows {
            let text = sandbox.read(&format!("sam/{path}"));
            let read: Result<Value, _> = serde_saphyr::from_str(&text);
            let yaml = read.unwrap_or_else(|error| panic!("{forge}: {path}: {error}"));
            assert!(yaml.is_object(), "{forge}: {path}");
            // One that a person has made their own stays so.
            sandbox.write(format!("sam/{path}"), "# mine now\n");
        }
        let again = sandbox
            .line_in_sam(&format!("cpd init --ci {forge}"))
            .expect_code(1);
        assert_eq!(again.stdout, "", "{forge}");
        for path in workflows.iter().chain([&owners]) {
            let kept = format!("{path} differs from the file that cpd writes");
            assert!(again.stderr.contains(&kept), "{forge}: {again:?}");
        }
        let advice = "To replace a file, delete it and run this command again.";
        assert!(again.stderr.contains(advice), "{forge}: {again:?}");
        for path in workflows {
            assert_eq!(
                sandbox.read(&format!("sam/{path}")),
                "# mine now\n",
                "{forge}"
            );
        }

        assert_eq!(found(&sandbox), before, "{forge}");
        sandbox
            .line_in_sam("cpd save -m 'For the forge'")
            .expect_code(0);
        assert_eq!(sandbox.sh("cd sam && git status --short"), "", "{forge}");
        assert_eq!(found(&sandbox), before, "{forge}");
    }
}

#[test]
fn init_can_add_the_files_of_a_forge() {
    let sandbox = Sandbox::new();
    let who = "--owner 'Sam Carter' --manager 'Priya Shah' --scheme lancaster";
    let ran = sandbox.cpd(["init", "x", "--ci", "githup", "--owner", "Sam Carter"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("did you mean `github`?"), "{ran:?}");
    assert!(!sandbox.path().join("x").exists(), "nothing was begun");
    for forge in ["github", "gitlab", "gitea"] {
        sandbox.sh(&format!("rm -rf sam && cpd init sam --ci {forge} {who}"));
        // What has personal data is published only where somebody chose it.
        assert_eq!(
            sandbox.sh("cd sam && git ls-files '*cpd-line*'"),
            "",
            "{forge}"
        );
        assert_eq!(sandbox.sh("cd sam && git status --short"), "", "{forge}");
        assert!(
            sandbox
                .path()
                .join(format!("sam/docs/forge-settings-{forge}.md"))
                .is_file(),
            "{forge}"
        );
        let rules: Vec<Value> = found(&sandbox)
            .iter()
            .map(|one| one["rule"].clone())
            .collect();
        assert!(
            !rules.contains(&"unknown-folder".into()),
            "{forge}: {rules:?}"
        );
    }
}

/// A portfolio in which almost every rule is broken, with names that a runner would
/// take for its own signs.
fn broken() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/every-rule", "sam");
    sandbox.sh("git init -q -b main sam");
    let odd = "---\ntitle: \"100%0A::error::gone, file=x::\"\ndate: 2026-13-01\nsurprise%0D: 1\n---\n\nWords.\n";
    sandbox.write("sam/activities/2025-01-01-a,b:c%0A::error::d.md", odd);
    sandbox
}

/// Its kind, its properties and what it says.
type Command<'a> = (&'a str, Vec<(&'a str, String)>, String);

/// What a runner makes of one of its commands: kind, properties and message.
fn command(line: &str) -> Option<Command<'_>> {
    let plain = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (kind, properties) = head.split_once(' ')?;
    let properties = properties.split(',').map(|one| {
        let (key, value) = one.split_once('=').expect("a property");
        (key, plain(value))
    });
    Some((kind, properties.collect(), plain(message)))
}

#[test]
fn github_annotations_are_the_findings_and_nothing_else() {
    let sandbox = broken();
    let found = found(&sandbox);
    let ran = sandbox
        .line_in_sam("cpd check --format github")
        .expect_code(1);
    let mut lines: Vec<&str> = ran.stdout.lines().collect();
    let last = lines.pop().expect("a summary");
    assert!(!last.contains("::"), "{last}");
    assert_eq!(lines.len(), found.len());

    let read: Vec<_> = lines
        .iter()
        .map(|line| command(line).unwrap_or_else(|| panic!("no command: {line}")))
        .collect();
    let rank = |kind: &str| {
        ["error", "warning", "notice"]
            .iter()
            .position(|one| *one == kind)
    };
    let ranks: Vec<_> = read
        .iter()
        .map(|(kind, ..)| rank(kind).expect("a kind"))
        .collect();
    assert!(ranks.is_sorted(), "the worst come first: {ranks:?}");
    assert!(ranks.contains(&0) && ranks.contains(&1), "{ranks:?}");

    // Every finding is there, whatever is in its names and words.
    let mut expected: Vec<(String, String, String)> = Vec::new();
    for one in &found {
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let severity = match one["severity"].as_str() {
            Some("note") => "notice".to_owned(),
            _ => text("severity"),
        };
        expected.push((severity, text("path"), text("rule")));
    }
    let mut said: Vec<(String, String, String)> = Vec::new();
    for (kind, properties, message) in &read {
        let value = |key: &str| {
            let found = properties.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(
            properties.iter().all(|(key, _)| known.contains(key)),
            "{properties:?}"
        );
        assert!(!message.trim().is_empty(), "{properties:?}");
        for key in ["line", "endLine", "col", "endColumn"] {
            let number = value(key);
            assert!(
                number.is_empty() || number.parse::<usize>().is_ok_and(|n| n > 0),
                "{properties:?}"
            );
        }
        said.push(((*kind).to_owned(), value("file"), value("title")));
    }
    expected.sort();
    said.sort();
    assert_eq!(said, expected);
    let odd = said
        .iter()
        .filter(|(_, path, _)| path.contains("a,b:c%0A::error::d"));
    assert!(odd.count() > 0, "the odd name was found fault with");
    let field = "surprise%0D";
    let told = read.iter().any(|(_, _, message)| message.contains(field));
    assert!(told, "{field} is told as it is");
}

#[test]
fn a_title_cannot_inject_a_workflow_command() {
    let sandbox = Sandbox::new();
    let title = "100%0A::error::gone, file=x::";
    sandbox.sh(&format!(
        "cpd init sam --owner 'Sam Carter' --manager 'Priya Shah' --scheme lancaster && cd sam
         cpd new activity '{title}' --type workshop --hours 3 && cpd new journal Mine --activity '{title}'"
    ));
    let ran = sandbox
        .line_in_sam("cpd check --format github")
        .expect_code(0);
    let escaped = title.replace('%', "%25");
    assert!(ran.stdout.contains(&escaped), "{ran:?}");
    assert!(!ran.stdout.contains(title), "{ran:?}");
    assert!(ran.stdout.lines().count() > 1, "{ran:?}");
    for line in ran.stdout.lines().rev().skip(1) {
        let (kind, ..) = command(line).unwrap_or_else(|| panic!("no command: {line}"));
        assert_ne!(kind, "error", "{line}");
    }
}

#[test]
fn a_finding_keeps_its_fingerprint_when_lines_move() {
    let sandbox = broken();
    let issues = || -> Vec<Value> {
        let ran = sandbox
            .line_in_sam("cpd check --format gitlab")
            .expect_code(1);
        assert!(!ran.stdout.starts_with('\u{feff}'));
        let said: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        said.as_array().expect("a list").clone()
    };
    let before = issues();
    assert_eq!(before.len(), found(&sandbox).len());
    let mut prints: Vec<&str> = Vec::new();
    for issue in &before {
        let keys: Vec<&String> = issue.as_object().expect("an object").keys().collect();
        assert_eq!(
            keys,
            [
                "description",
                "check_name",
                "fingerprint",
                "severity",
                "location"
            ]
        );
        let severity = issue["severity"].as_str().expect("a word");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        assert!(
            issue["location"]["lines"]["begin"]
                .as_u64()
                .is_some_and(|line| line > 0)
        );
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(!path.starts_with(['/', '.']), "{path}");
        prints.push(issue["fingerprint"].as_str().expect("a name"));
    }
    prints.sort_unstable();
    let all = prints.len();
    prints.dedup();
    assert_eq!(prints.len(), all, "each has a name of its own");

    // A line more at the top of every record.
    for folder in ["activities", "journals", "meetings"] {
        for entry in fs::read_dir(sandbox.path().join("sam").join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            if let Some(rest) = text.strip_prefix("---\n") {
                fs::write(&path, format!("---\n# A line more.\n{rest}")).expect("written");
            }
        }
    }
    let after = issues();
    let names = |issues: &[Value]| {
        let mut names: Vec<(String, String)> = issues
            .iter()
            .map(|one| {
                (
                    one["fingerprint"].to_string(),
                    one["description"].to_string(),
                )
            })
            .collect();
        names.sort();
        names
    };
    let lines = |issues: &[Value]| -> u64 {
        let lines = issues
            .iter()
            .map(|one| one["location"]["lines"]["begin"].as_u64());
        lines.map(|line| line.expect("a line")).sum()
    };
    assert!(lines(&after) > lines(&before), "lines moved");
    let (was, is) = (names(&before), names(&after));
    let new: Vec<_> = is.iter().filter(|one| !was.contains(one)).collect();
    assert!(new.is_empty(), "{new:#?}");
    assert_eq!(was, is);
}

/// A host, and the numbers of the accounts of Sam and Priya, for all forges alike.
const HOST: &str = "git.example.org";
const SAM: u64 = 1001;
const PRIYA: u64 = 2002;

/// A portfolio that is ready for Bronze, with a recorder and a branch `typo` that was begun
/// before Sam signed on `main`.
fn signed_on_main() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(&format!(
        "set -e; cd sam && git init -q -b main && git config user.name 'Sam Carter' && git config user.email sam@example.org
         printf 'host: {HOST}\\nrepository: 14\\nbase: main\\nrecorder: cpd-recorder\\n' >trust/forge.yaml
         sed -i 's/^    name: Priya Shah$/&\\n    accounts: [{{ host: {HOST}, id: {PRIYA} }}]/' trust/people.yaml
         cpd trust key cpd-recorder --recorder --file ~/keys/recorder.pub
         git add -A && git commit -q -m Ready
         git checkout -q -b typo && echo 'A tpyo.' >notes.txt && git add -A && git commit -q -m Notes
         git checkout -q main && git checkout -q -b bronze
         cpd --today 2025-05-13 sign bronze --unsigned --yes
         git checkout -q main && git merge -q --no-ff -m 'Merge Bronze' bronze"
    ));
    sandbox
}

/// Returns the event and the reviews of a merged pull request that Priya approved, in the
/// form that the pages of each forge describe. `base` is the commit that the forge names
/// as the base, where it names one.
fn documented(forge: &str, head: &str, base: &str) -> (Value, Value) {
    let url = format!("https://{HOST}/college/sam/pulls/7");
    let api = format!("https://{HOST}/api/pulls/7");
    let repository =
        json!({ "id": 14, "name": "sam", "full_name": "college/sam", "private": true });
    if forge == "gitlab" {
        // A webhook has no `diff_refs` and no `sha`.
        let event = json!({
            "object_kind": "merge_request", "event_type": "merge_request",
            "user": { "id": PRIYA, "name": "Priya Shah", "username": "priya", "avatar_url": null, "email": "[REDACTED]" },
            "project": { "id": 14, "name": "sam", "default_branch": "main", "path_with_namespace": "college/sam" },
            "repository": { "name": "sam", "url": "git@example.org:college/sam.git", "homepage": "" },
            "object_attributes": {
                "id": 99, "iid": 7, "target_branch": "main", "source_branch": "typo", "source_project_id": 14,
                "target_project_id": 14, "author_id": SAM, "assignee_ids": [], "reviewer_ids": [PRIYA],
                "title": "A typo", "created_at": "2025-05-14T08:00:00Z", "state_id": 3, "state": "merged",
                "draft": false, "merge_status": "can_be_merged", "action": "merge", "url": url,
                "last_commit": { "id": head, "message": "Typo", "timestamp": "2025-05-14T08:00:00Z" },
            },
            "labels": [], "changes": {},
            "reviewers": [{ "id": PRIYA, "name": "Priya Shah", "username": "priya", "state": "approved", "re_requested": false }],
        });
        let reviews = json!({
            "id": 99, "iid": 7, "project_id": 14, "state": "merged", "approved": true, "user_has_approved": false,
            "approved_by": [{
                "user": { "id": PRIYA, "username": "priya", "name": "Priya Shah", "state": "active" },
                "approved_at": "2025-05-15T09:30:00.000Z",
            }],
            "versions": [{
                "id": 110, "head_commit_sha": head, "base_commit_sha": base, "start_commit_sha": base,
                "created_at": "2025-05-14T08:00:00.000Z", "merge_request_id": 99, "state": "collected",
            }],
        });
        return (event, reviews);
    }
    let user = |id: u64, login: &str| match forge {
        "github" => json!({ "id": id, "login": login, "type": "User", "site_admin": false }),
        _ => {
            json!({ "id": id, "login": login, "full_name": "", "active": true, "is_admin": false })
        }
    };
    let event = json!({
        "action": "closed", "number": 7, "repository": repository, "sender": user(SAM, "sam"),
        "pull_request": {
            "id": 9, "number": 7, "state": "closed", "title": "A typo", "html_url": url, "user": user(SAM, "sam"),
            "merged": true, "merged_at": "2025-05-16T08:00:00Z", "requested_reviewers": [],
            "head": { "ref": "typo", "sha": head, "repo": repository },
            "base": { "ref": "main", "sha": base, "repo": repository },
        },
    });
    let reviews = json!([{
        "id": 80, "user": user(PRIYA, "priya"), "body": "", "state": "APPROVED", "commit_id": head,
        "submitted_at": "2025-05-15T09:30:00Z", "html_url": format!("{url}#review"), "pull_request_url": api,
        "stale": false, "official": true, "dismissed": false,
    }]);
    (event, reviews)
}

/// Records the reviews of what a branch brought.
fn recorded(sandbox: &Sandbox, forge: &str, branch: &str, base: &str) -> Ran {
    let id = |name: &str| {
        sandbox
            .sh(&format!("cd sam && git rev-parse {name}"))
            .trim()
            .to_owned()
    };
    let (event, reviews) = documented(forge, &id(branch), &id(base));
    sandbox.write("event.json", event.to_string());
    sandbox.write("reviews.json", reviews.to_string());
    sandbox.line_in_sam(&format!(
        "cpd --today 2025-05-16 endorse --from {forge} --event ../event.json --reviews ../reviews.json --recorder-key ~/keys/recorder"
    ))
}

#[test]
fn the_documented_event_of_github_has_the_form_of_its_schema() {
    let Some(schemas) = WebhookSchemas::installed() else {
        return;
    };
    let (event, _) = documented("github", &"a".repeat(40), &"b".repeat(40));
    let faults = schemas.for_parts().faults("pull_request$closed", &[&event]);
    assert_eq!(faults, [""; 0]);
}

const FORGES: [&str; 3] = ["github", "gitlab", "gitea"];

#[test]
fn an_approval_of_a_typo_endorses_no_award_that_was_signed_before() {
    for merge in ["--no-ff", "--squash", "--ff-only"] {
        let sandbox = signed_on_main();
        sandbox.sh(
            "cd sam && git checkout -q typo && git merge -q -m 'Take in main' main
             sed -i s/tpyo/typo/ notes.txt && git commit -q -a -m Typo && git checkout -q main",
        );
        let message = if merge == "--no-ff" { "-m Merged" } else { "" };
        sandbox.sh(&format!("cd sam && git merge -q {merge} {message} typo"));
        sandbox.sh("cd sam && (git diff --cached --quiet || git commit -q -m Squashed)");
        for forge in FORGES {
            // The forge may still name the base of the day on which the request was opened.
            let ran = recorded(&sandbox, forge, "typo", "bronze~1").expect_code(0);
            let says = "Nothing to record: this pull request does not ask for an award.";
            assert!(ran.stdout.contains(says), "{forge} {merge}: {ran:?}");
            let tells = ran.stderr.contains("looked at its last commit only");
            assert_eq!(tells, merge == "--ff-only", "{forge} {merge}: {ran:?}");
        }
    }
}

/// Adds an account that Sam holds to Priya, on the branch that is checked out, in `sam/`.
const SECOND_ACCOUNT: &str =
    "sed -i 's/id: 2002 }/id: 2002 }, { host: git.example.org, id: 5555 }/' trust/people.yaml
     git commit -q -a -m 'Priya has a second account'";

#[test]
fn a_pull_request_does_not_name_its_own_approver() {
    for merge in ["--no-ff -m Merged", "--squash", "--ff-only"] {
        for before in [false, true] {
            let sandbox = signed_on_main();
            let (early, late) = match before {
                true => (SECOND_ACCOUNT, ":"),
                false => (":", SECOND_ACCOUNT),
            };
            sandbox.sh(&format!(
                "set -e; cd sam && {early}
                 cpd --today 2025-05-14 withdraw bronze --unsigned --yes --as sam-carter -m Again
                 git checkout -q -b again && {late}
                 cpd --today 2025-05-14 sign bronze --unsigned --yes
                 git checkout -q main && git branch before && git merge -q {merge} again
                 git diff --cached --quiet || git commit -q -m Squashed"
            ));
            for forge in FORGES {
                let (event, reviews) = (
                    sandbox.sh("cd sam && git rev-parse again"),
                    sandbox.sh("cd sam && git rev-parse before"),
                );
                let (event, reviews) = documented(forge, event.trim(), reviews.trim());
                let text = reviews.to_string().replace("2002", "5555");
                sandbox.write("event.json", event.to_string());
                sandbox.write("reviews.json", text);
                let ran = sandbox.line_in_sam(&format!(
                    "cpd --today 2025-05-16 endorse --from {forge} --event ../event.json --reviews ../reviews.json --recorder-key ~/keys/recorder"
                ));
                // GitLab's event does not say where a request began that was merged without a
                // merge commit.
                let is_known = merge != "--ff-only" || forge != "gitlab";
                let counts = before && is_known;
                assert_eq!(ran.code, i32::from(!counts), "{forge} {merge}: {ran:?}");
                let says = match (counts, is_known) {
                    (true, _) => "",
                    (false, true) => "A pull request cannot name its own approver.",
                    (false, false) => "nothing says where it began",
                };
                assert!(ran.stderr.contains(says), "{forge} {merge}: {ran:?}");
                assert_eq!(
                    ran.stdout.contains("-endorse-priya-shah.md"),
                    counts,
                    "{ran:?}"
                );
                if counts {
                    sandbox.sh("cd sam && git reset -q --hard HEAD~1");
                }
            }
        }
    }
}

#[test]
fn only_a_request_as_cpd_ask_writes_it_asks_for_an_award() {
    let sandbox = signed_on_main();
    sandbox.sh("cd sam && cpd --today 2025-05-13 ask bronze --to ../asked");
    let letter = sandbox.read("asked/REQUEST-bronze.md");
    for (text, asks) in [
        ("<!-- Bronze -->\n", false),
        ("I polished the bronzeware.\n", false),
        ("This does not ask for Bronze.\n", false),
        ("<!--\n# Bronze\n\nAward: `lancaster/bronze`\n-->\n", false),
        (
            "# A typo, not a request for:\nAward: `lancaster/silver`\n",
            false,
        ),
        (&*letter, true),
    ] {
        sandbox.sh("cd sam && git checkout -q -B ask main && git branch -f before");
        sandbox.write("sam/REQUEST-bronze.md", text);
        sandbox.sh(
            "set -e; cd sam && git add -A && git commit -q -m Ask && git checkout -q main
             git merge -q --no-ff -m Merged ask",
        );
        let ran = recorded(&sandbox, "github", "ask", "before").expect_code(0);
        let is_recorded = ran.stdout.contains("-endorse-priya-shah.md");
        assert_eq!(is_recorded, asks, "{text}: {ran:?}");
        sandbox.sh("cd sam && git reset -q --hard before");
    }
}

#[test]
fn a_tag_named_like_the_base_does_not_change_what_approve_would_cover() {
    let sandbox = signed_on_main();
    sandbox.sh("set -e; cd sam && git remote add origin . && git fetch -q
         git checkout -q bronze && git update-ref refs/remotes/origin/main bronze~1
         git tag origin/main bronze && git branch other bronze~1 && git tag other bronze");
    let summary = |base: &str| {
        let line = format!("rm -f ../s.md; cpd check --summary ../s.md --base {base} >/dev/null");
        let ran = sandbox.line_in_sam(&line);
        let text = sandbox.sh("cat s.md 2>/dev/null || true");
        (ran, text)
    };
    let (ran, text) = summary("origin/main");
    assert!(text.contains("It endorses **Bronze**"), "{ran:?}\n{text}");
    let (ran, text) = summary("other");
    assert_eq!((ran.code, &*text), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("has more than one meaning"), "{ran:?}");
    let (_, text) = summary("refs/heads/other");
    assert!(text.contains("It endorses **Bronze**"), "{text}");
}

#[test]
fn an_approval_of_a_signature_is_recorded_from_what_each_forge_documents() {
    for forge in FORGES {
        let sandbox = signed_on_main();
        let ran = recorded(&sandbox, forge, "bronze", "bronze~1").expect_code(0);
        assert!(
            ran.stdout.contains("-endorse-priya-shah.md"),
            "{forge}: {ran:?}"
        );
    }
}
