//! The job that collects the lines of many portfolios and makes a report: the commands that
//! `cpd init --collect` writes, run beside stand-ins for `gh` and `curl`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Ran, Runs as _, Sandbox};

/// Answers like `gh api --method GET PATH …`, with the files in `answers/`.
const GH: &str = "#!/bin/sh
echo \"$*\" >> asked
if [ \"$GH_TOKEN\" = secret ] && [ -f \"answers/$4.json\" ]; then exec cat \"answers/$4.json\"; fi
if [ \"$GH_TOKEN\" = secret ] && [ -f \"answers/$4\" ]; then exec cat \"answers/$4\"; fi
echo 'gh: Not Found (HTTP 404)' >&2
exit 1
";

/// Answers like `curl … --header @FILE URL`, with the files in `answers/`.
const CURL: &str = "#!/bin/sh
for url; do :; done
echo \"$*\" >> asked
for word; do case $word in @*) cat \"${word#@}\" >> asked ;; esac; done
url=${url#https://gitlab.example/api/v4/}
if [ -f \"answers/${url%%\\?*}\" ]; then exec cat \"answers/${url%%\\?*}\"; fi
echo 'curl: (22) The requested URL returned error: 404' >&2
exit 22
";

/// A folder with the job of a forge, programs in `bin/`, and the line of Sam Carter in
/// `line.jsonl`.
fn collecting(forge: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.cpd(["init", "--collect", forge]).expect_code(0);
    sandbox.write("bin/gh", GH);
    sandbox.write("bin/curl", CURL);
    // 14 days before the day of every test, and the day after it.
    let date = "#!/bin/sh\ncase $* in *ago*) echo 2026-09-18 ;; *) echo 2026-10-03 ;; esac\n";
    sandbox.write("bin/date", date);
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; chmod +x bin/*; cd sam; git init -q -b main; git config user.name Sam
         git config user.email sam@example.org; git add -A; git commit -q -m Ready
         cpd report . --format jsonl > ../line.jsonl",
    );
    sandbox
}

/// Returns the names of steps that run commands, with these commands.
fn scripts(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let text = sandbox.read(".github/workflows/cpd-report.yml");
    let yaml: Value = serde_saphyr::from_str(&text).expect("YAML");
    let steps = yaml["jobs"]["report"]["steps"].as_array().expect("steps");
    let named = steps.iter().filter_map(|step| {
        let name = step["name"].as_str()?.to_owned();
        Some((name, step["run"].as_str()?.to_owned()))
    });
    named.collect()
}

/// Runs commands of a job, with `bin/` first on the PATH.
fn run(sandbox: &Sandbox, script: &str, given: &[(&str, &str)]) -> Ran {
    let mut shell = sandbox.command("bash");
    let path = sandbox.sh("printf %s \"$PATH\"");
    shell.args(["-eo", "pipefail", "-c", script]);
    shell.env("PATH", format!("{}:{path}", sandbox.at("bin").display()));
    shell.env("RUNNER_TEMP", sandbox.at("temp"));
    shell.env("CPD", "cpd").env("MOST_DAYS", "14");
    shell.envs(given.iter().copied()).run()
}

/// Returns what was read of each source, and why not more.
fn readings(lines: &str) -> BTreeMap<String, String> {
    let lines = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let words = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let reading = match &*words("read") {
            "no" => words("why"),
            read => format!("{read}: {}", words("name")),
        };
        (words("source"), reading)
    });
    lines.collect()
}

/// Puts a zip with this line where the newest artefact of a repository is.
fn publish(sandbox: &Sandbox, name: &str, line: &[u8]) {
    let folder = format!("answers/repos/college/{name}");
    artifacts(sandbox, name, &json!([artifact(1, "main", 7, 900)]));
    sandbox.write("zipped/line.jsonl", line);
    sandbox.sh(&format!(
        "mkdir -p {folder}/actions/artifacts/1; cd zipped; zip -q ../zip.zip line.jsonl
         mv ../zip.zip ../{folder}/actions/artifacts/1/zip"
    ));
}

fn artifacts(sandbox: &Sandbox, name: &str, artifacts: &Value) {
    let folder = format!("answers/repos/college/{name}");
    let repository = json!({"default_branch": "main"});
    sandbox.write(format!("{folder}.json"), repository.to_string());
    let list = json!({"total_count": 1, "artifacts": artifacts});
    sandbox.write(format!("{folder}/actions/artifacts.json"), list.to_string());
}

/// An artefact as GitHub lists it, of a run in repository 7.
fn artifact(id: u64, branch: &str, head_repository: u64, size: u64) -> Value {
    json!({
        "id": id, "name": "cpd-line", "size_in_bytes": size, "expired": false,
        "created_at": format!("2026-10-01T00:00:0{id}Z"),
        "workflow_run": {"repository_id": 7, "head_repository_id": head_repository, "head_branch": branch},
    })
}

#[test]
fn a_report_is_made_of_the_newest_line_of_each_repository_on_github() {
    let sandbox = collecting("github");
    let line = sandbox.bytes("line.jsonl");
    publish(&sandbox, "sam", &line);
    // Of these three the first is newest, and the second of a stranger.
    let newest = json!([
        artifact(1, "main", 7, 900),
        artifact(3, "main", 8, 900),
        artifact(4, "odd", 7, 900),
        artifact(0, "main", 7, 900)
    ]);
    artifacts(&sandbox, "sam", &newest);
    artifacts(&sandbox, "new", &json!([]));
    artifacts(&sandbox, "forged", &json!([artifact(1, "main", 8, 900)]));
    artifacts(
        &sandbox,
        "large",
        &json!([artifact(1, "main", 7, 5_000_001)]),
    );
    artifacts(&sandbox, "gone", &json!([artifact(1, "main", 7, 900)]));
    publish(
        &sandbox,
        "old",
        br#"{"v":1,"source":".","read":"whole","day":"2026-09-17"}"#,
    );
    publish(
        &sandbox,
        "none",
        br#"{"v":1,"source":".","read":"whole","day":null}"#,
    );
    publish(&sandbox, "list", b"[1, 2]");
    publish(&sandbox, "words", b"$(touch ran)\n");
    publish(&sandbox, "bomb", &vec![b' '; 6_000_000]);
    publish(
        &sandbox,
        "next",
        br#"{"v":1,"source":".","read":"whole","day":"2026-10-04"}"#,
    );
    let copied = br#"{"v":1,"source":".","read":"whole","day":"2026-10-02","portfolio":"p","committed":"9"}"#;
    publish(&sandbox, "lee", copied);
    publish(&sandbox, "eve", copied);
    let unread = br#"{"v":1,"source":".","read":"no","why":"no cpd.yaml"}"#;
    publish(&sandbox, "unread", unread);
    let hostile = r###"{"v":1,"source":"x\n::error::y\u001b[31m ##[error]z","read":"whole","name":"Eve","day":"2026-10-02"}"###;
    publish(&sandbox, "two", format!("{hostile}\n{hostile}").as_bytes());
    sandbox.write(
        "portfolios.txt",
        "# comment\r\n\n  college/sam\r\ncollege/new\ncollege/forged\ncollege/large\ncollege/gone\n\
         college/old\ncollege/none\ncollege/list\ncollege/words\ncollege/bomb\ncollege/unread\n\
         college/two\ncollege/next\ncollege/lee\ncollege/eve\ncollege/hidden\n../../../etc/passwd\ncollege/$(touch ran)\n`touch ran`/x\n\
         -f/x\ncollege/..\ncollege/a b\ncollege/last;touch ran",
    );
    let scripts = scripts(&sandbox);
    sandbox.sh("mkdir temp");
    let ran = run(
        &sandbox,
        &scripts["collect the lines"],
        &[("GH_TOKEN", "secret")],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!sandbox.at("ran").exists());
    let found = readings(&sandbox.read("temp/lines.jsonl"));
    let no_line = "it has published no line in the last 30 days";
    let not_one = "what it published is no line of a report";
    let old = "and has to be of 2026-09-18 to 2026-10-03";
    let twice = "another repository of the list publishes the same portfolio: leave one out";
    let no_name = "this is no name of a repository, such as college/sam-portfolio";
    let two = "college/two: x\n::error::y\u{1b}[31m ##[error]z".to_owned();
    let mut expected = BTreeMap::from([
        ("college/sam".to_owned(), "whole: Sam Carter".to_owned()),
        ("college/new".to_owned(), no_line.to_owned()),
        ("college/forged".to_owned(), no_line.to_owned()),
        (
            "college/large".to_owned(),
            "its artefact is larger than 5000000 bytes".to_owned(),
        ),
        (
            "college/gone".to_owned(),
            "its line could not be downloaded".to_owned(),
        ),
        (
            "college/old".to_owned(),
            format!("its line is of the day 2026-09-17, {old}"),
        ),
        (
            "college/next".to_owned(),
            format!("its line is of the day 2026-10-04, {old}"),
        ),
        ("college/lee".to_owned(), twice.to_owned()),
        ("college/eve".to_owned(), twice.to_owned()),
        (
            "college/none".to_owned(),
            format!("its line is of the day null, {old}"),
        ),
        ("college/list".to_owned(), not_one.to_owned()),
        ("college/words".to_owned(), not_one.to_owned()),
        ("college/bomb".to_owned(), not_one.to_owned()),
        ("college/unread".to_owned(), "no cpd.yaml".to_owned()),
        (two, "whole: Eve".to_owned()),
        (
            "college/hidden".to_owned(),
            "GitHub does not show this repository to the token".to_owned(),
        ),
    ]);
    expected.extend((19..=25).map(|row| (format!("portfolios.txt:{row}"), no_name.to_owned())));
    assert_eq!(found, expected);
    let asked = sandbox.read("asked");
    assert!(
        !asked.contains("touch") && !asked.contains("passwd"),
        "{asked}"
    );

    sandbox.write(
        "staff.csv",
        "person,name,portfolio\nsam-carter,Sam Carter,\nlee,Lee Wood,\n",
    );
    let ran = run(
        &sandbox,
        &scripts["make the report"],
        &[("GITHUB_ACTIONS", "true")],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = sandbox.read("temp/report.html");
    assert!(page.contains("Sam Carter") && page.contains("Lee Wood"));
    let first = ran.stdout.lines().next().expect("a line");
    let token = first.strip_prefix("::stop-commands::").expect("a command");
    assert_eq!(ran.stdout.lines().last(), Some(&*format!("::{token}::")));
}

#[test]
fn a_job_without_a_token_or_a_list_says_what_is_missing() {
    let sandbox = collecting("github");
    sandbox.sh("mkdir temp");
    let collect = &scripts(&sandbox)["collect the lines"];
    let ran = run(&sandbox, collect, &[("GH_TOKEN", "")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout.contains("There is no secret CPD_COLLECT_TOKEN"),
        "{ran:?}"
    );
    let ran = run(&sandbox, collect, &[("GH_TOKEN", "secret")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout
            .contains("portfolios.txt names no repository yet"),
        "{ran:?}"
    );
    sandbox.sh("rm portfolios.txt");
    let ran = run(&sandbox, collect, &[("GH_TOKEN", "secret")]);
    assert!(
        ran.stdout.contains("There is no file portfolios.txt"),
        "{ran:?}"
    );
}

#[test]
fn a_report_is_made_of_the_lines_on_gitlab() {
    let sandbox = collecting("gitlab");
    let text = sandbox.read(".gitlab-ci.yml");
    let yaml: Value = serde_saphyr::from_str(&text).expect("YAML");
    let scripts = yaml["cpd-report"]["script"].as_array().expect("scripts");
    let script = scripts.last().and_then(Value::as_str).expect("a script");
    let line = sandbox.bytes("line.jsonl");
    sandbox.write(
        "answers/projects/college%2Flaw%2Fsam/jobs/artifacts/trunk/raw/line.jsonl",
        line,
    );
    sandbox.write(
        "portfolios.txt",
        "college/law/sam\ncollege/none\ncollege/$(touch ran)\n",
    );
    for (token, header) in [("", "JOB-TOKEN: job\n"), ("own", "PRIVATE-TOKEN: own\n")] {
        let given = [
            ("CI_API_V4_URL", "https://gitlab.example/api/v4"),
            ("CI_DEFAULT_BRANCH", "trunk"),
            ("CI_JOB_TOKEN", "job"),
            ("CPD_COLLECT_TOKEN", token),
        ];
        sandbox.sh("rm -f asked");
        let ran = run(&sandbox, &format!("set -u; {script}"), &given);
        assert_eq!(ran.code, 0, "{ran:?}");
        let found = readings(&sandbox.read("lines.jsonl"));
        let none = "GitLab gives no line of it: it has published none from trunk, or this job may not read it";
        let no_name = "this is no name of a repository, such as college/sam-portfolio";
        let right = BTreeMap::from([
            ("college/law/sam".to_owned(), "whole: Sam Carter".to_owned()),
            ("college/none".to_owned(), none.to_owned()),
            ("portfolios.txt:3".to_owned(), no_name.to_owned()),
        ]);
        assert_eq!(found, right);
        assert!(sandbox.read("report.html").contains("Sam Carter"));
        let asked = sandbox.read("asked");
        assert!(asked.contains(header), "{asked}");
        // The token would be sent along to wherever the answer points.
        assert!(
            !asked.contains("--location") && !asked.contains("touch"),
            "{asked}"
        );
    }
    assert!(!sandbox.at("ran").exists());
}

#[test]
fn the_files_of_a_collecting_job_never_replace_others() {
    let sandbox = Sandbox::new();
    sandbox.write("reports/portfolios.txt", "college/sam\n");
    let ran = sandbox
        .cpd(["init", "--collect", "github", "reports"])
        .expect_code(0);
    assert_eq!(
        ran.stdout,
        ".github/workflows/cpd-report.yml\ndocs/report-settings-github.md\n"
    );
    assert!(ran.stderr.contains("portfolios.txt differs"), "{ran:?}");
    assert_eq!(sandbox.read("reports/portfolios.txt"), "college/sam\n");
    let again = sandbox
        .cpd(["init", "--collect", "github", "reports"])
        .expect_code(1);
    assert_eq!(again.stdout, "");
    let ran = sandbox.cpd(["init", "--collect", "gitea", "reports"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("there is one for github or gitlab"),
        "{ran:?}"
    );
    let ran = sandbox.cpd(["init", "--collect", "github", "--ci", "github"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
