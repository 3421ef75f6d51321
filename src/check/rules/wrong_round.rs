//! A record names a round of an award that does not contain its date, or that does not
//! exist. The record counts for no round.
//!
//! Some awards are repeated. Each round is named for its last day, such as
//! `year-2026-12-31`.
//!
//! ## Example
//!
//! ```yaml
//! date: 2026-11-04
//! award: year-2027-12-31
//! ```
//!
//! The round from January to December 2027 does not contain a day in 2026.
//!
//! ## To correct it
//!
//! - Correct the date or the round.
//! - Or write the name of the award only, such as `award: year`. The record then belongs to
//!   the round that contains its date.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::base::document::write::scalar;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::{AwardRef, RoundEnd};
use crate::domain::portfolio::{FieldValue, Record, Value};
use crate::domain::query::{NoPeriod, period};
use crate::domain::remedy::Remedy;
use crate::domain::schema::Award;

pub const RULE: Rule = Rule {
    name: "wrong-round",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("wrong_round.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let repeats = |award: &Award| award.repeats.is_some();
    if !portfolio
        .schemes()
        .iter()
        .any(|scheme| scheme.awards.iter().any(repeats))
    {
        return;
    }
    for record in context.written_records() {
        for field in &record.fields {
            if let Some(Value::Award(id)) = &field.value {
                out.extend(round_finding(record, field, id, context));
            }
        }
    }
}

fn round_finding(
    record: &Record,
    field: &FieldValue,
    id: &AwardRef,
    context: &RuleContext<'_>,
) -> Option<Diagnostic> {
    let portfolio = context.input.portfolio;
    let scheme = context.scheme(id.scheme())?;
    let award = scheme.award(&id.award.name)?;
    let end = id.round?;
    let repeats = award.repeats.as_ref()?;
    let right = record
        .date
        .and_then(|date| period::period_on(repeats, portfolio, date).ok());
    // Rounds are unknown without the date that they are counted from.
    let counted = period::period_on(repeats, portfolio, context.input.today);
    if matches!(counted, Err(NoPeriod::Unknown(_))) {
        return None;
    }
    let message = match period::ending(repeats, end, portfolio) {
        None => format!("{} has no round `{}`", award.title, id.name()),
        Some(round) if record.date.is_some_and(|date| !round.contains(date)) => {
            format!(
                "`{}` is the round from {} to {}, which does not contain this date",
                id.name(),
                calendar::format_long(round.from),
                calendar::format_long(round.to)
            )
        }
        Some(_) => return None,
    };
    let right = right.and_then(|right| Some(id.ending(RoundEnd::new(right.to)?)));
    let (says, wanted) = match right {
        Some(right) => {
            let says = format!(
                "write `{}`, the round of its date, or just `{}`",
                right.name(),
                award.id
            );
            (says, right)
        }
        None => {
            let says = format!(
                "write just `{}`: the record then belongs to the round that contains its date",
                award.id
            );
            (says, AwardRef::new(id.scheme(), &award.id))
        }
    };
    let wanted = signoff_findings::short_name(&wanted, portfolio);
    let edit = Remedy::edit(says, &record.path, field.span, scalar(&wanted));
    Some(RULE.finding(&record.path, field.span, message).remedy(edit))
}
