//! The rules that JSON Resume 1.0.0 has for values: text everywhere, dates of one pattern, and whole
//! addresses.

use serde_json::{Map, Value as Json};

use crate::base::document::Node;
use crate::base::text::address::WebAddress;
use crate::domain::schema::{Field, FieldType};
use crate::views::detail_value::node_json;

/// The keys whose values are dates, the first day of a time before its last.
pub const DATES: [&str; 4] = ["date", "startDate", "releaseDate", "endDate"];
/// The keys whose values are addresses.
const ADDRESSES: [&str; 3] = ["url", "canonical", "$schema"];
const EMAIL: &str = "email";

/// The values that conform, and sentences about those that do not.
#[derive(Default)]
pub struct Conforming {
    /// The record or award that values come from.
    pub path: String,
    pub notes: Vec<String>,
}

impl Conforming {
    /// Returns the entries of a map that conform. Fields that the kind does not have stay.
    pub fn map(&mut self, node: &Node, fields: &[Field], at: &str) -> Map<String, Json> {
        let mut kept = Map::new();
        for entry in node.entries() {
            let at = format!("{at} {}", entry.key);
            let value = match fields.iter().find(|field| field.name == entry.key) {
                Some(field) => self.value(&entry.value, &field.ty, (&entry.key, at.trim())),
                None => without_nulls(node_json(&entry.value)),
            };
            if let Some(value) = value {
                kept.insert(entry.key.clone(), value);
            }
        }
        kept
    }

    /// Returns an entry of a section with the texts that conform.
    pub fn entry<'k>(
        &mut self,
        parts: impl Iterator<Item = (&'k str, String)>,
    ) -> Map<String, Json> {
        let mut entry = Map::new();
        for (key, text) in parts {
            if let Some(text) = self.text(&text, (key, key)) {
                entry.insert(key.to_owned(), text);
            }
        }
        entry
    }

    fn value(&mut self, node: &Node, ty: &FieldType, (key, at): (&str, &str)) -> Option<Json> {
        if node.is_null() {
            return None;
        }
        match ty {
            FieldType::List(item) => {
                // One value may stand without its list.
                let one = std::slice::from_ref(node);
                let is_one = node.scalar().is_some() || node.is_map();
                let items = if is_one { one } else { node.items() };
                let each = items.iter().enumerate().filter_map(|(number, node)| {
                    self.value(node, item, (key, &format!("{at} {}", number + 1)))
                });
                Some(Json::Array(each.collect()))
            }
            FieldType::Map(fields) if node.is_map() => Some(self.map(node, fields, at).into()),
            FieldType::Map(_) => self.leave_out(at, "a single word", "details with names"),
            _ => match node.scalar() {
                Some(text) => self.text(text, (key, at)),
                None => self.leave_out(at, node.describe(), "a line of text"),
            },
        }
    }

    fn text(&mut self, text: &str, (key, at): (&str, &str)) -> Option<Json> {
        let text = text.trim();
        let needed = match key {
            _ if DATES.contains(&key) && !is_date(text) => {
                "a date such as 2026-02-20, 2026-02 or 2026"
            }
            _ if ADDRESSES.contains(&key) && WebAddress::read(text).is_err() => {
                "a whole address such as https://example.org"
            }
            EMAIL if !is_email(text) => "an email address",
            _ => return Some(Json::from(text)),
        };
        self.leave_out(at, &format!("“{text}”"), needed)
    }

    fn leave_out(&mut self, at: &str, found: &str, needed: &str) -> Option<Json> {
        self.notes.push(format!(
            "{}: {at} is left out: JSON Resume has {needed} there, and this is {found}.",
            self.path
        ));
        None
    }
}

/// Returns true for what the schema's pattern takes: a year from 1000 to 2999, with a month and a
/// day if they are known.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let fits = |part: &str, length: usize, first: &str| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.starts_with(|c| first.contains(c))
    };
    let forms = [(4, "12"), (2, "01"), (2, "0123")];
    parts.len() <= forms.len()
        && parts
            .iter()
            .zip(forms)
            .all(|(part, (length, first))| fits(part, length, first))
}

fn is_email(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic());
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| {
        let host_has_only = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        plain(name)
            && !name.contains(['"', '(', ')', '<', '>', ',', ';', ':', '\\', '[', ']'])
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && host.chars().all(host_has_only)
            && host
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
    })
}

/// Returns a value without what says nothing, which JSON Resume does not allow.
fn without_nulls(value: Json) -> Option<Json> {
    match value {
        Json::Null => None,
        Json::Array(items) => Some(items.into_iter().filter_map(without_nulls).collect()),
        Json::Object(entries) => {
            let kept = entries.into_iter();
            let kept = kept.filter_map(|(key, value)| Some((key, without_nulls(value)?)));
            Some(Json::Object(kept.collect()))
        }
        other => Some(other),
    }
}
