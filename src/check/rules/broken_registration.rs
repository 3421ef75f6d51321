//! Between two registrations with one body there are days without any, or two for the same part
//! have days in common.
//!
//! A body judges its cycles by the days of your registrations. After a gap it asks nothing of the
//! time before: only the body can say what it wants to see of that time. While two registrations
//! for one part run, the dates of the earlier one count.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: sam-carter
//!     name: Sam Carter
//!     registrations:
//!       - { body: nmc, as: nurse, from: 2015-09-01, to: 2022-05-31, renewal: 2022-05-31 }
//!       - { body: nmc, as: nurse, from: 2023-02-01, renewal: 2026-01-31 }
//! ```
//!
//! Nothing says what Sam was from June 2022 to January 2023.
//!
//! ## To correct it
//!
//! If the days are right, leave them: the finding says what follows from them. If there was no
//! gap, write the day before the next registration as `to`. If two rows mean one registration,
//! keep one of them.

use chrono::{Days, NaiveDate};

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar::format_long;
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::query::registration::{self, Registration};
use crate::domain::schema::Scheme;

pub const RULE: Rule = Rule {
    name: "broken-registration",
    severity: Severity::Note,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("broken_registration.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let Some(owner) = portfolio.owner() else {
        return;
    };
    for scheme in portfolio.schemes() {
        let Some(spec) = &scheme.registration else {
            continue;
        };
        let mut rows = registration::with_body(spec, portfolio);
        rows.sort_by_key(|one| one.from());
        let of_gap = gap_before(&rows, context.input.today).map(|gap| gap.finding(scheme));
        let found = of_gap.into_iter().chain(overlaps(&rows));
        out.extend(found.map(|(one, message, help)| {
            let found = RULE.finding(&owner.0.path, one.span(), message);
            found.help(help)
        }));
    }
}

/// A registration with what a finding says of it, and how to go on.
type BrokenSpan<'a> = (Registration<'a>, String, String);

/// Days without a registration between two.
struct Gap<'a> {
    /// The last day of the registration before it.
    until: NaiveDate,
    next: Registration<'a>,
}

/// Returns the last gap that is over on a day, or else the first one to come. The rows are in the
/// order of their first days.
fn gap_before<'a>(rows: &[Registration<'a>], today: NaiveDate) -> Option<Gap<'a>> {
    let mut held_until: Option<NaiveDate> = None;
    let mut gaps = Vec::new();
    for row in rows {
        let until = held_until.filter(|until| *until < row.from() && !is_next(*until, row.from()));
        gaps.extend(until.map(|until| Gap { until, next: *row }));
        held_until = held_until.max(Some(row.to()));
    }
    let over = gaps.iter().rposition(|gap| gap.next.from() <= today);
    let chosen = over.unwrap_or(0);
    (chosen < gaps.len()).then(|| gaps.swap_remove(chosen))
}

fn is_next(day: NaiveDate, other: NaiveDate) -> bool {
    day.checked_add_days(Days::new(1)) == Some(other)
}

impl<'a> Gap<'a> {
    fn finding(self, scheme: &Scheme) -> BrokenSpan<'a> {
        let (until, from) = (format_long(self.until), format_long(self.next.from()));
        let title = &scheme.title;
        let message = format!(
            "no registration is named between {until} and {from}, so {title} asks nothing of the \
             time before {from}"
        );
        let help = "ask the body what it wants to see of that time; if there was no gap, correct \
                    `to` or `from`";
        (self.next, message, help.to_owned())
    }
}

/// Returns what is found of registrations for one part with days in common.
fn overlaps<'a>(rows: &[Registration<'a>]) -> Vec<BrokenSpan<'a>> {
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut earlier = rows.iter().take(at).rev();
        let Some(part) = row.part() else {
            continue;
        };
        let other = earlier.find(|other| other.part() == Some(part) && other.to() >= row.from());
        let Some(other) = other else {
            continue;
        };
        let last = other.to().min(row.to());
        let until = match last == NaiveDate::MAX {
            true => String::new(),
            false => format!(" to {}", format_long(last)),
        };
        let from = match row.from() == NaiveDate::MIN {
            true => String::new(),
            false => format!(" from {}", format_long(row.from())),
        };
        let message = format!(
            "two registrations as {} have the same days{from}{until}: the dates of the earlier one \
             count until it ends",
            Safe(part)
        );
        let help = "keep one of them, or give the earlier one a last day with `to`";
        found.push((*row, message, help.to_owned()));
    }
    found
}
