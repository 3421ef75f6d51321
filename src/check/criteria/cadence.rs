//! `cadence: { of: SET, every: LENGTH, unless: SET }` holds when no gap between one record and the
//! next is longer. Days that records of `unless` cover do not count. While the next record has
//! time to come, it holds so far; without any record it is open.

use chrono::NaiveDate;

use super::{
    CompiledForm, Counted, CriterionOutcome, Deadline, FormSpec, Lack, Progress, Shortfall, Unmet,
    days_covered, record_paths, write_lack,
};
use crate::base::calendar::{self, DaySet, Length};
use crate::base::document::Node;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{SchemaReader, SchemeNames, Set, period, set};

pub const FORM: FormSpec = FormSpec {
    name: "cadence",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Cadence {
    of: Set,
    every: Length,
    unless: Option<Set>,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Cadence> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["of", "every", "unless"]);
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let every = period::read_length(reader.require(args, "every")?, reader)?;
    let unless = args
        .get("unless")
        .and_then(|node| set::read(node, names, reader));
    Some(Cadence { of, every, unless })
}

impl CompiledForm for Cadence {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        // A record without a readable date fills no gap.
        let mut found = members(&self.of, scope);
        let last_day = scope.last_judged_day();
        let is_here = |date: NaiveDate| date <= last_day || scope.has_days_to_come();
        found.retain(|item| item.date().is_some_and(is_here));
        let dates: Vec<NaiveDate> = found.iter().filter_map(Item::date).collect();
        let Some(begin) = self.begin(&dates, scope) else {
            return CriterionOutcome::Idle;
        };
        let end = end(scope);
        let (_, leaving) = scope.employed();
        let paused = self
            .unless
            .as_ref()
            .map_or_else(DaySet::default, |unless| days_covered(unless, scope));
        // On a day of absence after the due day, the record still comes in time.
        let due_after = |day| {
            let due = paused.due_after(day, self.every)?;
            Some(paused.last_day_of_pause(due))
        };
        let starts = std::iter::once(begin).chain(dates.iter().copied());
        let mut shortfalls: Vec<Shortfall> = starts
            .zip(&found)
            .filter(|(last, item)| {
                let late = |due| {
                    item.date()
                        .is_some_and(|date| date > due && scope.judges(date))
                        && leaving.is_none_or(|leaving| leaving > due)
                };
                due_after((*last).max(begin)).is_some_and(late)
            })
            .map(|(last, item)| self.gap_shortfall(last, item))
            .collect();
        let last = dates.last().copied().unwrap_or(begin).max(begin);
        let next = due_after(last);
        let late = next.filter(|due| *due < end);
        if late.is_some() {
            shortfalls.push(Shortfall {
                role: None,
                at: None,
                message: gap_at_the_end(last, end, scope),
            });
        }
        // Days after the end of the period are not due.
        let is_asked = |due: &NaiveDate| {
            scope.period().is_none_or(|period| *due <= period.to)
                && leaving.is_none_or(|leaving| *due <= leaving)
                && scope.judges(*due)
        };
        let next = next.filter(is_asked);
        let is_running = next.is_some_and(|due| scope.today <= due);
        found.retain(|item| item.date().is_some_and(|date| scope.judges(date)));
        let write = || write_lack(&self.of, found.len(), 1, scope);
        // A gap that is not over is neither kept nor missed, except that none is none.
        let gaps = match (late, found.len()) {
            (Some(_), count) => count + 1,
            (None, 0) if is_running => 1,
            (None, 0) => return CriterionOutcome::Idle,
            (None, count) => count,
        };
        let deadline = |on| Deadline {
            on,
            what: None,
            expires: false,
            record: None,
            lack: write(),
        };
        let kept = found.len() + usize::from(late.is_some()) - shortfalls.len();
        let progress = Progress {
            deadlines: next.map(deadline).into_iter().collect(),
            so_far: is_running,
            counted: Some(Counted::Intervals),
            ..Progress::counted(kept, gaps, record_paths(&found))
        };
        let lack = match (shortfalls.first(), late) {
            (Some(first), None) => Some(self.explain(first, scope)),
            _ => write(),
        };
        let is_kept = shortfalls.is_empty();
        if is_kept && !found.is_empty() {
            return CriterionOutcome::Met(progress);
        }
        let unmet = Unmet {
            progress,
            shortfalls,
            lack,
            ..Unmet::default()
        };
        match is_kept {
            true => CriterionOutcome::Open(unmet),
            false => CriterionOutcome::Overdue(unmet),
        }
    }

    fn judges_parts(&self) -> bool {
        true
    }
}

impl Cadence {
    /// Returns the day from which the first gap is counted.
    fn begin(&self, dates: &[NaiveDate], scope: Scope<'_>) -> Option<NaiveDate> {
        // The gap before the first day of which records are kept is nobody's.
        let joined = scope.employed().0.max(scope.kept_since());
        let from = scope.period().map(|period| period.from);
        match (from, joined) {
            (Some(from), Some(joined)) => Some(from.max(joined)),
            (Some(from), None) => Some(from),
            (None, Some(joined)) => Some(joined),
            (None, None) => dates.first().copied(),
        }
    }

    /// Returns the lack for a past gap: record something in it, or explain it if the scheme has
    /// `unless`.
    fn explain(&self, gap: &Shortfall, scope: Scope<'_>) -> Lack {
        let unless = self.unless.as_ref();
        let explained = unless.and_then(|unless| write_lack(unless, 0, 1, scope));
        match explained {
            Some(by @ (Lack::Write { .. } | Lack::Add { .. })) => Lack::Either {
                message: "add what happened in the gap, or explain it".to_owned(),
                by: Box::new(by),
            },
            _ => gap.lack(),
        }
    }

    fn gap_shortfall(&self, last: NaiveDate, item: &Item<'_>) -> Shortfall {
        Shortfall {
            role: None,
            at: item.place(None).map(|(path, span)| (path.to_owned(), span)),
            message: format!(
                "the previous one was on {}, more than {} before",
                calendar::format_long(last),
                self.every
            ),
        }
    }
}

/// Returns `nothing since 22 June 2026`, or with its last day if the gap is in a period that is over.
fn gap_at_the_end(last: NaiveDate, end: NaiveDate, scope: Scope<'_>) -> String {
    let last = calendar::format_long(last);
    match end < scope.today {
        true => format!("nothing from {last} to {}", calendar::format_long(end)),
        false => format!("nothing since {last}"),
    }
}

/// Returns the day up to which gaps are counted.
fn end(scope: Scope<'_>) -> NaiveDate {
    let (_, leaving) = scope.employed();
    let until = scope.last_judged_day();
    leaving.map_or(until, |leaving| leaving.min(until))
}
