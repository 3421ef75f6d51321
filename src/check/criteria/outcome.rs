//! The result of evaluating a criterion: its state, what counts towards it, and what it lacks.
//! Knows no form and no wording of findings.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::{Counted, format_amount};
use super::amount_note::AmountNote;
use super::amount_sum::AmountSum;
use crate::base::calendar::Period;
use crate::base::text::Span;
use crate::domain::id::{AwardRef, KindId, RecordId};
use crate::domain::phrases::ValuePhrase;
use crate::domain::query::Scope;
use crate::domain::schema::registration::REGISTRATIONS;
use crate::domain::schema::{Kinds, OwnerDate, RegistrationSpec};

/// Result of evaluating one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CriterionOutcome {
    /// It does not apply, or there is nothing that it applies to.
    Idle,
    Met(Progress),
    /// There is time left to meet it.
    Open(Unmet),
    Overdue(Unmet),
    /// It cannot be evaluated without a detail of the owner, which is missing.
    Undated {
        missing: MissingDetail,
        lack: Lack,
    },
}

/// A detail that is missing in the owner's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingDetail {
    Date(OwnerDate),
    /// Any registration with the body that the scheme follows.
    Registration(Arc<RegistrationSpec>),
    /// A field that decides what is asked.
    Field(String),
}

impl MissingDetail {
    /// Returns what to add to the entry, and why.
    pub fn advice(&self) -> String {
        match self {
            Self::Date(OwnerDate::Entry(field)) => {
                format!("add `{field}` to your entry: this is counted from that date")
            }
            Self::Date(OwnerDate::Registration { with, field }) => {
                let body = &with.body;
                format!(
                    "add `{field}` to your registration with {body}: this is counted from that date"
                )
            }
            Self::Registration(_) => {
                format!("add `{REGISTRATIONS}` to your entry: what is asked depends on it")
            }
            Self::Field(field) => {
                format!("add `{field}` to your entry: what is asked depends on it")
            }
        }
    }
}

/// The amount that counts towards a criterion, and the records and days behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// The amount that was found, in `unit`; zero if the form does not count.
    pub found: Decimal,
    pub needed: Decimal,
    /// The amount by which `found` would be more if all that is planned had taken place.
    pub planned: Decimal,
    /// The unit of `found` and `needed`, such as `hours` or `GBP`; `None` for records.
    pub unit: Option<String>,
    /// The things that are counted, if they are of one sort and have no unit.
    pub counted: Option<Counted>,
    /// Paths of the records that count towards it, in order.
    pub evidence: Vec<String>,
    /// The days on which something falls due, met or not.
    pub deadlines: Vec<Deadline>,
    /// True if its time is not over, so that what is met now may still be missed.
    pub so_far: bool,
    /// The period before the running one, if the amounts are of that one.
    pub missed: Option<Period>,
    /// The items of the catalogue that the form asks for, if it asks for one.
    pub coverage: Option<CatalogueCoverage>,
    /// The first day on which it can be met, if there is one.
    pub opens: Option<NaiveDate>,
    /// The notes on what lowered or raised `found` or `needed`, in order.
    pub notes: Vec<AmountNote>,
    /// The records that were added up, each with how much of it counts; `None` if nothing was,
    /// or if it was added up in several parts.
    pub sum: Option<AmountSum>,
    /// The windows that have begun, if the same is asked in every window.
    pub windows: Vec<JudgedWindow>,
}

/// A window of a requirement that is repeated, such as two months of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedWindow {
    pub days: Period,
    pub state: WindowState,
    /// The day of the last record that counts in it.
    pub done_on: Option<NaiveDate>,
}

/// The standing of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowState {
    Met,
    /// It is over, and something is missing.
    Missing,
    /// Something is missing, and there is time left.
    Running,
    /// Nothing was asked, since records such as absences cover it.
    Excused,
}

impl WindowState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missing => "missing",
            Self::Running => "running",
            Self::Excused => "excused",
        }
    }
}

impl JudgedWindow {
    /// Returns a window with the outcome of what is asked in it.
    pub fn new(days: Period, outcome: &CriterionOutcome, scope: Scope<'_>) -> Self {
        let evidence = outcome.progress().evidence.iter();
        let dates = evidence.filter_map(|path| scope.portfolio.at_path(path)?.date);
        let state = match outcome.is_unmet() {
            false => WindowState::Met,
            true if days.to < scope.today => WindowState::Missing,
            true => WindowState::Running,
        };
        Self {
            days,
            state,
            done_on: dates.max(),
        }
    }

