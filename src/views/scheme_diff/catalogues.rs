//! Items of catalogues: which come and go, and what is said of those that stay.

use super::kinds::OTHER_HELP;
use super::phrases::{compare_others, is_same_value, key_differences};
use super::{ChangeTopic, DiffSide, SchemeChange, join_phrases, new_change};
use crate::base::document::Node;
use crate::base::text::words::with_spaces;
use crate::domain::schema::Catalogue;
use crate::domain::schema::scheme::CatalogueItem;

pub fn changes(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    let (before, after) = (&old.scheme.catalogues, &new.scheme.catalogues);
    for (id, catalogue) in after {
        match before.get(id) {
            Some(was) => changes.extend(item_changes((id, was, catalogue), old, new)),
            None => {
                let count = count_items(catalogue.items.len());
                let says = format!("New: {}, with {count}", title(id, catalogue));
                changes.push(new_change(ChangeTopic::Catalogue, id, says));
            }
        }
    }
    let gone = before.iter().filter(|(id, _)| !after.contains_key(*id));
    changes.extend(gone.map(|(id, catalogue)| {
        let says = format!("Removed: {}", title(id, catalogue));
        new_change(ChangeTopic::Catalogue, id, says)
    }));
    changes
}

fn count_items(items: usize) -> String {
    crate::base::text::words::count_noun(items, "item", "items")
}

fn title(id: &str, catalogue: &Catalogue) -> String {
    catalogue.title.clone().unwrap_or_else(|| with_spaces(id))
}

fn item_changes(
    (id, was, is): (&str, &Catalogue, &Catalogue),
    old: &DiffSide<'_>,
    new: &DiffSide<'_>,
) -> Vec<SchemeChange> {
    let list = title(id, is);
    let mut changes: Vec<SchemeChange> = of_the_list(id, old, new)
        .into_iter()
        .map(|says| new_change(ChangeTopic::Catalogue, id, join_phrases(&list, &[says])))
        .collect();
    for item in &is.items {
        let name = format!("{id}/{}", item.id);
        let says = match was.item(&item.id) {
            Some(before) => item_difference(
                before,
                item,
                (item_node(old, id, before), item_node(new, id, item)),
            )
            .map(|says| format!("{list}: {says}")),
            None => Some(format!(
                "New in {list}: {}{}",
                item.title,
                describe_validity(item)
            )),
        };
        changes.extend(says.map(|says| new_change(ChangeTopic::Catalogue, &name, says)));
    }
    let gone = was.items.iter().filter(|item| is.item(&item.id).is_none());
    changes.extend(gone.map(|item| {
        let says = format!("No longer in {list}: {}", item.title);
        new_change(ChangeTopic::Catalogue, &format!("{id}/{}", item.id), says)
    }));
    changes
}

/// Says what else is written of a catalogue beside its items.
fn of_the_list(id: &str, old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<String> {
    let node = |side: &DiffSide<'_>| side.top.get("catalogues")?.get(id).cloned();
    let (Some(before), Some(after)) = (node(old), node(new)) else {
        return Vec::new();
    };
    if is_same_value(&before, &after) {
        return Vec::new();
    }
    let keys = ["title", "expects", "calendar"].into_iter();
    keys.flat_map(|key| key_differences(key, &before, &after))
        .collect()
}

fn describe_validity(item: &CatalogueItem) -> String {
    let valid = item.valid.map(|length| format!(", valid for {length}"));
    valid.unwrap_or_default()
}

fn item_difference(
    was: &CatalogueItem,
    is: &CatalogueItem,
    written: (Option<&Node>, Option<&Node>),
) -> Option<String> {
    let mut said = Vec::new();
    match (was.valid, is.valid) {
        (before, after) if before == after => {}
        (Some(before), Some(after)) => {
            said.push(format!("now valid for {after}, was {before}"));
        }
        (None, Some(after)) => said.push(format!("now valid for {after}, was valid for good")),
        (before, None) => {
            let before = before.map(|length| length.to_string());
            said.push(format!(
                "now valid for good, was {}",
                before.unwrap_or_default()
            ));
        }
    }
    if let (Some(before), Some(after)) = written {
        said.extend(compare_others(before, after, &["id", "help", "valid"]));
    }
    if was.help != is.help {
        said.push(OTHER_HELP.to_owned());
    }
    (!said.is_empty()).then(|| join_phrases(&was.title, &said))
}

/// The item as it is written.
fn item_node<'n>(
    side: &'n DiffSide<'_>,
    catalogue: &str,
    item: &CatalogueItem,
) -> Option<&'n Node> {
    let node = side.top.get("catalogues")?.get(catalogue)?;
    let list = node.get("items").unwrap_or(node);
    let mut items = list.items().iter();
    items.find(|node| node.get("id").and_then(Node::scalar) == Some(&item.id))
}
