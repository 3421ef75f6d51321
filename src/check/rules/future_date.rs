//! A record is dated in the future and is not marked as planned. It does not count until that
//! day, for any requirement. The year is often a typing mistake.
//!
//! Some kinds of record can be planned. An activity with `status: planned` can have a date
//! in the future. An activity without `status` counts as done. An absence can always be
//! planned. It counts from its first day on.
//!
//! A sign-off with such a date does not count, whoever signed it. One day is allowed,
//! because the date of a sign-off is in UTC. Its date cannot be corrected, because it is signed.
//!
//! ## Example
//!
//! ```yaml
//! title: Spring conference
//! date: 2027-03-26
//! status: done
//! ```
//!
//! In February 2026, this date is a year ahead, but the record says `done`.
//!
//! ## To correct it
//!
//! - If the date is wrong, correct it. If the file name begins with the date, use
//!   `cpd rename` as well.
//! - If the activity is still to come, write `status: planned`. Change it to `status: done`
//!   afterwards.
//! - A record that somebody has to confirm before a day, such as a journey, may be of a day to
//!   come. It counts once the day has come.
//! - For other kinds, add the record when the day has come.
//! - If you signed while the clock of the computer was wrong, take the sign-off back with
//!   `cpd withdraw`. Set the clock, and sign again.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::check::{SchemeVerdict, signoff_findings};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Record;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::TakenStep;

pub const RULE: Rule = Rule {
    name: "future-date",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("future_date.rs"),
    check,
};

/// Returns the paths of the records that have to be confirmed before a day, and so are written
/// down before it.
fn confirmed_beforehand<'a>(context: &RuleContext<'a>) -> BTreeSet<&'a str> {
    let portfolio = context.input.portfolio;
    let all = context
        .verdicts
        .iter()
        .flat_map(|scheme| &scheme.confirmations);
    let is_before = |award: &AwardRef| {
        let confirmation = portfolio.confirmation(award);
        confirmation.is_some_and(|one| !one.before.is_empty())
    };
    let beforehand = all.filter(|one| is_before(&one.id));
    let records = beforehand.filter_map(|one| portfolio.confirmed_record(&one.id));
    records.map(|record| record.path.as_str()).collect()
}

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let today = context.input.today;
    let records = context.records();
    let is_wrong = |record: &&Record| record.is_ahead_of(today) && !record.kind.plannable;
    let wrong: Vec<&Record> = records.filter(is_wrong).collect();
    if wrong.is_empty() {
        return;
    }
    let in_order = confirmed_beforehand(context);
    for record in wrong {
        let dated = record.kind.dated.as_deref();
        let Some(field) = dated.and_then(|name| record.field(name)) else {
            continue;
        };
        if in_order.contains(record.path.as_str()) || is_withdrawn(record, context) {
            continue;
        }
        let message = format!(
            "`{}` is in the future (today is {})",
            field.name,
            calendar::format_long(today)
        );
        let found = RULE.finding(&record.path, field.span, message);
        out.push(found.remedy(remedy(record, context)));
    }
}

/// Returns true for a sign-off that its signer took back.
fn is_withdrawn(record: &Record, context: &RuleContext<'_>) -> bool {
    let signed = context.verdicts.iter().flat_map(SchemeVerdict::signed);
    let mut withdrawals = signed.flat_map(|award| &award.chain.withdrawals);
    withdrawals.any(|taken| taken.signoff.takes_back(record))
}

fn remedy(record: &Record, context: &RuleContext<'_>) -> Remedy {
    let mut signed = context.verdicts.iter().flat_map(SchemeVerdict::signed);
    let is_it = |taken: &TakenStep<'_>| taken.signoff.record.path == record.path;
    if let Some(award) = signed.find(|award| award.chain.taken().any(is_it)) {
        let award = signoff_findings::short_name(&award.id, context.input.portfolio);
        return Remedy::invoke(
            "if the clock of the computer was wrong, set it, take the sign-off back and sign again",
            Invocation::Withdraw { award },
        );
    }
    Remedy::advice(match &record.kind.planned {
        _ if record.kind.written_by_cpd => {
            "this is signed, so its date cannot be corrected; it counts from that day".to_owned()
        }
        Some((status, planned)) => {
            let planned = planned.first().map_or("", String::as_str);
            format!("correct the date, or write `{status}: {planned}` until it has happened")
        }
        None => "correct the date, or add this record when the day has come".to_owned(),
    })
}
