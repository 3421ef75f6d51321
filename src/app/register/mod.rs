//! The register of an awarding body, kept in the portfolio that holds its lists of people and keys:
//! one signed file for each decision on a submission. Nothing is ever deleted from it.

pub mod add_entry;
mod certificate;
pub mod check;
pub mod error;
pub mod init;
pub mod officer;
pub mod revoke;
pub mod show;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use self::error::RegisterError;
use crate::app::workspace::Workspace;
use crate::base::files::digest::sha256;
use crate::domain::id::{Fingerprint, PersonId};
use crate::domain::ports::{CommittedContent, History, HistoryGap};
use crate::domain::register::{
    EntryKind, FOLDER, RegisterEntry, RegisterFile, RegisterNumber, RegisterRevocation,
    RegisterSettings, SETTINGS,
};
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::signature::{Principal, SignatureError};
use crate::views::register::RegisterProblem;

/// The ending of the file of a signature.
const SIGNATURE: &str = "sig";

/// A register that was read.
pub struct Register<'w> {
    workspace: &'w Workspace,
    pub settings: RegisterSettings,
    entries: BTreeMap<RegisterNumber, SignedFile<RegisterEntry>>,
    revocations: BTreeMap<RegisterNumber, SignedFile<RegisterRevocation>>,
    /// The files that cannot be read, each with the reason.
    unread: Vec<RegisterProblem>,
    /// Every content that any commit had in the register, or the reason why that is not known.
    history: Result<Vec<CommittedContent>, HistoryGap>,
    /// The numbers that are revoked. A revocation that was removed still counts.
    revoked: BTreeSet<RegisterNumber>,
}

/// A file of a register, with what its signature is worth.
struct SignedFile<T> {
    path: String,
    sha256: String,
    value: T,
    /// The key that made it, or the reason why it does not count.
    signature: Result<Fingerprint, String>,
}

impl<T> SignedFile<T> {
    fn new(path: &str, bytes: &[u8], value: T, signature: Result<Fingerprint, String>) -> Self {
        Self {
            path: path.to_owned(),
            sha256: sha256(bytes),
            value,
            signature,
        }
    }
}

/// Returns true for a portfolio that holds a register.
pub fn has_register(workspace: &Workspace) -> bool {
    workspace.portfolio.snapshot.get(SETTINGS).is_some()
}

impl<'w> Register<'w> {
    /// Reads the register of a portfolio.
    pub fn read(workspace: &'w Workspace) -> Result<Self, RegisterError> {
        let settings = workspace.bytes(SETTINGS).ok_or(RegisterError::None)?;
        let settings = RegisterSettings::read(&String::from_utf8_lossy(&settings))
            .map_err(RegisterError::Settings)?;
        let mut register = Self {
            workspace,
            settings,
            entries: BTreeMap::new(),
            revocations: BTreeMap::new(),
            unread: Vec::new(),
            history: history(workspace),
            revoked: BTreeSet::new(),
        };
        let files = workspace.portfolio.snapshot.below(FOLDER);
        let paths: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        for path in paths.iter().filter(|path| path.ends_with(".md")) {
            if let Err(says) = register.add(path) {
                register.unread.push(problem(path, says));
            }
        }
        let is_known = |path: &str| {
            let text = path.strip_suffix(".sig").map(|stem| format!("{stem}.md"));
            path.ends_with(".md") || text.is_some_and(|text| paths.contains(&&*text))
        };
        let others = paths.iter().filter(|path| !is_known(path));
        let says = "it is no file of a register";
        let others = others.map(|path| problem(path, says));
        register.unread.extend(others);
        register.revoked = register.find_revoked();
        Ok(register)
    }

    /// Reads the file of an entry or a revocation.
    fn add(&mut self, path: &str) -> Result<(), String> {
        let file = RegisterFile::at(path).ok_or("it is no file of a register")?;
        let bytes = self.workspace.bytes(path).ok_or("it cannot be read")?;
        let text = std::str::from_utf8(&bytes).map_err(|_| "it is not text")?;
        match file {
            RegisterFile::Entry(number) => {
                let value = RegisterEntry::read(text)?;
                require_number(&value.number, &number)?;
                let signature = self.signature(path, &bytes, &value.by, value.on);
                let file = SignedFile::new(path, &bytes, value, signature);
                self.entries.insert(number, file);
            }
            RegisterFile::Revocation(number) => {
                let value = RegisterRevocation::read(text)?;
                require_number(&value.number, &number)?;
                let signature = self.signature(path, &bytes, &value.by, value.on);
                let file = SignedFile::new(path, &bytes, value, signature);
                self.revocations.insert(number, file);
            }
        }
        Ok(())
    }

