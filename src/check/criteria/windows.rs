//! `per: LENGTH` or `per: { window, step }`: the same requirement in every window of a period. A
//! past window is met or overdue, the running one is open until its last day, and later ones are
//! not evaluated. Windows in which the owner was not employed throughout, or that records of
//! `unless` cover, do not count.

use std::collections::BTreeSet;

use super::{
    Counted, CriterionOutcome, Deadline, JudgedWindow, Lack, Shortfall, Unmet, days_covered,
    is_running, left_out_lack,
};
use chrono::NaiveDate;

use crate::base::calendar::{self, DaySet, Period, Windows};
use crate::base::document::Node;
use crate::domain::phrases::format_days;
use crate::domain::query::Scope;
use crate::domain::schema::{SchemaFaultKind, SchemaReader, SchemeNames, Set, period, set};

/// The windows in which a requirement is repeated.
pub struct WindowSpec {
    windows: Windows,
    unless: Option<Set>,
}

/// The keys of windows in a scheme.
pub const KEYS: [&str; 2] = ["per", "unless"];

/// Reads `per` and `unless`, if they are given.
pub fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<WindowSpec> {
    let unless = args
        .get("unless")
        .and_then(|node| set::read(node, names, reader));
    let Some(node) = args.get("per") else {
        if let Some(entry) = args.entry("unless") {
            let why = "this leaves out windows, and there are none: add `per`".to_owned();
            reader.report(entry.key_span, SchemaFaultKind::Impossible { why });
        }
        return None;
    };
    let windows = match node.scalar() {
        Some(_) => Windows::end_to_end(period::read_length(node, reader)?),
        None => {
            reader.read_map(node)?;
            reader.report_unknown_keys(node, &["window", "step"]);
            let window = period::read_length(reader.require(node, "window")?, reader)?;
            match node.get("step") {
                Some(step) => Windows {
                    window,
                    step: period::read_length(step, reader)?,
                },
                None => Windows::end_to_end(window),
            }
        }
    };
    check_length(windows, node, names, reader);
    Some(WindowSpec { windows, unless })
}

/// The most windows in one period: ten years of days.
const MOST: i64 = 3_660;

/// Reports windows without a period, windows that are longer than it, and more than [`MOST`]
/// windows.
fn check_length(windows: Windows, node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) {
    let why = match names.period_days {
        None => "windows are counted from the first day of a period: add `within`".to_owned(),
        Some(days) if windows.window.days_at_least() > days => {
            format!("no window of {} fits into the period", windows.window)
        }
        Some(days) if days / windows.step.days_at_least().max(1) > MOST => {
            format!("the period has too many windows: at most {MOST} are allowed")
        }
        Some(_) => return,
    };
    reader.report(node.span, SchemaFaultKind::Impossible { why });
}

