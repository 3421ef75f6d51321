//! Sets: which records, rows, people or items a criterion speaks of.

use std::sync::Arc;

use super::filter::{self, Filter};
use super::period::read_length;
use super::{FieldType, ReferenceTarget, SchemaFaultKind, SchemaReader, SchemeNames, Shape};
use crate::base::calendar::Length;
use crate::base::document::Node;
use crate::domain::id::KindId;

/// A set as a scheme writes it, with named sets put in place.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    pub source: SetSource,
    pub filter: Filter,
    /// The reference field whose targets stand for the members.
    pub follow: Option<String>,
    /// Records dated so long before the period belong to it as well.
    pub before: Option<Length>,
    /// Sort of thing that its members are.
    pub shape: Shape,
}

/// Source of the members.
#[derive(Debug, Clone, PartialEq)]
pub enum SetSource {
    Kind(KindId),
    Rows {
        kind: KindId,
        field: String,
    },
    Owner,
    Catalogue(String),
    Set(Arc<Set>),
    /// The record of a kind that is confirmed, where a confirmation is judged.
    ConfirmedRecord(KindId),
}

impl Set {
    /// Everything that comes from somewhere.
    pub fn without_filter(source: SetSource, shape: Shape) -> Self {
        Self {
            source,
            filter: Filter::default(),
            follow: None,
            before: None,
            shape,
        }
    }

    /// The kind of the records that a person would write to add to the set.
    pub fn written_kind(&self) -> Option<&KindId> {
        match &self.source {
            SetSource::Kind(kind)
            | SetSource::Rows { kind, .. }
            | SetSource::ConfirmedRecord(kind) => Some(kind),
            SetSource::Set(of) => of.written_kind(),
            SetSource::Owner | SetSource::Catalogue(_) => None,
        }
    }

    /// The kind of whose rows it is made, where it is made of rows.
    pub fn row_kind(&self) -> Option<&KindId> {
        match &self.source {
            SetSource::Rows { kind, .. } => Some(kind),
            SetSource::Set(of) if of.follow.is_none() => of.row_kind(),
            _ => None,
        }
    }

    /// Returns what a new member would have to say: equalities of its filters.
    pub fn required_values(&self) -> Vec<(&filter::Path, &filter::Test)> {
        let mut found = match &self.source {
            SetSource::Set(of) if of.follow.is_none() => of.required_values(),
            _ => Vec::new(),
        };
        found.extend(
            self.filter
                .clauses
                .iter()
                .filter_map(|clause| match clause {
                    filter::Clause::Field { path, test } => Some((path, test)),
                    filter::Clause::Any(_) | filter::Clause::Confirmed(_) => None,
                }),
        );
        found
    }

    /// Returns true if a clause of this kind decides who its members are.
    pub fn has_clause(&self, is_meant: &dyn Fn(&filter::Clause) -> bool) -> bool {
        let in_source = match &self.source {
            SetSource::Set(of) => of.has_clause(is_meant),
            _ => false,
        };
        in_source || self.filter.has_clause(is_meant)
    }

    /// Returns the sort of thing that its filter is about.
    pub fn filtered_shape(&self) -> Option<&Shape> {
        match (&self.follow, &self.source) {
            (None, _) => Some(&self.shape),
            (Some(_), SetSource::Set(of)) => Some(&of.shape),
            (Some(_), _) => None,
        }
    }
}

