//! `cpd check --format sarif`: valid by the schema of SARIF 2.1.0, and the same findings
//! as every other format has.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::tools::require;

/// The day on which the example that breaks every rule is looked at.
const TODAY: &str = "2026-02-20";

/// The example that breaks every rule, in a folder of its own.
fn every_rule(sandbox: &Sandbox) -> PathBuf {
    copy_of_every_rule(sandbox, "every-rule")
}

fn copy_of_every_rule(sandbox: &Sandbox, to: &str) -> PathBuf {
    sandbox.copy("examples/every-rule", to);
    sandbox.at(to)
}

/// The log of a check that finds errors.
fn log(sandbox: &Sandbox, folder: &Path) -> Value {
    let text = printed(sandbox, folder, "sarif");
    serde_json::from_str(&text).expect("JSON")
}

fn printed(sandbox: &Sandbox, folder: &Path, format: &str) -> String {
    let folder = folder.display().to_string();
    let args = ["-C", &folder, "check", "--today", TODAY, "--format", format];
    sandbox.cpd(args).expect_code(1).stdout
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().expect("results")
}

fn uri(result: &Value) -> &str {
    let place = &result["locations"][0]["physicalLocation"];
    place["artifactLocation"]["uri"].as_str().expect("a URI")
}

/// What the schema has against a log.
fn faults(schema: &Value, log: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("it is a JSON Schema");
    let fault =
        |fault: jsonschema::ValidationError<'_>| format!("{}: {fault}", fault.instance_path());
    validator.iter_errors(log).map(fault).collect()
}

#[test]
fn sarif_output_is_valid_by_its_schema() {
    let schema =
        "tests/browser/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    let found = fs::read_to_string(schema).ok();
    let Some(schema) = require("the schema of SARIF (npm ci in tests/browser)", found) else {
        return;
    };
    let mut schema: Value = serde_json::from_str(&schema).expect("JSON");
    // A bracket too many makes these patterns none; they are of fields that are not written.
    for part in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][part]["properties"]["language"];
        let pattern = language.as_object_mut().and_then(|it| it.remove("pattern"));
        assert!(pattern.is_some(), "the pattern is no longer there");
    }
    let sandbox = Sandbox::new();
    let mut log = log(&sandbox, &every_rule(&sandbox));
    assert_eq!(faults(&schema, &log), Vec::<String>::new());
    log["runs"][0]["results"][0]["level"] = json!("fatal");
    assert_eq!(faults(&schema, &log).len(), 1, "a wrong level is found");
}

