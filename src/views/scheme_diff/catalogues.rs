//! Items of catalogues: which come and go, and what is said of those that stay.

use super::kinds::OTHER_HELP;
use super::phrases::{self, DiffPhrases, same_at};
use super::{ChangeTopic, DiffSide, SchemeChange, change, joined};
use crate::base::document::{Node, NodeValue};
use crate::base::text::words::with_spaces;
use crate::domain::schema::Catalogue;
use crate::domain::schema::scheme::CatalogueItem;

pub fn changes(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    let (before, after) = (&old.scheme.catalogues, &new.scheme.catalogues);
    for (id, catalogue) in after {
        match before.get(id) {
            Some(was) => changes.extend(of_items((id, was, catalogue), old, new)),
            None => {
                let count = words_of(catalogue.items.len());
                let says = format!("New: {}, with {count}", title(id, catalogue));
                changes.push(change(ChangeTopic::Catalogue, id, says));
            }
        }
    }
    let gone = before.iter().filter(|(id, _)| !after.contains_key(*id));
    changes.extend(gone.map(|(id, catalogue)| {
        let says = format!("No longer there: {}", title(id, catalogue));
        change(ChangeTopic::Catalogue, id, says)
    }));
    changes
}

fn words_of(items: usize) -> String {
    crate::base::text::words::count_noun(items, "item", "items")
}

fn title(id: &str, catalogue: &Catalogue) -> String {
    catalogue.title.clone().unwrap_or_else(|| with_spaces(id))
}

fn of_items(
    (id, was, is): (&str, &Catalogue, &Catalogue),
    old: &DiffSide<'_>,
    new: &DiffSide<'_>,
) -> Vec<SchemeChange> {
    let list = title(id, is);
    let mut changes = Vec::new();
    for item in &is.items {
        let name = format!("{id}/{}", item.id);
        let says = match was.item(&item.id) {
            Some(before) => of_item(before, item, (raw(old, id, before), raw(new, id, item)))
                .map(|says| format!("{list}: {says}")),
            None => Some(format!("New in {list}: {}{}", item.title, valid(item))),
        };
        changes.extend(says.map(|says| change(ChangeTopic::Catalogue, &name, says)));
    }
    let gone = was.items.iter().filter(|item| is.item(&item.id).is_none());
    changes.extend(gone.map(|item| {
        let says = format!("No longer in {list}: {}", item.title);
        change(ChangeTopic::Catalogue, &format!("{id}/{}", item.id), says)
    }));
    changes
}

fn valid(item: &CatalogueItem) -> String {
    let valid = item.valid.map(|length| format!(", in date for {length}"));
    valid.unwrap_or_default()
}

fn of_item(
    was: &CatalogueItem,
    is: &CatalogueItem,
    written: (Option<&Node>, Option<&Node>),
) -> Option<String> {
    let mut said = Vec::new();
    match (was.valid, is.valid) {
        (before, after) if before == after => {}
        (Some(before), Some(after)) => {
            said.push(format!("now in date for {after}, was for {before}"));
        }
        (None, Some(after)) => said.push(format!("now in date for {after}, was for good")),
        (before, None) => {
            let before = before.map(|length| length.to_string());
            said.push(format!(
                "now in date for good, was for {}",
                before.unwrap_or_default()
            ));
        }
    }
    if let (Some(before), Some(after)) = written {
        for key in ["title", "when", "from", "to", "calendar", "expects"] {
            if !same_at(key, before, after) {
                said.extend(at_key(key, before, after));
            }
        }
    }
    if was.help != is.help {
        said.push(OTHER_HELP.to_owned());
    }
    (!said.is_empty()).then(|| joined(&was.title, &said))
}

fn at_key(key: &str, before: &Node, after: &Node) -> Vec<String> {
    let only = |node: &Node| {
        let mut node = node.clone();
        if let NodeValue::Map(entries) = &mut node.value {
            entries.retain(|entry| entry.key == key);
        }
        node
    };
    let DiffPhrases { mut said, more } = phrases::between(&only(before), &only(after));
    if more {
        said.push(format!("{} is another", with_spaces(key)));
    }
    said
}

/// The item as it is written.
fn raw<'n>(side: &'n DiffSide<'_>, catalogue: &str, item: &CatalogueItem) -> Option<&'n Node> {
    let node = side.top.get("catalogues")?.get(catalogue)?;
    let list = node.get("items").unwrap_or(node);
    let mut items = list.items().iter();
    items.find(|node| node.get("id").and_then(Node::scalar) == Some(&item.id))
}
