//! A register of awards as its readers see it: its entries as rows, one entry whole, and what is
//! wrong with it.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::domain::register::EntryKind;

/// The entries of a register, in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterList {
    /// Of this form; 1.
    pub version: u32,
    pub prefix: String,
    /// The name of the awarding body.
    pub body: String,
    pub entries: Vec<RegisterLine>,
    /// The number of things that are wrong with the register.
    pub problems: usize,
}

/// An entry in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterLine {
    pub number: String,
    pub state: EntryState,
    #[serde(serialize_with = "kind_name")]
    pub kind: EntryKind,
    pub decided_on: NaiveDate,
    /// The id and the name of the owner.
    pub person: String,
    pub name: String,
    pub scheme: String,
    pub scheme_version: String,
    /// The qualified id of the award, and its title.
    pub award: String,
    pub title: String,
    /// Whoever granted or returned it.
    pub decided_by: String,
    /// The worth of their sign-off: `signed`, `attested` or `claimed`.
    pub assurance: String,
    /// The list that said who the people of the pack are.
    pub people: &'static str,
    pub portfolio: String,
    pub pack_sha256: Option<String>,
    /// The ids of the criteria that a return is about.
    pub criteria: Vec<String>,
    /// The person who signed the entry.
    pub registered_by: String,
    pub revoked: Option<RevokedLine>,
}

fn kind_name<S: Serializer>(kind: &EntryKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// A revocation in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevokedLine {
    pub on: NaiveDate,
    pub by: String,
    pub reason: String,
}

/// The state of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    Granted,
    Returned,
    Revoked,
    /// Its signature does not count.
    Invalid,
}

impl RegisterLine {
    /// Returns the owner in words, after the title of the award.
    pub fn to_owner(&self) -> String {
        let preposition = match self.kind {
            EntryKind::Grant => "to",
            EntryKind::Return => "of",
        };
        format!("{preposition} {}", self.name)
    }
}

impl EntryState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Returned => "returned",
            Self::Revoked => "revoked",
            Self::Invalid => "not valid",
        }
    }
}

/// One entry whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterDetails {
    /// Of this form; 1.
    pub version: u32,
    pub body: String,
    #[serde(flatten)]
    pub line: RegisterLine,
    /// The list that said who the people of the pack are, in words.
    #[serde(skip)]
    pub people_says: &'static str,
    /// The path of the entry, and the SHA-256 of its file.
    pub path: String,
    pub sha256: String,
    /// The key that signed it; none if its signature does not count.
    pub key: Option<String>,
    /// The reason why its signature does not count.
    pub fault: Option<String>,
    /// The SHA-256 of each sign-off, with its path in the portfolio.
    pub signoffs: Vec<RegisteredSignoff>,
    /// Faults of its files.
    pub problems: Vec<RegisterProblem>,
    /// The command that checks the signature without cpd.
    pub by_hand: String,
}

/// A sign-off of an award that was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisteredSignoff {
    pub path: String,
    pub sha256: String,
}

/// The findings of a check of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterCheck {
    /// Of this form; 1.
    pub version: u32,
    pub entries: usize,
    pub revocations: usize,
    pub problems: Vec<RegisterProblem>,
}

/// Something that is wrong with a register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RegisterProblem {
    /// A path or a number.
    pub about: String,
    pub says: String,
}
