//! Reads the history of sign-offs: the first commit of each, those that were removed, and
//! the revocation of keys.

use std::collections::{BTreeMap, BTreeSet};

use super::Signoff;
use super::trust::REVOKED_KEYS;
use super::trust_lint::revokes;
use crate::base::files::digest::BlobId;
use crate::base::files::is_text;
use crate::domain::id::Fingerprint;
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommittedContent, History};

/// Returns a sign-off as the first commit holds it that has it as it is now; `None` where
/// none does, or the history is incomplete.
pub fn first_committed<'h>(
    signoff: &Signoff<'_>,
    history: History<'h>,
) -> Option<&'h CommittedContent> {
    let seen = history.signoff_contents();
    let text = signoff.record.text.as_bytes();
    let mut here = seen.iter().filter(|one| one.path == signoff.record.path);
    here.find(|one| one.blob.matches_content(text))
}

/// Returns the time of the first commit that lists a key as revoked, in seconds since 1970,
/// where history tells.
pub fn revoked_at(key: &Fingerprint, history: History<'_>) -> Option<i64> {
    let path = REVOKED_KEYS.to_owned();
    let changes = history.changes(std::slice::from_ref(&path)).ok()?;
    // A list that cannot be read might name any key.
    let names_key = |blob: BlobId| {
        let text = history.blob(blob).map(String::from_utf8);
        text.and_then(Result::ok)
            .is_none_or(|text| revokes(key, &text))
    };
    let lists = changes.get(&path)?.iter();
    let lists = lists.filter(|change| change.blob.is_some_and(names_key));
    lists.map(|change| change.seconds).min()
}

/// Contents of sign-offs that were committed once and are not here any more. What was
/// put back as it was first counts as here.
pub fn removed<'h>(portfolio: &Portfolio, history: History<'h>) -> Vec<&'h CommittedContent> {
    let gone = missing(portfolio, history);
    let mut first: BTreeMap<&str, &CommittedContent> = BTreeMap::new();
    for one in history.signoff_contents() {
        let known = first.entry(&one.path).or_insert(one);
        if one.seconds < known.seconds {
            *known = one;
        }
    }
    let lost: BTreeSet<(&str, BlobId)> = gone.iter().map(|one| version(one)).collect();
    let is_first_gone = |one: &CommittedContent| {
        let first = first.get(one.path.as_str());
        first.is_none_or(|first| lost.contains(&version(first)))
    };
    gone.iter()
        .copied()
        .filter(|one| is_first_gone(one))
        .collect()
}

fn version(one: &CommittedContent) -> (&str, BlobId) {
    (&one.path, one.blob)
}

/// Returns every content of a sign-off that was committed once and is not here now.
pub fn missing<'h>(portfolio: &Portfolio, history: History<'h>) -> Vec<&'h CommittedContent> {
    let there: BTreeSet<&str> = portfolio
        .snapshot
        .below(layout::SIGNOFFS)
        .map(|file| file.path.as_str())
        .collect();
    let is_there = |one: &&CommittedContent| {
        let text = portfolio.snapshot.text(&one.path);
        match text {
            Some(text) => one.blob.matches_content(text.as_bytes()),
            // A signature is carried, not read; whether it is good is asked elsewhere.
            None => !is_text(&one.path) && there.contains(one.path.as_str()),
        }
    };
    let seen = history.signoff_contents().iter();
    seen.filter(|one| !is_there(one)).collect()
}
