//! One record: its kind, its id, its values and its text.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Value;
use crate::base::calendar::{self, Period};
use crate::base::document::ParsedFile;
use crate::base::text::{LanguageTag, Span};
use crate::domain::id::RecordId;
use crate::domain::schema::Kind;

/// A record of a portfolio.
#[derive(Debug, Clone)]
pub struct Record {
    pub kind: Arc<Kind>,
    /// The file's stem, or the row's `id`.
    pub id: RecordId,
    pub path: String,
    /// In the order they were written.
    pub fields: Vec<FieldValue>,
    pub date: Option<NaiveDate>,
    /// Place of the details: the front matter, or the row.
    pub front: Span,
    pub document: Arc<ParsedFile>,
    /// The whole file, as it was read.
    pub text: Arc<str>,
    /// Rules that this record asks to be left out, by name.
    pub allowed: Vec<(String, Span)>,
    /// The language of its words, if it is another than that of the portfolio.
    pub language: Option<LanguageTag>,
}

/// A field as it was written; no value where that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    pub name: String,
    pub key_span: Span,
    pub span: Span,
    pub value: Option<Value>,
}

impl FieldValue {
    /// Returns true if the name stands there and nothing after it.
    pub fn is_blank(&self) -> bool {
        self.value.is_none() && self.span == self.key_span
    }
}

impl Record {
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        // Most names differ in their first letter or their length.
        let first = name.as_bytes().first();
        self.fields
            .iter()
            .find(|field| field.name.as_bytes().first() == first && field.name == name)
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.field(name)?.value.as_ref()
    }

    /// The words of a field.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::text)
    }

    /// The title, or the id where there is none.
    pub fn title(&self) -> &str {
        self.word("title")
            .or_else(|| self.word("name"))
            .unwrap_or(&self.id)
    }

    /// Returns what stands beneath the details.
    pub fn body(&self) -> &str {
        self.document.body.slice(&self.text)
    }

    /// Returns the place that stands for the whole record: its title, or its first line.
    pub fn place(&self) -> Span {
        let title = self.field("title").or_else(|| self.field("name"));
        title.map_or(Span::new(self.front.start, self.front.start), |field| {
            field.span
        })
    }

    pub fn is_row(&self) -> bool {
        self.kind.is_in_rows()
    }

    /// The value of a field, or what the kind says an absent one stands for.
    pub fn written_or_default(&self, name: &str) -> Option<String> {
        let written = self.get(name).map(Value::to_text);
        written.or_else(|| self.kind.field(name)?.default.clone())
    }

    /// Returns what a field stands for where nothing is written.
    pub fn default(&self, name: &str) -> Option<Value> {
        if self.field(name).is_some_and(|field| field.value.is_some()) {
            return None;
        }
        let field = self.kind.field(name)?;
        let word = field.default.clone()?;
        Some(
            match field
                .ty
                .vocabulary()
                .and_then(|words| Some((words.position(&word)?, words)))
            {
                Some((rank, words)) => Value::Term {
                    word,
                    rank,
                    of: Arc::clone(words),
                },
                None => Value::Text(word),
            },
        )
    }

    /// Returns true if it counts in sets that do not ask otherwise.
    pub fn counts(&self) -> bool {
        self.holds(self.kind.counts.as_ref())
    }

    /// Returns true if it may lie in the future.
    pub fn is_planned(&self) -> bool {
        self.kind.planned.as_ref().is_some_and(|(field, values)| {
            self.written_or_default(field)
                .is_some_and(|value| values.contains(&value))
        })
    }

    /// Returns true if it says that it is to take place: it is planned, and not cancelled.
    pub fn is_to_take_place(&self) -> bool {
        self.kind.planned.as_ref().is_some_and(|(field, values)| {
            self.written_or_default(field)
                .is_some_and(|value| values.first() == Some(&value))
        })
    }

    /// Returns true if it says that something has happened which has not by this day. The date
    /// of a moment is in UTC, so one day more is allowed.
    pub fn is_ahead_of(&self, today: NaiveDate) -> bool {
        let dated = self.kind.dated.as_deref().and_then(|name| self.get(name));
        let is_in_future = match dated {
            Some(Value::Instant(moment)) => calendar::is_after_day(*moment, today),
            _ => self.date.is_some_and(|date| date > today),
        };
        is_in_future && !self.is_planned()
    }

    /// The days it goes on for: what has no end yet lasts until today, and what
    /// is over in a day is one day.
    pub fn days(&self, today: NaiveDate) -> Option<Period> {
        let from = self.date?;
        let Some(field) = &self.kind.lasts else {
            return Period::new(from, from);
        };
        match self.field(field).map(|field| &field.value) {
            Some(Some(Value::Date(to))) => Period::new(from, *to),
            // A day that could not be read is no day of which anything is known.
            Some(None) if self.field(field).is_some_and(|f| f.span != f.key_span) => None,
            _ => Period::new(from, today),
        }
    }

    fn holds(&self, pair: Option<&(String, String)>) -> bool {
        pair.is_none_or(|(field, value)| self.written_or_default(field).as_deref() == Some(value))
    }
}
