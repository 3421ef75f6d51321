//! Adjustments granted to the owner, which change what is asked in a period.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Item, Scope, members};
use crate::base::calendar::Period;
use crate::domain::portfolio::{Record, Value};
use crate::domain::schema::{Adjustment, AdjustmentEffect};

/// A record that changes what is asked.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a> {
    pub rule: &'a Adjustment,
    pub record: &'a Record,
    /// True if it counts: it is confirmed, or needs nobody's confirmation.
    pub counts: bool,
}

/// Returns what was granted for the criterion and the period of a scope, in the order of the
/// scheme, then by date. Without a period it is what is for today.
pub fn granted(scope: Scope<'_>) -> Vec<Granted<'_>> {
    let Some(criterion) = scope.criterion() else {
        return Vec::new();
    };
    let award = scope.award().map(|award| &*award.award.name);
    let asked = scope.asked_of().or(Period::new(scope.today, scope.today));
    let mut found = Vec::new();
    for rule in scope.scheme.adjustments.iter() {
        if !rule.changes(criterion, award) {
            continue;
        }
        for item in members(&rule.of, scope.without_dates()) {
            let Some(record) = item.record() else {
                continue;
            };
            let is_for = days_of(rule, record).zip(asked);
            if is_for.is_some_and(|(days, asked)| days.overlap(asked).is_some()) {
                found.push(Granted {
                    rule,
                    record,
                    counts: counts(rule, record, scope),
                });
            }
        }
    }
    found
}

/// Returns the amount that is asked after everything that was granted: first such a part less of
/// the whole, then so much less, never below nothing; rounded down to a hundredth.
pub fn lowered(whole: Decimal, scope: Scope<'_>) -> Decimal {
    let granted = granted(scope).into_iter().filter(|one| one.counts);
    let (amounts, shares) = granted.fold(
        (Decimal::ZERO, Decimal::ZERO),
        |(amounts, shares), granted| {
            let (amount, share) = granted.reduction();
            (
                amounts.saturating_add(amount.unwrap_or_default()),
                shares.saturating_add(share.unwrap_or_default()),
            )
        },
    );
    if amounts.is_zero() && shares.is_zero() {
        return whole;
    }
    let left = Decimal::ONE.saturating_sub(shares).max(Decimal::ZERO);
    let part = whole.checked_mul(left).unwrap_or(whole);
    let least = part.saturating_sub(amounts).max(Decimal::ZERO);
    least.round_dp_with_strategy(2, RoundingStrategy::ToZero)
}

/// Returns the last day that somebody granted for the criterion and period of a scope.
pub fn extended_to(scope: Scope<'_>) -> Option<NaiveDate> {
    let granted = granted(scope).into_iter().filter(|one| one.counts);
    granted.filter_map(|one| one.new_day()).max()
}

fn counts(rule: &Adjustment, record: &Record, scope: Scope<'_>) -> bool {
    rule.confirmed.as_ref().is_none_or(|name| {
        let confirmed = scope.confirmed();
        confirmed.is_some_and(|records| records.contains(name, record))
    })
}

/// Returns the days whose periods a record is for.
fn days_of(rule: &Adjustment, record: &Record) -> Option<Period> {
    let day = |field: &Option<String>| date(record, field.as_deref()?);
    let from = day(&rule.from).or(record.date)?;
    Period::new(from, day(&rule.until).unwrap_or(from))
}

fn date(record: &Record, field: &str) -> Option<NaiveDate> {
    match record.get(field) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

impl Granted<'_> {
    pub fn exempts(&self) -> bool {
        self.counts && self.rule.effect == AdjustmentEffect::Exempts
    }

    /// Returns the new last day, if it extends the time.
    pub fn new_day(&self) -> Option<NaiveDate> {
        match &self.rule.effect {
            AdjustmentEffect::Extends { to } => date(self.record, to),
            _ => None,
        }
    }

    /// Returns how much less, and what part less, is asked.
    pub fn reduction(&self) -> (Option<Decimal>, Option<Decimal>) {
        let AdjustmentEffect::Reduces { less, share } = &self.rule.effect else {
            return (None, None);
        };
        let number = |field: &Option<String>| match self.record.get(field.as_deref()?) {
            Some(Value::Number(number)) => Some((*number).max(Decimal::ZERO)),
            _ => None,
        };
        (
            number(less),
            number(share).map(|share| share.min(Decimal::ONE)),
        )
    }

    /// Returns the name of whoever granted it, as far as the record says.
    pub fn by(&self, scope: Scope<'_>) -> Option<String> {
        let value = Item::Record(self.record).get(self.rule.by.as_deref()?)?;
        Some(match value.as_ref() {
            Value::Person(id) => match scope.portfolio.person(id) {
                Some(person) => person.name().to_owned(),
                None => id.to_string(),
            },
            other => other.to_text(),
        })
    }
}
