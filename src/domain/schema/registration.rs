//! The registration with a professional body that a scheme is about, and the dates of the owner's
//! that periods are counted from.

use std::sync::Arc;

use super::field::Vocabulary;
use super::filter::{Path, read_path};
use super::period::read_length;
use super::{FieldType, Origin, Root, SchemaReader, SchemeNames, Shape};
use crate::base::calendar::Length;
use crate::base::document::Node;
use crate::base::text::fold;
use crate::domain::id::KindId;

/// The field of a person that holds their registrations, and two names in its rows.
pub const REGISTRATIONS: &str = "registrations";
pub const BODY: &str = "body";
pub const PART: &str = "as";

/// The registrations that a scheme follows: those with one body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationSpec {
    pub body: String,
    /// The parts of its register, or its titles. An entry that names no body is one of this body
    /// if its part is here.
    pub parts: Vec<String>,
    /// True if a registration that is added within a period is asked for from the next one.
    pub added_next: bool,
    /// Whoever registers in so long a time before the end of a round is asked from the next one.
    pub late_start: Option<Length>,
    pub origin: Origin,
}

/// A date of the owner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerDate {
    /// A date of their entry.
    Entry(String),
    /// A date of a registration with the body that the scheme follows.
    Registration {
        with: Arc<RegistrationSpec>,
        field: String,
    },
}

impl RegistrationSpec {
    /// Returns the shape of a registration: a row in a person's entry.
    pub fn shape() -> Shape {
        Shape::Rows {
            kind: KindId::person().clone(),
            field: REGISTRATIONS.to_owned(),
        }
    }

    /// Returns the parts as the words of a choice.
    pub fn vocabulary(&self) -> Arc<Vocabulary> {
        Arc::new(Vocabulary {
            name: self.body.clone(),
            terms: self.parts.clone(),
            origin: self.origin.clone(),
        })
    }

    /// Returns true if an entry with this body and this part is one of the body's.
    pub fn includes(&self, body: Option<&str>, part: Option<&str>) -> bool {
        match body {
            Some(body) => fold(body) == fold(&self.body),
            None => part.is_some_and(|part| self.has_part(part)),
        }
    }

    /// Returns true for a part of the body's register.
    pub fn has_part(&self, part: &str) -> bool {
        self.parts.iter().any(|known| fold(known) == fold(part))
    }
}

impl OwnerDate {
    /// Returns the name of the field.
    pub fn field(&self) -> &str {
        match self {
            Self::Entry(field) | Self::Registration { field, .. } => field,
        }
    }
}

/// Reads `registration: { body, as, added, late_start }`.
pub fn read(top: &Node, reader: &mut SchemaReader) -> Option<Arc<RegistrationSpec>> {
    let node = top.get("registration")?;
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &[BODY, PART, "added", "late_start"]);
    let body = reader.require_word(node, BODY)?.to_owned();
    let added = node.get("added");
    if let Some(at) = added.filter(|at| at.scalar() != Some("next-period")) {
        reader.report_wrong(at, "`next-period`");
    }
    let late_start = node
        .get("late_start")
        .and_then(|at| read_length(at, reader));
    Some(Arc::new(RegistrationSpec {
        body,
        parts: reader.words_at(node, PART),
        added_next: added.is_some(),
        late_start,
        origin: reader.origin(node.span),
    }))
}

/// Reads `owner.joined`, a date of the person whose portfolio it is, or `registration.renewal`.
pub fn read_owner_date(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<OwnerDate> {
    let word = reader.read_word(node)?;
    let person = Shape::Kind(KindId::person().clone());
    let path: Path = read_path(word, node.span, &person, names, reader)?;
    let is_date = matches!(names.follow(&person, &path), Ok(Some(FieldType::Date)));
    let found = match (path.root, path.steps.as_slice(), &names.registration) {
        (Root::Owner, [field], _) if is_date => Some(OwnerDate::Entry(field.clone())),
        (Root::Registration, [field], Some(with)) if is_date => Some(OwnerDate::Registration {
            with: with.clone(),
            field: field.clone(),
        }),
        _ => None,
    };
    if found.is_none() {
        let needed = "a date of the owner, such as owner.joined or registration.renewal";
        reader.report_wrong(node, needed);
    }
    found
}
