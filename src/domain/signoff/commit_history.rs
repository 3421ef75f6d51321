//! Reads the history of sign-offs: the first commit of each, those that were removed, and
//! the revocation of keys.

use std::collections::{BTreeMap, BTreeSet};

use super::Signoff;
use super::proof::signature_path;
use super::trust::REVOKED_KEYS;
use super::trust_lint::revokes;
use crate::base::files::digest::BlobId;
use crate::base::files::is_text;
use crate::domain::id::Fingerprint;
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommittedContent, FileCommit, History};

/// Returns a sign-off as the first commit holds it that has it as it is now; `None` where
/// none does, or the history is incomplete.
pub fn first_committed<'h>(
    signoff: &Signoff<'_>,
    history: History<'h>,
) -> Option<&'h CommittedContent> {
    let all = committed(signoff, history).into_iter();
    all.min_by_key(|one| one.order)
}

/// Returns a sign-off as commits hold it, once for each form of its line ends.
pub fn committed<'h>(signoff: &Signoff<'_>, history: History<'h>) -> Vec<&'h CommittedContent> {
    let text = signoff.record.text.as_bytes();
    let seen = history.signoffs_at(&signoff.record.path).iter();
    seen.filter(|one| one.blob.matches_content(text)).collect()
}

/// Returns true if no commit of a history that can be read holds a sign-off as it is now, or
/// its signature. Nobody can tell when it was made, and no other copy has it.
pub fn is_unsaved(signoff: &Signoff<'_>, portfolio: &Portfolio, history: History<'_>) -> bool {
    if !matches!(history, History::Read(_)) || history.gap().is_some() {
        return false;
    }
    let path = &signoff.record.path;
    let mut signatures = ["sig", "asc"]
        .map(|end| signature_path(path, end))
        .into_iter();
    committed(signoff, history).is_empty()
        || signatures.any(|signature| {
            portfolio.snapshot.get(&signature).is_some()
                && history.signoffs_at(&signature).is_empty()
        })
}

/// Returns true if the history shows that a sign-off was there before a key was listed as
/// revoked. A pack and a folder without commits show no such thing, nor does a commit that
/// brought both.
pub fn is_before_revocation(
    signoff: &Signoff<'_>,
    key: &Fingerprint,
    history: History<'_>,
) -> bool {
    let revocations = revocations(key, history);
    let Some(since) = revocations.iter().map(|change| change.seconds).min() else {
        return false;
    };
    let commits: Vec<&str> = revocations.iter().map(|one| one.commit.as_str()).collect();
    first_committed(signoff, history)
        .is_some_and(|first| first.seconds <= since && !commits.contains(&&*first.commit))
        && !history.are_commits_after(&committed(signoff, history), &commits)
}

/// Returns the commits that list a key as revoked.
fn revocations(key: &Fingerprint, history: History<'_>) -> Vec<FileCommit> {
    let path = REVOKED_KEYS.to_owned();
    let changes = history.changes(std::slice::from_ref(&path));
    let mut changes = changes
        .ok()
        .and_then(|mut all| all.remove(&path))
        .unwrap_or_default();
    // A list that cannot be read might name any key.
    let names_key = |blob: BlobId| {
        let text = history.blob(blob).map(String::from_utf8);
        text.and_then(Result::ok)
            .is_none_or(|text| revokes(key, &text))
    };
    changes.retain(|change| change.blob.is_some_and(names_key));
    changes
}

/// Returns contents of sign-offs that were committed once and are not here any more, except
/// for an edit that was taken back: what is here now was there before it.
pub fn removed<'h>(portfolio: &Portfolio, history: History<'h>) -> Vec<&'h CommittedContent> {
    let mut gone = missing(portfolio, history);
    let lost: BTreeSet<(&str, BlobId)> = gone.iter().map(|one| version(one)).collect();
    let mut here: BTreeMap<&str, Vec<&CommittedContent>> = BTreeMap::new();
    for one in history.signoff_contents() {
        if !lost.contains(&version(one)) {
            here.entry(&one.path).or_default().push(one);
        }
    }
    gone.retain(|one| {
        let here = here.get(one.path.as_str());
        !here.is_some_and(|here| history.is_after(&[one], here))
    });
    gone
}

fn version(one: &CommittedContent) -> (&str, BlobId) {
    (&one.path, one.blob)
}

/// Returns every content of a sign-off that was committed once and is not here now. This reads
/// all of them.
pub fn missing<'h>(portfolio: &Portfolio, history: History<'h>) -> Vec<&'h CommittedContent> {
    if history.signoff_contents().is_empty() {
        return Vec::new();
    }
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
