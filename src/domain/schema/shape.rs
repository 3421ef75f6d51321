//! Says what the members of a set are, which decides the fields they have.

use crate::domain::id::KindId;

/// Sort of thing that the members of a set are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Kind(KindId),
    Rows {
        kind: KindId,
        field: String,
    },
    Catalogue(String),
    /// A fault was reported where it was named.
    Unknown,
}
