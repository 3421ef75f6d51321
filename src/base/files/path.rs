//! Paths of files in a portfolio, checked when they are made.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// A path relative to the portfolio's folder, with `/` between names. It never leads out
/// of the portfolio or into git's own folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortfolioPath(Arc<str>);

/// A path that names no file of a portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("it would not be a file of the portfolio")]
pub struct NotInPortfolio;

impl PortfolioPath {
    /// Checks a path. Fails if it is empty or absolute, if it has an empty part, `.`, `..`,
    /// a backslash, a colon or a zero byte, or if a part is `.git` in any case.
    pub fn new(path: &str) -> Result<Self, NotInPortfolio> {
        if path.split('/').all(is_name) {
            Ok(Self(path.into()))
        } else {
            Err(NotInPortfolio)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if a part begins with a dot: such files are not read as records.
    pub fn is_hidden(&self) -> bool {
        self.0.split('/').any(|part| part.starts_with('.'))
    }
}

/// Returns true if a part of a path names a file or folder on every system.
fn is_name(part: &str) -> bool {
    // Windows reads `.git.` and `.git ` as `.git`, and `C:x` as a place on another drive.
    let trimmed = part.trim_end_matches(['.', ' ']);
    !trimmed.is_empty()
        && !trimmed.eq_ignore_ascii_case(".git")
        && !part.contains(['\\', ':', '\0'])
}

impl fmt::Display for PortfolioPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for PortfolioPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for PortfolioPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_portfolio_have_a_path() {
        for path in [
            "a",
            "a/b.md",
            ".gitignore",
            ".github/x.yml",
            "a/..b",
            "ä/ö.md",
        ] {
            assert_eq!(PortfolioPath::new(path).unwrap().as_str(), path);
        }
        for path in [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", ".git", "a/.GIT/x",
            ".git./x", ".git /x", "C:/x", "a\\b", "a\0b",
        ] {
            assert_eq!(PortfolioPath::new(path), Err(NotInPortfolio), "{path:?}");
        }
    }
}
