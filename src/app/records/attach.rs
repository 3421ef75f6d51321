//! Brings a file in as evidence and names it in a record.

use thiserror::Error;

use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::base::document::write::add_to_list;
use crate::base::files;
use crate::base::text::address::WebAddress;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::remedy::Invocation;
use crate::domain::schema::FieldType;

/// A planned attachment.
pub struct Attachment {
    pub changes: ChangeSet,
    /// The path of the evidence.
    pub path: String,
}

/// Reasons why a file cannot be attached.
#[derive(Debug, Error)]
pub enum AttachError {
    #[error("{0} has no text to which cpd can add a link")]
    NoText(String),
    #[error("the details at the top of {0} cannot be read")]
    Unreadable(String),
    #[error("no free file name is left")]
    NamesTaken,
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for AttachError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoText(_) => Explanation::refused().hint("attach it to a record in Markdown"),
            Self::Unreadable(_) => {
                Explanation::refused().hint(Hint::from(Invocation::Check).then(" says why"))
            }
            Self::NamesTaken => Explanation::refused(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Returns the path of a file with these bytes that a record shows already.
pub fn already_attached(
    portfolio: &Portfolio,
    base: Base<'_>,
    record: &Record,
    bytes: &[u8],
) -> Option<String> {
    let mentions = portfolio.file_mentions(record).into_iter();
    let mut paths = mentions.map(|(path, _)| path);
    paths.find(|path| base.files.bytes(path).is_some_and(|there| there == bytes))
}

/// Plans a copy of a file under evidence/ and its mention in a record; `alt` says what a
/// picture shows. Evidence with the same bytes is not copied again.
pub fn plan(
    base: Base<'_>,
    record: &Record,
    name: &str,
    bytes: Vec<u8>,
    alt: Option<&str>,
) -> Result<Attachment, AttachError> {
    let _span = tracing::info_span!("records.attach").entered();
    let path = free(name, &bytes, base)?;
    let text = base.snapshot.text(&record.path).map_or("", |text| text);
    let after = text_with_file(record, text, &path, alt)?;
    let mut changes = ChangeSet::default();
    if base.snapshot.get(&path).is_none() {
        changes.create(base, checked(&path)?, bytes)?;
    }
    changes.edit(base, &checked(&record.path)?, after.into_bytes())?;
    Ok(Attachment { changes, path })
}

/// Plans a link to a page in a record: among its links, or in the text where the kind has none.
pub fn plan_link(
    base: Base<'_>,
    record: &Record,
    address: &WebAddress,
) -> Result<ChangeSet, AttachError> {
    let text = base.snapshot.text(&record.path).map_or("", |text| text);
    let after = match list_of(record, &FieldType::Link) {
        _ if !record.path.ends_with(".md") => {
            return Err(AttachError::NoText(record.path.clone()));
        }
        Some(field) if names_link(record, field, address) => text.to_owned(),
        Some(field) => add_to_field(record, text, field, address.as_str())?,
        None => appended(text, &format!("<{address}>")),
    };
    let mut changes = ChangeSet::default();
    changes.edit(base, &checked(&record.path)?, after.into_bytes())?;
    Ok(changes)
}

/// Returns true if a field of a record has a link to the page already.
fn names_link(record: &Record, field: &str, address: &WebAddress) -> bool {
    let values = record.get(field).into_iter().flat_map(Value::items);
    values
        .filter_map(|value| match value {
            Value::Link(link) => Some(&link.address),
            _ => None,
        })
        .any(|known| known == address)
}

/// Returns the field of a record's kind that is a list of a type.
fn list_of<'r>(record: &'r Record, of: &FieldType) -> Option<&'r str> {
    let mut fields = record.kind.fields.iter();
    let found = fields.find(|field| matches!(&field.ty, FieldType::List(item) if **item == *of))?;
    Some(&found.name)
}

fn add_to_field(
    record: &Record,
    text: &str,
    field: &str,
    item: &str,
) -> Result<String, AttachError> {
    let document = &record.document;
    add_to_list(text, &document.front, document.has_front, field, item)
        .ok_or_else(|| AttachError::Unreadable(record.path.clone()))
}

/// Returns a path under evidence/ that is free, or that holds these very bytes.
fn free(name: &str, bytes: &[u8], base: Base<'_>) -> Result<String, AttachError> {
    let (stem, end) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, end)| {
            (stem, format!(".{end}"))
        });
    let names =
        std::iter::once(name.to_owned()).chain((2..1000).map(|n| format!("{stem}-{n}{end}")));
    let mut paths = names.map(|name| format!("evidence/{name}"));
    let fits = |path: &String| {
        base.snapshot.get(path).is_none()
            || base.files.bytes(path).is_some_and(|there| there == bytes)
    };
    paths.find(fits).ok_or(AttachError::NamesTaken)
}

/// Returns the record's text with the file named in it: a picture at the end of the
/// text, another file among the evidence, or as a link where the kind has none.
fn text_with_file(
    record: &Record,
    text: &str,
    path: &str,
    alt: Option<&str>,
) -> Result<String, AttachError> {
    if !record.path.ends_with(".md") {
        return Err(AttachError::NoText(record.path.clone()));
    }
    let up = "../".repeat(
        files::folder_of(&record.path)
            .split('/')
            .filter(|part| !part.is_empty())
            .count(),
    );
    if let Some(alt) = alt {
        let words = alt
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\\', "\\\\")
            .replace(['[', ']'], "");
        return Ok(appended(text, &format!("![{words}]({up}{path})")));
    }
    match list_of(record, &FieldType::File) {
        Some(field) => {
            let already = record.document.front.get(field).is_some_and(|node| {
                node.items()
                    .iter()
                    .chain(std::iter::once(node))
                    .any(|item| item.scalar() == Some(path))
            });
            if already {
                return Ok(text.to_owned());
            }
            add_to_field(record, text, field, path)
        }
        None => Ok(appended(
            text,
            &format!("[{}]({up}{path})", path.trim_start_matches("evidence/")),
        )),
    }
}

fn appended(text: &str, line: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{}{end}{end}{line}{end}", text.trim_end())
}
