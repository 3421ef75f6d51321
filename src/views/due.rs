//! Lists what is due, overdue or running out, with its day and the command for it: from
//! the requirements of every award in progress, from every duty, and from the days that records
//! carry themselves.

mod records;

pub use records::record_day_name;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::calendar::Length;
use crate::check::{
    AwardState, AwardVerdict, CheckResult, CriterionState, CriterionVerdict, Deadline, Lack,
    SchemeVerdict, remedies, signoff_findings,
};
use crate::domain::finding::Severity;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::Invocation;

/// Everything with a day, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// Of this form; 1.
    pub version: u32,
    pub today: NaiveDate,
    pub entries: Vec<DueEntry>,
    /// The portfolio's id, for the names of events.
    pub portfolio: String,
    /// The length of time ahead that people are shown; everything where none is set.
    pub ahead: Option<Length>,
}

/// One thing with a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueEntry {
    /// The last day on which it is in time; none where nothing says by when, or where something
    /// that is there is not as it should be.
    pub on: Option<NaiveDate>,
    /// The first day on which it can be done, if that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day of what takes place on several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    pub state: Urgency,
    /// The requirement, for programs: `alt-valley/log`, `rics/year-2026-12-31/hours`.
    pub criterion: String,
    /// The one who asks: the title of the scheme or the award, or of the kind of record.
    pub asker: String,
    /// The requirement in the scheme's words.
    pub says: String,
    /// The part that it is about, where that is less than the whole requirement.
    pub what: Option<String>,
    pub severity: Severity,
    /// Path of the record that gives the day, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The thing to do, and what does it; how that is spelt is for a format to say.
    pub next: Option<String>,
    #[serde(skip)]
    pub command: Option<Invocation>,
    /// True if a scheme asks for it; false if only a record has the day.
    #[serde(skip)]
    pub is_asked: bool,
}

/// The standing of a thing to its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// The day is past.
    Overdue,
    /// It was in date until a day that is past.
    Expired,
    /// Still to come.
    Due,
    /// There, and in date until then.
    Expires,
    /// It takes place on that day.
    Planned,
}

impl Urgency {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Expired => "expired",
            Self::Due => "due",
            Self::Expires => "expires",
            Self::Planned => "planned",
        }
    }

    pub const fn is_late(self) -> bool {
        matches!(self, Self::Overdue | Self::Expired)
    }
}

impl DueEntry {
    /// An entry by the name of the requirement, who asks, and what is asked in words.
    fn new(
        (name, asker, says): (&str, &str, &str),
        severity: Severity,
        on: Option<NaiveDate>,
        state: Urgency,
    ) -> Self {
        Self {
            on,
            from: None,
            until: None,
            state,
            criterion: name.to_owned(),
            asker: asker.to_owned(),
            says: says.to_owned(),
            what: None,
            severity,
            record: None,
            next: None,
            command: None,
            is_asked: true,
        }
    }

    /// Returns who asks, and the file that gives the day; the file alone if nobody asks.
    pub fn source(&self) -> String {
        match (&self.record, self.is_asked) {
            (Some(path), true) => format!("{}, {path}", self.asker),
            (Some(path), false) => path.clone(),
            (None, _) => self.asker.clone(),
        }
    }

    /// Returns what a calendar knows the entry by. The title of a record is not part of it: it may
    /// be corrected.
    pub fn about_for_calendars(&self) -> String {
        match &self.what {
            Some(what) if self.is_asked => format!("{}\0{what}", self.criterion),
            _ => self.criterion.clone(),
        }
    }

    fn about(mut self, what: Option<&String>) -> Self {
        self.what = what.cloned();
        self
    }

    fn with_lack(mut self, lack: Option<&Lack>, portfolio: &Portfolio) -> Self {
        self.next = lack.map(|lack| remedies::describe_lack(lack, portfolio));
        self.command = lack.and_then(|lack| remedies::invocation(lack, portfolio));
        self
    }
}

impl Agenda {
    pub fn new(
        portfolio: &Portfolio,
        result: &CheckResult<'_>,
        today: NaiveDate,
        ahead: Option<Length>,
    ) -> Self {
        let mut agenda = Self::of_schemes(portfolio, result, today, ahead);
        records::add(&mut agenda.entries, portfolio, today);
        agenda.sort();
        agenda
    }

    /// Without the days that records carry and no scheme asks about.
    pub fn of_schemes(
        portfolio: &Portfolio,
        result: &CheckResult<'_>,
        today: NaiveDate,
        ahead: Option<Length>,
    ) -> Self {
        let looking = DueSearch { portfolio, today };
        let schemes = result.verdicts.iter();
        let entries = schemes.flat_map(|scheme| looking.scheme_entries(scheme));
        let mut agenda = Self {
            version: 1,
            today,
            entries: entries.collect(),
            portfolio: portfolio.id().unwrap_or_default().to_owned(),
            ahead,
        };
        agenda.sort();
        agenda
    }

    /// Sorts by day, what is late first. In one day, the scheme's order stays.
    fn sort(&mut self) {
        self.entries
            .sort_by_key(|entry| (!entry.state.is_late(), entry.on));
    }

    /// Returns the entries to show a person, and the number of those that fall due later.
    pub fn entries_to_show(&self) -> (Vec<&DueEntry>, usize) {
        let shown: Vec<&DueEntry> = match self.ahead {
            None => self.entries.iter().collect(),
            Some(ahead) => self.due_within(ahead).collect(),
        };
        let later = self.entries.len() - shown.len();
        (shown, later)
    }

