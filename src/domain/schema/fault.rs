//! Faults in a kinds file or a scheme.

use super::Origin;
use crate::base::document::Malformed;

/// A fault in a schema file, at its own line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFault {
    pub at: Origin,
    pub trouble: SchemaFaultKind,
}

/// The kind of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaFaultKind {
    Malformed(Malformed),
    /// A key that means nothing in this place.
    UnknownKey {
        key: String,
        known: Vec<String>,
    },
    /// A name that nothing bears: which sort of name, and those that exist.
    UnknownName {
        noun: &'static str,
        name: String,
        known: Vec<String>,
    },
    /// A criterion's form that no code judges.
    UnknownForm {
        name: String,
        known: Vec<String>,
    },
    /// A criterion with several forms, or none.
    Forms {
        found: usize,
    },
    /// A value of the wrong shape.
    Shape {
        needed: String,
        found: String,
    },
    /// A key that has to be there.
    MissingKey {
        key: &'static str,
    },
    /// The same id twice.
    Repeated {
        noun: &'static str,
        name: String,
    },
    /// A name that cpd uses itself.
    Reserved {
        noun: &'static str,
        name: String,
        /// The purpose for which cpd uses it.
        used_for: &'static str,
    },
    /// Names that lead back to themselves.
    Circle {
        noun: &'static str,
        name: String,
    },
    /// A requirement that nothing can meet.
    Impossible {
        why: String,
    },
    /// Two schemes that need the same field to be different things.
    Conflict {
        kind: String,
        field: String,
    },
}
