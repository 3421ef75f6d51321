//! The scheme with every key in `docs/scheme-keys.md`: no key is missing in it, and no change of it
//! is left out by `cpd scheme diff`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rayon::prelude::*;

use crate::base::document::{Node, NodeValue, read_yaml};
use crate::check::compile::CompiledSet;
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::schema::field::TYPES;
use crate::domain::schema::{
    CRITERION_KEYS, SchemaFault, SchemaFaultKind, SchemeFiles, SchemeOrigin,
};
use crate::tests::golden::repository;
use crate::views::scheme_diff::{DiffSide, SchemeDiff};

/// Keys of kinds that only the kinds of `cpd` itself have.
const OF_USUAL_KINDS: [&str; 3] = ["file", "rows", "written_by"];

/// Returns true for the name of a type of fields.
fn is_type(key: &str) -> bool {
    TYPES.contains(&key)
}

/// Returns the scheme on the page.
fn example() -> String {
    let page = fs::read_to_string(repository().join("docs/scheme-keys.md")).expect("the page");
    let (_, rest) = page.split_once("scheme.yaml\n").expect("the scheme");
    let (scheme, _) = rest.split_once("```").expect("its end");
    scheme.to_owned()
}

fn read(text: &str) -> Portfolio {
    let files = BTreeMap::from([("scheme.yaml".to_owned(), text.into())]);
    let (id, version) = ("bridge-guild".into(), "1.0.0".into());
    let files = SchemeFiles::new(SchemeOrigin::Portfolio, id, version, String::new(), files);
    load::with_scheme(files)
}

/// Returns the faults of the scheme, and of the forms in it.
fn faults(text: &str) -> Vec<SchemaFault> {
    let portfolio = read(text);
    let compiled = CompiledSet::compile(portfolio.scheme_set());
    compiled.faults(None).cloned().collect()
}

/// Calls `look` for a node and every node in it, each with its path, such as `awards.2.opens`.
fn walk<'n>(node: &'n Node, path: &str, look: &mut impl FnMut(&'n Node, &str)) {
    look(node, path);
    match &node.value {
        NodeValue::Map(entries) => {
            for entry in entries {
                walk(&entry.value, &format!("{path}.{}", entry.key), look);
            }
        }
        NodeValue::List(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{path}.{at}"), look);
            }
        }
        NodeValue::Null | NodeValue::Scalar(_) => {}
    }
}

/// Returns the text with a key at the beginning of a map that means nothing.
fn with_unknown_key(text: &str, map: &Node) -> Option<String> {
    let first = map.entries().first()?.key_span.start;
    let line = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..first].trim_end();
    let is_in_braces = before.ends_with(['{', ',']);
    let key = match is_in_braces {
        true => "zzz: 1, ".to_owned(),
        false => format!("zzz: 1\n{}", " ".repeat(first - line)),
    };
    Some(format!("{}{key}{}", &text[..first], &text[first..]))
}

#[test]
fn the_example_with_every_key_has_every_key() {
    let text = example();
    assert_eq!(faults(&text), []);
    let top = read_yaml(&text, 0, 100_000).expect("YAML");
    let mut maps = Vec::new();
    walk(&top, "", &mut |node, path| {
        if node.is_map() {
            maps.push((node, path.to_owned()));
        }
    });
    // The keys that are known somewhere, with those that the example has in such places.
    let mut used: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
    for (map, _) in &maps {
        let Some(changed) = with_unknown_key(&text, map) else {
            continue;
        };
        for fault in faults(&changed) {
            let SchemaFaultKind::UnknownKey { key, known } = fault.trouble else {
                continue;
            };
            // Each type of a field is explained in `docs/kinds.md`.
            let known: Vec<String> = known.into_iter().filter(|key| !is_type(key)).collect();
            if key == "zzz" {
                let keys = map.entries().iter().map(|entry| entry.key.as_str());
                used.entry(known).or_default().extend(keys);
            }
        }
    }
    assert!(used.len() > 30, "{:#?}", used.keys());
    let criteria = maps.iter().filter(|(_, path)| {
        let place = path.rsplit_once('.').map(|(list, _)| list);
        matches!(place, Some(".criteria" | ".duties"))
    });
    let keys = criteria.flat_map(|(map, _)| map.entries().iter().map(|one| one.key.as_str()));
    let known = CRITERION_KEYS.map(str::to_owned).to_vec();
    used.entry(known).or_default().extend(keys);
    for (known, used) in used {
        let is_missing =
            |key: &&String| !used.contains(key.as_str()) && !OF_USUAL_KINDS.contains(&key.as_str());
        let missing: Vec<&String> = known.iter().filter(is_missing).collect();
        assert!(missing.is_empty(), "{missing:?} of {known:?}");
    }
}

