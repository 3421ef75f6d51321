//! Values of fields, with their types.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::fault::Found;
use super::link::Link;
use super::{Fault, FieldValue};
use crate::base::calendar::{self, Length};
use crate::base::document::{Node, NodeEntry, NodeValue as Written};
use crate::base::files;
use crate::base::text::address::looks_like_address;
use crate::base::text::{NameList, NameLists, Span};
use crate::domain::id::{AwardId, AwardName, AwardRef, KindId, RecordId};
use crate::domain::layout;
use crate::domain::layout::SIGNOFFS;
use crate::domain::schema::field::Vocabulary;
use crate::domain::schema::{AwardTable, Field, FieldType, ItemId, ReferenceTarget, Scheme};

/// A value and the words it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Date(NaiveDate),
    Instant(DateTime<Utc>),
    /// Numbers and hours.
    Number(Decimal),
    Money {
        amount: Decimal,
        currency: String,
    },
    Length(Length),
    Boolean(bool),
    /// A term of a vocabulary and its place there, from 0.
    Term {
        word: String,
        rank: usize,
        of: Arc<Vocabulary>,
    },
    /// A record of a kind.
    Reference {
        kind: KindId,
        id: RecordId,
    },
    /// An item of a catalogue.
    Item(ItemId),
    Person(RecordId),
    Award(AwardRef),
    /// A path in the portfolio.
    File(String),
    /// A page on the web.
    Link(Link),
    List(Vec<Spanned<Value>>),
    Map(Vec<FieldValue>),
    Dated(Vec<Dated>),
}

/// A value and when it held; both ends are included.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub value: Value,
}

impl Dated {
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

impl Value {
    /// The value on a day, for one that changes with time.
    pub fn value_on(&self, date: NaiveDate) -> Option<&Value> {
        match self {
            Self::Dated(rows) => rows
                .iter()
                .rev()
                .find(|row| row.holds_on(date))
                .map(|row| &row.value),
            other => Some(other),
        }
    }

    /// The value as a person would write it in front matter, on one line.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) | Self::File(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Instant(moment) => calendar::format_instant(*moment),
            Self::Number(number) => number.to_string(),
            Self::Money { amount, currency } => format!("{amount} {currency}"),
            Self::Length(length) => length.to_string(),
            Self::Boolean(yes) => yes.to_string(),
            Self::Term { word, .. } => word.clone(),
            Self::Reference { id, .. } | Self::Person(id) => id.to_string(),
            Self::Item(id) => id.item.clone(),
            Self::Link(link) => link.address.to_string(),
            Self::Award(award) => award.to_string(),
            Self::List(items) => items
                .iter()
                .map(|item| item.value.to_text())
                .collect::<Vec<_>>()
                .join(", "),
            Self::Map(fields) => fields
                .iter()
                .filter_map(|field| {
                    Some(format!(
                        "{}: {}",
                        field.name,
                        field.value.as_ref()?.to_text()
                    ))
                })
                .collect::<Vec<_>>()
                .join(", "),
            Self::Dated(rows) => rows
                .last()
                .map(|row| row.value.to_text())
                .unwrap_or_default(),
        }
    }

    /// The members of a list, or the value itself.
    pub fn items(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        match self {
            Self::List(items) => Box::new(items.iter().map(|item| &item.value)),
            other => Box::new(std::iter::once(other)),
        }
    }

    /// Returns true unless it is a list of nothing, with which nothing is said.
    pub fn is_given(&self) -> bool {
        self.items().next().is_some()
    }

    /// Every value that it is made of, in lists and rows as deep as they go; of one
    /// that changes with time, itself.
    pub fn leaves(&self) -> Vec<&Value> {
        match self {
            Self::List(items) => items.iter().flat_map(|item| item.value.leaves()).collect(),
            Self::Map(fields) => {
                let values = fields.iter().filter_map(|field| field.value.as_ref());
                values.flat_map(Value::leaves).collect()
            }
            other => vec![other],
        }
    }

    /// Every award that is named somewhere in it.
    pub fn awards(&self) -> Vec<&AwardId> {
        match self {
            Self::Award(named) => vec![&named.award],
            Self::List(items) => items.iter().flat_map(|item| item.value.awards()).collect(),
            Self::Map(fields) => {
                let values = fields.iter().filter_map(|field| field.value.as_ref());
                values.flat_map(Self::awards).collect()
            }
            Self::Dated(rows) => rows.iter().flat_map(|row| row.value.awards()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value of a name in a map.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(fields) = self else {
            return None;
        };
        fields
            .iter()
            .find(|field| field.name == name)?
            .value
            .as_ref()
    }

    /// A number that counts something: whole, and not below zero.
    pub fn as_count(&self) -> Option<u64> {
        match self {
            Self::Number(number) if number.is_integer() => number.to_u64(),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::File(text) => Some(text),
            Self::Term { word, .. } => Some(word),
            Self::Reference { id, .. } | Self::Person(id) => Some(id),
            Self::Item(id) => Some(&id.item),
            _ => None,
        }
    }
}

/// Names in a row of a value that changes with time.
const DATED_KEYS: [&str; 3] = ["from", "to", "value"];

/// Context that reading a value needs beside its type.
pub struct ValueContext<'a> {
    pub awards: &'a AwardTable,
    pub lists: &'a NameLists,
    /// The file it stands in.
    pub path: &'a str,
    /// The text of that file.
    pub text: &'a str,
    pub faults: &'a mut Vec<Fault>,
}