impl WindowSpec {
    /// Returns the combined outcome of evaluating the same requirement in every window.
    pub fn evaluate(
        &self,
        scope: Scope<'_>,
        ask: impl Fn(Scope<'_>) -> CriterionOutcome,
    ) -> CriterionOutcome {
        let (windows, excused) = self.begun_windows(scope);
        if windows.is_empty() {
            return CriterionOutcome::Idle;
        }
        let mut all = Unmet::default();
        let judged = &mut all.progress.windows;
        judged.extend(excused.into_iter().map(JudgedWindow::excused));
        let mut met = 0_usize;
        let mut is_overdue = false;
        let mut reported = BTreeSet::new();
        let mut unmet_windows = Vec::new();
        for window in &windows {
            let one = ask(scope.in_period(*window));
            let judged = JudgedWindow::new(*window, &one, scope);
            all.progress.windows.push(judged);
            all.progress.so_far |= one.progress().so_far;
            // Windows may overlap; each record is listed once.
            let evidence = one.progress().evidence.iter();
            let is_new = |path: &&String| reported.insert((*path).clone());
            all.progress
                .evidence
                .extend(evidence.filter(is_new).cloned());
            let Some(unmet) = one.unmet() else {
                met += 1;
                continue;
            };
            let over = window.to < scope.today;
            is_overdue |= over || unmet.surplus;
            UnmetWindow::add(&mut unmet_windows, *window, &one, scope);
            // In a past window, a missing record can only have been left out.
            let lack = match over && !unmet.surplus {
                true => Some(left_out_lack()),
                false => unmet.lack.clone(),
            };
            all.progress.deadlines.push(Deadline {
                on: window.to,
                what: Some(format_days(window.from, window.to)),
                expires: false,
                record: None,
                lack: lack.clone(),
            });
            all.lack = match (all.lack, lack) {
                (Some(Lack::Other(_)) | None, Some(now)) if !over => Some(now),
                (before, now) => before.or(now),
            };
        }
        all.progress.windows.sort_by_key(|window| window.days.from);
        let shortfalls = unmet_windows.iter();
        all.shortfalls = shortfalls.map(|one| one.shortfall(scope.today)).collect();
        all.progress.found = met.into();
        all.progress.needed = windows.len().into();
        all.progress.counted = Some(Counted::Periods);
        all.progress.so_far |= self.has_later_windows(scope);
        match all.shortfalls.is_empty() {
            true => CriterionOutcome::Met(all.progress),
            false if is_overdue => CriterionOutcome::Overdue(all),
            false => CriterionOutcome::Open(all),
        }
    }

    /// Returns the last window that has begun, of everybody.
    pub fn window_on(&self, scope: Scope<'_>) -> Option<Period> {
        self.windows.begun_in(scope.period()?, scope.today).last()
    }

    /// Returns true if more windows of a running period are to come.
    fn has_later_windows(&self, scope: Scope<'_>) -> bool {
        let Some(period) = scope.period().filter(|_| is_running(scope)) else {
            return false;
        };
        let leaving = scope.employed().1;
        let last_day = leaving.map_or(period.to, |leaving| leaving.min(period.to));
        let mut windows = self.windows.begun_in(period, last_day);
        windows.any(|window| scope.today < window.from && scope.judges(window.to))
    }

    /// Returns the windows that have begun, and in which the owner was employed: those that
    /// count, and those that records of `unless` cover.
    fn begun_windows(&self, scope: Scope<'_>) -> (Vec<Period>, Vec<Period>) {
        let Some(period) = scope.period() else {
            return (Vec::new(), Vec::new());
        };
        let (joined, leaving) = scope.employed();
        let kept_since = scope.kept_since();
        let there = |window: &Period| {
            joined.is_none_or(|joined| joined <= window.from)
                && kept_since.is_none_or(|kept_since| kept_since <= window.to)
                && leaving.is_none_or(|leaving| window.to <= leaving)
        };
        let away = self
            .unless
            .as_ref()
            .map_or_else(DaySet::default, |unless| days_covered(unless, scope));
        self.windows
            .begun_in(period, scope.today)
            .filter(there)
            .filter(|window| scope.judges(window.to))
            .partition(|window| away.count_in(*window) < window.days())
    }
}

/// A window in which something is missing, or several that follow one another and have nothing.
struct UnmetWindow {
    days: Period,
    /// The count; `None` if there is nothing.
    tally: Option<String>,
}

impl UnmetWindow {
    fn add(all: &mut Vec<Self>, days: Period, outcome: &CriterionOutcome, scope: Scope<'_>) {
        let is_empty = outcome.progress().found.is_zero();
        let tally = (!is_empty).then(|| outcome.tally(scope.portfolio.kinds()));
        let tally = tally.flatten();
        let follows = |last: &&mut Self| {
            tally.is_none() && last.tally.is_none() && last.days.to.succ_opt() == Some(days.from)
        };
        match all.last_mut().filter(follows) {
            Some(last) => last.days.to = days.to,
            None => all.push(Self { days, tally }),
        }
    }

    /// Returns `nothing from 1 September 2025 to 31 October 2025`, or `1 of 2 from …`.
    fn shortfall(&self, today: NaiveDate) -> Shortfall {
        let found = self.tally.as_deref().unwrap_or("nothing");
        let from = calendar::format_long(self.days.from);
        let message = match self.tally.is_none() && self.days.to >= today {
            true => format!("nothing since {from}"),
            false => format!(
                "{found} from {from} to {}",
                calendar::format_long(self.days.to)
            ),
        };
        Shortfall {
            role: None,
            at: None,
            message,
        }
    }
}
