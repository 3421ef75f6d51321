//! Schemes that can be followed, as plain values.

use serde::Serialize;

use crate::base::files::digest::Sha256;
use crate::domain::schema::SchemeOrigin;

/// The schemes within reach: a portfolio's own, then those that come with cpd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeList {
    /// Of this form; 1.
    pub version: u32,
    pub schemes: Vec<ListedScheme>,
}

/// One version of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedScheme {
    pub id: String,
    pub version: String,
    pub sha256: Sha256,
    pub origin: SchemeOrigin,
    /// The path of its `scheme.yaml`; none if it comes with cpd.
    pub path: Option<String>,
    /// None where it cannot be read.
    pub title: Option<String>,
    /// True if the body that runs the programme made or approved it.
    pub official: bool,
}

impl SchemeList {
    pub fn new(schemes: Vec<ListedScheme>) -> Self {
        Self {
            version: 1,
            schemes,
        }
    }
}
