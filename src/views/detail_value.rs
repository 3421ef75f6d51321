//! The value of a detail as JSON, and as the words of one cell of a table. Both can be read back:
//! the record that is made of them is taken out as the same JSON and the same words.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::base::document::{Node, NodeEntry, NodeValue};
use crate::base::text::item_list;
use crate::base::text::safe::is_unsafe;
use crate::domain::portfolio::{Dated, FieldValue, LINK_KEYS, Record, Value};
use crate::domain::schema::FieldType;

/// A detail of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DetailValue<'r> {
    /// The name stands there and nothing after it.
    Blank,
    /// A value that was read whole.
    Read(&'r Value),
    /// A value of which a part could not be read, or of which no type is known.
    Written(&'r Node),
}

/// Returns a detail of a record by its name; `None` if the record does not have it.
pub fn detail<'r>(record: &'r Record, name: &str) -> Option<DetailValue<'r>> {
    match record.field(name) {
        Some(field) => Some(of_field(field, written(record, name))),
        None => written(record, name).map(DetailValue::Written),
    }
}

fn written<'r>(record: &'r Record, name: &str) -> Option<&'r Node> {
    let mut entries = written_details(record).iter();
    let entry = entries.find(|entry| entry.key == name)?;
    Some(&entry.value)
}

fn of_field<'r>(field: &'r FieldValue, node: Option<&'r Node>) -> DetailValue<'r> {
    match (&field.value, node) {
        (Some(value), Some(node)) if is_whole(value, node) => DetailValue::Read(value),
        (Some(value), None) => DetailValue::Read(value),
        (_, Some(node)) if !field.is_blank() => DetailValue::Written(node),
        (_, _) => DetailValue::Blank,
    }
}

/// Returns the details of a record as they are written.
fn written_details(record: &Record) -> &[NodeEntry] {
    let front = &record.document.front;
    if !record.is_row() {
        return front.entries();
    }
    let rows = front.get(&record.kind.plural_noun());
    let mut rows = rows.map_or(&[][..], Node::items).iter();
    let row = rows.find(|row| row.span == record.front);
    row.map_or(&[], Node::entries)
}

/// Returns the details that the kind of a record does not have.
pub fn unknown_details(record: &Record) -> impl Iterator<Item = &NodeEntry> {
    let is_unknown = |entry: &&NodeEntry| record.kind.field(&entry.key).is_none();
    written_details(record).iter().filter(is_unknown)
}

/// Returns true if a value says everything that stands in its place.
fn is_whole(value: &Value, node: &Node) -> bool {
    match (value, &node.value) {
        (Value::List(items), NodeValue::List(nodes)) => {
            let nodes: Vec<&Node> = nodes.iter().filter(|node| !node.is_null()).collect();
            let mut pairs = items.iter().zip(&nodes);
            items.len() == nodes.len() && pairs.all(|(item, node)| is_whole(&item.value, node))
        }
        (Value::List(items), _) => {
            matches!(items.as_slice(), [one] if is_whole(&one.value, node))
        }
        (Value::Map(fields), NodeValue::Map(entries)) => {
            let is_same = |(field, entry): (&FieldValue, &NodeEntry)| match &field.value {
                Some(value) => is_whole(value, &entry.value),
                None => field.is_blank(),
            };
            fields.len() == entries.len() && fields.iter().zip(entries).all(is_same)
        }
        (Value::Dated(rows), NodeValue::List(nodes)) => {
            let is_same = |(row, node): (&Dated, &Node)| {
                let value = node.get("value");
                value.is_some_and(|value| is_whole(&row.value, value))
            };
            rows.len() == nodes.len() && rows.iter().zip(nodes).all(is_same)
        }
        (Value::Dated(rows), _) => rows.iter().all(|row| is_whole(&row.value, node)),
        (Value::Link(link), NodeValue::Map(entries)) => {
            let has_day = |node: &Node| node.is_null() || link.read.is_some();
            let is_known = |entry: &NodeEntry| LINK_KEYS.contains(&&*entry.key);
            entries.iter().all(is_known) && node.get("read").is_none_or(has_day)
        }
        _ => true,
    }
}

impl DetailValue<'_> {
    pub fn to_json(self) -> Json {
        match self {
            Self::Blank => Json::Null,
            Self::Read(value) => json_of(value),
            Self::Written(node) => node_json(node),
        }
    }

    /// Returns the words of a cell for a detail of a type; none of a type for one that the kind
    /// does not have.
    pub fn to_cell(self, ty: Option<&FieldType>) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Read(Value::List(items)) if items.iter().all(|item| is_single(&item.value)) => {
                item_list::join(items.iter().map(|item| item.value.to_text()))
            }
            Self::Read(value) if is_single(value) => guarded(&value.to_text(), ty),
            Self::Read(value) => json_text(&json_of(value)),
            Self::Written(node) => written_cell(node, ty),
        }
    }
}

