//! Fields and the types of their values.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Origin, SchemaFaultKind, SchemaReader};
use crate::base::document::{Node, NodeEntry, NodeValue};
use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::phrases::Spoken;

/// One field of a kind.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub ty: FieldType,
    pub required: bool,
    /// `cpd new` asks for it though it is not required.
    pub ask: bool,
    /// Printed as a column where records of the kind are listed.
    pub column: bool,
    /// Word that an absent value stands for.
    pub default: Option<String>,
    /// The record may not be dated before what this field refers to (or, for a
    /// date, before the record's own).
    pub not_before: bool,
    /// A plain word in the place of a row of named values is this one of them.
    pub alone: bool,
    /// Details of the owner's own, which are no finding where they are kept on purpose.
    pub own: bool,
    /// The value stays in the portfolio: packs and requests say only that there is one.
    pub private: bool,
    pub help: Option<String>,
    pub origin: Origin,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    Text,
    /// A civil date, `2026-02-20`.
    Date,
    /// A moment in UTC, `2026-06-01T10:15:00Z`.
    Instant,
    Number,
    /// Hours as an exact decimal, `3.5`.
    Hours,
    /// An amount and an ISO 4217 currency, `12.50 GBP`.
    Money,
    /// A number of days, weeks, months or years, `6 weeks`.
    Duration,
    Boolean,
    /// One of a vocabulary.
    Choice(Arc<Vocabulary>),
    /// One of a vocabulary whose order means less to more.
    Scale(Arc<Vocabulary>),
    Reference(ReferenceTarget),
    Person,
    Award,
    /// A file of the portfolio.
    File,
    /// A page on the web, with a title and the day it was read.
    Link,
    List(Box<FieldType>),
    Map(Vec<Field>),
    /// A value that changes with time: a list of from, to, value.
    Dated(Box<FieldType>),
}

/// Kind or catalogue that a reference refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTarget {
    Kind(KindId),
    Catalogue(String),
}

/// Words that a choice or scale may take, in the scheme's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    pub name: String,
    pub terms: Vec<String>,
    pub origin: Origin,
}

/// Vocabularies by name.
pub type Vocabularies = BTreeMap<String, Arc<Vocabulary>>;

impl Vocabulary {
    pub fn position(&self, term: &str) -> Option<usize> {
        self.terms.iter().position(|known| known == term)
    }

    /// Returns a word as a reader is shown it. All words of a vocabulary are translated, or none.
    pub fn spoken(&self, word: &str) -> Spoken {
        let all = self.terms.iter().map(String::as_str);
        Spoken::one_of(word, all, &self.origin.language)
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.ty == other.ty && self.required == other.required
    }
}

impl Eq for Field {}

impl FieldType {
    /// Returns true if a person can give the value in one answer, apart from any portfolio.
    pub fn is_one_answer(&self) -> bool {
        match self {
            Self::List(of) | Self::Dated(of) => of.is_one_answer(),
            Self::Map(_) => self.alone().is_some_and(|field| field.ty.is_one_answer()),
            Self::Reference(_) | Self::Person | Self::Award | Self::File => false,
            _ => true,
        }
    }

    /// Returns true if a value is one word that something is called by.
    pub const fn is_name(&self) -> bool {
        use FieldType::{Award, Choice, Person, Reference, Scale};
        matches!(self, Choice(_) | Scale(_) | Reference(_) | Person | Award)
    }

    /// Returns the type in plain words, with every word that a value may be.
    pub fn describe(&self) -> String {
        self.describe_with(|names| names.join(", "))
    }

    /// Returns the type in plain words for a message, which names few of many words.
    pub fn describe_briefly(&self) -> String {
        self.describe_with(|names| words::join_choices(names))
    }

