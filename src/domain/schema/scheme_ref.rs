//! The exact version of a scheme that something was judged by.

use serde::Serialize;

use crate::base::files::digest::Sha256;
use crate::domain::id::SchemeId;

/// One version of a scheme, by its content, and its origin: a portfolio's own scheme may
/// have the id of one that comes with cpd, and another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeRef {
    pub id: SchemeId,
    pub version: String,
    /// The digest of its files.
    pub sha256: Sha256,
    pub origin: SchemeOrigin,
    /// The path of its `scheme.yaml`; none if it comes with cpd.
    pub path: Option<String>,
}

impl SchemeRef {
    /// Returns where it comes from and its digest, in words.
    pub fn describe(&self) -> String {
        let Self { id, version, .. } = self;
        let origin = match self.origin {
            SchemeOrigin::BuiltIn => "comes with cpd",
            SchemeOrigin::Portfolio => "is the portfolio's own",
        };
        format!("scheme {id} {version} {origin}: sha256 {}", self.sha256)
    }
}

/// The place that a scheme's files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SchemeOrigin {
    /// The program.
    BuiltIn,
    /// The folder `schemes/` of a portfolio, or files beside one.
    Portfolio,
}

impl SchemeOrigin {
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Portfolio => "portfolio",
        }
    }

    /// Returns the name of a scheme, with a note where it does not come with cpd.
    pub fn annotate(self, name: &str) -> String {
        match self {
            Self::BuiltIn => name.to_owned(),
            Self::Portfolio => format!("{name} (this portfolio's own scheme)"),
        }
    }
}
