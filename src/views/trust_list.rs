//! The people of a portfolio and every line that lists a key, as plain values.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::id::{Fingerprint, RecordId};
use crate::domain::signoff::key_lines::{KeyFlaw, KeyLine};

/// Everybody and every key that the lists name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrustList {
    /// Of this form; 1.
    pub version: u32,
    pub people: Vec<PersonEntry>,
    /// Every line of `trust/allowed_signers` that is neither empty nor a comment.
    pub keys: Vec<KeyEntry>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonEntry {
    pub id: RecordId,
    pub name: String,
    pub roles: Vec<HeldRole>,
    pub accounts: Vec<AccountEntry>,
}

/// A role, and the last day on which it is held where one is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRole {
    /// In words.
    pub name: String,
    pub until: Option<NaiveDate>,
}

/// An account on a forge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountEntry {
    pub host: String,
    pub id: u64,
}

/// A line that lists a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyEntry {
    /// Counted from 1.
    pub line: usize,
    /// Empty where the line is not understood.
    pub names: Vec<String>,
    pub key: Option<Fingerprint>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub revoked: bool,
    /// True if signatures by this key count, within its time.
    pub counts: bool,
    /// Sentences that say why the key counts for nobody.
    pub why: Vec<String>,
}

impl TrustList {
    /// Returns only the lines whose keys count for nobody.
    pub fn without_effect(self) -> Self {
        Self {
            people: Vec::new(),
            keys: self.keys.into_iter().filter(|key| !key.counts).collect(),
            ..self
        }
    }
}

impl KeyEntry {
    pub fn of(line: KeyLine) -> Self {
        Self {
            revoked: line.is_revoked(),
            counts: line.flaws.is_empty(),
            why: line.flaws.iter().map(in_words).collect(),
            line: line.line,
            names: line.names,
            key: line.key,
            from: line.from,
            until: line.until,
        }
    }

    /// Returns true if the line names this person and nobody else.
    pub fn is_of(&self, person: &str) -> bool {
        matches!(self.names.as_slice(), [name] if name == person)
    }
}

fn in_words(flaw: &KeyFlaw) -> String {
    match flaw {
        KeyFlaw::NotUnderstood => "it is not a valid line for a key".to_owned(),
        KeyFlaw::Authority => "cpd does not accept certificates".to_owned(),
        KeyFlaw::Shared => "the key is listed for more than one name".to_owned(),
        KeyFlaw::NotAnId(name) => format!("`{name}` is not a valid id of a person"),
        KeyFlaw::Nobody(name) => format!("`{name}` is not in trust/people.yaml"),
        KeyFlaw::OtherPurpose => {
            "the key is neither for sign-offs nor for records of reviews".to_owned()
        }
        KeyFlaw::Revoked => "the key is revoked".to_owned(),
        KeyFlaw::NoRevocations => "trust/revoked_keys is missing or cannot be read".to_owned(),
    }
}