    fn describe_with(&self, listed: fn(&[&str]) -> String) -> String {
        match self {
            Self::Text => "a line of text".into(),
            Self::Date => "a date such as 2026-02-20".into(),
            Self::Instant => "a moment such as 2026-06-01T10:15:00Z".into(),
            Self::Number => "a number such as 5".into(),
            Self::Hours => "a number of hours such as 3.5".into(),
            Self::Money => "an amount such as 12.50 GBP".into(),
            Self::Duration => "a length of time such as 6 weeks".into(),
            Self::Boolean => "true or false".into(),
            Self::Choice(words) | Self::Scale(words) => {
                let terms: Vec<&str> = words.terms.iter().map(|term| &**term).collect();
                format!("one of: {}", listed(&terms))
            }
            Self::Reference(ReferenceTarget::Kind(kind)) => {
                format!("the name of {} record", words::with_article(kind))
            }
            Self::Reference(ReferenceTarget::Catalogue(name)) => {
                format!("an item of the catalogue {name}")
            }
            Self::Person => "the id of a person in trust/people.yaml".into(),
            Self::Award => "an award such as bronze".into(),
            Self::File => "the path of a file such as evidence/certificate.pdf".into(),
            Self::Link => "the address of a page such as https://example.org/talk".into(),
            Self::List(of) => format!("a list, each item {}", of.describe_with(listed)),
            Self::Map(fields) => {
                let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
                format!("a group of named values: {}", listed(&names))
            }
            Self::Dated(of) => format!(
                "{}, or a list with from, to and value",
                of.describe_with(listed)
            ),
        }
    }

    /// The field that a plain word stands for where a row of named values is expected.
    pub fn alone(&self) -> Option<&Field> {
        match self {
            Self::Map(fields) => fields.iter().find(|field| field.alone),
            _ => None,
        }
    }

    /// The type of one item of a list, or the type itself.
    pub fn item(&self) -> &FieldType {
        match self {
            Self::List(of) => of,
            other => other,
        }
    }

    /// The kind that a value refers to, in a list or alone.
    pub fn refers_to(&self) -> Option<&KindId> {
        match self.item() {
            Self::Reference(ReferenceTarget::Kind(kind)) => Some(kind),
            Self::Person => Some(KindId::person()),
            _ => None,
        }
    }

    /// Rows of named values that a scheme speaks of keep the names it says nothing of.
    pub fn refine(self, before: &Self) -> Self {
        match (self, before) {
            (Self::List(own), Self::List(other)) => Self::List(Box::new(own.refine(other))),
            (Self::Map(own), Self::Map(other)) => {
                let mut fields = other.clone();
                for field in own {
                    match fields.iter_mut().find(|known| known.name == field.name) {
                        Some(known) => *known = field,
                        None => fields.push(field),
                    }
                }
                Self::Map(fields)
            }
            (own, _) => own,
        }
    }

    /// Both choices in one, where several schemes name words for the same field:
    /// each goes on to find its own. A scale has one order, so two are never joined.
    pub fn merge(&self, before: &Self) -> Option<Self> {
        match (self, before) {
            (Self::Choice(own), Self::Choice(other)) => {
                let more = own
                    .terms
                    .iter()
                    .filter(|term| other.position(term).is_none());
                let terms = other.terms.iter().chain(more).cloned().collect();
                let joined = Vocabulary {
                    terms,
                    ..Vocabulary::clone(own)
                };
                Some(Self::Choice(Arc::new(joined)))
            }
            (Self::List(own), Self::List(other)) => {
                own.merge(other).map(|joined| Self::List(Box::new(joined)))
            }
            _ => None,
        }
    }

    pub fn vocabulary(&self) -> Option<&Arc<Vocabulary>> {
        match self.item() {
            Self::Choice(words) | Self::Scale(words) => Some(words),
            _ => None,
        }
    }
}

/// The words for types, as a schema writes them.
pub const TYPES: [&str; 18] = [
    "text",
    "date",
    "instant",
    "number",
    "hours",
    "money",
    "duration",
    "boolean",
    "choice",
    "scale",
    "reference",
    "person",
    "award",
    "file",
    "link",
    "list",
    "map",
    "dated",
];

const SETTINGS: [&str; 9] = [
    "required",
    "ask",
    "column",
    "alone",
    "default",
    "not_before",
    "own",
    "private",
    "help",
];

/// Reads `fields:`.
pub fn read_fields(node: &Node, words: &Vocabularies, reader: &mut SchemaReader) -> Vec<Field> {
    let entries = reader.read_map(node).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| read_field(entry, words, reader))
        .collect()
}

