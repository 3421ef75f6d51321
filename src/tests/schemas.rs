//! The records of the example portfolios are valid by the JSON Schemas of their kinds, and
//! every kind has a record there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::adapters::disk::snapshot;
use crate::domain::id::KindId;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::json_schema;
use crate::tests::golden::repository;
use crate::tests::schema_checks::{front_matter, is_valid, yaml};

/// The kinds of the records in a portfolio, all of them valid by their schemas.
fn valid_kinds(folder: &Path, seen: &mut BTreeSet<KindId>) {
    let portfolio = Portfolio::load(snapshot(folder).expect("a portfolio"));
    for record in &portfolio.records {
        let written = match record.path.rsplit_once('.') {
            Some((_, "md")) => front_matter(&record.text),
            _ if record.is_row() => continue,
            _ => yaml(&record.text),
        };
        let schema = json_schema::schema_of_kind(&record.kind);
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