    pub const fn excused(days: Period) -> Self {
        Self {
            days,
            state: WindowState::Excused,
            done_on: None,
        }
    }
}

/// A catalogue whose items are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCoverage {
    /// The id of the catalogue.
    pub catalogue: String,
    pub items: Vec<CoveredItem>,
}

/// An item of a catalogue, with the paths of the records that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredItem {
    pub id: String,
    pub title: String,
    pub records: Vec<String>,
    /// True if no record shows it, or none that is in date.
    pub is_missing: bool,
    /// The last day on which it is in date.
    pub until: Option<NaiveDate>,
    /// The day from which it should be renewed, if the scheme gives notice.
    pub renew_from: Option<NaiveDate>,
}

/// A criterion that is not met, with the things that it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unmet {
    pub progress: Progress,
    /// The places and reasons of what falls short.
    pub shortfalls: Vec<Shortfall>,
    /// The next thing for a person to do.
    pub lack: Option<Lack>,
    /// True if there is more than is allowed, so that further records cannot help.
    pub surplus: bool,
    /// The items that have no record at all, where each has to have one.
    pub missing: Vec<MissingItem>,
}

/// An item without any record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingItem {
    pub title: String,
    pub lack: Option<Lack>,
}

/// A day by which something has to be there, or until which it is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which it is in time.
    pub on: NaiveDate,
    /// The title of the item that is due, or the days of the window in which it is; `None` for the
    /// whole criterion.
    pub what: Option<String>,
    /// True if it exists and expires on this day, false if it has to be there by this day.
    pub expires: bool,
    /// Path of the record that gives this day, if one does.
    pub record: Option<String>,
    pub lack: Option<Lack>,
}

/// State of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriterionState {
    Met,
    Open,
    Overdue,
    /// It does not apply, or there is nothing that it applies to.
    Idle,
}

impl CriterionState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Idle => "idle",
        }
    }
}

/// A record that falls short, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// Its path and the span of the words; `None` if there is no record to point at.
    pub at: Option<(String, Span)>,
    pub message: String,
    /// The role that somebody whom the record names is not listed with, if that is the reason.
    pub role: Option<MissingRole>,
}

/// A role that somebody is not listed with on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRole {
    pub person: RecordId,
    pub role: String,
    pub on: NaiveDate,
}

/// The next thing that a criterion lacks, without the name of any programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// New records of a kind, with these fields.
    Write {
        kind: KindId,
        fields: Vec<(String, String)>,
        count: usize,
        /// True if the set has records already.
        has_some: bool,
    },
    /// New records of a kind that add up to an amount, such as `2.5 hours`.
    Add {
        kind: KindId,
        fields: Vec<(String, String)>,
        amount: String,
    },
    /// A correction of a record.
    Correct { path: String, message: String },
    /// A detail of the owner's entry that a scheme asks for.
    Detail {
        /// The scheme, as in `lancaster@1.0.0`.
        scheme: String,
        message: String,
    },
    /// The confirmation of a record by somebody else.
    Ask {
        award: AwardRef,
        path: String,
        message: String,
    },
    /// A correction of a record, or of the list of people if that is out of date.
    ListRole {
        path: String,
        message: String,
        missing: MissingRole,
    },
    /// Something that a person can do, or a record that explains why it was left out.
    Either { message: String, by: Box<Lack> },
    /// Something that no command does.
    Other(String),
}

impl CriterionOutcome {
    pub const fn state(&self) -> CriterionState {
        match self {
            Self::Idle => CriterionState::Idle,
            Self::Met(_) => CriterionState::Met,
            Self::Open(_) | Self::Undated { .. } => CriterionState::Open,
            Self::Overdue(_) => CriterionState::Overdue,
        }
    }

    /// Returns the amount and the records that count towards it; empty if it is idle or cannot
    /// be evaluated.
    pub const fn progress(&self) -> &Progress {
        const NOTHING: &Progress = &Progress {
            found: Decimal::ZERO,
            needed: Decimal::ZERO,
            planned: Decimal::ZERO,
            unit: None,
            counted: None,
            evidence: Vec::new(),
            deadlines: Vec::new(),
            so_far: false,
            missed: None,
            coverage: None,
            opens: None,
            notes: Vec::new(),
            sum: None,
            windows: Vec::new(),
        };
        match self {
            Self::Met(progress) => progress,
            Self::Open(unmet) | Self::Overdue(unmet) => &unmet.progress,
            Self::Idle | Self::Undated { .. } => NOTHING,
        }
    }

