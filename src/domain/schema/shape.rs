//! What the members of a set are, which decides the fields they have.

/// What the members of a set are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Kind(String),
    Rows {
        kind: String,
        field: String,
    },
    Catalogue(String),
    /// A fault was reported where it was named.
    Unknown,
}
