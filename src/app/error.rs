//! The shape that the errors of all use cases share.

use std::error::Error;

use crate::base::text::{did_you_mean, words};
use crate::domain::remedy::Remedy;

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

/// Advice on an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A sentence that needs no option and no command.
    Advice(String),
    /// Save what has changed.
    Save,
    /// Save what has changed, or remove it all the same.
    SaveOrInsist,
    /// Change what refers to it, or remove it all the same.
    ChangeOrInsist,
    /// Look at the findings, which say this.
    Check(&'static str),
    /// Go on with a change that was interrupted.
    Recover,
    /// Keep the portfolio in a repository.
    BeginRepository,
    /// See what is next.
    SeeStatus,
    /// See what is missing for a round to begin.
    SeeWhyNoRound,
    /// Start on an award that is still locked.
    StartEarly,
    Remedy(Remedy),
    /// Give an input that is missing, or another than the one that was given.
    Give(MissingInput),
    /// See whose step is next, or do this.
    SeeStatusOr(Remedy),
    /// Say which of several people signs.
    NameSigner {
        among: Vec<String>,
    },
    /// Say whose sign-off is meant, since several people have signed.
    NameWhose {
        among: Vec<String>,
    },
    /// Take the steps of an award, which write the sign-offs.
    TakeSteps,
    /// Put right what the check finds, or save all the same.
    MendOrInsist,
    /// Take back with git a commit that joins two histories.
    RevertMerge,
    /// See where a portfolio stands.
    SeeStanding,
    /// Begin in a folder that is not there yet.
    BeginInNewFolder,
    /// Name somebody else as the line manager.
    NameManager,
    /// See the rules in a list.
    ListRules,
    /// See who signed what.
    SeeHistory,
    /// Write into another folder, or under another name.
    OtherFolder,
    /// Save a file, unless git ignores it.
    SaveUnlessIgnored,
    /// List a key of one's own as one that may sign.
    ListOwnKey,
    /// List the key of the recorder.
    ListRecorderKey,
    /// Install what signs, or claim the step without a key.
    InstallOrClaim,
    /// Tell git which key signs, or claim the step without one.
    SetKeyOrClaim,
    /// Name the revision that is trusted.
    NameRevision,
    /// Print what there is of a pack.
    PrintDraft,
    /// Add somebody to the people of the portfolio.
    AddPerson,
    /// Say who wrote it, and add them to the people of the portfolio.
    NameWriter,
    /// See what the rules that were named mean.
    ExplainRules,
}

impl Hint {
    /// Asks for a similar name among those that are known, or else tells them all.
    pub fn similar(written: &str, known: &[impl AsRef<str>], lead: &str) -> Self {
        let question = did_you_mean::question(written, known.iter().map(AsRef::as_ref));
        Self::Advice(question.unwrap_or_else(|| format!("{lead}: {}", words::join_choices(known))))
    }
}

impl From<&str> for Hint {
    fn from(says: &str) -> Self {
        Self::Advice(says.to_owned())
    }
}

impl From<String> for Hint {
    fn from(says: String) -> Self {
        Self::Advice(says)
    }
}

impl From<Remedy> for Hint {
    fn from(remedy: Remedy) -> Self {
        Self::Remedy(remedy)
    }
}

/// An input of a use case, which each front end asks for in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingInput {
    /// Something to add to a person who is there: a role, an address or an account.
    Addition,
    /// One of several accounts.
    Account { among: Vec<String> },
    /// An account that is nobody else's.
    OtherAccount,
    /// The key that is revoked.
    RevokedKey,
    /// The text of the OpenPGP key that git signs with.
    ExportedKey { id: String },
    /// A key for git to sign with.
    SigningKey,
    /// The SSH key of the awarding body.
    AwardingBodyKey,
    /// A folder with a list of keys.
    ListOfKeys,
}
