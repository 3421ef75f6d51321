//! What one record shows in print, as plain values: its title, its details, its
//! words, and the signatures beneath. The pack prints it; a limit of pages is
//! held against it. Knows no template and no typesetter.

use serde::Serialize;

use crate::calendar;
use crate::portfolio::{Portfolio, Record, Value};
use crate::schema::{FieldType, Print, Scheme, Step, Target};
use crate::text::words;

/// BCP 47 tag of the words in a pack.
pub const LANGUAGE: &str = "en-GB";

/// A record alone on its page, with the signatures beneath.
#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    pub anchor: String,
    pub title: String,
    pub document: Document,
    pub signatures: Vec<Signature>,
}

/// One record with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    pub anchor: String,
    pub path: String,
    pub title: String,
    pub date: Option<String>,
    pub fields: Vec<Field>,
    /// Markdown. Relative links and images start from `path`.
    pub body: String,
    /// Records that belong beneath it, such as feedback.
    pub beneath: Vec<Document>,
}

/// A labelled value of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    pub label: String,
    pub value: String,
    /// Where the value refers to a record that the pack prints.
    pub anchor: Option<String>,
}

/// One step of the sign-off, done or still to do; always the same height.
#[derive(Debug, Clone, Serialize)]
pub struct Signature {
    /// `Signed`, `Endorsed` and so on, as the scheme titles the step.
    pub title: String,
    /// `None` while nobody has.
    pub name: Option<String>,
    pub role: String,
    /// As `1 June 2026`.
    pub on: Option<String>,
    /// How it was verified, in words.
    pub assurance: Option<String>,
    /// What they said, in their own words (Markdown).
    pub words: Option<String>,
}

/// The anchor of a record that is printed elsewhere.
pub type Anchors<'a> = &'a dyn Fn(&Record) -> Option<String>;

/// The sheet of a record before anybody has signed: as high as it will be after.
pub fn unsigned(record: &Record, portfolio: &Portfolio, scheme: &Scheme) -> Sheet {
    Sheet {
        anchor: "sheet".to_owned(),
        title: record.kind.title.clone(),
        document: document(record, portfolio, "record".to_owned(), &|_| None),
        signatures: scheme.steps.iter().map(awaited).collect(),
    }
}

/// A record with its text and nothing beneath it.
pub fn document(
    record: &Record,
    portfolio: &Portfolio,
    anchor: String,
    anchors: Anchors<'_>,
) -> Document {
    Document {
        anchor,
        path: record.path.clone(),
        title: record.title().to_owned(),
        date: record.date.map(calendar::long),
        fields: fields(record, portfolio, anchors),
        body: record.body().to_owned(),
        beneath: Vec::new(),
    }
}

/// A step that nobody has taken.
pub fn awaited(step: &Step) -> Signature {
    Signature {
        title: step.title.clone(),
        name: None,
        role: words::capitalised(&words::spaced(step.by.role())),
        on: None,
        assurance: None,
        words: None,
    }
}

/// The name of a person as they are called, or else their id.
pub fn name_of(id: &str, portfolio: &Portfolio) -> String {
    portfolio
        .person(id)
        .map_or(id, |person| person.name())
        .to_owned()
}

/// What stands beside the title: neither what is printed elsewhere nor files.
pub fn fields(record: &Record, portfolio: &Portfolio, anchor: Anchors<'_>) -> Vec<Field> {
    let above = match &record.kind.print {
        Print::Beneath(field) => Some(field.as_str()),
        _ => None,
    };
    let dated = record.kind.dated.as_deref();
    let shown = record.kind.fields.iter().filter(|field| {
        let elsewhere = field.name == "title"
            || Some(field.name.as_str()) == dated
            || Some(field.name.as_str()) == above;
        !elsewhere && !said_elsewhere(record, &field.ty)
    });
    shown
        .filter_map(|field| {
            let value = record.get(&field.name)?;
            let (value, anchor) = printed(value, portfolio, anchor);
            Some(Field {
                label: words::capitalised(&words::spaced(&field.name)),
                value,
                anchor,
            })
        })
        .collect()
}

/// The award stands on the cover, files stand among the evidence, and what a
/// page of its own speaks of stands among the requirements: its space is dear.
fn said_elsewhere(record: &Record, ty: &FieldType) -> bool {
    let listed = matches!(ty, FieldType::List(of) if matches!(**of, FieldType::Reference(_)));
    let own_page = record.kind.print == Print::Page;
    matches!(ty.item(), FieldType::Award | FieldType::File) || own_page && listed
}

/// A value as a reader would want it: titles and names rather than ids.
pub fn printed(
    value: &Value,
    portfolio: &Portfolio,
    anchor: Anchors<'_>,
) -> (String, Option<String>) {
    match value {
        Value::Reference {
            target: Target::Kind(kind),
            id,
        } => match portfolio.find(kind, id) {
            Some(record) => (record.title().to_owned(), anchor(record)),
            None => (id.clone(), None),
        },
        Value::Person(id) => (name_of(id, portfolio), None),
        Value::Date(date) => (calendar::long(*date), None),
        Value::Boolean(yes) => ((if *yes { "yes" } else { "no" }).to_owned(), None),
        Value::Term { word, .. } => (words::spaced(word), None),
        Value::List(items) => {
            let texts: Vec<String> = items
                .iter()
                .map(|item| printed(&item.value, portfolio, anchor).0)
                .collect();
            (words::list(&texts), None)
        }
        other => (other.written(), None),
    }
}