/// Reads a set whose members do not depend on confirmations: what is signed or printed must
/// not change if somebody confirms a record later.
pub fn read_fixed(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Set> {
    let set = read(node, names, reader)?;
    if set.has_clause(&filter::Clause::is_about_confirmations) {
        let why = "what is signed or printed cannot depend on `confirmed`, since a later \
                   confirmation would change it";
        let why = why.to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    Some(set)
}

const KEYS: [&str; 6] = ["kind", "of", "catalogue", "where", "follow", "before"];

/// Reads a set: `NAME`, `owner`, or `{ kind | of | catalogue, where, follow }`.
pub fn read(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Set> {
    match node.scalar() {
        Some("owner") => Some(Set::without_filter(
            SetSource::Owner,
            Shape::Kind(KindId::person().clone()),
        )),
        Some(name) => read_named(name, node, names, reader),
        None => {
            reader.read_map(node)?;
            reader.report_unknown_keys(node, &KEYS);
            let (source, shape) = read_source(node, names, reader)?;
            let filter = match node.get("where") {
                Some(filter) => filter::read(filter, &shape, names, reader),
                None => Filter::default(),
            };
            let (follow, shape) = read_follow(node, shape, names, reader);
            Some(Set {
                source,
                filter,
                follow,
                before: node.get("before").and_then(|at| read_length(at, reader)),
                shape,
            })
        }
    }
}

fn read_named(
    name: &str,
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Set> {
    let set = names.sets.get(name).cloned();
    if set.is_none() {
        let known = names.sets.keys().map(String::as_str).chain(["owner"]);
        reader.unknown_name(node.span, "set", name, known);
    }
    set
}

fn read_source(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<(SetSource, Shape)> {
    if let Some(of) = node.get("of") {
        let inner = read(of, names, reader)?;
        let shape = inner.shape.clone();
        return Some((SetSource::Set(Arc::new(inner)), shape));
    }
    if let Some(catalogue) = node.get("catalogue") {
        let name = reader.read_word(catalogue)?;
        if !names.catalogues.contains_key(name) {
            reader.unknown_name(
                catalogue.span,
                "catalogue",
                name,
                names.catalogues.keys().map(String::as_str),
            );
            return None;
        }
        return Some((
            SetSource::Catalogue(name.into()),
            Shape::Catalogue(name.into()),
        ));
    }
    let Some(kind) = node.get("kind") else {
        reader.report(node.span, SchemaFaultKind::MissingKey { key: "kind" });
        return None;
    };
    let written = reader.read_word(kind)?;
    let (name, rows) = match written.split_once('.') {
        Some((name, field)) => (name, Some(field)),
        None => (written, None),
    };
    let Some(known) = names.kinds.get(name) else {
        reader.unknown_name(kind.span, "kind", name, names.kinds.names());
        return None;
    };
    let name = &known.name;
    let shape = Shape::Kind(name.clone());
    let Some(field) = rows else {
        return Some((SetSource::Kind(name.clone()), shape));
    };
    match names.field(&shape, field).map(|field| field.ty.clone()) {
        Some(FieldType::List(of)) if matches!(*of, FieldType::Map(_)) => {
            let (kind, field) = (name.clone(), field.to_owned());
            Some((
                SetSource::Rows {
                    kind: kind.clone(),
                    field: field.clone(),
                },
                Shape::Rows { kind, field },
            ))
        }
        _ => {
            reader.unknown_name(kind.span, "list of rows", written, []);
            None
        }
    }
}

fn read_follow(
    node: &Node,
    shape: Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> (Option<String>, Shape) {
    let Some(follow) = node.get("follow") else {
        return (None, shape);
    };
    let Some(field) = reader.read_word(follow) else {
        return (None, Shape::Unknown);
    };
    if let Shape::Catalogue(name) = &shape
        && let Some(other) = names.target_catalogue(name, field)
    {
        let after = Shape::Catalogue(other.to_owned());
        return (Some(field.to_owned()), after);
    }
    let ty = names.field(&shape, field).map(|field| field.ty.item());
    let after = match ty {
        Some(FieldType::Reference(ReferenceTarget::Kind(kind))) => Shape::Kind(kind.clone()),
        Some(FieldType::Reference(ReferenceTarget::Catalogue(name))) => {
            Shape::Catalogue(name.clone())
        }
        Some(FieldType::Person) => Shape::Kind(KindId::person().clone()),
        _ if matches!(shape, Shape::Unknown) => Shape::Unknown,
        _ => {
            let references = names
                .fields(&shape)
                .iter()
                .filter(|f| f.ty.refers_to().is_some());
            reader.unknown_name(
                follow.span,
                "reference",
                field,
                references.map(|f| f.name.as_str()),
            );
            Shape::Unknown
        }
    };
    (Some(field.to_owned()), after)
}
