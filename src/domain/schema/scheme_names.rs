//! The names that one scheme may use, and what each stands for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::filter::{Path, Root};
use super::set::Set;
use super::shape::Shape;
use super::{
    Catalogue, Field, FieldType, Kinds, Recurrence, RegistrationSpec, SchemaReader, Scheme,
};
use crate::base::document::Node;
use crate::domain::id::KindId;

/// Everything that can be named in a scheme.
pub struct SchemeNames<'a> {
    pub kinds: &'a Kinds,
    pub sets: BTreeMap<String, Set>,
    pub catalogues: BTreeMap<String, Catalogue>,
    pub periods: BTreeMap<String, Recurrence>,
    pub awards: Vec<String>,
    /// Confirmations, each with the kind of its records once that is read.
    pub confirmations: BTreeMap<String, Option<KindId>>,
    /// Roles that somebody may hold: the usual ones, and those the scheme adds.
    pub roles: Vec<String>,
    /// The registrations that the scheme follows.
    pub registration: Option<Arc<RegistrationSpec>>,
    /// True if `$award` means something here: in criteria, not in duties.
    pub in_award: bool,
    /// The most days of the time whose records count here, where it is limited.
    pub period_days: Option<i64>,
    /// The criterion's own periods.
    pub within: Option<Recurrence>,
    /// True if the criterion is for awards that are all repeated.
    pub in_round: bool,
}

/// Fields that a catalogue's items may be asked for.
const CATALOGUE_FIELDS: [&str; 5] = ["id", "title", "group", "calendar", "expects"];

/// Type of a path that names the owner and no field.
static PERSON: FieldType = FieldType::Person;

impl<'a> SchemeNames<'a> {
    pub fn new(kinds: &'a Kinds) -> Self {
        Self {
            kinds,
            sets: BTreeMap::new(),
            catalogues: BTreeMap::new(),
            periods: BTreeMap::new(),
            awards: Vec::new(),
            confirmations: BTreeMap::new(),
            roles: kinds.usual_roles().to_vec(),
            registration: None,
            in_award: true,
            period_days: None,
            within: None,
            in_round: false,
        }
    }

    /// The names of a scheme that has been read.
    pub fn for_scheme(scheme: &Scheme, kinds: &'a Kinds) -> Self {
        Self {
            kinds,
            sets: scheme.sets.clone(),
            catalogues: scheme.catalogues.clone(),
            periods: scheme.periods.clone(),
            awards: scheme
                .awards
                .iter()
                .map(|award| award.id.to_string())
                .collect(),
            confirmations: scheme
                .confirmations
                .iter()
                .map(|one| (one.name().to_string(), Some(one.kind.clone())))
                .collect(),
            roles: [kinds.usual_roles(), &scheme.roles].concat(),
            registration: scheme.registration.clone(),
            in_award: true,
            period_days: None,
            within: None,
            in_round: false,
        }
    }

    /// A role that the scheme or everybody knows.
    pub fn role<'n>(&self, node: &'n Node, reader: &mut SchemaReader) -> Option<&'n str> {
        let role = reader.read_word(node)?;
        if !self.roles.iter().any(|known| known == role) {
            let known = self.roles.iter().map(String::as_str);
            reader.unknown_name(node.span, "role", role, known);
        }
        Some(role)
    }

    /// The fields that items of this shape have.
    pub fn fields(&self, shape: &Shape) -> &'a [Field] {
        match shape {
            Shape::Kind(kind) => self
                .kinds
                .get(kind)
                .map(|kind| kind.fields.as_slice())
                .unwrap_or_default(),
            Shape::Rows { kind, field } => {
                let field = self.kinds.get(kind).and_then(|kind| kind.field(field));
                match field.map(|field| field.ty.item()) {
                    Some(FieldType::Map(fields)) => fields,
                    _ => &[],
                }
            }
            Shape::Catalogue(_) | Shape::Unknown => &[],
        }
    }

    /// The catalogue that a field of a catalogue's items leads to.
    pub fn target_catalogue(&self, catalogue: &str, field: &str) -> Option<&str> {
        let catalogue = self.catalogues.get(catalogue)?;
        match field {
            "calendar" => catalogue.calendar.as_deref(),
            "expects" => catalogue.expects.as_deref(),
            _ => None,
        }
    }

    pub fn field(&self, shape: &Shape, name: &str) -> Option<&'a Field> {
        self.fields(shape).iter().find(|field| field.name == name)
    }

    pub fn field_names(&self, shape: &Shape) -> Vec<&'a str> {
        match shape {
            Shape::Catalogue(_) => CATALOGUE_FIELDS.to_vec(),
            other => self
                .fields(other)
                .iter()
                .map(|field| field.name.as_str())
                .collect(),
        }
    }

    /// Returns true if items of this shape have the field.
    pub fn has_field(&self, shape: &Shape, name: &str) -> bool {
        matches!(shape, Shape::Unknown) || self.field_names(shape).contains(&name)
    }

    /// The shape that a path starts from.
    pub fn root(&self, shape: &Shape, path: &Path) -> Shape {
        match path.root {
            Root::Item => shape.clone(),
            Root::Owner => Shape::Kind(KindId::person().clone()),
            Root::Registration => RegistrationSpec::shape(),
        }
    }

    /// The type at the end of a path; `Err` names the step that leads nowhere
    /// and what would have.
    pub fn follow(
        &self,
        shape: &Shape,
        path: &Path,
    ) -> Result<Option<&'a FieldType>, (String, Vec<&'a str>)> {
        // A kind may have a field of that name, and then it is meant.
        if path.root == Root::Owner && path.steps.is_empty() {
            return Ok(self
                .field(shape, "owner")
                .map_or(Some(&PERSON), |own| Some(&own.ty)));
        }
        if path.root == Root::Registration && self.registration.is_none() {
            return Err(("registration".to_owned(), self.field_names(shape)));
        }
        let mut shape = self.root(shape, path);
        let mut ty = None;
        for (at, step) in path.steps.iter().enumerate() {
            if matches!(shape, Shape::Unknown) {
                return Ok(None);
            }
            if !self.has_field(&shape, step) {
                return Err((step.clone(), self.field_names(&shape)));
            }
            ty = self.field(&shape, step).map(|field| &field.ty);
            let last = at + 1 == path.steps.len();
            if !last {
                shape = match ty.and_then(FieldType::refers_to) {
                    Some(kind) => Shape::Kind(kind.clone()),
                    None => return Err((path.steps[at + 1].clone(), Vec::new())),
                };
            }
        }
        Ok(ty)
    }
}
