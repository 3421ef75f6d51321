//! The days on which records of a kind are due: `due: { FIELD: { says: …, while: …, until: … } }`.

use super::field::FieldType;
use super::kinds::{field_named, field_of, read_choices};
use super::{Kind, SchemaFaultKind, SchemaReader};
use crate::base::document::{Node, NodeEntry};
use crate::domain::id::KindId;

/// A date field of a kind with a day that its owner has to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueField {
    /// Its name; in the rows of a field both names with a dot between them.
    pub field: String,
    /// The thing that is due on that day, in words.
    pub says: String,
    pub sort: DueSort,
    /// The field with the last day of what takes several days.
    pub last_day: Option<String>,
    /// It is due only in records with one of these values of this field.
    pub only_while: Option<(String, Vec<String>)>,
    /// It is no longer due once a record of this kind refers to the record.
    pub until: Option<KindId>,
    /// It is no longer due once a later record has the same value in this field.
    pub renewed_by: Option<String>,
}

/// The meaning of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueSort {
    /// The last day to do it.
    Due,
    /// The last day on which it is valid.
    Expires,
    /// The day on which it takes place.
    Planned,
}

const KEYS: [&str; 6] = ["says", "sort", "last_day", "while", "until", "renewed_by"];

const SORTS: [(&str, DueSort); 3] = [
    ("due", DueSort::Due),
    ("expires", DueSort::Expires),
    ("planned", DueSort::Planned),
];

/// Reads the due dates of a kind. Dates of the same fields that were read before are replaced.
pub(super) fn read(kind: &mut Kind, node: &Node, reader: &mut SchemaReader) {
    for entry in reader.read_map(node).unwrap_or_default() {
        if let Some(due) = read_one(kind, entry, reader) {
            kind.due.retain(|known| known.field != due.field);
            kind.due.push(due);
        }
    }
}

fn read_one(kind: &Kind, entry: &NodeEntry, reader: &mut SchemaReader) -> Option<DueField> {
    let Some(ty) = type_of(kind, &entry.key) else {
        let known = kind.fields.iter().map(|field| field.name.as_str());
        reader.unknown_name(entry.key_span, "field", &entry.key, known);
        return None;
    };
    if *ty != FieldType::Date {
        let needed = "a field that is a date".into();
        let found = format!("`{}`", entry.key);
        reader.report(entry.key_span, SchemaFaultKind::Shape { needed, found });
        return None;
    }
    let node = &entry.value;
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &KEYS);
    let choices = node
        .get("while")
        .and_then(|node| read_choices(kind, node, reader));
    let renewed_by = node
        .get("renewed_by")
        .and_then(|node| field_named(kind, node, reader));
    let is_date = |ty: &FieldType| *ty == FieldType::Date;
    let last_day = node
        .get("last_day")
        .and_then(|node| field_of(kind, node, "a date", reader, is_date));
    Some(DueField {
        field: entry.key.clone(),
        says: reader.require_word(node, "says")?.to_owned(),
        sort: read_sort(node, reader),
        last_day,
        only_while: choices,
        until: reader.word_at(node, "until").and_then(KindId::parse),
        renewed_by,
    })
}

/// Returns the type of a field, or of one in the rows of a field: `registrations.renewal`.
fn type_of<'k>(kind: &'k Kind, name: &str) -> Option<&'k FieldType> {
    let Some((rows, name)) = name.split_once('.') else {
        return kind.field(name).map(|field| &field.ty);
    };
    let FieldType::Map(fields) = kind.field(rows)?.ty.item() else {
        return None;
    };
    let field = fields.iter().find(|field| field.name == name);
    field.map(|field| &field.ty)
}

fn read_sort(node: &Node, reader: &mut SchemaReader) -> DueSort {
    let Some(node) = node.get("sort") else {
        return DueSort::Due;
    };
    let word = node.scalar().unwrap_or_default();
    let known = SORTS.iter().find(|(name, _)| *name == word);
    if known.is_none() {
        reader.report_wrong(node, "due, expires or planned");
    }
    known.map_or(DueSort::Due, |(_, sort)| *sort)
}
