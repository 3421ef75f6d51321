//! Beginning a portfolio for each person on a roster. Who has one keeps it as it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::init::{self, InitError, KnownOwner, NewPortfolio};
use crate::app::moment::Moment;
use crate::app::ports::NewFolder;
use crate::app::roster::ReadRoster;
use crate::base::document::write::scalar;
use crate::base::text::fold;
use crate::domain::roster::{RosterEntry, RosterIndex, RosterMatch};
use crate::domain::schema::SchemeFiles;
use crate::views::import_plan::RowProblem;
use crate::views::roster_plan::{
    PlacedRowProblem, RosterHeading, RosterOutcome, RosterPlan, RosterRow,
};

/// A portfolio that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPortfolio {
    /// The name of its folder.
    pub folder: String,
    /// The id of its owner.
    pub owner: String,
    pub emails: Vec<String>,
}

/// The reason why not every portfolio was begun.
#[derive(Debug)]
pub enum BeginManyError<E> {
    /// In this folder none could be begun.
    Begin { folder: String, why: InitError },
    /// The caller could not go on.
    Told(E),
}

/// The folder that holds a portfolio for each person.
pub trait FoldersOfPeople {
    /// Returns the portfolios that are there.
    fn portfolios(&self) -> Vec<TakenPortfolio>;

    /// Returns the folder of this name, which may not be there yet.
    fn folder(&self, name: &str) -> Box<dyn NewFolder>;

    /// Returns an id that no other portfolio has.
    fn new_id(&self) -> String;
}

/// The portfolios of the people on a roster.
pub struct ManyPortfolios<'r> {
    read: &'r ReadRoster,
    index: RosterIndex<'r>,
    /// The scheme of people for whom the roster names none.
    scheme: Option<&'r SchemeFiles>,
    folders: &'r dyn FoldersOfPeople,
    at: Moment,
    /// The folder that each owner has, by the owner's id and addresses.
    taken: BTreeMap<String, String>,
}

impl<'r> ManyPortfolios<'r> {
    pub fn new(
        read: &'r ReadRoster,
        scheme: Option<&'r SchemeFiles>,
        folders: &'r dyn FoldersOfPeople,
        at: Moment,
    ) -> Self {
        let mut taken = BTreeMap::new();
        for portfolio in folders.portfolios() {
            for name in std::iter::once(&portfolio.owner).chain(&portfolio.emails) {
                taken.insert(fold(name).into_owned(), portfolio.folder.clone());
            }
        }
        Self {
            read,
            index: read.roster.index(),
            scheme,
            folders,
            at,
            taken,
        }
    }

    /// Returns what becomes of each person.
    pub fn plan(&self) -> RosterPlan {
        let _span = tracing::info_span!("portfolio.plan_many").entered();
        let mut problems: BTreeMap<usize, Vec<RowProblem>> = BTreeMap::new();
        for (row, problem) in &self.read.problems {
            problems.entry(*row).or_default().push(problem.clone());
        }
        let mut rows = Vec::new();
        for entry in &self.read.roster.entries {
            let problems = problems.remove(&entry.row).unwrap_or_default();
            rows.push(self.row(entry, problems));
        }
        let unnamed = problems.into_iter().flat_map(|(row, problems)| {
            let placed = move |problem| PlacedRowProblem { row, problem };
            problems.into_iter().map(placed)
        });
        let headings = self.read.columns.iter();
        let headings = headings.map(|(heading, column)| RosterHeading {
            heading: heading.clone(),
            column: column.clone(),
        });
        RosterPlan {
            version: 1,
            headings: headings.collect(),
            notes: self.read.notes.clone(),
            rows,
            problems: unnamed.collect(),
        }
    }

    /// Begins the new portfolios of a plan, and hands over the name of each folder. Fails with the
    /// folder in which none could be begun.
    pub fn begin<E>(
        &self,
        plan: &RosterPlan,
        mut begun: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), BeginManyError<E>> {
        let _span = tracing::info_span!("portfolio.begin_many").entered();
        let new = plan.rows.iter();
        let new = new.filter(|row| row.outcome == RosterOutcome::New);
        let new: BTreeSet<usize> = new.map(|row| row.row).collect();
        for entry in &self.read.roster.entries {
            let Some(name) = entry.folder().filter(|_| new.contains(&entry.row)) else {
                continue;
            };
            let folder = self.folders.folder(name);
            let id = self.folders.new_id();
            let done = self.beginning(entry, |it| init::init(&*folder, &id, it, self.at));
            done.map_err(|why| BeginManyError::Begin {
                folder: name.to_owned(),
                why,
            })?;
            begun(name).map_err(BeginManyError::Told)?;
        }
        Ok(())
    }

