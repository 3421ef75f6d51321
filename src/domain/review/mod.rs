//! Reviews of a pull request on a forge (GitHub, GitLab, Gitea or Forgejo), the trusted
//! settings, and the decision whether a review counts as an endorsement. Knows no git, no
//! network and no JSON: whoever calls brings the values, and answers what [`Rules`] asks.

pub mod decision;
pub mod forge_settings;

use std::fmt;

use chrono::{DateTime, Utc};

pub use decision::{Decision, Refusal, Rules, decide};
pub use forge_settings::ForgeSettings;

/// Largest number that every reader of JSON keeps exactly (2^53 - 1). What is above
/// has been rounded by somebody on the way, or is made up.
pub const LARGEST_NUMBER: u64 = 9_007_199_254_740_991;

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

impl Forge {
    /// Returns the forge of this name, as it is given to `--from`.
    pub fn from_name(name: &str) -> Option<Self> {
        FORGES.into_iter().find(|forge| forge.name() == name)
    }

    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// Returns the word under `proof` in a sign-off that records one of its reviews.
    pub fn proof(self) -> &'static str {
        self.names().1
    }

    /// Returns true if an account's approval stays listed beside its later request for
    /// changes, which takes it back. Elsewhere one review takes the place of the other.
    pub fn keeps_approvals_beside_requests(self) -> bool {
        match self {
            Self::GitLab => true,
            Self::GitHub | Self::Gitea => false,
        }
    }

    /// Returns its name, and that of the proof that its reviews are.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::GitHub => ("github", "github-review"),
            Self::GitLab => ("gitlab", "gitlab-approval"),
            Self::Gitea => ("gitea", "gitea-review"),
        }
    }
}

/// A pull request, which GitLab calls a merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgePullRequest {
    /// The numeric id of the repository that it goes into.
    pub repository: u64,
    pub number: u64,
    /// The branch that it goes into.
    pub base: String,
    /// The commit of that branch from which it began, where the forge names one.
    pub base_commit: Option<String>,
    /// Its last commit.
    pub head: String,
    /// The account that opened it; `None` once that account is gone.
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
    /// True if the forge says that it may be a person's account.
    pub is_person: bool,
    pub state: ReviewState,
    /// The commit it stands for, where the forge tells.
    pub commit: Option<String>,
    /// The moment at which it was sent, which a dismissed review keeps.
    pub at: DateTime<Utc>,
    pub body: String,
}

/// The verdict of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
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
    pub part: Participation,
}

/// The part of an account in a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participation {
    Author,
    Requested,
    Reviewer,
}

impl fmt::Display for Participation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Author => "opened it",
            Self::Requested => "asked to review it",
            Self::Reviewer => "reviewed it",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forges_are_found_by_name() {
        for forge in FORGES {
            assert_eq!(Forge::from_name(forge.name()), Some(forge));
        }
        let proofs = FORGES.map(Forge::proof);
        assert_eq!(proofs, ["github-review", "gitlab-approval", "gitea-review"]);
        assert_eq!(Forge::from_name("bitbucket"), None);
    }
}
