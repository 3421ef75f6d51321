//! Reads the two JSON files that a forge gives of a pull request and its reviews. Opens no
//! connection and decides nothing. A new forge is a file with its `Adapter`, and a line in
//! [`adapter`].

mod error;
mod gitea;
mod github;
mod gitlab;
mod json;
mod pull_request;

use std::collections::BTreeMap;

pub use error::{ForgeFile, ForgeFileError};

use crate::domain::review::{Account, Forge, ForgePullRequest, Participation, Review, ReviewState};
use json::JsonField;

/// Largest file that is read of a forge, in bytes. What it sends for one pull request
/// is some 30 kB, and a review about 1 kB.
pub const LARGEST_EVENT: u64 = 8 * 1024 * 1024;

/// Readers of the files of one forge.
struct Adapter {
    request: fn(&JsonField<'_>) -> Result<ForgePullRequest, ForgeFileError>,
    /// Out of the event, the request and the file of reviews.
    reviews: fn(
        &JsonField<'_>,
        &ForgePullRequest,
        &JsonField<'_>,
    ) -> Result<Vec<Review>, ForgeFileError>,
    people: fn(&JsonField<'_>) -> Result<Vec<Account>, ForgeFileError>,
}

fn adapter(forge: Forge) -> &'static Adapter {
    match forge {
        Forge::GitHub => &github::ADAPTER,
        Forge::GitLab => &gitlab::ADAPTER,
        Forge::Gitea => &gitea::ADAPTER,
    }
}

/// Returns the pull request of an event, and its reviews.
pub fn read(
    forge: Forge,
    event: &[u8],
    reviews: &[u8],
) -> Result<(ForgePullRequest, Vec<Review>), ForgeFileError> {
    let event = json::parse(ForgeFile::Event, event)?;
    let reviews = json::parse(ForgeFile::Reviews, reviews)?;
    let event = JsonField::root(ForgeFile::Event, &event);
    let request = (adapter(forge).request)(&event)?;
    let reviews = JsonField::root(ForgeFile::Reviews, &reviews);
    let reviews = (adapter(forge).reviews)(&event, &request, &reviews)?;
    Ok((request, remove_repeated(reviews)?))
}

/// Returns the host of the forge that an event is from, where it says.
pub fn host(forge: Forge, event: &[u8]) -> Result<Option<String>, ForgeFileError> {
    let event = json::parse(ForgeFile::Event, event)?;
    let request = (adapter(forge).request)(&JsonField::root(ForgeFile::Event, &event))?;
    Ok(request.host)
}

/// Returns the accounts of people that an event tells of: who opened the pull request, who
/// was asked to review it, and who did. Each comes once.
pub fn people(forge: Forge, event: &[u8]) -> Result<Vec<Account>, ForgeFileError> {
    let event = json::parse(ForgeFile::Event, event)?;
    let found = (adapter(forge).people)(&JsonField::root(ForgeFile::Event, &event))?;
    let mut people: Vec<Account> = Vec::new();
    for account in found {
        if !people.iter().any(|one| one.id == account.id) {
            people.push(account);
        }
    }
    Ok(people)
}

/// Removes repeated reviews, which come where pages overlap. Fails if two of them differ.
fn remove_repeated(reviews: Vec<Review>) -> Result<Vec<Review>, ForgeFileError> {
    let mut seen: BTreeMap<u64, Review> = BTreeMap::new();
    for review in reviews {
        let id = review.id;
        if seen.get(&id).is_some_and(|before| *before != review) {
            return Err(ForgeFileError::Twice { id });
        }
        seen.insert(id, review);
    }
    Ok(seen.into_values().collect())
}

#[cfg(test)]
pub mod tests;
