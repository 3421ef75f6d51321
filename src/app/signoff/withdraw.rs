//! Taking a sign-off back: what was signed stays to be seen, and no longer counts.

use chrono::{DateTime, Utc};

use super::sign::{Entry, Place, Proof, SignError, Signed, committed, map, record};
use crate::app::ports::CommitAuthor;
use crate::base::document::write::Yaml;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Person;
use crate::domain::schema::{Assurance, Scheme};
use crate::domain::signoff::{Signoff, WITHDRAW};

/// A sign-off that its signer takes back, and why.
pub struct Withdrawal<'a> {
    pub signoff: &'a Signoff<'a>,
    pub award: &'a AwardRef,
    /// The award as the message of the commit names it.
    pub title: &'a str,
    pub scheme: &'a Scheme,
    pub by: Person<'a>,
    pub words: &'a str,
    pub on: DateTime<Utc>,
    pub proof: Proof<'a>,
    pub author: &'a CommitAuthor,
}

/// Writes and commits the record that takes a sign-off back.
pub fn withdraw(asked: &Withdrawal<'_>, place: Place<'_>) -> Result<Signed, SignError> {
    let path = &asked.signoff.record.path;
    let kept = committed(path, place.repository)?;
    let entry = Entry {
        award: asked.award,
        scheme: asked.scheme,
        step: WITHDRAW,
        by: asked.by,
        role: asked.signoff.role,
        on: asked.on,
        more: vec![
            ("withdraws", map(&[("path", path), ("blob", &kept.id)])),
            ("subjects", Yaml::List(Vec::new())),
        ],
        words: asked.words,
        least: Assurance::Claimed,
        says: format!(
            "Withdraw {} of {}: {}",
            asked.signoff.step,
            asked.title,
            asked.by.name()
        ),
    };
    record(&entry, asked.proof, asked.author, place)
}