/// A change of the example: the place, and the text with it.
struct Change {
    place: String,
    text: String,
}

/// Returns the text without one entry of a map; `None` if it is the only one.
fn without(text: &str, map: &Node, at: usize) -> Option<String> {
    let entries = map.entries();
    let entry = &entries[at];
    let (from, to) = match (entries.get(at + 1), at.checked_sub(1)) {
        (Some(next), _) => (entry.key_span.start, next.key_span.start),
        (None, Some(before)) => (entries[before].value.span.end, entry.value.span.end),
        (None, None) => return None,
    };
    Some(format!("{}{}", &text[..from], &text[to..]))
}

/// Returns other values that a word may have.
fn others(word: &str) -> Vec<String> {
    let next = word
        .parse::<u32>()
        .ok()
        .map(|number| (number + 1).to_string());
    let length = word.split_once(' ').and_then(|(count, unit)| {
        let count: u32 = count.parse().ok()?;
        Some(format!("{} {unit}", count + 1))
    });
    let date = crate::base::calendar::date(word).and_then(|day| day.succ_opt());
    let flag = match word {
        "true" => Some("false".to_owned()),
        "false" => Some("true".to_owned()),
        _ => None,
    };
    let named = [
        "owner",
        "owner.leaving",
        "activities",
        "inspections",
        "year",
        "hours",
        "until",
        "attested",
        "warning",
        "document",
        "rise",
        "renewal",
        "first",
        "title",
    ];
    let named = named.map(str::to_owned).into_iter();
    let more = [format!("{word} x"), format!("{word}x")];
    let all = [next, length, date.map(|day| day.to_string()), flag];
    all.into_iter()
        .flatten()
        .chain(named)
        .chain(more)
        .filter(|other| other != word)
        .collect()
}

/// Returns one change of every entry and every word that leaves the scheme in order.
fn changes(text: &str) -> Vec<Change> {
    let top = read_yaml(text, 0, 100_000).expect("YAML");
    let mut tried: Vec<(String, Vec<String>)> = Vec::new();
    walk(&top, "", &mut |node, path| match &node.value {
        NodeValue::Map(entries) => {
            for (at, entry) in entries.iter().enumerate() {
                let place = format!("{path}.{} left out", entry.key);
                tried.push((place, without(text, node, at).into_iter().collect()));
            }
        }
        NodeValue::Scalar(word) => {
            let with = |other: String| {
                let (before, after) = (&text[..node.span.start], &text[node.span.end..]);
                format!("{before}{other}{after}")
            };
            tried.push((
                path.to_owned(),
                others(word).into_iter().map(with).collect(),
            ));
        }
        NodeValue::List(_) | NodeValue::Null => {}
    });
    // Of places that are alike, such as the help of fields, the first few are enough.
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    tried.retain(|(place, _)| {
        let parts: Vec<&str> = place.split('.').collect();
        let (part, key) = (parts.get(1), parts.last());
        let seen = alike.entry(format!("{part:?} {} {key:?}", parts.len()));
        let seen = seen.or_default();
        *seen += 1;
        *seen <= 3
    });
    let sound = |(place, texts): (String, Vec<String>)| {
        let mut sound = texts.into_iter().filter(|text| faults(text).is_empty());
        sound.next().map(|text| Change { place, text })
    };
    tried.into_par_iter().filter_map(sound).collect()
}

/// Places that say what holds without them.
const NO_CHANGE: [&str; 6] = [
    ".source.official left out",
    ".kinds.absence left out",
    ".criteria.0.severity left out",
    ".confirmations.0.assurance left out",
    // A step without a title is called after its id: signed, confirmed.
    ".signoffs.0.title left out",
    ".signoffs.2.title left out",
];

#[test]
fn the_diff_of_two_versions_leaves_no_part_of_a_scheme_out() {
    let text = example();
    let old = read(&text);
    let old = DiffSide::from_portfolio(&old).expect("a scheme");
    let mut silent = Vec::new();
    let changes = changes(&text);
    for change in &changes {
        let new = read(&change.text);
        let Some(new) = DiffSide::from_portfolio(&new) else {
            continue;
        };
        let is_known = NO_CHANGE.contains(&change.place.as_str());
        if SchemeDiff::compare(&old, &new).changes.is_empty() && !is_known {
            silent.push(change.place.as_str());
        }
    }
    assert!(changes.len() > 200, "only {} changes", changes.len());
    assert!(silent.is_empty(), "{silent:#?}");
}
