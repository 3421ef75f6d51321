//! What a forge (GitHub, GitLab, Gitea or Forgejo) says of a pull request and of its
//! reviews, read from two JSON files, and whether a review counts as an endorsement.
//! Knows no git and no network: whoever calls brings the files, and answers what
//! [`Rules`] asks. A new forge is a file with its `Adapter`, and its name here.

mod fault;
mod gitea;
mod github;
mod gitlab;
mod json;
pub mod judge;
mod pull;
pub mod settings;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

pub use fault::{Fault, File};
pub use judge::{Decision, Refusal, Rules, decide};
pub use settings::Settings;

use json::At;

/// Largest file that is read of a forge, in bytes. What it sends for one pull request
/// is some 30 kB, and a review about 1 kB.
pub const LARGEST_EVENT: u64 = 8 * 1024 * 1024;

/// A forge whose reviews can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    GitHub,
    GitLab,
    /// Forgejo too.
    Gitea,
}

/// Every forge, in the order in which they are offered.
pub const FORGES: [Forge; 3] = [Forge::GitHub, Forge::GitLab, Forge::Gitea];

/// How the files of one forge are read.
struct Adapter {
    name: &'static str,
    proof: &'static str,
    request: fn(&At<'_>) -> Result<Request, Fault>,
    /// Out of the event, the request and the file of reviews.
    reviews: fn(&At<'_>, &Request, &At<'_>) -> Result<Vec<Review>, Fault>,
    people: fn(&At<'_>) -> Result<Vec<Account>, Fault>,
}

impl Forge {
    /// The forge of this name, as it is given to `--from`.
    pub fn named(name: &str) -> Option<Self> {
        FORGES.into_iter().find(|forge| forge.name() == name)
    }

    pub fn name(self) -> &'static str {
        self.adapter().name
    }

    /// What a sign-off that records one of its reviews says under `proof`.
    pub fn proof(self) -> &'static str {
        self.adapter().proof
    }

    fn adapter(self) -> &'static Adapter {
        match self {
            Self::GitHub => &github::ADAPTER,
            Self::GitLab => &gitlab::ADAPTER,
            Self::Gitea => &gitea::ADAPTER,
        }
    }
}

/// A pull request, which GitLab calls a merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The numeric id of the repository that it goes into.
    pub repository: u64,
    pub number: u64,
    /// The branch that it goes into.
    pub base: String,
    /// Where that branch stood when the forge last looked; not where the two parted.
    pub base_commit: Option<String>,
    /// Its last commit.
    pub head: String,
    /// Who opened it; `None` once that account is gone.
    pub author: Option<u64>,
    /// In lower case, with the port if there is one.
    pub host: Option<String>,
    pub merged: bool,
    pub requested_reviewers: Vec<Account>,
}

/// A review, or an approval on GitLab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// GitLab numbers no approvals: there it is the account's, who has one at most.
    pub id: u64,
    /// `None` once the account is gone.
    pub user: Option<u64>,
    /// A claim: accounts are renamed, and names taken over.
    pub login: String,
    /// Whether the forge lets it be a person's account.
    pub is_person: bool,
    pub state: State,
    /// The commit it stands for, where the forge tells.
    pub commit: Option<String>,
    /// When it was sent; a review that was dismissed keeps this time.
    pub at: DateTime<Utc>,
    pub body: String,
}

/// What a review says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Approved,
    ChangesRequested,
    Commented,
    Dismissed,
    /// Not sent yet, or only asked for.
    Pending,
}

/// An account on a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: u64,
    pub login: String,
    /// Their full name, where the forge tells it.
    pub name: Option<String>,
    pub part: Part,
}

/// What an account has to do with a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Author,
    Requested,
    Reviewer,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Author => "opened it",
            Self::Requested => "asked to review it",
            Self::Reviewer => "reviewed it",
        })
    }
}

/// The pull request of an event, and its reviews.
pub fn read(forge: Forge, event: &[u8], reviews: &[u8]) -> Result<(Request, Vec<Review>), Fault> {
    let event = json::parse(File::Event, event)?;
    let reviews = json::parse(File::Reviews, reviews)?;
    let event = At::top(File::Event, &event);
    let request = (forge.adapter().request)(&event)?;
    let reviews = At::top(File::Reviews, &reviews);
    let reviews = (forge.adapter().reviews)(&event, &request, &reviews)?;
    Ok((request, once_each(reviews)?))
}

/// The host of the forge that an event is from, where it says.
pub fn host(forge: Forge, event: &[u8]) -> Result<Option<String>, Fault> {
    let event = json::parse(File::Event, event)?;
    let request = (forge.adapter().request)(&At::top(File::Event, &event))?;
    Ok(request.host)
}

/// The accounts of people that an event tells of: who opened the pull request, who
/// was asked to review it, and who did. Each comes once.
pub fn people(forge: Forge, event: &[u8]) -> Result<Vec<Account>, Fault> {
    let event = json::parse(File::Event, event)?;
    let found = (forge.adapter().people)(&At::top(File::Event, &event))?;
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
