//! Compares what records may and have to say: the fields and headings of their kinds.

use super::phrases::{compare_others, is_same_value, key_differences};
use super::{
    ChangeTopic, DiffSide, SchemeChange, difference, join_first, join_phrases, new_change,
};
use crate::base::document::Node;
use crate::base::text::words::{self, quoted};
use crate::domain::schema::{Field, Kind};

/// Said where the help that people read is another.
pub const OTHER_HELP: &str = "has another description";

pub fn changes(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    for kind in new.kinds.iter() {
        match old.kinds.get(&kind.name) {
            Some(was) => {
                let written = (written(&kind.name, old), written(&kind.name, new));
                changes.extend(kind_changes(was, kind, written));
            }
            None => {
                let says = format!("New: {}, kept in {}", kind.plural_noun(), kind.path());
                changes.push(new_change(ChangeTopic::Record, &kind.name, says));
            }
        }
    }
    let gone = old.kinds.iter();
    let gone = gone.filter(|kind| new.kinds.get(&kind.name).is_none());
    changes.extend(gone.map(|kind| {
        let says = format!("Removed: {}", kind.plural_noun());
        new_change(ChangeTopic::Record, &kind.name, says)
    }));
    changes
}

/// A kind as a scheme writes it, if it does.
fn written<'n>(kind: &str, side: &'n DiffSide<'_>) -> Option<&'n Node> {
    side.top.get("kinds")?.get(kind)
}

/// Says what a scheme writes otherwise of a kind, beside its fields and headings.
fn other_changes(is: &Kind, written: (Option<&Node>, Option<&Node>)) -> Vec<SchemeChange> {
    let (Some(before), Some(after)) = written else {
        return Vec::new();
    };
    if is_same_value(before, after) {
        return Vec::new();
    }
    let said = compare_others(before, after, &["help", "sections", "fields"]);
    let change = |says| {
        let says = join_phrases(&is.title, &[says]);
        new_change(ChangeTopic::Record, &is.name, says)
    };
    said.into_iter().map(change).collect()
}

fn kind_changes(
    was: &Kind,
    is: &Kind,
    written: (Option<&Node>, Option<&Node>),
) -> Vec<SchemeChange> {
    let mut changes = other_changes(is, written);
    let field_node = |node: Option<&Node>, name: &str| node?.get("fields")?.get(name).cloned();
    if was.help != is.help {
        let says = format!("{}: {OTHER_HELP}", is.title);
        changes.push(new_change(ChangeTopic::Record, &is.name, says));
    }
    for field in &is.fields {
        let said = match was.field(&field.name) {
            Some(before) => {
                let mut said = field_difference(before, field);
                let (before, after) = written;
                let of = |node| field_node(node, &field.name);
                if let (Some(before), Some(after)) = (of(before), of(after)) {
                    let settings = SETTINGS.into_iter();
                    said.extend(settings.flat_map(|key| key_differences(key, &before, &after)));
                    // The difference is within the type, such as in the values of a row.
                    if said.is_empty() {
                        said.extend(compare_others(&before, &after, &["required", "help"]));
                    }
                }
                said
            }
            None if field.required => vec!["new, and required".to_owned()],
            None => vec!["new".to_owned()],
        };
        if !said.is_empty() {
            changes.push(field_changes(is, field, &said));
        }
    }
    let gone = was
        .fields
        .iter()
        .filter(|field| is.field(&field.name).is_none());
    changes.extend(gone.map(|field| field_changes(is, field, &["removed".to_owned()])));
    let come = difference(&is.sections, &was.sections);
    if !come.is_empty() {
        let says = format!(
            "{}: now also needs the heading {}",
            is.title,
            headings(&come)
        );
        changes.push(new_change(ChangeTopic::Record, &is.name, says));
    }
    let gone = difference(&was.sections, &is.sections);
    if !gone.is_empty() {
        let says = format!(
            "{}: no longer needs the heading {}",
            is.title,
            headings(&gone)
        );
        changes.push(new_change(ChangeTopic::Record, &is.name, says));
    }
    changes
}

/// The keys of a field beside its type, and those that have words of their own here.
const SETTINGS: [&str; 7] = [
    "ask",
    "column",
    "alone",
    "default",
    "not_before",
    "own",
    "private",
];

fn headings(names: &[&String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    join_first(&quoted)
}

fn field_changes(kind: &Kind, field: &Field, said: &[String]) -> SchemeChange {
    let subject = format!("{}, `{}`", kind.title, field.name);
    let id = format!("{}.{}", kind.name, field.name);
    new_change(ChangeTopic::Record, &id, join_phrases(&subject, said))
}

fn field_difference(was: &Field, is: &Field) -> Vec<String> {
    let mut said = Vec::new();
    match (was.required, is.required) {
        (false, true) => said.push("now required".to_owned()),
        (true, false) => said.push("now optional".to_owned()),
        _ => {}
    }
    match (was.ty.vocabulary(), is.ty.vocabulary()) {
        (Some(before), Some(after)) => said.extend(terms(&before.terms, &after.terms)),
        _ if was.ty.describe() != is.ty.describe() => {
            said.push(format!(
                "now {}, was {}",
                is.ty.describe(),
                was.ty.describe()
            ));
        }
        _ => {}
    }
    if was.help != is.help {
        said.push(OTHER_HELP.to_owned());
    }
    said
}

fn terms(before: &[String], after: &[String]) -> Vec<String> {
    let (come, gone) = (difference(after, before), difference(before, after));
    let mut said = Vec::new();
    if !come.is_empty() {
        said.push(format!(
            "may now also be {}",
            join_first(come.iter().copied())
        ));
    }
    if !gone.is_empty() {
        said.push(format!(
            "may no longer be {}",
            join_first(gone.iter().copied())
        ));
    }
    if come.is_empty() && gone.is_empty() && before != after {
        said.push(format!(
            "its choices are now in this order: {}",
            words::join_all(after)
        ));
    }
    said
}
