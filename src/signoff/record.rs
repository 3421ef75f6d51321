//! What a sign-off's record says.

use chrono::{DateTime, Utc};

use crate::portfolio::{AwardId, FieldValue, Record, Value};

/// A sign-off as it was written; nothing about it is verified yet.
#[derive(Debug, Clone)]
pub struct Signoff<'a> {
    pub record: &'a Record,
    pub step: &'a str,
    pub award: &'a AwardId,
    pub by: &'a str,
    pub role: &'a str,
    pub on: DateTime<Utc>,
    pub owner: &'a str,
    pub portfolio: &'a str,
    pub scheme: SchemePin<'a>,
    pub after: Option<Pinned<'a>>,
    pub subjects: Vec<Subject<'a>>,
    pub proof: &'a str,
    /// The digest of the pack's manifest, on the step that carries it.
    pub pack: Option<&'a str>,
}

/// The scheme it was judged by.
#[derive(Debug, Clone, Copy)]
pub struct SchemePin<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub sha256: &'a str,
}

/// A file with exact contents.
#[derive(Debug, Clone, Copy)]
pub struct Pinned<'a> {
    pub path: &'a str,
    pub blob: &'a str,
}

/// Signed contents.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub path: &'a str,
    pub blob: &'a str,
    pub sha256: &'a str,
}

impl<'a> Signoff<'a> {
    /// Reads a record of the kind; `None` when a field is missing or wrong, of
    /// which the record's own faults tell.
    pub fn read(record: &'a Record) -> Option<Self> {
        let fields = &record.fields;
        let on = match record.get("on")? {
            Value::Instant(moment) => *moment,
            _ => return None,
        };
        let award = match record.get("award")? {
            Value::Award(award) => award,
            _ => return None,
        };
        let scheme = map(fields, "scheme")?;
        let subjects = match record.get("subjects")? {
            Value::List(items) => items
                .iter()
                .map(|item| subject(&item.value))
                .collect::<Option<_>>()?,
            _ => return None,
        };
        Some(Self {
            record,
            step: record.word("signoff")?,
            award,
            by: record.word("by")?,
            role: record.word("role")?,
            on,
            owner: text(map(fields, "owner")?, "id")?,
            portfolio: record.word("portfolio")?,
            scheme: SchemePin {
                id: text(scheme, "id")?,
                version: text(scheme, "version")?,
                sha256: text(scheme, "sha256")?,
            },
            after: map(fields, "after").and_then(|after| {
                Some(Pinned {
                    path: text(after, "path")?,
                    blob: text(after, "blob")?,
                })
            }),
            subjects,
            proof: record.word("proof")?,
            pack: map(fields, "pack").and_then(|pack| text(pack, "sha256")),
        })
    }
}

fn value<'a>(fields: &'a [FieldValue], name: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find(|field| field.name == name)?
        .value
        .as_ref()
}

fn map<'a>(fields: &'a [FieldValue], name: &str) -> Option<&'a [FieldValue]> {
    match value(fields, name)? {
        Value::Map(inner) => Some(inner),
        _ => None,
    }
}

fn text<'a>(fields: &'a [FieldValue], name: &str) -> Option<&'a str> {
    value(fields, name)?.text()
}

fn subject(value: &Value) -> Option<Subject<'_>> {
    let Value::Map(fields) = value else {
        return None;
    };
    Some(Subject {
        path: text(fields, "path")?,
        blob: text(fields, "blob")?,
        sha256: text(fields, "sha256")?,
    })
}
