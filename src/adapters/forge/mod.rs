//! What a forge sends of a pull request and of its reviews, read from two JSON files into
//! the values that a decision is made of. Opens no connection. A new forge is a file with
//! its `Adapter`, and a line in [`adapter`].

mod error;
mod gitea;
mod github;
mod gitlab;
mod json;
mod pull_request;

use std::collections::BTreeMap;

pub use error::{Fault, File};

use crate::domain::review::{Account, Forge, Participation, PullRequest, Review, ReviewState};
use json::At;

/// Largest file that is read of a forge, in bytes. What it sends for one pull request
/// is some 30 kB, and a review about 1 kB.
pub const LARGEST_EVENT: u64 = 8 * 1024 * 1024;

/// Readers of the files of one forge.
struct Adapter {
    request: fn(&At<'_>) -> Result<PullRequest, Fault>,
    /// Out of the event, the request and the file of reviews.
    reviews: fn(&At<'_>, &PullRequest, &At<'_>) -> Result<Vec<Review>, Fault>,
    people: fn(&At<'_>) -> Result<Vec<Account>, Fault>,
}

fn adapter(forge: Forge) -> &'static Adapter {
    match forge {
        Forge::GitHub => &github::ADAPTER,
        Forge::GitLab => &gitlab::ADAPTER,
        Forge::Gitea => &gitea::ADAPTER,
    }
}

/// The pull request of an event, and its reviews.
pub fn read(
    forge: Forge,
    event: &[u8],
    reviews: &[u8],
) -> Result<(PullRequest, Vec<Review>), Fault> {
    let event = json::parse(File::Event, event)?;
    let reviews = json::parse(File::Reviews, reviews)?;
    let event = At::top(File::Event, &event);
    let request = (adapter(forge).request)(&event)?;
    let reviews = At::top(File::Reviews, &reviews);
    let reviews = (adapter(forge).reviews)(&event, &request, &reviews)?;
    Ok((request, once_each(reviews)?))
}

/// The host of the forge that an event is from, where it says.
pub fn host(forge: Forge, event: &[u8]) -> Result<Option<String>, Fault> {
    let event = json::parse(File::Event, event)?;
    let request = (adapter(forge).request)(&At::top(File::Event, &event))?;
    Ok(request.host)
}

/// The accounts of people that an event tells of: who opened the pull request, who
/// was asked to review it, and who did. Each comes once.
pub fn people(forge: Forge, event: &[u8]) -> Result<Vec<Account>, Fault> {
    let event = json::parse(File::Event, event)?;
    let found = (adapter(forge).people)(&At::top(File::Event, &event))?;
    let mut people: Vec<Account> = Vec::new();
    for account in found {
        if !people.iter().any(|one| one.id == account.id) {
            people.push(account);
        }
    }
    Ok(people)
}

/// A review comes twice where pages overlap, and is then the same both times.
fn once_each(reviews: Vec<Review>) -> Result<Vec<Review>, Fault> {
    let mut seen: BTreeMap<u64, Review> = BTreeMap::new();
    for review in reviews {
        let id = review.id;
        if seen.get(&id).is_some_and(|before| *before != review) {
            return Err(Fault::Twice { id });
        }
        seen.insert(id, review);
    }
    Ok(seen.into_values().collect())
}

#[cfg(test)]
mod tests;
