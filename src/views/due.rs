//! Lists what is due, overdue or running out, with its day and the command for it: from
//! the requirements of every award in progress and from every duty.

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
    /// The last day on which it is in time; none where something that is there is
    /// not as it should be, whatever the day.
    pub on: Option<NaiveDate>,
    pub state: Urgency,
    /// The requirement, for programs: `alt-valley/log`, `rics/year-2026-12-31/hours`.
    pub criterion: String,
    /// The one who asks: the scheme's title, or the award's.
    pub asker: String,
    /// The requirement in the scheme's words.
    pub says: String,
    /// The part that it is about, where that is less than the whole requirement.
    pub what: Option<String>,
    pub severity: Severity,
    /// The thing to do, and what does it; how that is spelt is for a format to say.
    pub next: Option<String>,
    #[serde(skip)]
    pub command: Option<Invocation>,
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
}

impl Urgency {
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Overdue | Self::Expired)
    }
}

impl Agenda {
    pub fn new(
        portfolio: &Portfolio,
        result: &CheckResult<'_>,
        today: NaiveDate,
        ahead: Option<Length>,
    ) -> Self {
        let looking = DueSearch { portfolio, today };
        let schemes = result.verdicts.iter();
        let mut entries: Vec<DueEntry> = schemes
            .flat_map(|scheme| looking.scheme_entries(scheme))
            .collect();
        // What has no day is late already; in one day, the scheme's order stays.
        entries.sort_by_key(|entry| (!entry.state.is_late(), entry.on));
        Self {
            version: 1,
            today,
            entries,
            portfolio: portfolio.id().unwrap_or_default().to_owned(),
            ahead,
        }
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
            entries.extend(self.criterion_entries(duty, &scheme.scheme.title, &name));
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
        let entry = |on, state, what: Option<&String>, need: Option<&Lack>| DueEntry {
            on,
            state,
            criterion: name.to_owned(),
            asker: asker.to_owned(),
            says: verdict.criterion.says.clone(),
            what: what.cloned(),
            severity: verdict.criterion.severity,
            next: need.map(|need| remedies::describe_lack(need, self.portfolio)),
            command: need.and_then(|need| remedies::invocation(need, self.portfolio)),
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
                entry(Some(deadline.on), state, deadline.what.as_ref(), need)
            })
            .collect();
        let told = entries.iter().any(|entry| entry.state.is_late());
        if outcome.state() == CriterionState::Overdue && !told {
            entries.push(entry(None, Urgency::Overdue, None, outcome.lack()));
        }
        entries
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
        let last_day = award.award.due.from(award.round?.to)?;
        let state = award
            .chain
            .next()
            .filter(|_| award.state == AwardState::Ready)?;
        let late = last_day < self.today;
        Some(DueEntry {
            on: Some(last_day),
            state: if late { Urgency::Overdue } else { Urgency::Due },
            criterion: format!("{}/{}", award.id, state.step().id),
            asker: award.title.clone(),
            says: state.step().title.clone(),
            what: None,
            severity: Severity::Error,
            next: Some(format!(
                "by the {}",
                crate::base::text::words::with_spaces(state.step().by.role())
            )),
            command: Some(signoff_findings::step_invocation(
                state.step(),
                &award.id,
                self.portfolio,
            )),
        })
    }
}