    /// Returns what is late, and what falls due within a time.
    pub fn due_within(&self, length: Length) -> impl Iterator<Item = &DueEntry> {
        let until = length.after(self.today);
        self.entries
            .iter()
            // Longer than the calendar is without end.
            .filter(move |entry| entry.state.is_late() || until.is_none() || entry.on <= until)
    }

    /// Removes what falls due later than within a time.
    pub fn limit_to(&mut self, length: Length) {
        self.entries = self.due_within(length).cloned().collect();
    }

    /// Returns true if anything that a scheme insists on is late, or will be within a time.
    pub fn has_urgent(&self, notice: Option<Length>) -> bool {
        let soon = |entry: &DueEntry| {
            notice.is_some_and(|notice| {
                let until = notice.after(self.today);
                entry.on.is_some() && (until.is_none() || entry.on <= until)
            })
        };
        self.entries
            .iter()
            .filter(|entry| entry.severity == Severity::Error)
            .any(|entry| entry.state.is_late() || soon(entry))
    }
}

struct DueSearch<'a> {
    portfolio: &'a Portfolio,
    today: NaiveDate,
}

impl DueSearch<'_> {
    fn scheme_entries(&self, scheme: &SchemeVerdict<'_>) -> Vec<DueEntry> {
        let living =
            |award: &&AwardVerdict<'_>| matches!(award.state, AwardState::Open | AwardState::Ready);
        let mut entries = Vec::new();
        for award in scheme.recent_awards().filter(living) {
            for verdict in &award.criteria {
                let name = format!("{}/{}", award.id, verdict.criterion.id);
                entries.extend(self.criterion_entries(verdict, &award.title, &name));
            }
            entries.extend(self.signing_entry(award));
        }
        for duty in &scheme.duties {
            let name = format!("{}/{}", scheme.scheme.id, duty.criterion.id);
            let asker = &scheme.scheme.title;
            entries.extend(self.criterion_entries(duty, asker, &name));
            entries.extend(self.undated_entries(duty, asker, &name));
        }
        entries
    }

    fn criterion_entries(
        &self,
        verdict: &CriterionVerdict<'_>,
        asker: &str,
        name: &str,
    ) -> Vec<DueEntry> {
        let outcome = &verdict.outcome;
        let entry = |on, state, what, need| {
            let (says, severity) = (&verdict.criterion.says, verdict.criterion.severity);
            let entry = DueEntry::new((name, asker, says), severity, on, state);
            entry.about(what).with_lack(need, self.portfolio)
        };
        let mut entries: Vec<DueEntry> = outcome
            .progress()
            .deadlines
            .iter()
            // What is met is not late, whatever ran out before it was renewed.
            .filter(|deadline| outcome.is_unmet() || deadline.on >= self.today)
            .map(|deadline| {
                let state = self.urgency(deadline);
                let need = deadline.lack.as_ref().or(outcome.lack());
                DueEntry {
                    record: deadline.record.clone(),
                    from: outcome.progress().opens,
                    ..entry(Some(deadline.on), state, deadline.what.as_ref(), need)
                }
            })
            .collect();
        let told = entries.iter().any(|entry| entry.state.is_late());
        if outcome.state() == CriterionState::Overdue && !told {
            entries.push(entry(None, Urgency::Overdue, None, outcome.lack()));
        }
        entries
    }

    /// Returns what a duty asks for without saying by when: each item that has no record, or the
    /// whole. Advice is left out.
    fn undated_entries(
        &self,
        duty: &CriterionVerdict<'_>,
        asker: &str,
        name: &str,
    ) -> Vec<DueEntry> {
        let (outcome, severity) = (&duty.outcome, duty.criterion.severity);
        let mut deadlines = outcome.progress().deadlines.iter();
        let has_day = deadlines.any(|deadline| !deadline.expires);
        if !outcome.is_unmet() || has_day || severity == Severity::Note {
            return Vec::new();
        }
        let entry = |what, need| {
            let names = (name, asker, &*duty.criterion.says);
            let entry = DueEntry::new(names, severity, None, Urgency::Due);
            entry.about(what).with_lack(need, self.portfolio)
        };
        let missing = outcome.unmet().map_or(&[][..], |unmet| &unmet.missing);
        if missing.is_empty() && outcome.state() == CriterionState::Open {
            return vec![entry(None, outcome.lack())];
        }
        let items = missing.iter();
        items
            .map(|item| entry(Some(&item.title), item.lack.as_ref()))
            .collect()
    }

    fn urgency(&self, deadline: &Deadline) -> Urgency {
        match (deadline.on < self.today, deadline.expires) {
            (true, false) => Urgency::Overdue,
            (true, true) => Urgency::Expired,
            (false, false) => Urgency::Due,
            (false, true) => Urgency::Expires,
        }
    }

    /// A round that has everything it asks for still has to be signed by its last day.
    fn signing_entry(&self, award: &AwardVerdict<'_>) -> Option<DueEntry> {
        let (from, last_day) = award.days_to_hand_in?;
        let state = award
            .chain
            .next()
            .filter(|_| award.state == AwardState::Ready)?;
        let late = last_day < self.today;
        let urgency = if late { Urgency::Overdue } else { Urgency::Due };
        let name = format!("{}/{}", award.id, state.step().id);
        let names = (&*name, &*award.title, &*state.step().title);
        let entry = DueEntry::new(names, Severity::Error, Some(last_day), urgency);
        Some(DueEntry {
            from,
            next: Some(format!(
                "by the {}",
                crate::base::text::words::with_spaces(state.step().by.role())
            )),
            command: Some(signoff_findings::step_invocation(
                state.step(),
                &award.id,
                self.portfolio,
            )),
            ..entry
        })
    }
}
