//! The author of a commit.

use thiserror::Error;

use super::error::{Explain, Explanation};
use super::ports::{CommitAuthor, GitIdentity};

/// Git has no name or address for the person at work. A commit is never written under
/// somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("git does not know your name and email address, and every change is saved under them")]
pub struct NoIdentity;

impl Explain for NoIdentity {
    fn explain(&self) -> Explanation {
        Explanation::failed().hint(
            "tell git who you are: `git config --global user.name \"Your Name\"` and `git config --global user.email you@example.org`",
        )
    }
}

/// Returns the author of a commit at a moment in seconds since 1970, or now: the person whom
/// git knows.
pub fn choose_author(
    configured: Option<GitIdentity>,
    seconds: Option<i64>,
) -> Result<CommitAuthor, NoIdentity> {
    let GitIdentity { name, email } = configured.ok_or(NoIdentity)?;
    Ok(CommitAuthor {
        name,
        email,
        seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_person_whom_git_knows_commits() {
        let configured = GitIdentity {
            name: "S. Carter".into(),
            email: "sc@example.org".into(),
        };
        let author = choose_author(Some(configured), Some(7)).unwrap();
        assert_eq!(
            (&*author.name, &*author.email, author.seconds),
            ("S. Carter", "sc@example.org", Some(7))
        );
        assert_eq!(choose_author(None, None).unwrap_err(), NoIdentity);
        assert!(NoIdentity.explain().hint.is_some());
    }
}
