//! A decision that was just signed becomes an entry of the register.

use chrono::{DateTime, Datelike as _, Utc};

use super::Register;
use super::error::RegisterError;
use super::officer::{FileToSign, Officer};
use crate::app::signoff::certificate::{CertificateError, names_of};
use crate::app::workspace::Workspace;
use crate::base::files::digest::sha256;
use crate::check::{AwardVerdict, CheckInput, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::record_view::name_of;
use crate::domain::register::{
    EntryKind, NamedPerson, PeopleBasis, RegisterEntry, RegisterFile, RegisterNumber,
    RegisteredScheme,
};
use crate::domain::schema::Assurance;
use crate::domain::signoff::Signoff;

/// A decision that is about to be registered.
pub struct NewEntry<'a> {
    /// The number that the sign-off names.
    pub number: &'a RegisterNumber,
    pub award: &'a AwardRef,
    /// The files with the sign-off of the decision.
    pub signed: &'a Workspace,
    pub people: PeopleBasis,
    pub on: DateTime<Utc>,
}

impl Register<'_> {
    /// Returns the next number of a sort of entry in a year. A number that any commit ever had is not given again.
    pub fn next_number(&self, kind: EntryKind, year: i32) -> Result<RegisterNumber, RegisterError> {
        if let Err(gap) = &self.history {
            return Err(RegisterError::History(gap.clone()));
        }
        let here = self.entries.keys().cloned().map(RegisterFile::Entry);
        let numbers = self.committed().chain(here);
        let counts = numbers.filter_map(|file| match file {
            RegisterFile::Entry(number)
                if number.prefix == self.settings.prefix
                    && number.kind == kind
                    && i32::from(number.year) == year =>
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
            kind,
            count: last.checked_add(1).ok_or_else(too_late)?,
        })
    }

    /// Writes an entry with its signature, and commits both. Returns
    /// their paths. Fails if somebody else has taken the number since it was shown.
    pub fn add_entry(
        &self,
        new: &NewEntry<'_>,
        officer: &Officer,
    ) -> Result<Vec<String>, RegisterError> {
        let number = self.next_number(new.number.kind, new.on.year())?;
        if number != *new.number {
            return Err(RegisterError::NumberTaken(new.number.clone()));
        }
        let entry = entry(number.clone(), new, officer)?;
        let says = format!("Register {number}: {} of {}", entry.title, entry.owner.name);
        self.write(
            &FileToSign {
                path: &number.path(),
                text: &entry.text(),
                on: new.on,
                says: &match new.number.kind {
                    EntryKind::Grant => says,
                    EntryKind::Return => format!("{says}, returned"),
                },
            },
            officer,
        )
    }
}

fn entry(
    number: RegisterNumber,
    new: &NewEntry<'_>,
    officer: &Officer,
) -> Result<RegisterEntry, RegisterError> {
    let NewEntry { award, signed, .. } = new;
    let portfolio = &signed.portfolio;
    let result = verdicts(CheckInput {
        focus: Some(award),
        ..signed.check_input()
    });
    let unreadable = |what: &str| RegisterError::Unreadable(what.to_owned());
    let verdict = result.award(award);
    let verdict = verdict.ok_or_else(|| unreadable("the award"))?;
    let decision = match new.number.kind {
        EntryKind::Grant => SignedDecision::grant(verdict, portfolio)?,
        EntryKind::Return => {
            SignedDecision::of_return(verdict, portfolio).ok_or_else(|| unreadable("the return"))?
        }
    };
    let owner = portfolio.owner().ok_or_else(|| unreadable("the owner"))?;
    let id = portfolio
        .id()
        .ok_or_else(|| unreadable("the id of the portfolio"))?;
    let scheme = portfolio
        .scheme_of(award)
        .ok_or_else(|| unreadable("the scheme"))?;
    let signoffs = decision.signoffs.into_iter().map(|path| {
        let bytes = signed.bytes(path).ok_or_else(|| unreadable(path))?;
        Ok((path.to_owned(), sha256(&bytes)))
    });
    Ok(RegisterEntry {
        number,
        on: new.on,
        portfolio: id.to_owned(),
        owner: NamedPerson {
            id: owner.id().to_string(),
            name: owner.name().to_owned(),
        },
        scheme: RegisteredScheme {
            id: scheme.id.to_string(),
            version: scheme.version.clone(),
            sha256: scheme.sha256.to_string(),
            title: scheme.title.clone(),
            is_official: scheme.is_official(),
        },
        award: award.to_string(),
        title: verdict.title.clone(),
        pack: decision.pack,
        signoffs: signoffs.collect::<Result<_, RegisterError>>()?,
        criteria: decision.criteria,
        decided_by: decision.by,
        assurance: decision.assurance.name().to_owned(),
        people: new.people,
        by: officer.id.to_string(),
    })
}

/// A decision on a submission as the sign-offs have it.
struct SignedDecision<'a> {
    by: String,
    assurance: Assurance,
    /// The digest of the manifest of the submission's pack.
    pack: Option<String>,
    /// The paths of the sign-offs.
    signoffs: Vec<&'a str>,
    criteria: Vec<String>,
}

impl<'a> SignedDecision<'a> {
    fn grant(
        verdict: &'a AwardVerdict<'_>,
        portfolio: &Portfolio,
    ) -> Result<Self, CertificateError> {
        let names = names_of(verdict, portfolio)?;
        let last = verdict.chain.last_done();
        let last = last.ok_or_else(|| CertificateError::NotGranted(verdict.title.clone()))?;
        let taken = verdict.chain.taken();
        Ok(Self {
            by: names.signer,
            assurance: last.proof.assurance(),
            pack: names.pack,
            signoffs: taken.map(|taken| &*taken.signoff.record.path).collect(),
            criteria: Vec::new(),
        })
    }

    fn of_return(verdict: &'a AwardVerdict<'_>, portfolio: &'a Portfolio) -> Option<Self> {
        let last = verdict.chain.last_return()?;
        let sent = portfolio.at_path(last.signoff.returns?.path)?;
        let criteria = last.signoff.criteria.iter();
        Some(Self {
            by: name_of(last.signoff.by, portfolio),
            assurance: last.proof.assurance(),
            pack: Signoff::read(sent)?.pack.map(str::to_owned),
            signoffs: vec![&sent.path, &last.signoff.record.path],
            criteria: criteria.map(|&id| id.to_owned()).collect(),
        })
    }
}
