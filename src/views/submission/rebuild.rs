//! A pack put together again from the files that it carries, so that what it
//! shows can be held against what they say.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{SubmissionInput, build};
use super::model::{MANIFEST, PRINTING, Pack};
use super::print_record::{PrintRecord, SignedEdition};
use super::sheet::PeriodRecord;
use crate::base::files::Snapshot;
use crate::check::{CheckInput, check};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommitInfo, Evidence, PortfolioFiles};
use crate::domain::signoff::{Chain, Proof, Trust};

/// Everything that was found inside a printed pack, whatever its format.
#[derive(Debug, Default)]
pub struct OpenedPack {
    /// By path in the portfolio.
    pub files: BTreeMap<String, Vec<u8>>,
    pub manifest: Option<Vec<u8>>,
    pub printing: Option<Vec<u8>>,
    /// The pages that it shows, each with the name of the format they are in.
    pub shown: Vec<(&'static str, Vec<u8>)>,
    /// Faults of the form, such as an entry that is there twice.
    pub oddities: Vec<String>,
}

impl PortfolioFiles for OpenedPack {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).cloned()
    }
}

/// The reason that a pack cannot be put together again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    #[error("it does not record how it was printed")]
    NoRecord,
    #[error("it is the record of a period, which has no sign-offs")]
    Period,
    #[error("this version of cpd cannot read how it was printed")]
    Unknown,
    #[error("the files in it contain no award called {0}")]
    NoAward(String),
}

impl OpenedPack {
    /// Takes in a carried file by the name it has in every format.
    pub fn add_file(&mut self, name: String, bytes: Vec<u8>) {
        let before = match name.as_str() {
            MANIFEST => self.manifest.replace(bytes),
            PRINTING => self.printing.replace(bytes),
            _ => self.files.insert(name.clone(), bytes),
        };
        if before.is_some() {
            self.oddities.push(format!("{name} is in it twice"));
        }
    }

    /// Reads how it says that it was printed.
    pub fn printing(&self) -> Result<PrintRecord, RebuildError> {
        let bytes = self.printing.as_ref().ok_or(RebuildError::NoRecord)?;
        let read: Option<PrintRecord> = serde_json::from_slice(bytes).ok();
        if read.is_none() && serde_json::from_slice::<PeriodRecord>(bytes).is_ok() {
            return Err(RebuildError::Period);
        }
        read.filter(PrintRecord::is_well_formed)
            .ok_or(RebuildError::Unknown)
    }

    /// The portfolio as far as the pack carries it.
    pub fn portfolio(&self) -> Portfolio {
        Portfolio::load(Snapshot::from_bytes(&self.files))
    }
}

/// The pack that these files make, judged anew.
pub fn rebuild(
    portfolio: &Portfolio,
    printing: &PrintRecord,
    evidence: Evidence<'_>,
    trust: &Trust,
) -> Result<Pack, RebuildError> {
    let result = check(CheckInput {
        portfolio,
        evidence,
        trust,
        today: printing.day,
        focus: None,
        only: None,
    });
    let missing = || RebuildError::NoAward(printing.award.clone());
    let id: AwardRef = portfolio.award(&printing.award).ok_or_else(missing)?;
    let award = result.award(&id).ok_or_else(missing)?;
    let scheme = portfolio.scheme_of(&id).ok_or_else(missing)?;
    Ok(build(&SubmissionInput {
        portfolio,
        scheme,
        award,
        evidence,
        trust,
        blob: &|bytes| printing.objects.blob_id(bytes),
        commit: printing.commit.as_ref().map(|made| CommitInfo {
            id: made.id.clone(),
            summary: String::new(),
            seconds: made.seconds,
        }),
        today: printing.day,
        draft: printing.draft,
        current: printing.current,
        signed: signed(printing, &award.chain, portfolio),
        request: None,
        entered_by: entered_by(printing, &award.chain),
    }))
}

/// Returns the edition that the sign-offs in the pack allow: of the day of the last one, with
/// changes to what could be signed.
fn signed(
    printing: &PrintRecord,
    chain: &Chain<'_>,
    portfolio: &Portfolio,
) -> Option<SignedEdition> {
    let edition = printing.signed.clone()?;
    let last = chain.last_done()?;
    let subjects: BTreeSet<&str> = last.signoff.subjects.iter().map(|one| one.path).collect();
    let can_change = |path: &String| {
        subjects.contains(&**path) || portfolio.kinds().kind_of_path(path).is_some()
    };
    Some(SignedEdition {
        on: last.signoff.on.date_naive(),
        changed: edition.changed.into_iter().filter(can_change).collect(),
        ..edition
    })
}

/// Returns what the record of printing says of claims. Whatever it says of other files was
/// put there by somebody else.
fn entered_by(printing: &PrintRecord, chain: &Chain<'_>) -> BTreeMap<String, String> {
    let claims = chain.taken().filter(|taken| taken.proof == Proof::Claimed);
    let named = claims.filter_map(|taken| {
        let path = &taken.signoff.record.path;
        Some((path.clone(), printing.entered_by.get(path)?.clone()))
    });
    named.collect()
}
