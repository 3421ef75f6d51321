//! Catalogues: lists of items that records refer to, and that may refer to one another.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::filter::read_guard;
use super::scheme::{Catalogue, CatalogueItem, ItemId, MonthDay};
use super::{Guard, SchemaFaultKind, SchemaReader, SchemeNames, period};
use crate::base::calendar;
use crate::base::document::{Node, NodeValue};

const KEYS: [&str; 10] = [
    "id", "title", "help", "group", "valid", "when", "from", "to", "calendar", "expects",
];

/// Reads `catalogues:`.
pub fn read_all(
    top: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> BTreeMap<String, Catalogue> {
    let entries = top
        .get("catalogues")
        .and_then(|node| reader.read_map(node))
        .unwrap_or_default();
    let mut catalogues = BTreeMap::new();
    for entry in entries {
        if let Some(catalogue) = read(&entry.value, names, reader) {
            catalogues.insert(entry.key.clone(), catalogue);
        }
    }
    for entry in entries {
        check_links(&entry.value, &catalogues, reader);
    }
    catalogues
}

/// The items of a catalogue: the list itself, or under `items`.
fn items(node: &Node) -> &[Node] {
    match &node.value {
        NodeValue::List(items) => items,
        _ => node.get("items").map(Node::items).unwrap_or_default(),
    }
}

fn read(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Catalogue> {
    let mut catalogue = Catalogue::default();
    if !matches!(node.value, NodeValue::List(_)) {
        reader.read_map(node)?;
        reader.report_unknown_keys(node, &["title", "expects", "calendar", "items"]);
        let list = reader.require(node, "items")?;
        reader.read_list(list)?;
        catalogue.title = reader.word_at(node, "title").map(str::to_owned);
        catalogue.expects = reader.word_at(node, "expects").map(str::to_owned);
        catalogue.calendar = reader.word_at(node, "calendar").map(str::to_owned);
    }
    let mut ids = BTreeSet::new();
    for at in items(node) {
        let Some(item) = read_item(at, &catalogue, names, reader) else {
            continue;
        };
        if !ids.insert(item.id.clone()) {
            let name = item.id.clone();
            reader.report(at.span, SchemaFaultKind::Repeated { noun: "item", name });
        }
        catalogue.items.push(item);
    }
    Some(catalogue)
}

fn read_item(
    node: &Node,
    catalogue: &Catalogue,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<CatalogueItem> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &KEYS);
    let id = reader.require_word(node, "id")?.to_owned();
    // Without a catalogue that says when, it is a word for people, such as `spring`.
    let in_words = catalogue.calendar.is_none();
    let calendar = match in_words {
        true => Vec::new(),
        false => read_named_items(node, "calendar", catalogue.calendar.as_ref(), reader),
    };
    Some(CatalogueItem {
        title: reader.word_at(node, "title").unwrap_or(&id).to_owned(),
        help: reader.word_at(node, "help").map(str::to_owned),
        group: reader.word_at(node, "group").map(str::to_owned),
        valid: node
            .get("valid")
            .and_then(|node| period::read_length(node, reader)),
        when: node
            .get("when")
            .and_then(|guard| read_owner_guard(guard, names, reader)),
        season: read_season(node, reader),
        calendar: calendar.into_iter().next(),
        comes: reader
            .word_at(node, "calendar")
            .filter(|_| in_words)
            .map(str::to_owned),
        expects: read_named_items(node, "expects", catalogue.expects.as_ref(), reader),
        id,
    })
}

/// Items apply to people, whatever awards are closed.
fn read_owner_guard(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Guard> {
    let guard = read_guard(node, names, reader)?;
    if matches!(guard, Guard::Closed(_)) {
        reader.report_wrong(
            node,
            "a filter on the owner, such as { owner.grade: { set: true } }",
        );
        return None;
    }
    Some(guard)
}

/// Reads what an item names under a key, as items of the catalogue that its own speaks of.
fn read_named_items(
    node: &Node,
    key: &'static str,
    catalogue: Option<&String>,
    reader: &mut SchemaReader,
) -> Vec<ItemId> {
    let Some(entry) = node.entry(key) else {
        return Vec::new();
    };
    let Some(catalogue) = catalogue else {
        let why = format!(
            "nothing says of which catalogue this is an item: write this one as {{ {key}: NAME, items: [ITEM] }}"
        );
        reader.report(entry.value.span, SchemaFaultKind::Impossible { why });
        return Vec::new();
    };
    let ids = reader.read_words(&entry.value).into_iter();
    let item = |item| ItemId {
        catalogue: catalogue.clone(),
        item,
    };
    ids.map(item).collect()
}

/// `from: 02-01, to: 03-31`.
fn read_season(node: &Node, reader: &mut SchemaReader) -> Option<(MonthDay, MonthDay)> {
    if node.get("from").is_none() && node.get("to").is_none() {
        return None;
    }
    let mut day = |key| {
        let at = reader.require(node, key)?;
        let word = at.scalar().filter(|word| word.len() == 5);
        let day = word.and_then(month_day);
        if day.is_none() {
            reader.report_wrong(at, "a day of the year such as 09-01");
        }
        day
    };
    let (from, to) = (day("from"), day("to"));
    Some((from?, to?))
}

/// As in a leap year, which has every day there is.
fn month_day(word: &str) -> Option<MonthDay> {
    let date = calendar::date(&format!("2000-{word}"))?;
    Some(MonthDay {
        month: date.month(),
        day: date.day(),
    })
}

/// Other catalogues and their items have to be there.
fn check_links(node: &Node, catalogues: &BTreeMap<String, Catalogue>, reader: &mut SchemaReader) {
    for key in ["calendar", "expects"] {
        let Some(at) = node.get(key).filter(|_| node.is_map()) else {
            continue;
        };
        let word = at.scalar().unwrap_or_default();
        let Some(other) = catalogues.get(word) else {
            let names = catalogues.keys().map(String::as_str);
            reader.unknown_name(at.span, "catalogue", word, names);
            continue;
        };
        let ids: BTreeSet<&str> = other.items.iter().map(|item| item.id.as_str()).collect();
        for named in items(node).iter().filter_map(|item| item.get(key)) {
            let alone = std::slice::from_ref(named);
            let each = match named.items() {
                [] => alone,
                items => items,
            };
            for one in each {
                let id = one.scalar().unwrap_or_default();
                if !ids.contains(id) {
                    reader.unknown_name(one.span, "item", id, ids.iter().copied());
                }
            }
        }
    }
}
