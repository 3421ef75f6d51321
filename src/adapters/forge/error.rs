//! Errors of reading the files of a forge. Every message says what to do.

use std::fmt;

use super::LARGEST_EVENT;

/// One of the two files of a forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgeFile {
    Event,
    Reviews,
}

impl fmt::Display for ForgeFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Event => "the event file",
            Self::Reviews => "the reviews file",
        })
    }
}

/// A reason why a file of a forge cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForgeFileError {
    #[error(
        "{file} is {size} bytes long, and cpd reads at most {LARGEST_EVENT} (8 MiB): check that it is the right file"
    )]
    TooLarge { file: ForgeFile, size: usize },
    #[error(
        "{file} is not valid UTF-8 from byte {byte}: save the answer of the forge unchanged (in PowerShell, with `Set-Content -Encoding utf8NoBOM`)"
    )]
    NotUtf8 { file: ForgeFile, byte: usize },
    #[error(
        "{file} begins with a byte order mark, which JSON does not allow: save it as UTF-8 without one (in PowerShell, with `Set-Content -Encoding utf8NoBOM`)"
    )]
    Mark { file: ForgeFile },
    #[error(
        "{file} is not valid JSON at line {line}, column {column}: fetch all of it again, with its pages in one list (`gh api --paginate --slurp`)"
    )]
    NotJson {
        file: ForgeFile,
        line: usize,
        column: usize,
    },
    #[error("{file} is nested deeper than anything a forge sends: check that it is the right file")]
    TooDeep { file: ForgeFile },
    #[error(
        "the event file is about {found}, not a pull request: give a pull request event, a review event, or a pull request from the API"
    )]
    OtherEvent { found: String },
    #[error("{file} has no `{field}`: fetch it from the forge again, and do not edit it")]
    Missing { file: ForgeFile, field: String },
    #[error(
        "`{field}` in {file} should be {expected}, and is {found}: fetch it from the forge again, and do not edit it"
    )]
    Wrong {
        file: ForgeFile,
        field: String,
        expected: &'static str,
        found: String,
    },
    #[error(
        "{file} contradicts itself: `{field}` should be {expected}, and is {found}; fetch it from the forge again, and do not edit it"
    )]
    Contradiction {
        file: ForgeFile,
        field: String,
        expected: u64,
        found: u64,
    },
    #[error(
        "the reviews file is about pull request {found}, and the event file about {expected}: fetch both for the same one"
    )]
    OtherRequest { expected: u64, found: u64 },
    #[error(
        "the reviews file holds two different reviews with `id` {id}: it changed while it was fetched, so fetch it again"
    )]
    Twice { id: u64 },
    #[error(
        "review {id} is in the event file but not in the reviews file: fetch every page of the reviews again, after the event"
    )]
    Incomplete { id: u64 },
}