#[test]
fn every_finding_is_a_result_with_its_rule_its_level_and_its_place() {
    let sandbox = Sandbox::new();
    let folder = every_rule(&sandbox);
    let log = log(&sandbox, &folder);
    let json: Value = serde_json::from_str(&printed(&sandbox, &folder, "json")).expect("JSON");
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules");
    let findings = json["diagnostics"].as_array().expect("findings");
    assert_eq!(results(&log).len(), findings.len());
    let mut broken = BTreeSet::new();
    for (result, finding) in results(&log).iter().zip(findings) {
        assert_eq!(result["ruleId"], finding["rule"]);
        assert_eq!(result["level"], finding["severity"]);
        assert_eq!(uri(result), finding["path"].as_str().expect("a path"));
        let message = result["message"]["text"].as_str().expect("a message");
        let says = finding["message"].as_str().expect("a message");
        assert!(message.starts_with(says), "{message}");
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index"));
        assert_eq!(rules[at.expect("small")]["id"], finding["rule"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let (start, end) = (&finding["range"]["start"], &finding["range"]["end"]);
        let expected = json!({
            "startLine": start["line"], "startColumn": start["column"],
            "endLine": end["line"], "endColumn": end["column"],
        });
        let whole = start == end && start["byte"] == 0;
        assert!(whole && region.is_null() || *region == expected, "{result}");
        broken.insert(result["ruleId"].as_str().expect("a rule"));
    }
    assert!(broken.len() > 50, "{} rules are broken", broken.len());
    let date = results(&log)
        .iter()
        .find(|result| result["ruleId"] == "bad-date")
        .expect("a date that is none");
    let place = &date["locations"][0]["physicalLocation"];
    assert_eq!(date["level"], "error");
    assert_eq!(uri(date), "activities/2026-01-12-another-sort-of-date.md");
    assert_eq!(
        place["region"],
        json!({"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 18})
    );
}

#[test]
fn sarif_output_declares_column_units_and_describes_each_rule() {
    let sandbox = Sandbox::new();
    let log = log(&sandbox, &every_rule(&sandbox));
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"], json!([{"executionSuccessful": true}]));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let names: BTreeSet<&str> = rules
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(names.len(), rules.len(), "names are unique");
    let rule = rules
        .iter()
        .find(|rule| rule["id"] == "unknown-field")
        .expect("a rule");
    let page = sandbox.cpd(["explain", "unknown-field"]).expect_code(0);
    let help = rule["help"]["markdown"].as_str().expect("a page");
    assert!(page.stdout.ends_with(help), "{help}");
}

#[test]
fn a_path_is_a_uri_and_a_fingerprint_stays_when_lines_are_added() {
    let sandbox = Sandbox::new();
    let init = [
        "init",
        "sam",
        "--owner",
        "Sam Carter",
        "--scheme",
        "lancaster",
    ];
    sandbox.cpd(init).expect_code(0);
    let path = "sam/activities/2026-01-12-Zo\u{e9} 100%#1.md";
    let uris = "activities/2026-01-12-Zo%C3%A9%20100%25%231.md";
    let folder = sandbox.path().join("sam");
    let of = |log: &Value| -> Vec<Value> {
        let here = results(log).iter().filter(|result| uri(result) == uris);
        here.filter(|result| result["ruleId"] == "bad-date")
            .cloned()
            .collect()
    };
    sandbox.write(path, "---\ntitle: A day\ndate: never\n---\n");
    let before = of(&log(&sandbox, &folder));
    sandbox.write(
        path,
        "---\n# A line above it.\ntitle: A day\ndate: never\n---\n",
    );
    let after = of(&log(&sandbox, &folder));
    assert_eq!((before.len(), after.len()), (1, 1));
    let line =
        |result: &Value| result["locations"][0]["physicalLocation"]["region"]["startLine"].clone();
    assert_eq!((line(&before[0]), line(&after[0])), (json!(3), json!(4)));
    assert_eq!(
        before[0]["partialFingerprints"],
        after[0]["partialFingerprints"]
    );
}

/// Code hosts look for a file from the top of the repository.
#[test]
fn a_portfolio_in_a_folder_of_its_repository_gives_paths_from_the_top() {
    let sandbox = Sandbox::new();
    sandbox.sh("git init -q repo");
    let folder = copy_of_every_rule(&sandbox, "repo/people/sam carter");
    let json: Value = serde_json::from_str(&printed(&sandbox, &folder, "json")).expect("JSON");
    let findings = json["diagnostics"].as_array().expect("findings");
    let path = |finding: &Value| finding["path"].as_str().expect("a path").to_owned();
    let own: Vec<String> = findings.iter().map(path).collect();
    assert!(own.contains(&"cpd.yaml".to_owned()), "JSON is as it was");
    let from_top: Vec<String> = own
        .iter()
        .map(|path| format!("people/sam carter/{path}"))
        .collect();

    let sarif = log(&sandbox, &folder);
    let uris: Vec<&str> = results(&sarif).iter().map(uri).collect();
    let plain = |uri: &str| uri.replace("%20", " ").replace("%C3%A9", "\u{e9}");
    let plain: Vec<String> = uris.iter().map(|uri| plain(uri)).collect();
    assert_eq!(plain, from_top);
    let related = results(&sarif)
        .iter()
        .filter_map(|result| result["relatedLocations"].as_array());
    let related: Vec<&Value> = related.flatten().collect();
    assert!(!related.is_empty(), "some findings name a second place");
    for place in related {
        let uri = &place["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().expect("a URI");
        assert!(uri.starts_with("people/sam%20carter/"), "{uri}");
    }

    let gitlab: Value = serde_json::from_str(&printed(&sandbox, &folder, "gitlab")).expect("JSON");
    let issues = gitlab.as_array().expect("issues").iter();
    let paths: Vec<&str> = issues
        .map(|issue| issue["location"]["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(paths, from_top);

    let github = printed(&sandbox, &folder, "github");
    let lines: Vec<&str> = github
        .lines()
        .filter(|line| line.starts_with("::"))
        .collect();
    assert_eq!(lines.len(), own.len());
    for line in lines {
        assert!(line.contains(" file=people/sam carter/"), "{line}");
    }
}