    fn row(&self, entry: &RosterEntry, problems: Vec<RowProblem>) -> RosterRow {
        let scheme = entry.scheme.clone();
        let scheme = scheme.or_else(|| self.scheme.map(|files| files.id.clone()));
        let scheme = scheme.filter(|_| entry.folder().is_some());
        RosterRow {
            row: entry.row,
            person: entry.id.clone(),
            name: entry.name.clone(),
            manager: self.manager(entry).map(|manager| manager.name.clone()),
            scheme,
            kept_since: entry.kept_since,
            folder: entry.folder().map(str::to_owned),
            outcome: self.outcome(entry, problems),
        }
    }

    fn outcome(&self, entry: &RosterEntry, problems: Vec<RowProblem>) -> RosterOutcome {
        if !problems.is_empty() {
            return RosterOutcome::Problem { problems };
        }
        let Some(folder) = entry.folder() else {
            return RosterOutcome::NoPortfolio;
        };
        let names = std::iter::once(&entry.id).chain(&entry.email);
        let mut taken = names.filter_map(|name| self.taken.get(&*fold(name)));
        if let Some(folder) = taken.next() {
            let in_folder = folder.clone();
            return RosterOutcome::There { in_folder };
        }
        if entry.has_left_by(self.at.today) {
            return RosterOutcome::Left;
        }
        let begin = |beginning: &NewPortfolio<'_>| {
            init::refuse_taken(&*self.folders.folder(folder))?;
            init::plan("", beginning, self.at).map(drop)
        };
        match self.beginning(entry, begin) {
            Ok(()) => RosterOutcome::New,
            Err(error) => RosterOutcome::Problem {
                problems: vec![RowProblem {
                    column: None,
                    says: error.to_string(),
                    without_column: None,
                }],
            },
        }
    }

    fn manager(&self, entry: &RosterEntry) -> Option<&'r RosterEntry> {
        match self.index.find(entry.manager.as_deref()?) {
            RosterMatch::One(manager) => Some(manager),
            RosterMatch::Nobody | RosterMatch::Several => None,
        }
    }

    /// Does something with the beginning of a person's portfolio.
    fn beginning<T>(
        &self,
        entry: &RosterEntry,
        then: impl FnOnce(&NewPortfolio<'_>) -> Result<T, InitError>,
    ) -> Result<T, InitError> {
        let named = entry.scheme.as_deref().map(init::scheme).transpose()?;
        let manager = self.manager(entry);
        let since = entry.kept_since.unwrap_or(self.at.today);
        then(&NewPortfolio {
            owner: &entry.name,
            manager: manager.map(|manager| &*manager.name),
            scheme: named.as_ref().or(self.scheme),
            details: &[],
            forge: None,
            editors: false,
            known: KnownOwner {
                id: Some(&entry.id),
                manager_id: manager.map(|manager| &*manager.id),
                lines: lines(entry, since),
                kept_since: entry.kept_since,
            },
        })
    }
}

/// Returns what the list of people says of somebody beside their name.
fn lines(entry: &RosterEntry, since: NaiveDate) -> Vec<String> {
    let email = entry.email.as_deref().map(scalar);
    let email = email.map(|address| ["emails:".to_owned(), format!("  - {address}")]);
    let team = entry.team.as_deref().map(scalar);
    let team = team.map(|team| format!("organisation: {team}"));
    let fraction = entry.fraction.map(|fraction| {
        let from = entry.from.unwrap_or(since);
        format!("fraction: [{{ from: {from}, value: {fraction} }}]")
    });
    let joined = entry.from.map(|day| format!("joined: {day}"));
    let leaving = entry.until.map(|day| format!("leaving: {day}"));
    let others = [team, fraction, joined, leaving].into_iter().flatten();
    email.into_iter().flatten().chain(others).collect()
}

#[cfg(test)]
mod tests;