fn read_field(entry: &NodeEntry, words: &Vocabularies, reader: &mut SchemaReader) -> Option<Field> {
    let node = &entry.value;
    let ty = read_type(node, words, reader)?;
    let settings = node.is_map();
    let private = settings && reader.read_flag(node, "private");
    if private && ty != FieldType::Text {
        let why = "only a text can be kept back".to_owned();
        reader.report(entry.key_span, SchemaFaultKind::Impossible { why });
    }
    Some(Field {
        name: entry.key.clone(),
        ty,
        required: settings && reader.read_flag(node, "required"),
        ask: settings && reader.read_flag(node, "ask"),
        column: settings && reader.read_flag(node, "column"),
        alone: settings && reader.read_flag(node, "alone"),
        default: reader.word_at(node, "default").map(str::to_owned),
        not_before: node
            .get("not_before")
            .is_some_and(|v| v.scalar() != Some("false")),
        own: private || settings && reader.read_flag(node, "own"),
        private,
        help: reader.word_at(node, "help").map(str::to_owned),
        origin: reader.origin(entry.key_span),
    })
}

/// `TYPE`, or `{ TYPE: argument, … }`.
fn read_type(node: &Node, words: &Vocabularies, reader: &mut SchemaReader) -> Option<FieldType> {
    match &node.value {
        NodeValue::Scalar(name) => simple_type(name, node, reader),
        NodeValue::Map(entries) => {
            let mut types = entries
                .iter()
                .filter(|entry| TYPES.contains(&entry.key.as_str()));
            let chosen = types.next();
            if let Some(second) = types.next() {
                reader.report_wrong(&second.value, "one type");
            }
            let known: Vec<&str> = TYPES.iter().chain(&SETTINGS).copied().collect();
            reader.report_unknown_keys(node, &known);
            let Some(entry) = chosen else {
                reader.report(node.span, SchemaFaultKind::MissingKey { key: "a type" });
                return None;
            };
            with_argument(entry, words, reader)
        }
        NodeValue::Null | NodeValue::List(_) => {
            reader.report_wrong(node, "a type");
            None
        }
    }
}

fn simple_type(name: &str, node: &Node, reader: &mut SchemaReader) -> Option<FieldType> {
    Some(match name {
        "text" => FieldType::Text,
        "date" => FieldType::Date,
        "instant" => FieldType::Instant,
        "number" => FieldType::Number,
        "hours" => FieldType::Hours,
        "money" => FieldType::Money,
        "duration" => FieldType::Duration,
        "boolean" => FieldType::Boolean,
        "person" => FieldType::Person,
        "award" => FieldType::Award,
        "file" => FieldType::File,
        "link" => FieldType::Link,
        "choice" | "scale" | "reference" | "list" | "map" | "dated" => {
            reader.report_wrong(
                node,
                &format!("`{{ {name}: … }}`, since {name} says what of"),
            );
            return None;
        }
        other => {
            reader.unknown_name(node.span, "type", other, TYPES);
            return None;
        }
    })
}

fn with_argument(
    entry: &NodeEntry,
    words: &Vocabularies,
    reader: &mut SchemaReader,
) -> Option<FieldType> {
    let argument = &entry.value;
    Some(match entry.key.as_str() {
        "choice" => FieldType::Choice(vocabulary(argument, words, reader)?),
        "scale" => FieldType::Scale(vocabulary(argument, words, reader)?),
        "reference" => FieldType::Reference(target(argument, reader)?),
        "list" => FieldType::List(Box::new(read_type(argument, words, reader)?)),
        "dated" => FieldType::Dated(Box::new(read_type(argument, words, reader)?)),
        "map" => FieldType::Map(read_fields(argument, words, reader)),
        plain => simple_type(plain, argument, reader)?,
    })
}

fn vocabulary(
    node: &Node,
    words: &Vocabularies,
    reader: &mut SchemaReader,
) -> Option<Arc<Vocabulary>> {
    if let Some(name) = node.scalar() {
        let known = words.get(name).cloned();
        if known.is_none() {
            reader.unknown_name(
                node.span,
                "vocabulary",
                name,
                words.keys().map(String::as_str),
            );
        }
        return known;
    }
    let terms = reader.read_words(node);
    Some(Arc::new(Vocabulary {
        name: String::new(),
        terms,
        origin: reader.origin(node.span),
    }))
}

/// Kinds are checked once all are known, by [`super::Kinds`].
fn target(node: &Node, reader: &mut SchemaReader) -> Option<ReferenceTarget> {
    if let Some(kind) = node.scalar() {
        return KindId::parse(kind).map(ReferenceTarget::Kind);
    }
    reader.report_unknown_keys(node, &["catalogue"]);
    reader
        .require_word(node, "catalogue")
        .map(|name| ReferenceTarget::Catalogue(name.to_owned()))
}
