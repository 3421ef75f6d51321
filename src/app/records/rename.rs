//! Gives a record another title, or a file name that fits, and corrects every reference to it.

use thiserror::Error;

use crate::app::change::splices::Splice;
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::base::document::write::{Yaml, scalar, set_field};
use crate::base::files::{self, Sha256};
use crate::base::markdown::target;
use crate::base::text::{Span, slug, words};
use crate::check::signoff_findings::short_name;
use crate::domain::id::RecordId;
use crate::domain::layout::AwardFiles;
use crate::domain::portfolio::{FieldValue, Portfolio, Record, Value};
use crate::domain::remedy::Invocation;

/// A planned renaming.
pub struct Renaming {
    pub changes: ChangeSet,
    /// The record's path afterwards.
    pub path: String,
    /// Paths of other records in which a reference is corrected.
    pub updated: Vec<String>,
}

/// Reasons why a record cannot be renamed.
#[derive(Debug, Error)]
pub enum RenameError {
    #[error("{path} is {kind}, and has no title")]
    NoTitle { path: String, kind: String },
    #[error("the details at the top of {0} cannot be read")]
    Unreadable(String),
    #[error("{0} has no date or award for its file name")]
    Unnamed(String),
    #[error("{0} already exists")]
    Taken(String),
    #[error("no free file name is left")]
    NamesTaken,
    #[error("this record refers to itself")]
    RefersToItself,
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for RenameError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unreadable(_) => {
                Explanation::refused().hint(Hint::from(Invocation::Check).then(" says why"))
            }
            Self::Unnamed(_) => Explanation::refused()
                .hint(Hint::from(Invocation::Check).then(" says what is missing")),
            Self::Taken(_) => Explanation::refused().hint("give it another title"),
            Self::RefersToItself => Explanation::refused().hint("remove that reference first"),
            Self::NoTitle { .. } | Self::NamesTaken => Explanation::refused(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans another title for a record or, without one, the name that its contents give it.
pub fn plan(
    portfolio: &Portfolio,
    base: Base<'_>,
    record: &Record,
    title: Option<&str>,
) -> Result<Renaming, RenameError> {
    let _span = tracing::info_span!("records.rename").entered();
    let text = base.snapshot.text(&record.path).map_or("", |text| text);
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    let retitled = match title {
        Some(title) => retitled(record, text, title)?,
        None => text.to_owned(),
    };
    let path = new_path(record, title.unwrap_or(record.title()), portfolio)?;
    if path != record.path && base.snapshot.find(&path).is_some() {
        return Err(RenameError::Taken(path));
    }
    let id = RecordId::new(files::file_stem(&path));
    let updated = if id == record.id {
        Vec::new()
    } else {
        update_references(record, &id, &path, portfolio)?
    };
    let mut changes = ChangeSet::default();
    let mut updated_paths = Vec::with_capacity(updated.len());
    for (other, splices) in updated {
        let text = base.snapshot.text(&other.path).map_or("", |text| text);
        let expected = Sha256::digest(text.as_bytes());
        changes.splice(base, &checked(&other.path)?, expected, splices)?;
        updated_paths.push(other.path.clone());
    }
    let from = checked(&record.path)?;
    changes.edit(base, &from, retitled.as_bytes())?;
    changes.rename(base, &from, checked(&path)?)?;
    Ok(Renaming {
        changes,
        path,
        updated: updated_paths,
    })
}

fn retitled(record: &Record, text: &str, title: &str) -> Result<String, RenameError> {
    if record.kind.field("title").is_none() {
        return Err(RenameError::NoTitle {
            path: record.path.clone(),
            kind: words::with_article(&record.kind.title),
        });
    }
    let document = &record.document;
    set_field(
        text,
        &document.front,
        document.has_front,
        "title",
        &Yaml::word(title),
    )
    .ok_or_else(|| RenameError::Unreadable(record.path.clone()))
}

/// Returns the path that a record's kind, date and title give it, in the folder it is in.
fn new_path(record: &Record, title: &str, portfolio: &Portfolio) -> Result<String, RenameError> {
    let Some(pattern) = record.kind.pattern() else {
        return Ok(record.path.clone());
    };
    let part = |name: &str| match name {
        "date" => record.date.map(|date| date.to_string()),
        "slug" => Some(slug(title)),
        "award" => record.fields.iter().find_map(|field| match &field.value {
            Some(Value::Award(award)) => Some(
                AwardFiles::new(&short_name(award, portfolio))
                    .stem()
                    .to_owned(),
            ),
            _ => None,
        }),
        other => record.word(other).map(slug),
    };
    let stem = pattern
        .fill(part)
        .ok_or_else(|| RenameError::Unnamed(record.path.clone()))?;
    let folder = files::folder_of(&record.path);
    let path = |stem: &str| {
        if folder.is_empty() {
            format!("{stem}.md")
        } else {
            format!("{folder}/{stem}.md")
        }
    };
    let taken = |stem: &str| {
        portfolio
            .find(&record.kind.name, &RecordId::new(stem))
            .is_some_and(|other| other.path != record.path)
    };
    let mut stems = std::iter::once(stem.clone()).chain((2..1000).map(|n| format!("{stem}-{n}")));
    stems
        .find(|stem| !taken(stem))
        .map(|stem| path(&stem))
        .ok_or(RenameError::NamesTaken)
}

/// Returns the records that refer to this one, with what is corrected in their files.
fn update_references<'p>(
    record: &Record,
    id: &RecordId,
    path: &str,
    portfolio: &'p Portfolio,
) -> Result<Vec<(&'p Record, Vec<Splice>)>, RenameError> {
    let mut updated = Vec::new();
    for other in portfolio
        .records
        .iter()
        .filter(|other| !other.kind.written_by_cpd && !other.is_row())
    {
        let new = || scalar(id);
        let referring = references(other, record).into_iter();
        let referring = referring.map(|span| Splice { span, new: new() });
        let splices: Vec<Splice> = referring
            .chain(links(other, record, path, portfolio))
            .collect();
        if splices.is_empty() {
            continue;
        }
        if other.path == record.path {
            return Err(RenameError::RefersToItself);
        }
        updated.push((other, splices));
    }
    Ok(updated)
}

/// Returns the places at which a record's details name another.
pub fn references(record: &Record, to: &Record) -> Vec<Span> {
    let mut spans = Vec::new();
    collect(&record.fields, to, &mut spans);
    spans
}

fn collect(fields: &[FieldValue], to: &Record, spans: &mut Vec<Span>) {
    for field in fields {
        if let Some(value) = &field.value {
            collect_value(value, field.span, to, spans);
        }
    }
}

fn collect_value(value: &Value, at: Span, to: &Record, spans: &mut Vec<Span>) {
    match value {
        Value::Reference { kind, id } if *kind == to.kind.name && id.key() == to.id.key() => {
            spans.push(at);
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| collect_value(&item.value, item.span, to, spans)),
        Value::Map(fields) => collect(fields, to, spans),
        _ => {}
    }
}

/// Returns the links that lead to the record's file, with their new targets.
fn links(other: &Record, record: &Record, path: &str, portfolio: &Portfolio) -> Vec<Splice> {
    let base = files::folder_of(&other.path);
    let lead = |written: &str| {
        portfolio.linked_file(other, written).as_deref() == Some(record.path.as_str())
    };
    let text = |link: &crate::base::markdown::Reference| {
        Some(Splice {
            span: link.target_span?,
            new: target::replace_file(&link.target, base, path),
        })
    };
    other
        .document
        .outline
        .links
        .iter()
        .filter(|link| lead(&link.target))
        .filter_map(text)
        .collect()
}
