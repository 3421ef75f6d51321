//! `cpd schema` gives editors what `cpd check` holds records to: the demo's own
//! records are valid by it, and what is wrong with one is wrong by both.

use std::fs;

use serde_json::{Map, Value, json};

use crate::support::Sandbox;
use crate::support::schema_checks::{front_matter, is_valid, yaml};

/// The schemas of every kind, as they are in a portfolio.
fn schemas(sandbox: &Sandbox) -> Map<String, Value> {
    let ran = sandbox.cpd(["-C", "sample", "schema"]).expect_code(0);
    match serde_json::from_str(&ran.stdout) {
        Ok(Value::Object(all)) => all,
        other => panic!("{other:?}"),
    }
}

/// Every record of the demo with its kind.
fn records(sandbox: &Sandbox, kinds: &Map<String, Value>) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for path in sandbox.sh("git -C sample ls-files '*.md'").lines() {
        let kind = match path.split_once('/').map_or(path, |(folder, _)| folder) {
            "activities" => "activity",
            "profile.md" => "profile",
            folder => folder.strip_suffix('s').unwrap_or(folder),
        };
        assert!(kinds.contains_key(kind), "{path}");
        let record = front_matter(&sandbox.read(&format!("sample/{path}")));
        found.push((path.to_owned(), kind.to_owned(), record));
    }
    assert!(found.len() > 10, "{} records were found", found.len());
    let people = yaml(&sandbox.read("sample/trust/people.yaml"));
    for person in people["people"].as_array().expect("people") {
        found.push(("trust/people.yaml".into(), "person".into(), person.clone()));
    }
    found
}

#[test]
fn the_demo_is_valid_by_the_schemas() {
    let sandbox = Sandbox::with_demo();
    let schemas = schemas(&sandbox);
    let records = records(&sandbox, &schemas);
    for (path, kind, record) in &records {
        assert_eq!(is_valid(&schemas[kind], record), Ok(()), "{path}");
    }
}

#[test]
fn an_invalid_record_fails_the_json_schemas() {
    let sandbox = Sandbox::with_demo();
    let schemas = schemas(&sandbox);
    for (path, kind, record) in records(&sandbox, &schemas) {
        let schema = &schemas[&kind];
        let mut more = record.clone();
        more["hors"] = json!(3.5);
        assert!(is_valid(schema, &more).is_err(), "{path} with hors");
        for field in schema["required"].as_array().expect("a list") {
            let field = field.as_str().expect("a name");
            let mut less = record.clone();
            let fields = less.as_object_mut().expect("a map");
            assert!(fields.remove(field).is_some(), "{path} has {field}");
            assert!(is_valid(schema, &less).is_err(), "{path} without {field}");
        }
    }
}

/// A change to the front matter of an activity, and whether it may be.
const CHANGES: [(&str, &str, bool); 9] = [
    ("type: networking", "type: volunteering", true),
    ("type: networking", "type: shadowing", false),
    ("type: networking", "hors: 3", false),
    ("hours: 5", "hours: 5.25", true),
    ("hours: 5", "hours: many", false),
    ("date: 2026-09-10", "date: 10 September", false),
    ("date: 2026-09-10", "date: 2026-09-11", true),
    ("title: ", "titel: ", false),
    ("hours: 5", "hours: [5]", false),
];

#[test]
fn the_schemas_and_cpd_check_agree() {
    let sandbox = Sandbox::with_demo();
    let schema = &schemas(&sandbox)["activity"];
    let path = "sample/activities/2026-09-10-chairing-the-administrators-network.md";
    let text = sandbox.read(path);
    for (from, to, may) in CHANGES {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(
            is_valid(schema, &front_matter(&changed)).is_ok(),
            may,
            "{to} by the schema"
        );
        fs::write(sandbox.path().join(path), &changed).expect("written");
        let code = sandbox.cpd(["-C", "sample", "check"]).code;
        assert_eq!(code == 0, may, "{to} by cpd check");
    }
}
