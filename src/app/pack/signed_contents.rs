//! The contents with which a closed award was signed, put together from git: the commit that
//! first had the sign-off that sent the pack, or else the last one, with every content that a sign-off names at its path. People,
//! keys and sign-offs are those of today, so that whoever reads can judge by them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Repository, RepositoryError};
use crate::app::workspace::Workspace;
use crate::base::files::{File, Sha256, Snapshot};
use crate::domain::id::AwardRef;
use crate::domain::layout::{SIGNOFFS, is_in_trust};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::PortfolioFiles;
use crate::domain::query::Scope;
use crate::domain::signoff::{
    Chain, SignedSubject, Signoff, TakenStep, first_committed, required_subjects,
};
use crate::views::submission::SignedEdition;

/// A reason why the signed contents cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LostContents {
    #[error("the signed content of {0} is not in git any more")]
    Gone(String),
    #[error("the content of {0} that git has is not the one that was signed")]
    Other(String),
}

impl Explain for LostContents {
    fn explain(&self) -> Explanation {
        Explanation::failed()
            .hint("get it from a complete copy of this repository, as in `git fetch --unshallow`")
    }
}

/// The portfolio as an award was signed.
pub struct SignedContents<'a> {
    pub portfolio: Portfolio,
    /// The day of the last sign-off's first commit, or else of that sign-off.
    pub day: NaiveDate,
    pub edition: SignedEdition,
    pub files: FilesAsSigned<'a>,
}

/// The files of that portfolio.
pub struct FilesAsSigned<'a> {
    repository: &'a (dyn Repository + Send + Sync),
    /// The files as they are now.
    now: &'a dyn PortfolioFiles,
    /// The commit from which the contents are, where git tells.
    commit: Option<String>,
    /// By path: signed contents that the commit does not have there.
    overlay: BTreeMap<String, Vec<u8>>,
}

impl PortfolioFiles for FilesAsSigned<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(bytes) = self.overlay.get(path) {
            return Some(bytes.clone());
        }
        match &self.commit {
            Some(commit) if !is_of_today(path) => {
                let blob = self.repository.committed_at(commit, path).ok().flatten();
                blob.map(|blob| blob.bytes)
            }
            _ => self.now.bytes(path),
        }
    }
}

/// Returns true for people, keys and sign-offs: a key that was revoked since has to show.
pub fn is_of_today(path: &str) -> bool {
    path.starts_with(SIGNOFFS) || is_in_trust(path)
}

impl<'a> SignedContents<'a> {
    /// Puts the signed contents of an award together. `workspace` has the portfolio as it
    /// is now, and `now` reads its files.
    pub fn read(
        award: &AwardRef,
        chain: &Chain<'_>,
        last: &TakenStep<'_>,
        workspace: &Workspace,
        repository: &'a (dyn Repository + Send + Sync),
        now: &'a dyn PortfolioFiles,
    ) -> Result<Self, SignedContentsError> {
        let signoffs: Vec<&Signoff<'_>> = chain.taken().map(|taken| &taken.signoff).collect();
        let history = workspace.evidence().history;
        let first = first_committed(&last.signoff, history);
        let committed = first.and_then(|first| DateTime::from_timestamp(first.seconds, 0));
        // Contents that nobody signs, such as feedback, are printed as they were sent.
        let sent = chain.taken().find(|taken| taken.signoff.pack.is_some());
        let sent = sent.map_or(first, |sent| first_committed(&sent.signoff, history));
        let day = committed.unwrap_or(last.signoff.on).date_naive();
        let mut files = FilesAsSigned {
            repository,
            now,
            commit: sent.map(|sent| sent.commit.clone()),
            overlay: BTreeMap::new(),
        };
        files.overlay = files.contents_elsewhere(&signoffs)?;
        let mut listed = files.list(&workspace.portfolio.snapshot)?;
        let mut portfolio = Portfolio::load(Snapshot::new(listed.clone()));
        let unsigned = unsigned_paths(award, &portfolio, &signoffs, day);
        if !unsigned.is_empty() {
            listed.retain(|file| !unsigned.contains(&file.path));
            portfolio = Portfolio::load(Snapshot::new(listed));
        }
        Ok(Self {
            portfolio,
            day,
            edition: SignedEdition {
                commit: files.commit.clone(),
                on: last.signoff.on.date_naive(),
                changed: last.changed.clone(),
            },
            files,
        })
    }
}

impl FilesAsSigned<'_> {
    /// Returns the signed contents that are not at their paths, from git.
    fn contents_elsewhere(
        &self,
        signoffs: &[&Signoff<'_>],
    ) -> Result<BTreeMap<String, Vec<u8>>, LostContents> {
        let subjects = signoffs.iter().flat_map(|signoff| &signoff.subjects);
        // The last step decides if steps cover different contents at one path.
        let signed: BTreeMap<&str, &SignedSubject<'_>> =
            subjects.map(|subject| (subject.path, subject)).collect();
        let mut elsewhere = BTreeMap::new();
        for (path, subject) in signed {
            let is_it = |bytes: &Vec<u8>| Some(Sha256::digest(bytes)) == subject.sha256;
            if self.bytes(path).as_ref().is_some_and(is_it) {
                continue;
            }
            let content = subject.blob.and_then(|blob| self.repository.content(blob));
            let content = content.ok_or_else(|| LostContents::Gone(path.to_owned()))?;
            if !is_it(&content) {
                return Err(LostContents::Other(path.to_owned()));
            }
            elsewhere.insert(path.to_owned(), content);
        }
        Ok(elsewhere)
    }

    /// Returns the files of the commit, those of today that count, and the signed contents.
    fn list(&self, today: &Snapshot) -> Result<Vec<File>, RepositoryError> {
        let then = match &self.commit {
            Some(commit) => self.repository.snapshot_at(commit)?,
            None => today.clone(),
        };
        let then = then.files().iter().filter(|file| !is_of_today(&file.path));
        let now = today.files().iter().filter(|file| is_of_today(&file.path));
        let kept = then.chain(now);
        let kept = kept.filter(|file| !self.overlay.contains_key(&file.path));
        let signed = self.overlay.iter();
        let signed = signed.map(|(path, bytes)| File::from_bytes(path, bytes));
        Ok(kept.cloned().chain(signed).collect())
    }
}

/// Returns the files that the steps would cover in these contents and that nobody signed.
fn unsigned_paths(
    award: &AwardRef,
    portfolio: &Portfolio,
    signoffs: &[&Signoff<'_>],
    day: NaiveDate,
) -> BTreeSet<String> {
    let Some(scheme) = portfolio.scheme_of(award) else {
        return BTreeSet::new();
    };
    let scope = Scope::of_award(portfolio, scheme, award, day);
    let covered = scheme.steps.iter();
    let covered = covered.flat_map(|step| required_subjects(step, scope));
    let signed = signoffs.iter().flat_map(|signoff| &signoff.subjects);
    let signed: BTreeSet<&str> = signed.map(|subject| subject.path).collect();
    covered
        .filter(|path| !signed.contains(path.as_str()))
        .collect()
}

/// A reason why the signed contents were not read.
#[derive(Debug, Error)]
pub enum SignedContentsError {
    #[error(transparent)]
    Lost(#[from] LostContents),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}
