//! How a command ends: cleanly, with findings, refused, or unable to work; each
//! with its tone and its exit code.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use crate::adapters::git::GitError;
use crate::base::text::Safe;

/// How a command that ran to its end ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Clean,
    /// Exit code 1: something was found, or is not met.
    Findings,
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Stop {
    /// It could, and will not: exit code 1.
    Refused {
        message: String,
        details: Vec<String>,
        hint: Option<String>,
    },
    /// It cannot: exit code 2.
    Failed {
        message: String,
        hint: Option<String>,
    },
    /// The person broke off.
    Cancelled,
    Usage(clap::Error),
    Io(io::Error),
    Any(anyhow::Error),
}

impl Stop {
    pub fn refused(message: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            details: Vec::new(),
            hint: None,
        }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed {
            message: message.into(),
            hint: None,
        }
    }

    pub fn hint(mut self, text: impl Into<String>) -> Self {
        if let Self::Refused { hint, .. } | Self::Failed { hint, .. } = &mut self {
            *hint = Some(text.into());
        }
        self
    }

    pub fn details(mut self, lines: Vec<String>) -> Self {
        if let Self::Refused { details, .. } = &mut self {
            *details = lines;
        }
        self
    }

    /// What is wrong, in one line without a colour.
    pub fn in_words(&self) -> String {
        match self {
            Self::Refused {
                message, details, ..
            } if details.is_empty() => message.clone(),
            Self::Refused {
                message, details, ..
            } => format!("{message}: {}", details.join("; ")),
            Self::Failed { message, .. } => message.clone(),
            Self::Io(error) => in_words(error),
            Self::Any(error) => format!("{error:#}"),
            Self::Cancelled | Self::Usage(_) => String::new(),
        }
    }

    /// Says it: what is wrong, then what to do next.
    pub fn write(&self, out: &mut dyn Write, plain: bool) -> io::Result<()> {
        let (message, details, hint): (String, &[String], Option<&str>) = match self {
            Self::Refused {
                message,
                details,
                hint,
            } => (message.clone(), details, hint.as_deref()),
            Self::Failed { message, hint } => (message.clone(), &[], hint.as_deref()),
            Self::Io(error) => (in_words(error), &[], None),
            Self::Any(error) => (format!("{error:#}"), &[], None),
            // A person who breaks off has made no mistake.
            Self::Cancelled => return writeln!(out, "Nothing was done."),
            Self::Usage(_) => return Ok(()),
        };
        let (red, cyan) = if plain {
            (Style::new(), Style::new())
        } else {
            (
                AnsiColor::Red.on_default().effects(Effects::BOLD),
                AnsiColor::Cyan.on_default().effects(Effects::BOLD),
            )
        };
        writeln!(out, "{red}error{red:#}: {}", Safe(&message))?;
        for line in details {
            writeln!(out, "  - {}", Safe(line))?;
        }
        if let Some(hint) = hint {
            writeln!(out, "{cyan}help{cyan:#}: {}", Safe(hint))?;
        }
        Ok(())
    }
}

/// The operating system's words, without its numbers.
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission was denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".into(),
        io::ErrorKind::NotFound => "the file or folder is not there".into(),
        _ => error.to_string(),
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Any(error)
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Self::Any(error.into())
    }
}

impl From<GitError> for Stop {
    fn from(error: GitError) -> Self {
        let stop = Self::failed(format!("git: {error}"));
        match error {
            GitError::Bare => stop.hint("clone it to a folder of your own, and work there"),
            GitError::Owner => {
                stop.hint("allow it with `git config --global --add safe.directory FOLDER`")
            }
            GitError::Elsewhere => {
                stop.hint("see `core.worktree` in the repository's settings, or clone it anew")
            }
            GitError::Busy => stop.hint(
                "wait a moment and try again; if nothing else is running, remove `.git/index.lock`",
            ),
            GitError::Other(_) => stop,
        }
    }
}
