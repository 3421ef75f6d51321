//! The error that finding, showing, checking and comparing schemes share.

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::base::text::words;
use crate::domain::remedy::{Invocation, Remedy};

/// Reasons why a scheme is not found, or nothing can be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemeError {
    #[error("there is no scheme called {id}")]
    Unknown {
        id: String,
        /// A question that asks for the name which was probably meant.
        question: Option<String>,
        known: Vec<String>,
    },
    #[error("there is no version {version} of {id}")]
    NoVersion {
        id: String,
        version: String,
        known: Vec<String>,
    },
    #[error("there is no scheme.yaml at {0}")]
    NoFile(String),
    #[error("{path} cannot be read: {why}")]
    Unreadable { path: String, why: String },
    /// Its file is there, and is not text or is far too long.
    #[error("{0} cannot be read")]
    NotText(String),
    #[error("the scheme {0} cannot be read")]
    NoScheme(String),
    /// Mistakes would be taken for changes.
    #[error("{name} has errors, so it cannot be compared")]
    Mistakes { name: String, folder: String },
}

impl Explain for SchemeError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unknown {
                question: Some(question),
                ..
            } => Explanation::failed().hint(question.as_str()),
            Self::Unknown { known, .. } | Self::NoVersion { known, .. } => {
                Explanation::failed().hint(format!("choose from: {}", words::join_choices(known)))
            }
            Self::NoFile(_) => {
                Explanation::failed().hint("name the file, its folder, or a scheme's id")
            }
            Self::Unreadable { .. } => Explanation::failed(),
            Self::NotText(_) => {
                Explanation::failed().hint("a scheme is UTF-8 text of at most 2 MB")
            }
            Self::NoScheme(what) => hint_at_check("to see why", what),
            Self::Mistakes { folder, .. } => hint_at_check("to see the errors", folder),
        }
    }
}

fn hint_at_check(says: &str, scheme: &str) -> Explanation {
    let what = scheme.to_owned();
    Explanation::failed().hint(Remedy::invoke(says, Invocation::CheckScheme { what }))
}
