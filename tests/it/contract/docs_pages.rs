//! docs/kinds.md and docs/json.md: what they list is what there is.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start the program and read where it likes"
)]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::golden::repository;
use crate::support::Sandbox;

/// The kind that the page begins with is ours, line by line.
#[test]
fn the_kind_shown_in_the_docs_is_the_built_in_one() {
    let page = page("kinds.md");
    let kinds = fs::read_to_string(repository().join("schema/kinds.yaml")).expect("the kinds");
    let known: BTreeSet<&str> = kinds.lines().map(str::trim).collect();
    let shown = page.split("```").nth(1).expect("a block");
    assert!(shown.lines().count() > 5, "{shown}");
    for line in shown.lines().skip(1).map(str::trim) {
        assert!(
            known.contains(line),
            "schema/kinds.yaml does not say: {line}"
        );
    }
}

#[test]
fn every_field_of_the_json_is_explained() {
    let page = page("json.md");
    let mut keys = BTreeSet::new();
    for example in ["every-rule", "silver-endorsed"] {
        collect(&report(example), &mut keys);
    }
    assert!(keys.len() > 20, "{keys:?}");
    for key in &keys {
        assert!(
            page.contains(&format!("`{key}`")),
            "docs/json.md does not explain {key}"
        );
    }
}

/// The example has the very fields that the program prints.
#[test]
fn the_example_of_the_json_has_its_fields() {
    let page = page("json.md");
    let example = page.split("```").nth(1).expect("a block");
    let example = example.strip_prefix("json").expect("JSON");
    let example: Value = serde_json::from_str(example).expect("JSON");
    let (mut shown, mut printed) = (BTreeSet::new(), BTreeSet::new());
    collect(&example, &mut shown);
    collect(&report("every-rule"), &mut printed);
    collect(&report("silver-endorsed"), &mut printed);
    assert_eq!(shown, printed);
}

fn page(name: &str) -> String {
    fs::read_to_string(repository().join("docs").join(name)).expect("the page")
}

fn report(example: &str) -> Value {
    let sandbox = Sandbox::new().copy_of(&format!("examples/{example}"));
    let ran = sandbox.cpd(["check", "--format", "json", "--today", "2026-10-02"]);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

/// The names of all fields, however deep.
fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                keys.insert(key.clone());
                collect(value, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        _ => {}
    }
}
