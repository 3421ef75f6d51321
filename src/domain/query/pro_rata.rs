//! Works out how much of what is asked of a whole post is asked of this one: each day of
//! a period counts as much as the contract's fraction on that day, and days
//! away or out of post count nothing.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Scope;
use crate::base::calendar::{DaySet, Period};
use crate::domain::portfolio::Value;

/// Reductions of a target: part-time fraction and days away.
#[derive(Debug, Clone, Copy)]
pub struct Reduction<'a> {
    /// The owner's field that says which part of full time, day by day.
    pub fraction: Option<&'a str>,
    pub away: &'a DaySet,
}

/// The part of a target that is asked in a period, rounded down to a hundredth.
pub fn reduced_target(
    target: Decimal,
    period: Period,
    less: Reduction<'_>,
    scope: Scope<'_>,
) -> Decimal {
    let fraction = less.fraction.and_then(|field| scope.owner_value(field));
    let post = match less.fraction {
        Some(_) => employed_days(period, scope),
        None => Some(period),
    };
    let counted: Decimal = post.map_or(Decimal::ZERO, |post| {
        let stretches = split_at_changes(post, fraction);
        let weight = |stretch: Period| {
            let there = stretch.days() - less.away.count_in(stretch);
            Decimal::from(there) * fraction_on(fraction, stretch.from)
        };
        stretches.into_iter().map(weight).sum()
    });
    let exact = target
        .checked_mul(counted)
        .map_or(target, |days| days / Decimal::from(period.days()));
    exact.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::ToZero)
}

/// The days of a period from the owner's joining to their leaving.
fn employed_days(period: Period, scope: Scope<'_>) -> Option<Period> {
    let (joined, leaving) = scope.employed();
    let from = joined.map_or(period.from, |joined| joined.max(period.from));
    let to = leaving.map_or(period.to, |leaving| leaving.min(period.to));
    Period::new(from, to)
}

/// A period cut where the fraction may change.
fn split_at_changes(period: Period, fraction: Option<&Value>) -> Vec<Period> {
    let mut starts: Vec<NaiveDate> = vec![period.from];
    if let Some(Value::Dated(rows)) = fraction {
        let begin = rows.iter().filter_map(|row| row.from);
        let after = rows.iter().filter_map(|row| row.to?.succ_opt());
        starts.extend(begin.chain(after).filter(|day| period.contains(*day)));
    }
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).filter_map(|day| day.pred_opt());
    let ends = ends.chain([period.to]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(from, to)| Period::new(*from, to))
        .collect()
}

/// The fraction on a day: all of it where none is given, never more and never below nothing.
fn fraction_on(fraction: Option<&Value>, day: NaiveDate) -> Decimal {
    match fraction.and_then(|value| value.value_on(day)) {
        Some(Value::Number(number)) => (*number).clamp(Decimal::ZERO, Decimal::ONE),
        _ => Decimal::ONE,
    }
}