impl ValueContext<'_> {
    /// Reads the fields of a map, keeping those that could be read.
    pub fn read_fields(
        &mut self,
        node: &Node,
        known: &[Field],
        ignored: &[&str],
    ) -> Vec<FieldValue> {
        let mut values = Vec::with_capacity(node.entries().len());
        let mut names: Option<NameList> = None;
        for entry in node.entries() {
            let Some(field) = known.iter().find(|field| field.name == entry.key) else {
                if !ignored.contains(&entry.key.as_str()) {
                    let known = known.iter().map(|field| field.name.clone());
                    let known = names.get_or_insert_with(|| self.lists.share(known));
                    self.faults.push(Fault::UnknownField {
                        name: entry.key.clone(),
                        at: entry.key_span,
                        known: Arc::clone(known),
                    });
                }
                continue;
            };
            let typed = self.typed_null(&entry.value, field);
            let node = typed.as_ref().unwrap_or(&entry.value);
            let value = if node.is_blank() {
                None
            } else {
                self.read_value(node, &field.ty, &field.name)
            };
            if node.is_blank() && field.required {
                self.faults.push(Fault::MissingField {
                    field: Box::new(field.clone()),
                    at: entry.key_span,
                    written: true,
                });
            }
            let span = if node.is_blank() {
                entry.key_span
            } else {
                entry.value.span
            };
            values.push(FieldValue {
                name: entry.key.clone(),
                key_span: entry.key_span,
                span,
                value,
            });
        }
        for field in known
            .iter()
            .filter(|field| field.required && node.get(&field.name).is_none())
        {
            self.faults.push(Fault::MissingField {
                field: Box::new(field.clone()),
                at: node.span,
                written: false,
            });
        }
        values
    }

    /// Returns the word of a text that has to be there, where it is one that YAML takes for
    /// nothing, such as `null` or `~`.
    fn typed_null(&self, node: &Node, field: &Field) -> Option<Node> {
        let is_text = field.required && field.ty == FieldType::Text;
        let word = node.span.slice(self.text);
        let is_typed = node.is_null() && is_text && !word.is_empty();
        is_typed.then(|| Node::new(node.span, Written::Scalar(word.to_owned())))
    }

    /// Reads one value; `None` after recording why not.
    pub fn read_value(&mut self, node: &Node, ty: &FieldType, field: &str) -> Option<Value> {
        match ty {
            FieldType::List(of) => self.read_list(node, of, field),
            FieldType::Map(fields) => {
                let row = ty.alone().and_then(|alone| row_of_word(node, alone));
                let node = row.as_ref().unwrap_or(node);
                if !node.is_map() {
                    return self.wrong_type(node, ty, field);
                }
                let values = self.read_fields(node, fields, &[]);
                // An unknown name may be a date that is misspelt, without which a role of a
                // person would never end.
                let is_known = |name: &str| fields.iter().any(|field| field.name == name);
                let all_known = node.entries().iter().all(|entry| is_known(&entry.key));
                (all_known || !layout::is_in_trust(self.path)).then_some(Value::Map(values))
            }
            FieldType::Dated(of) => self.dated(node, of, field),
            FieldType::Link => self.link(node, field),
            _ => match node.scalar() {
                Some(word) => self.read_scalar(word, node, ty, field),
                None => self.wrong_type(node, ty, field),
            },
        }
    }

    /// One value stands for a list of one.
    fn read_list(&mut self, node: &Node, of: &FieldType, field: &str) -> Option<Value> {
        let alone = std::slice::from_ref(node);
        let items = if let Written::List(items) = &node.value {
            items.as_slice()
        } else {
            alone
        };
        let read = items
            .iter()
            .filter(|item| !item.is_null())
            .filter_map(|item| {
                Some(Spanned {
                    value: self.read_value(item, of, field)?,
                    span: item.span,
                })
            });
        Some(Value::List(read.collect()))
    }

    /// One value holds always; a list holds row by row.
    fn dated(&mut self, node: &Node, of: &FieldType, field: &str) -> Option<Value> {
        if !matches!(node.value, Written::List(_)) {
            let value = self.read_value(node, of, field)?;
            return Some(Value::Dated(vec![Dated {
                from: None,
                to: None,
                value,
            }]));
        }
        let mut rows = Vec::new();
        for item in node.items() {
            let unknown = item
                .entries()
                .iter()
                .filter(|e| !DATED_KEYS.contains(&e.key.as_str()));
            let mut is_clear = true;
            for entry in unknown {
                is_clear = false;
                self.faults.push(Fault::UnknownField {
                    name: entry.key.clone(),
                    at: entry.key_span,
                    known: self.lists.share(DATED_KEYS.map(String::from)),
                });
            }
            let Some(value) = item.get("value") else {
                self.wrong_type(item, &FieldType::Dated(Box::new(of.clone())), field);
                continue;
            };
            let mut day = |key: &str| {
                let written = item.get(key).filter(|n| !n.is_null())?;
                let day = self.day(written, key);
                is_clear &= day.is_some();
                day
            };
            let (from, to) = (day("from"), day("to"));
            // A row whose days are not clear holds on none of them.
            if let Some(value) = self.read_value(value, of, field).filter(|_| is_clear) {
                rows.push(Dated { from, to, value });
            }
        }
        Some(Value::Dated(rows))
    }

    pub(super) fn day(&mut self, node: &Node, field: &str) -> Option<NaiveDate> {
        let date = node.scalar().and_then(calendar::date);
        if date.is_none() {
            let written = node.scalar().unwrap_or_default().to_owned();
            self.faults.push(Fault::BadDate {
                field: field.to_owned(),
                at: node.span,
                written,
            });
        }
        date
    }

    fn read_scalar(
        &mut self,
        word: &str,
        node: &Node,
        ty: &FieldType,
        field: &str,
    ) -> Option<Value> {
        let word = word.trim();
        match ty {
            FieldType::Text => Some(Value::Text(word.to_owned())),
            FieldType::Date => self.day(node, field).map(Value::Date),
            FieldType::Instant => calendar::instant(word)
                .map(Value::Instant)
                .or_else(|| self.wrong_type(node, ty, field)),
            FieldType::Number => decimal(word)
                .map(Value::Number)
                .or_else(|| self.wrong_type(node, ty, field)),
            FieldType::Hours => decimal(word)
                .filter(|hours| !hours.is_sign_negative())
                .map(Value::Number)
                .or_else(|| self.wrong_type(node, ty, field)),
            FieldType::Money => money(word).or_else(|| self.wrong_type(node, ty, field)),
            FieldType::Duration => word
                .parse()
                .map(Value::Length)
                .ok()
                .or_else(|| self.wrong_type(node, ty, field)),
            FieldType::Boolean => match word {
                "true" => Some(Value::Boolean(true)),
                "false" => Some(Value::Boolean(false)),
                _ => self.wrong_type(node, ty, field),
            },
            FieldType::Choice(words) | FieldType::Scale(words) => match words.position(word) {
                Some(rank) => Some(Value::Term {
                    word: word.to_owned(),
                    rank,
                    of: Arc::clone(words),
                }),
                None => {
                    let known = self.lists.share(words.terms.iter().cloned());
                    let origin = Some(words.origin.clone());
                    self.unknown_term(word, node, field, known, origin)
                }
            },
            FieldType::Reference(ReferenceTarget::Kind(kind)) => Some(Value::Reference {
                kind: kind.clone(),
                id: RecordId::new(word),
            }),
            FieldType::Reference(ReferenceTarget::Catalogue(name)) => Some(Value::Item(ItemId {
                catalogue: name.clone(),
                item: word.to_owned(),
            })),
            FieldType::Person => Some(Value::Person(RecordId::new(word))),
            FieldType::Award => self.award(word, node, field),
            FieldType::File => self.file(word, node, field),
            FieldType::Link | FieldType::List(_) | FieldType::Map(_) | FieldType::Dated(_) => {
                self.wrong_type(node, ty, field)
            }
        }
    }

    fn award(&mut self, word: &str, node: &Node, field: &str) -> Option<Value> {
        let found = self.awards.parse(word);
        // Only a sign-off can be about one record.
        let is_signoff = self.path.starts_with(SIGNOFFS);
        let found = found.filter(|award| award.record.is_none() || is_signoff);
        if found.is_none() {
            let known = self
                .lists
                .share(self.awards.names().map(AwardName::to_string));
            self.unknown_term(word, node, field, known, None);
        }
        found.map(Value::Award)
    }

    /// Paths start at the top of the portfolio, or with `../` at the record's folder.
    fn file(&mut self, word: &str, node: &Node, field: &str) -> Option<Value> {
        if looks_like_address(word) {
            let (field, at) = (field.to_owned(), node.span);
            self.faults.push(Fault::AddressAsFile { field, at });
            return None;
        }
        let base = if word.starts_with("..") {
            files::folder_of(self.path)
        } else {
            ""
        };
        let resolved = files::resolve(base, word);
        if resolved.is_none() {
            self.faults.push(Fault::OutsidePortfolio { at: node.span });
        }
        resolved.map(Value::File)
    }

    fn unknown_term(
        &mut self,
        word: &str,
        node: &Node,
        field: &str,
        known: NameList,
        origin: Option<crate::domain::schema::Origin>,
    ) -> Option<Value> {
        let (field, word) = (field.to_owned(), word.to_owned());
        self.faults.push(Fault::NotInVocabulary {
            field,
            word,
            at: node.span,
            known,
            origin,
            scheme: None,
        });
        None
    }

    fn wrong_type(&mut self, node: &Node, ty: &FieldType, field: &str) -> Option<Value> {
        self.faults.push(Fault::WrongType {
            field: field.to_owned(),
            at: node.span,
            needed: ty.clone(),
            found: match node.scalar() {
                Some(word) => Found::Word(word.to_owned()),
                None => Found::Other(node.describe()),
            },
        });
        None
    }
}

