//! The shape that the errors of all use cases share.

use std::error::Error;

use crate::base::text::{did_you_mean, words};
use crate::domain::remedy::{Invocation, Remedy};

/// An error of a use case: a sentence that names no option and no command, and what
/// belongs to it.
pub trait Explain: Error + Sized {
    /// Returns what belongs to the sentence. An error that wraps another returns the
    /// explanation of that one, so nothing of it is lost.
    fn explain(&self) -> Explanation;
}

/// Everything that belongs to the sentence of an error. A front end words the hint for its
/// own surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub class: Class,
    /// The things that the sentence is about, one to a line.
    pub details: Vec<String>,
    /// The things that still have to be done, one to a line after the details.
    pub remedies: Vec<Remedy>,
    /// The next thing to do.
    pub hint: Option<Hint>,
}

impl Explanation {
    pub fn refused() -> Self {
        Self::of(Class::Refused)
    }

    pub fn failed() -> Self {
        Self::of(Class::Failed)
    }

    fn of(class: Class) -> Self {
        Self {
            class,
            details: Vec::new(),
            remedies: Vec::new(),
            hint: None,
        }
    }

    #[must_use]
    pub fn details(self, lines: impl IntoIterator<Item = String>) -> Self {
        Self {
            details: lines.into_iter().collect(),
            ..self
        }
    }

    #[must_use]
    pub fn remedies(self, remedies: Vec<Remedy>) -> Self {
        Self { remedies, ..self }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<Hint>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// The reason why a use case did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It could be done, and a rule forbids it.
    Refused,
    /// It cannot be done.
    Failed,
    /// The person broke off.
    Cancelled,
}

/// Advice on an error, in parts: each front end has its own commands and inputs, so a
/// sentence that is about one holds it as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint(Vec<HintPart>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HintPart {
    /// Words that name no command and no option of this program.
    Words(String),
    Remedy(Remedy),
    Input(Input),
}

/// An input of a use case, which each front end takes in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The decision to do it all the same.
    Anyway,
    /// The person who signs or has signed.
    Signer,
    /// The decision to sign without a key.
    Unsigned,
    /// The decision to look at a change that is not made.
    Preview,
    Manager,
    Folder,
    /// The revision that is trusted.
    TrustedRevision,
    /// The decision to print what there is of a pack.
    Draft,
    /// The decision to print files that have changed since they were signed.
    CurrentFiles,
    Role,
    Email,
    Account,
    /// The last day of a key or role.
    LastDay,
    /// The file of a public key.
    KeyFile,
    /// The key of the awarding body.
    SigningKey,
    /// A folder with a list of keys.
    KeyList,
    /// The decision to make a sample without keys.
    WithoutKeys,
    /// The award that something is about.
    Award,
    /// The day on which something was received.
    ReceivedOn,
    /// The decision that an answer is a yes.
    Approved,
    /// The decision that an answer is a no.
    Declined,
    /// Somebody's words.
    Words,
    /// The file of a reply.
    Reply,
    /// The figure that stands first in dates.
    DateOrder,
    /// The parts of a record that the headings of a table fill.
    Mapping,
    /// The sheet of a spreadsheet.
    Sheet,
}

impl Hint {
    pub fn parts(&self) -> &[HintPart] {
        &self.0
    }

    /// Returns the hint with another part at its end.
    #[must_use]
    pub fn then(mut self, part: impl Into<HintPart>) -> Self {
        self.0.push(part.into());
        self
    }

    /// Asks for a similar name among those that are known, or else tells them all.
    pub fn similar(written: &str, known: &[impl AsRef<str>], lead: &str) -> Self {
        let question = did_you_mean::question(written, known.iter().map(AsRef::as_ref));
        let all = || format!("{lead}: {}", words::join_choices(known));
        Self::from(question.unwrap_or_else(all))
    }
}

impl<P: Into<HintPart>> From<P> for Hint {
    fn from(part: P) -> Self {
        Self(vec![part.into()])
    }
}

impl From<&str> for HintPart {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for HintPart {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<Remedy> for HintPart {
    fn from(remedy: Remedy) -> Self {
        Self::Remedy(remedy)
    }
}

impl From<Invocation> for HintPart {
    fn from(what: Invocation) -> Self {
        Self::Remedy(Remedy::invoke("", what))
    }
}

impl From<Input> for HintPart {
    fn from(input: Input) -> Self {
        Self::Input(input)
    }
}
