//! Errors of libgit2 as reasons of our own: its words are for programmers, and are only
//! logged.

use git2::{Error, ErrorClass, ErrorCode};
use tracing::info;

use crate::app::ports::RepositoryError;

impl From<Error> for RepositoryError {
    fn from(error: Error) -> Self {
        let message = error.message();
        info!("libgit2: {message}");
        match error.code() {
            ErrorCode::Owner => return Self::Owner(quoted(message)),
            ErrorCode::BareRepo => return Self::Bare,
            // A lock that is held, or a branch that moved under our commit.
            ErrorCode::Locked | ErrorCode::Modified => return busy(message),
            _ => {}
        }
        if message.contains("cannot be peeled") {
            return Self::MissingObjects;
        }
        let known = of_system(message).or_else(|| of_repository(message));
        known.unwrap_or_else(|| match error.class() {
            ErrorClass::Index => of_index(message),
            ErrorClass::Config => Self::BrokenSettings(place(message)),
            ErrorClass::Reference => Self::BrokenBranches,
            ErrorClass::Odb if error.code() == ErrorCode::NotFound => Self::MissingObjects,
            ErrorClass::Odb | ErrorClass::Zlib | ErrorClass::Object | ErrorClass::Tree => {
                Self::DamagedObjects
            }
            _ => Self::Unexpected,
        })
    }
}

/// Returns the reason of an error that the operating system gave, where it is a common one.
fn of_system(message: &str) -> Option<RepositoryError> {
    let has = |words: &[&str]| words.iter().any(|words| message.contains(words));
    if has(&["No space left on device", "not enough space on the disk"]) {
        Some(RepositoryError::Other("the disk is full".to_owned()))
    } else if has(&["Read-only file system", "write protected"]) {
        Some(RepositoryError::Other("the disk is read-only".to_owned()))
    } else if has(&["Permission denied", "Access is denied"]) {
        Some(RepositoryError::Permission)
    } else {
        None
    }
}

/// Returns the reason why a repository of this form cannot be opened.
fn of_repository(message: &str) -> Option<RepositoryError> {
    if let Some(name) = message.strip_prefix("unsupported extension name ") {
        return Some(match name {
            "extensions.refstorage" => RepositoryError::Reftable,
            _ => RepositoryError::UnknownExtension(name.to_owned()),
        });
    }
    let newer = ["unsupported repository version", "unknown object format"];
    let is_newer = newer.iter().any(|words| message.starts_with(words));
    is_newer.then_some(RepositoryError::NewerFormat)
}

fn of_index(message: &str) -> RepositoryError {
    match message {
        _ if message.ends_with("'sdir'") => RepositoryError::SparseIndex,
        _ if message.ends_with("'link'") => RepositoryError::SplitIndex,
        _ if message.contains("locked") => RepositoryError::Busy,
        _ => RepositoryError::BrokenIndex,
    }
}

fn busy(message: &str) -> RepositoryError {
    let file = quoted(message);
    if file.ends_with(".lock") {
        RepositoryError::Locked(file)
    } else {
        RepositoryError::Busy
    }
}

/// Returns the part of a message between its first and its last quotation mark.
fn quoted(message: &str) -> String {
    let inside = message
        .split_once('\'')
        .and_then(|(_, rest)| rest.rsplit_once('\''));
    inside.map_or_else(String::new, |(inside, _)| inside.to_owned())
}

/// Returns the place that a message about settings ends with, as in `(in config:1)`.
fn place(message: &str) -> String {
    let place = message.rsplit_once("(in ").map(|(_, place)| place);
    let place = place.and_then(|place| place.split([',', ')']).next());
    place
        .unwrap_or("the file `config` in git's folder")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_of_libgit2_reach_a_person() {
        let cases = [
            (
                ErrorClass::Index,
                "invalid data in index - invalid entry",
                RepositoryError::BrokenIndex,
            ),
            (
                ErrorClass::Index,
                "unsupported mandatory extension: 'sdir'",
                RepositoryError::SparseIndex,
            ),
            (
                ErrorClass::Config,
                "failed to parse config file: missing ']' in section header (in /p/.git/config:7)",
                RepositoryError::BrokenSettings("/p/.git/config:7".into()),
            ),
            (
                ErrorClass::Config,
                "invalid regex",
                RepositoryError::BrokenSettings("the file `config` in git's folder".into()),
            ),
            (
                ErrorClass::Reference,
                "corrupted packed references file",
                RepositoryError::BrokenBranches,
            ),
            (
                ErrorClass::Zlib,
                "failed to inflate",
                RepositoryError::DamagedObjects,
            ),
            (
                ErrorClass::Repository,
                "unsupported extension name extensions.foo",
                RepositoryError::UnknownExtension("extensions.foo".into()),
            ),
            (
                ErrorClass::Repository,
                "unsupported extension name extensions.refstorage",
                RepositoryError::Reftable,
            ),
            (
                ErrorClass::Repository,
                "unsupported repository version 99; only versions up to 1 are supported",
                RepositoryError::NewerFormat,
            ),
            (
                ErrorClass::Os,
                "failed to open '/p/.git/HEAD': Permission denied",
                RepositoryError::Permission,
            ),
            (
                ErrorClass::Net,
                "something new",
                RepositoryError::Unexpected,
            ),
        ];
        for (class, message, expected) in cases {
            let error = Error::new(ErrorCode::GenericError, class, message);
            let reason = RepositoryError::from(error);
            assert_eq!(reason, expected, "{message}");
            assert!(!reason.to_string().contains(message), "{reason}");
            assert!(reason.advice().is_some(), "{reason}");
        }
    }

    #[test]
    fn a_lock_and_a_folder_are_named() {
        let error = |code, message: &str| Error::new(code, ErrorClass::Os, message);
        let locked = error(
            ErrorCode::Locked,
            "failed to lock file '/p/it's/.git/HEAD.lock' for writing",
        );
        let expected = RepositoryError::Locked("/p/it's/.git/HEAD.lock".into());
        assert_eq!(RepositoryError::from(locked), expected);
        let moved = error(ErrorCode::Modified, "old reference value does not match");
        assert_eq!(RepositoryError::from(moved), RepositoryError::Busy);
        let owner = error(
            ErrorCode::Owner,
            "repository path '/p' is not owned by current user",
        );
        assert_eq!(
            RepositoryError::from(owner),
            RepositoryError::Owner("/p".into())
        );
    }
}
