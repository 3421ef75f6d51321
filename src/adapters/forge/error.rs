//! Why the files of a forge could not be read. Every fault says what to do about it.

use std::fmt;

use super::LARGEST_EVENT;

/// Which of the two files.
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

/// What stopped the reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForgeFileError {
    #[error(
        "{file} is {size} bytes long, and no more than {LARGEST_EVENT} (8 MiB) are read: check that it is the right file"
    )]
    TooLarge { file: ForgeFile, size: usize },
    #[error(
        "{file} is not UTF-8 from byte {byte} on: save what the forge sent as it came (in PowerShell, with `Set-Content -Encoding utf8NoBOM`)"
    )]
    NotUtf8 { file: ForgeFile, byte: usize },
    #[error(
        "{file} begins with a byte order mark, which JSON does not have: save it as UTF-8 without one (in PowerShell, with `Set-Content -Encoding utf8NoBOM`)"
    )]
    Mark { file: ForgeFile },
    #[error(
        "{file} stops being JSON at line {line}, column {column}: fetch it again, whole; where it comes in pages, put them into one list (`gh api --paginate --slurp`)"
    )]
    NotJson {
        file: ForgeFile,
        line: usize,
        column: usize,
    },
    #[error("{file} is nested deeper than anything a forge sends: check that it is the right file")]
    TooDeep { file: ForgeFile },
    #[error(
        "the event file tells of {found}, not of a pull request: give the event of a pull request or of its review, or the pull request itself as the forge's API shows it"
    )]
    OtherEvent { found: String },
    #[error("{file} has no `{field}`: fetch it again from the forge, and leave it as it came")]
    Missing { file: ForgeFile, field: String },
    #[error(
        "`{field}` in {file} should be {expected}, and is {found}: fetch it again from the forge, and leave it as it came"
    )]
    Wrong {
        file: ForgeFile,
        field: String,
        expected: &'static str,
        found: String,
    },
    #[error(
        "{file} contradicts itself: `{field}` should be {expected}, and is {found}; fetch it again from the forge, and leave it as it came"
    )]
    Contradiction {
        file: ForgeFile,
        field: String,
        expected: u64,
        found: u64,
    },
    #[error(
        "the reviews file is of pull request {found}, and the event file of {expected}: fetch both of the same one"
    )]
    OtherRequest { expected: u64, found: u64 },
    #[error(
        "the reviews file holds two different reviews with `id` {id}: it changed while it was fetched, so fetch it again"
    )]
    Twice { id: u64 },
    #[error(
        "the event file tells of review {id}, which the reviews file lacks: fetch the reviews again, after the event and with every page"
    )]
    Incomplete { id: u64 },
}