/// Returns the row that a plain word stands for.
fn row_of_word(node: &Node, alone: &Field) -> Option<Node> {
    node.scalar()?;
    let entry = NodeEntry {
        key: alone.name.clone(),
        key_span: node.span,
        value: node.clone(),
    };
    Some(Node::new(node.span, Written::Map(vec![entry])))
}

/// An exact decimal, without exponent.
pub fn decimal(word: &str) -> Option<Decimal> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then(|| word.parse().ok())?
}

/// A number, or an amount of money: what sums are held against.
pub fn amount(word: &str) -> Option<Value> {
    let word = word.trim();
    money(word).or_else(|| decimal(word).map(Value::Number))
}

fn money(word: &str) -> Option<Value> {
    let (amount, currency) = word.split_once(' ')?;
    let code = currency.trim();
    let is_code = code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase());
    is_code.then_some(Value::Money {
        amount: decimal(amount)?,
        currency: code.to_owned(),
    })
}

/// Every award: bare for the first scheme that has the name, qualified for the others.
pub fn award_names<'a>(schemes: impl Iterator<Item = &'a Scheme>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for scheme in schemes {
        for award in &scheme.awards {
            let taken = names.iter().any(|name| award.id == *name);
            names.push(if taken {
                format!("{}/{}", scheme.id, award.id)
            } else {
                award.id.to_string()
            });
        }
    }
    names
}