    /// Verifies the signature beside a file.
    fn signature(
        &self,
        path: &str,
        text: &[u8],
        by: &str,
        on: DateTime<Utc>,
    ) -> Result<Fingerprint, String> {
        let signature = self.workspace.bytes(&signature_path(path, SIGNATURE));
        let signature = signature.ok_or("it has no signature")?;
        let officer = PersonId::parse(by).ok_or_else(|| format!("{by} is not an id"))?;
        let trusted = self.workspace.trust().resolve(&self.workspace.portfolio);
        let by = Principal::Officer(&officer);
        let verified = trusted.keys().verify(&signature, text, by, on);
        verified.map_err(|error| describe(&error, by.name()))
    }

    /// Returns the number under which an award of a portfolio is granted, and not revoked.
    pub fn number_of(&self, portfolio: &str, award: &str) -> Option<&RegisterNumber> {
        let mut entries = self.standing();
        let found = entries.find(|(_, entry)| entry.portfolio == portfolio && entry.award == award);
        found.map(|(number, _)| number)
    }

    /// Returns the files that any commit had.
    fn committed(&self) -> impl Iterator<Item = RegisterFile> {
        let seen = self.history.as_deref().unwrap_or_default();
        seen.iter()
            .filter_map(|content| RegisterFile::at(&content.path))
    }

    /// Returns the numbers that have or had a revocation.
    fn find_revoked(&self) -> BTreeSet<RegisterNumber> {
        let committed = self.committed().filter_map(|file| match file {
            RegisterFile::Revocation(number) => Some(number),
            RegisterFile::Entry(_) => None,
        });
        self.revocations.keys().cloned().chain(committed).collect()
    }

    /// Returns the awards that are granted and not revoked.
    fn standing(&self) -> impl Iterator<Item = (&RegisterNumber, &RegisterEntry)> {
        let entries = self.entries.iter();
        let entries = entries.filter(|(number, file)| {
            file.value.number.kind == EntryKind::Grant && !self.revoked.contains(number)
        });
        entries.map(|(number, file)| (number, &file.value))
    }
}

/// Returns every content that any commit had in the register.
fn history(workspace: &Workspace) -> Result<Vec<CommittedContent>, HistoryGap> {
    match workspace.evidence().history {
        History::Read(reader) => reader.register(),
        History::NoRepository | History::NotConsulted => Err(HistoryGap::new(
            "the register is in no git repository",
            None,
        )),
    }
}

fn problem(about: impl ToString, says: impl Into<String>) -> RegisterProblem {
    RegisterProblem {
        about: about.to_string(),
        says: says.into(),
    }
}

/// Fails if a file says that it is of another number than its name.
fn require_number(written: &RegisterNumber, named: &RegisterNumber) -> Result<(), String> {
    match written == named {
        true => Ok(()),
        false => Err(format!("it says that its number is {written}")),
    }
}

/// Says why a signature does not count.
fn describe(error: &SignatureError, by: &str) -> String {
    match error {
        SignatureError::Bad => "its signature is not over this file".to_owned(),
        SignatureError::CrLf => "the lines of its signature end in CRLF".to_owned(),
        SignatureError::WrongNamespace(namespace) => {
            format!("its signature was made for something else, {namespace}")
        }
        SignatureError::UnknownSigner(key) => {
            format!("the key {key} is not listed as a key of {by} for the register")
        }
        SignatureError::ExpiredKey(key) => format!("the key {key} was not valid on that day"),
        SignatureError::RevokedKey(key) => format!("the key {key} is revoked"),
        SignatureError::SharedKey(key) => format!("the key {key} is listed for several people"),
        SignatureError::NoRevocations => {
            "no list says which keys are revoked, so no signature counts".to_owned()
        }
    }
}
