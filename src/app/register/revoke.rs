//! Takes an award back: a revocation is added beside its entry, which stays.

use chrono::{DateTime, Utc};

use super::Register;
use super::error::RegisterError;
use super::officer::{FileToSign, Officer};
use crate::domain::register::{EntryKind, RegisterEntry, RegisterNumber, RegisterRevocation};

/// A revocation that is about to be made.
pub struct NewRevocation<'a> {
    pub number: &'a RegisterNumber,
    pub reason: &'a str,
    pub on: DateTime<Utc>,
}

impl Register<'_> {
    /// Returns the number that somebody wrote, if the register has it.
    pub fn find(&self, written: &str) -> Result<RegisterNumber, RegisterError> {
        let upper = written.trim().to_ascii_uppercase();
        let number = RegisterNumber::parse(&upper);
        let number = number.ok_or_else(|| RegisterError::NotANumber(written.to_owned()))?;
        match self.entries.contains_key(&number) {
            true => Ok(number),
            false => Err(RegisterError::NoEntry(number)),
        }
    }

    /// Returns the entry of a number that can be revoked.
    pub fn revocable(&self, number: &RegisterNumber) -> Result<&RegisterEntry, RegisterError> {
        if self.revoked.contains(number) {
            return Err(RegisterError::Revoked(number.clone()));
        }
        let entry = self.entries.get(number).map(|file| &file.value);
        let entry = entry.ok_or_else(|| RegisterError::NoEntry(number.clone()))?;
        match entry.number.kind {
            EntryKind::Grant => Ok(entry),
            EntryKind::Return => Err(RegisterError::NotAnAward(number.clone())),
        }
    }

    /// Writes the revocation of an entry, with its signature, and commits both. Returns their
    /// paths.
    pub fn revoke(
        &self,
        revocation: &NewRevocation<'_>,
        officer: &Officer,
    ) -> Result<Vec<String>, RegisterError> {
        let number = revocation.number;
        self.revocable(number)?;
        if revocation.reason.trim().is_empty() {
            return Err(RegisterError::NoReason);
        }
        let entry = self.entries.get(number).map(|file| file.sha256.clone());
        let written = RegisterRevocation {
            number: number.clone(),
            on: revocation.on,
            entry: entry.ok_or_else(|| RegisterError::NoEntry(number.clone()))?,
            by: officer.id.to_string(),
            reason: revocation.reason.trim().to_owned(),
        };
        self.write(
            &FileToSign {
                path: &number.revocation_path(),
                text: &written.text(),
                on: revocation.on,
                says: &format!("Revoke {number}"),
            },
            officer,
        )
    }
}
