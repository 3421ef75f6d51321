//! The records of the example portfolios are valid by the JSON Schemas of their kinds, and
//! every kind has a record there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::adapters::disk::snapshot;
use crate::domain::id::KindId;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::json_schema;
use crate::tests::golden::repository;

fn is_valid(schema: &Value, record: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(schema).expect("it is a JSON Schema");
    let faults: Vec<String> = validator
        .iter_errors(record)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("; "))
    }
}

/// Reads what a record says at its top, as an editor would.
fn front_matter(text: &str) -> Value {
    let rest = text.strip_prefix("---\n").expect("details at the top");
    let (front, _) = rest.split_once("\n---\n").expect("an end of the details");
    yaml(front)
}

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The kinds of the records in a portfolio, all of them valid by their schemas.
fn valid_kinds(folder: &Path, seen: &mut BTreeSet<KindId>) {
    let portfolio = Portfolio::load(snapshot(folder).expect("a portfolio"));
    for record in &portfolio.records {
        let written = match record.path.rsplit_once('.') {
            Some((_, "md")) => front_matter(&record.text),
            _ if record.is_row() => continue,
            _ => yaml(&record.text),
        };
        let schema = json_schema::of_kind(&record.kind);
        let path = folder.join(&record.path);
        assert_eq!(is_valid(&schema, &written), Ok(()), "{}", path.display());
        seen.insert(record.kind.name.clone());
    }
}

#[test]
fn records_of_the_examples_are_valid_by_their_schemas() {
    let mut seen = BTreeSet::new();
    let examples = repository().join("examples");
    valid_kinds(&examples.join("silver-endorsed"), &mut seen);
    for programme in fs::read_dir(examples.join("programmes")).expect("examples") {
        let folder = programme.expect("an entry").path();
        for which in ["complete", "short"] {
            valid_kinds(&folder.join(which), &mut seen);
        }
    }
    let demo = Portfolio::load(snapshot(&examples.join("silver-endorsed")).expect("the demo"));
    let unseen: Vec<&KindId> = demo
        .kinds()
        .iter()
        .map(|kind| &kind.name)
        .filter(|name| !seen.contains(*name) && *name != KindId::person())
        .collect();
    assert!(unseen.is_empty(), "nobody has a record of {unseen:?}");
}