    /// Returns the outcome with more reasons behind its amounts.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<AmountNote>) -> Self {
        match &mut self {
            Self::Met(progress) => progress.notes.extend(notes),
            Self::Open(unmet) | Self::Overdue(unmet) => unmet.progress.notes.extend(notes),
            Self::Idle | Self::Undated { .. } => {}
        }
        self
    }

    /// Returns the outcome with the amount that is only planned.
    #[must_use]
    pub fn with_planned(mut self, planned: Decimal) -> Self {
        match &mut self {
            Self::Met(progress) => progress.planned = planned,
            Self::Open(unmet) | Self::Overdue(unmet) => unmet.progress.planned = planned,
            Self::Idle | Self::Undated { .. } => {}
        }
        self
    }

    pub fn into_progress(self) -> Progress {
        match self {
            Self::Met(progress) => progress,
            Self::Open(unmet) | Self::Overdue(unmet) => unmet.progress,
            Self::Idle | Self::Undated { .. } => Progress::default(),
        }
    }

    pub const fn unmet(&self) -> Option<&Unmet> {
        match self {
            Self::Open(unmet) | Self::Overdue(unmet) => Some(unmet),
            Self::Idle | Self::Met(_) | Self::Undated { .. } => None,
        }
    }

    pub fn shortfalls(&self) -> &[Shortfall] {
        self.unmet().map_or(&[], |unmet| &unmet.shortfalls)
    }

    /// Returns the next thing for a person to do.
    pub const fn lack(&self) -> Option<&Lack> {
        match self {
            Self::Open(unmet) | Self::Overdue(unmet) => unmet.lack.as_ref(),
            Self::Undated { lack, .. } => Some(lack),
            Self::Idle | Self::Met(_) => None,
        }
    }

    pub const fn is_unmet(&self) -> bool {
        matches!(self.state(), CriterionState::Open | CriterionState::Overdue)
    }

    /// Returns true if it is met, and its time is not over.
    pub const fn is_met_so_far(&self) -> bool {
        matches!(self, Self::Met(progress) if progress.so_far)
    }

    /// Returns the first deadline. For an open criterion, days on which other things expire do
    /// not count.
    pub fn first_deadline(&self) -> Option<&Deadline> {
        let open = self.state() == CriterionState::Open;
        let deadlines = self.progress().deadlines.iter();
        deadlines
            .filter(|deadline| !(open && deadline.expires))
            .min_by_key(|deadline| deadline.on)
    }

    /// Returns the day of the first deadline.
    pub fn due(&self) -> Option<NaiveDate> {
        self.first_deadline().map(|deadline| deadline.on)
    }

    /// Returns the next thing for a person to do, and the item or window that it is about: of the
    /// first deadline, or else of the first item that has no record.
    pub fn next_lack(&self, today: NaiveDate) -> (Option<&str>, Option<&Lack>) {
        let open = self.state() == CriterionState::Open;
        let first = self.first_deadline();
        let first = first.filter(|first| open || first.on < today);
        let missing = self.unmet().and_then(|unmet| unmet.missing.first());
        let of_deadline = first.map(|first| (first.what.as_deref(), first.lack.as_ref()));
        let of_item = missing.map(|item| (Some(&*item.title), item.lack.as_ref()));
        match of_deadline.or(of_item) {
            Some((what, Some(lack))) => (what, Some(lack)),
            _ => (None, self.lack()),
        }
    }

    /// Returns the amounts that were found and are needed, such as `6` and `20 hours` or `1` and
    /// `3 journals`; `None` if nothing is counted.
    pub fn amounts(&self, kinds: &Kinds) -> Option<(String, String)> {
        let progress = self.progress();
        let (found, needed) = (progress.found.normalize(), progress.needed.normalize());
        let most = if found > needed { "at most " } else { "" };
        let needed_text = format!("{most}{}", progress.amount(needed, kinds));
        progress
            .says_of_what()
            .then(|| (found.to_string(), needed_text))
    }

    /// Formats the count with its reasons: `20 of 20 hours; 6 hours of reading not counted, over
    /// the limit of 10 hours`; `None` if nothing is counted.
    pub fn tally(&self, kinds: &Kinds) -> Option<String> {
        let count = self.count(kinds);
        let parts: Vec<String> = count.into_iter().chain(self.notes()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Returns the reasons in words why the amounts are other than what was recorded.
    pub fn notes(&self) -> Vec<String> {
        let notes = self.progress().notes.iter();
        notes.map(AmountNote::say).collect()
    }

    /// Formats the count: `3 of 5 journals`, `17.5 of 20 hours`, `4 journals, 3 required`; `None`
    /// if nothing is counted.
    pub fn count(&self, kinds: &Kinds) -> Option<String> {
        let progress = self.progress();
        let (found, needed) = (progress.found.normalize(), progress.needed.normalize());
        let amount = |number| progress.amount(number, kinds);
        let said = if found <= needed {
            ValuePhrase::Tally {
                found: &found.to_string(),
                needed: &amount(needed),
            }
            .say()
        } else {
            let (found, needed) = (&amount(found), &needed.to_string());
            if self.is_unmet() {
                ValuePhrase::TallyAllowed { found, needed }.say()
            } else {
                ValuePhrase::TallyRequired { found, needed }.say()
            }
        };
        progress.says_of_what().then_some(said)
    }

    /// Returns the outcome of this period and of the next one together: the worse state, with the
    /// amounts of both.
    #[must_use]
    pub fn followed_by(self, next: Self) -> Self {
        let (before, after) = match (self, next) {
            (one, Self::Idle) | (Self::Idle, one) => return one,
            (one @ Self::Undated { .. }, _) | (_, one @ Self::Undated { .. }) => return one,
            both => both,
        };
        let states = [before.state(), after.state()];
        let (mut all, after) = (before.into_unmet(), after.into_unmet());
        all.progress = all.progress.with(after.progress);
        all.shortfalls.extend(after.shortfalls);
        all.lack = all.lack.or(after.lack);
        all.surplus |= after.surplus;
        match states {
            _ if states.contains(&CriterionState::Overdue) => Self::Overdue(all),
            _ if states.contains(&CriterionState::Open) => Self::Open(all),
            _ => Self::Met(all.progress),
        }
    }

    fn into_unmet(self) -> Unmet {
        match self {
            Self::Open(unmet) | Self::Overdue(unmet) => unmet,
            other => Unmet {
                progress: other.into_progress(),
                ..Unmet::default()
            },
        }
    }

    /// Returns the outcome with time left to meet it, until a date says otherwise.
    #[must_use]
    pub fn in_time(self) -> Self {
        match self {
            Self::Overdue(unmet) => Self::Open(unmet),
            other => other,
        }
    }

    /// Returns the outcome of a form that tests every member; idle if there are no members.
    pub fn from_members(members: Progress, shortfalls: Vec<Shortfall>) -> Self {
        if members.needed.is_zero() {
            return Self::Idle;
        }
        let failing = Decimal::from(distinct_places(&shortfalls));
        let progress = Progress {
            found: (members.needed - failing).max(Decimal::ZERO),
            ..members
        };
        match shortfalls.first().map(Shortfall::lack) {
            None => Self::Met(progress),
            lack => Self::Overdue(Unmet {
                progress,
                shortfalls,
                lack,
                ..Unmet::default()
            }),
        }
    }
}

impl Progress {
    /// Returns a count of records or items, without deadlines.
    pub fn counted(found: usize, needed: usize, evidence: Vec<String>) -> Self {
        Self {
            found: found.into(),
            needed: needed.into(),
            evidence,
            ..Self::default()
        }
    }
}

impl Progress {
    /// Returns true if something is counted. That the owner is one person says nothing.
    fn says_of_what(&self) -> bool {
        let is_named = self.unit.is_some() || self.counted.is_some() || self.coverage.is_some();
        !self.needed.is_zero() && (is_named || self.needed != Decimal::ONE)
    }

    /// Formats a number of what is counted: `20 hours`, `3 journals`.
    fn amount(&self, number: Decimal, kinds: &Kinds) -> String {
        let covered = self.coverage.as_ref();
        let items = covered.map(|coverage| Counted::Items(coverage.catalogue.clone()));
        match self.counted.as_ref().or(items.as_ref()) {
            Some(counted) if self.unit.is_none() => counted.say(&number.to_string(), kinds),
            _ => format_amount(number, self.unit.as_deref()),
        }
    }

    /// Returns the amounts of two periods together.
    fn with(mut self, next: Self) -> Self {
        self.found = self.found.saturating_add(next.found);
        self.needed = self.needed.saturating_add(next.needed);
        self.evidence.extend(next.evidence);
        self.deadlines.extend(next.deadlines);
        self.so_far |= next.so_far;
        self.counted = self
            .counted
            .filter(|one| Some(one) == next.counted.as_ref());
        self.coverage = next.coverage.or(self.coverage);
        self.opens = next.opens.or(self.opens);
        self.notes.extend(next.notes);
        // The sums of two periods are no sum.
        self.sum = None;
        self
    }
}

impl Lack {
    /// Returns the path of the record that is to be corrected or confirmed, if there is one.
    pub fn path(&self) -> Option<&String> {
        match self {
            Self::Correct { path, .. } | Self::Ask { path, .. } | Self::ListRole { path, .. } => {
                Some(path)
            }
            Self::Write { .. }
            | Self::Add { .. }
            | Self::Either { .. }
            | Self::Detail { .. }
            | Self::Other(_) => None,
        }
    }
}

impl Shortfall {
    /// Returns the shortfall with the title of the row in front, if it is about a row.
    pub fn with_row_title(self, row: Option<&str>) -> Self {
        match row {
            Some(row) => Self {
                message: format!("{row}: {}", self.message),
                ..self
            },
            None => self,
        }
    }

    /// Returns the path of the record.
    pub fn path(&self) -> Option<&String> {
        self.at.as_ref().map(|(path, _)| path)
    }

    pub fn lack(&self) -> Lack {
        let message = self.message.clone();
        match (&self.at, &self.role) {
            (Some((path, _)), Some(missing)) => Lack::ListRole {
                path: path.clone(),
                message,
                missing: missing.clone(),
            },
            (Some((path, _)), None) => Lack::Correct {
                path: path.clone(),
                message,
            },
            (None, _) => Lack::Other(message),
        }
    }
}

fn distinct_places(shortfalls: &[Shortfall]) -> usize {
    let mut paths: Vec<_> = shortfalls
        .iter()
        .map(|short| short.at.as_ref().map(|(path, _)| path))
        .collect();
    paths.sort();
    paths.dedup();
    paths.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::built_in;

    #[test]
    fn a_count_says_of_what() {
        let kinds = built_in::base_kinds(&mut Vec::new());
        let counted = |found: usize, needed: usize, counted: Option<Counted>| {
            let progress = Progress {
                counted,
                ..Progress::counted(found, needed, Vec::new())
            };
            let unmet = Unmet {
                progress,
                ..Unmet::default()
            };
            let amounts = CriterionOutcome::Open(unmet).amounts(&kinds);
            amounts.map(|(found, needed)| format!("{found} of {needed}"))
        };
        let journals = || Some(Counted::Records(KindId::parse("journal").unwrap()));
        let items = |catalogue: &str| Some(Counted::Items(catalogue.to_owned()));
        for (found, needed, of, expected) in [
            (1, 3, journals(), "1 of 3 journals"),
            (0, 1, journals(), "0 of 1 journal"),
            (5, 3, journals(), "5 of at most 3 journals"),
            (1, 8, items("mandatory"), "1 of 8 items"),
            (1, 4, items("nmc-themes"), "1 of 4 nmc themes"),
            (0, 1, items("nmc-themes"), "0 of 1 item"),
            (2, 3, Some(Counted::Rows), "2 of 3 rows"),
            (0, 1, Some(Counted::Parts), "0 of 1 part"),
            (1, 6, Some(Counted::Periods), "1 of 6 periods"),
            (3, 4, Some(Counted::Intervals), "3 of 4 intervals"),
            (2, 3, Some(Counted::Values), "2 of 3 different values"),
            (1, 2, None, "1 of 2"),
        ] {
            assert_eq!(counted(found, needed, of).as_deref(), Some(expected));
        }
        assert_eq!(counted(0, 0, journals()), None);
        let too_many = Progress {
            counted: journals(),
            ..Progress::counted(4, 3, Vec::new())
        };
        let tally = CriterionOutcome::Met(too_many).tally(&kinds);
        assert_eq!(tally.as_deref(), Some("4 journals, 3 required"));
    }
}