fn written_cell(node: &Node, ty: Option<&FieldType>) -> String {
    let is_list = matches!(ty, Some(FieldType::List(_)));
    let words: Vec<&str> = node.items().iter().filter_map(Node::scalar).collect();
    match &node.value {
        NodeValue::Null => String::new(),
        NodeValue::Scalar(word) if is_list => item_list::join([word.trim()]),
        NodeValue::Scalar(word) => guarded(word.trim(), ty),
        NodeValue::List(items) if is_list && words.len() == items.len() => item_list::join(words),
        NodeValue::List(_) | NodeValue::Map(_) => json_text(&node_json(node)),
    }
}

/// The signs with which a cell begins that holds JSON.
const JSON_SIGNS: [char; 3] = ['[', '{', '"'];

/// Returns words, as a string of JSON where they could be taken for JSON.
fn guarded(words: &str, ty: Option<&FieldType>) -> String {
    let may_be_json = ty != Some(&FieldType::Text) && words.starts_with(JSON_SIGNS);
    match may_be_json {
        true => json_text(&Json::from(words)),
        false => words.to_owned(),
    }
}

/// Returns JSON in which characters that no table shows have the form that JSON has for them.
fn json_text(json: &Json) -> String {
    let mut text = String::new();
    for c in json.to_string().chars() {
        match is_unsafe(c) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
    }
    text
}

/// Returns the value that a cell of a detail of a type stands for, as [`DetailValue::to_cell`]
/// writes it.
pub fn read_cell(cell: &str, ty: Option<&FieldType>) -> Json {
    let is_list = matches!(ty, Some(FieldType::List(_)));
    let signs = if is_list {
        &JSON_SIGNS[..2]
    } else {
        &JSON_SIGNS
    };
    let may_be_json = ty != Some(&FieldType::Text) && cell.starts_with(signs);
    let json = may_be_json.then(|| serde_json::from_str(cell).ok());
    match json.flatten() {
        Some(json) => json,
        None if is_list => item_list::split(cell).into_iter().map(Json::from).collect(),
        None => Json::from(cell),
    }
}

/// Returns true for a value that one word or sentence says whole.
fn is_single(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Map(_) | Value::Dated(_) => false,
        Value::Link(link) => link.title.is_none() && link.read.is_none(),
        _ => true,
    }
}

/// Returns the details of a record by their names, in the order in which they were written; last
/// those that the kind does not have.
pub fn details_of(record: &Record) -> Json {
    let known = record.fields.iter().map(|field| {
        let value = of_field(field, written(record, &field.name));
        (field.name.clone(), value.to_json())
    });
    let unknown = unknown_details(record).map(|entry| (entry.key.clone(), node_json(&entry.value)));
    Json::Object(known.chain(unknown).collect())
}

/// Returns a value of no known type.
pub fn node_json(node: &Node) -> Json {
    match &node.value {
        NodeValue::Null => Json::Null,
        NodeValue::Scalar(text) => Json::from(text.as_str()),
        NodeValue::List(items) => items.iter().map(node_json).collect(),
        NodeValue::Map(entries) => {
            let named = entries
                .iter()
                .map(|entry| (entry.key.clone(), node_json(&entry.value)));
            Json::Object(named.collect())
        }
    }
}

/// Returns a value with its type: numbers and truth values as such, all else as its words.
fn json_of(value: &Value) -> Json {
    match value {
        Value::Number(number) => json_number(*number),
        Value::Boolean(yes) => Json::from(*yes),
        Value::List(items) => items.iter().map(|item| json_of(&item.value)).collect(),
        Value::Map(fields) => {
            let named = |field: &FieldValue| {
                let value = field.value.as_ref().map_or(Json::Null, json_of);
                (field.name.clone(), value)
            };
            Json::Object(fields.iter().map(named).collect())
        }
        Value::Link(link) if !is_single(value) => {
            let title = link.title.clone().map(Json::from);
            let read = link.read.map(|day| Json::from(day.to_string()));
            let address = Json::from(link.address.to_string());
            object([("address", Some(address)), ("title", title), ("read", read)])
        }
        Value::Dated(rows) => {
            let day = |day: Option<NaiveDate>| day.map(|day| Json::from(day.to_string()));
            let row = |row: &Dated| {
                let value = Some(json_of(&row.value));
                object([
                    ("from", day(row.from)),
                    ("to", day(row.to)),
                    ("value", value),
                ])
            };
            rows.iter().map(row).collect()
        }
        single => Json::from(single.to_text()),
    }
}

fn object<const N: usize>(entries: [(&str, Option<Json>); N]) -> Json {
    let there = entries
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(there.collect::<Map<_, _>>())
}

/// Returns a number as JSON has it, or its digits as words where JSON would lose some.
pub fn json_number(number: Decimal) -> Json {
    let digits = number.normalize().to_string();
    let read = serde_json::from_str::<Json>(&digits).ok();
    let printed = read.as_ref().map(Json::to_string);
    let exact = read.filter(|_| printed.as_ref() == Some(&digits));
    exact.unwrap_or(Json::from(digits))
}
