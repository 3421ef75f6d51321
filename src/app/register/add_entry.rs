//! An award that was just granted becomes an entry of the register.

use chrono::{DateTime, Datelike as _, Utc};

use super::Register;
use super::error::RegisterError;
use super::officer::{FileToSign, Officer};
use crate::app::signoff::certificate::{CertificateError, names_of};
use crate::app::workspace::Workspace;
use crate::base::files::digest::sha256;
use crate::check::{CheckInput, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::register::{
    NamedPerson, PeopleBasis, RegisterEntry, RegisterFile, RegisterNumber, RegisteredScheme,
};

/// A grant that is about to be registered.
pub struct NewGrant<'a> {
    /// The number that the sign-off names.
    pub number: &'a RegisterNumber,
    pub award: &'a AwardRef,
    /// The files with the sign-off that granted it.
    pub granted: &'a Workspace,
    pub people: PeopleBasis,
    pub on: DateTime<Utc>,
}

impl Register<'_> {
    /// Returns the next number of a year. A number that any commit ever had is not given again.
    pub fn next_number(&self, year: i32) -> Result<RegisterNumber, RegisterError> {
        if let Err(gap) = &self.history {
            return Err(RegisterError::History(gap.clone()));
        }
        let here = self.entries.keys().cloned().map(RegisterFile::Entry);
        let numbers = self.committed().chain(here);
        let counts = numbers.filter_map(|file| match file {
            RegisterFile::Entry(number)
                if number.prefix == self.settings.prefix && i32::from(number.year) == year =>
            {
                Some(number.count)
            }
            RegisterFile::Entry(_) | RegisterFile::Revocation(_) => None,
        });
        let too_late = || RegisterError::NotANumber(format!("the one after the last of {year}"));
        let last = counts.max().unwrap_or(0);
        Ok(RegisterNumber {
            prefix: self.settings.prefix.clone(),
            year: u16::try_from(year).map_err(|_| too_late())?,
            count: last.checked_add(1).ok_or_else(too_late)?,
        })
    }

    /// Writes the entry of an award that was granted, with its signature, and commits both. Returns
    /// their paths. Fails if somebody else has taken the number since it was shown.
    pub fn add_entry(
        &self,
        grant: &NewGrant<'_>,
        officer: &Officer,
    ) -> Result<Vec<String>, RegisterError> {
        let number = self.next_number(grant.on.year())?;
        if number != *grant.number {
            return Err(RegisterError::NumberTaken(grant.number.clone()));
        }
        let entry = entry(number.clone(), grant, officer)?;
        self.write(
            &FileToSign {
                path: &number.path(),
                text: &entry.text(),
                on: grant.on,
                says: &format!("Register {number}: {} of {}", entry.title, entry.owner.name),
            },
            officer,
        )
    }
}

fn entry(
    number: RegisterNumber,
    grant: &NewGrant<'_>,
    officer: &Officer,
) -> Result<RegisterEntry, RegisterError> {
    let NewGrant { award, granted, .. } = grant;
    let portfolio = &granted.portfolio;
    let result = verdicts(CheckInput {
        focus: Some(award),
        ..granted.check_input()
    });
    let not_granted = || CertificateError::NotGranted(award.to_string());
    let verdict = result.award(award).ok_or_else(not_granted)?;
    let names = names_of(verdict, portfolio)?;
    let unreadable = |what: &str| RegisterError::Unreadable(what.to_owned());
    let owner = portfolio.owner().ok_or_else(|| unreadable("the owner"))?;
    let id = portfolio
        .id()
        .ok_or_else(|| unreadable("the id of the portfolio"))?;
    let scheme = portfolio
        .scheme_of(award)
        .ok_or_else(|| unreadable("the scheme"))?;
    let last = verdict.chain.last_done().ok_or_else(not_granted)?;
    let taken = verdict
        .chain
        .taken()
        .map(|taken| &taken.signoff.record.path);
    let signoffs = taken.map(|path| {
        let bytes = granted.bytes(path).ok_or_else(|| unreadable(path))?;
        Ok((path.clone(), sha256(&bytes)))
    });
    Ok(RegisterEntry {
        number,
        on: grant.on,
        portfolio: id.to_owned(),
        owner: NamedPerson {
            id: owner.id().to_string(),
            name: owner.name().to_owned(),
        },
        scheme: RegisteredScheme {
            id: scheme.id.to_string(),
            version: scheme.version.clone(),
            sha256: scheme.sha256.to_string(),
            title: names.scheme.title,
            is_official: names.scheme.official,
        },
        award: award.to_string(),
        title: names.award,
        pack: names.pack,
        signoffs: signoffs.collect::<Result<_, RegisterError>>()?,
        granted_by: names.signer,
        assurance: last.proof.assurance().name().to_owned(),
        people: grant.people,
        by: officer.id.to_string(),
    })
}
