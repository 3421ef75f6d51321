//! A member of a set.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Scope;
use crate::base::text::Span;
use crate::domain::portfolio::{FieldValue, Record, Spanned, Value};
use crate::domain::schema;

/// A record, a row of a record's list, or an item of a catalogue.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Record(&'a Record),
    Row {
        record: &'a Record,
        index: usize,
        fields: &'a [FieldValue],
    },
    Catalogue(&'a schema::scheme::CatalogueItem),
}

impl<'a> Item<'a> {
    pub fn get(&self, field: &str) -> Option<Cow<'a, Value>> {
        match self {
            Self::Record(record) => match record.get(field) {
                Some(value) => Some(Cow::Borrowed(value)),
                None => record.default(field).map(Cow::Owned),
            },
            Self::Row { fields, .. } => fields
                .iter()
                .find(|known| known.name == field)?
                .value
                .as_ref()
                .map(Cow::Borrowed),
            Self::Catalogue(item) => {
                let text = |text: &String| Value::Text(text.clone());
                let value = match field {
                    "id" => Some(text(&item.id)),
                    "title" => Some(text(&item.title)),
                    "group" => item.group.as_ref().map(text),
                    "calendar" => {
                        let linked = item.calendar.clone().map(Value::Item);
                        linked.or_else(|| item.comes.as_ref().map(text))
                    }
                    "expects" if !item.expects.is_empty() => Some(references(&item.expects)),
                    _ => None,
                };
                value.map(Cow::Owned)
            }
        }
    }

    /// Returns the key that tells members of a set apart.
    pub fn key(&self) -> (String, usize) {
        match self {
            Self::Record(record) => (format!("{} {}", record.kind.name, record.id), 0),
            Self::Row { record, index, .. } => {
                (format!("{} {}", record.kind.name, record.id), index + 1)
            }
            Self::Catalogue(item) => (item.id.clone(), 0),
        }
    }

    pub fn id(&self) -> &'a str {
        match self {
            Self::Record(record) | Self::Row { record, .. } => &record.id,
            Self::Catalogue(item) => &item.id,
        }
    }

    pub fn record(&self) -> Option<&'a Record> {
        match self {
            Self::Record(record) | Self::Row { record, .. } => Some(record),
            Self::Catalogue(_) => None,
        }
    }

    /// The item itself, where it is one of a catalogue.
    pub fn catalogue_item(&self) -> Option<&'a schema::scheme::CatalogueItem> {
        match self {
            Self::Catalogue(item) => Some(item),
            Self::Record(_) | Self::Row { .. } => None,
        }
    }

    pub fn title(&self) -> &'a str {
        match self {
            Self::Record(record) | Self::Row { record, .. } => record.title(),
            Self::Catalogue(item) => &item.title,
        }
    }

    /// Returns what a row is about: the title of the item that it names first, or its first value.
    pub fn row_title(&self, scope: Scope<'_>) -> Option<String> {
        let Self::Row { fields, .. } = self else {
            return None;
        };
        let value = fields.first()?.value.as_ref()?;
        let referred = refer(value, scope).map(|item| item.title().to_owned());
        Some(referred.unwrap_or_else(|| value.to_text()))
    }

    pub fn date(&self) -> Option<NaiveDate> {
        self.record().and_then(|record| record.date)
    }

    /// Returns the file and the place of the member, or of one of its fields.
    pub fn place(&self, field: Option<&str>) -> Option<(&'a str, Span)> {
        let record = self.record()?;
        let named = match self {
            Self::Row { fields, .. } => {
                field.and_then(|name| fields.iter().find(|known| known.name == name))
            }
            _ => field.and_then(|name| record.field(name)),
        };
        let whole = || match self {
            Self::Row { fields, .. } => fields
                .first()
                .map_or_else(|| record.place(), |field| field.span),
            _ => record.place(),
        };
        Some((&record.path, named.map_or_else(whole, |field| field.span)))
    }
}

fn references(ids: &[schema::ItemId]) -> Value {
    let spanned = |id: &schema::ItemId| Spanned {
        value: Value::Item(id.clone()),
        span: Span::start_of_file(),
    };
    Value::List(ids.iter().map(spanned).collect())
}

/// Returns the item that a reference refers to.
pub fn refer<'a>(value: &Value, scope: Scope<'a>) -> Option<Item<'a>> {
    match value {
        Value::Reference { kind, id } => scope.portfolio.find(kind, id).map(Item::Record),
        Value::Item(id) => scope.scheme.catalogue_item(id).map(Item::Catalogue),
        Value::Person(id) => scope
            .portfolio
            .person(id)
            .map(|person| Item::Record(person.0)),
        _ => None,
    }
}
