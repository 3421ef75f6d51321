//! `basis:` of a scheme: where the figures were read that stand in no requirement and no award, such
//! as the first day of a year.

use std::collections::BTreeMap;

use super::{SchemaReader, SchemeNames};
use crate::base::document::Node;

/// The places where figures were read, by the name of what has them, and those that are not from
/// there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureBasis {
    pub periods: BTreeMap<String, String>,
    pub catalogues: BTreeMap<String, String>,
    pub sets: BTreeMap<String, String>,
    pub registration: Option<String>,
}

/// Reads `{ periods, catalogues, sets, registration }`.
pub fn read(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> FigureBasis {
    let Some(node) = top.get("basis") else {
        return FigureBasis::default();
    };
    reader.read_map(node);
    reader.report_unknown_keys(node, &["periods", "catalogues", "sets", "registration"]);
    let mut named = |key: &str, noun: &'static str, known: Vec<&str>| {
        let entries = node.get(key).and_then(|map| reader.read_map(map));
        let mut found = BTreeMap::new();
        for entry in entries.unwrap_or_default() {
            if !known.contains(&entry.key.as_str()) {
                let known = known.iter().copied();
                reader.unknown_name(entry.key_span, noun, &entry.key, known);
            } else if let Some(words) = reader.read_word(&entry.value) {
                found.insert(entry.key.clone(), words.to_owned());
            }
        }
        found
    };
    let periods = names.periods.keys().map(String::as_str).collect();
    let catalogues = names.catalogues.keys().map(String::as_str).collect();
    let sets = names.sets.keys().map(String::as_str).collect();
    FigureBasis {
        periods: named("periods", "period", periods),
        catalogues: named("catalogues", "catalogue", catalogues),
        sets: named("sets", "set", sets),
        registration: reader.word_at(node, "registration").map(str::to_owned),
    }
}
