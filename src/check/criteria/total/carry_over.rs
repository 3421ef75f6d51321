//! `carry_over`: what a period has beyond what is asked counts towards the next one, within a
//! limit. What was carried over is used first, and is never carried over again.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Total, read_bound, sum_of};
use crate::base::calendar::{DaySet, Period};
use crate::base::document::Node;
use crate::domain::id::RoundEnd;
use crate::domain::query::{Item, Scope, members, period};
use crate::domain::schema::{
    Recurrence, SchemaFaultKind, SchemaReader, SchemeNames, Set, Shape, set,
};

/// The part of an amount beyond a target that counts in the next period.
pub struct CarryOver {
    /// The records whose amounts can be carried over; all if `None`.
    of: Option<Set>,
    at_most: Decimal,
    /// The criterion's own periods; those of the award if `None`.
    within: Option<Recurrence>,
}

/// An amount from an earlier period.
pub struct Carried {
    pub amount: Decimal,
    /// The last day of the period that it comes from.
    pub ended: NaiveDate,
}

/// The most periods that are followed back, as many as an award has rounds.
const MOST_PERIODS: usize = 600;

/// Reads `carry_over: { at_most, of }`.
pub fn read(
    args: &Node,
    counted: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<CarryOver> {
    let node = args.get("carry_over")?;
    if !node.is_map() {
        reader.report_wrong(node, "a limit, such as `{ at_most: 10 }`");
        return None;
    }
    reader.report_unknown_keys(node, &["of", "at_most"]);
    let moves = matches!(names.within, Some(Recurrence::Last(_)));
    let why = if args.get("at_most").is_some() {
        Some("what is over a highest sum is a fault, and cannot be carried over")
    } else if args.get("per").is_some() {
        Some("windows carry nothing over: leave out `per`")
    } else if names.period_days.is_none() || moves {
        Some("nothing ends here that hours could be carried over from: add `within`")
    } else if names.within.is_some() && names.in_round {
        Some("the award is repeated already: leave out `within`")
    } else {
        None
    };
    if let Some(why) = why {
        let why = why.to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    reader.require(node, "at_most")?;
    let bound = read_bound(node, "at_most", false, reader)?;
    let of = match node.get("of") {
        Some(at) => {
            let of = set::read(at, names, reader)?;
            if of.shape != counted.shape && !matches!(of.shape, Shape::Unknown) {
                let why = "these are other records than those that are added up".to_owned();
                reader.report(at.span, SchemaFaultKind::Impossible { why });
                return None;
            }
            Some(of)
        }
        None => None,
    };
    Some(CarryOver {
        of,
        at_most: bound.amount,
        within: names.within.clone(),
    })
}

impl Total {
    /// Returns the amount that is carried over into the period of a scope, from the one before.
    pub(super) fn carried_in(&self, away: &DaySet, scope: Scope<'_>) -> Option<Carried> {
        let carry = self.carry_over.as_ref()?;
        let mut carried = None;
        for period in carry.periods_before(scope)? {
            let into = carried
                .as_ref()
                .map_or(Decimal::ZERO, |one: &Carried| one.amount);
            let amount = in_earlier_period(period, scope, |past| {
                self.carried_out(into, away, past).unwrap_or_default()
            });
            carried = Some(Carried {
                amount,
                ended: period.to,
            });
        }
        carried.filter(|one| !one.amount.is_zero())
    }

    /// Returns what the period of a scope has left to carry over, with what was carried into it;
    /// `None` if its amounts cannot be added up, or nothing is carried over at all.
    pub(super) fn carried_out(
        &self,
        carried_in: Decimal,
        away: &DaySet,
        scope: Scope<'_>,
    ) -> Option<Decimal> {
        let carry = self.carry_over.as_ref()?;
        let found = self.counting(scope);
        let counted = self.counted_amounts(&found, scope).ok()?.counted;
        let needed = self.owner_share(self.at_least?, away, scope);
        let has = carried_in.checked_add(sum_of(&counted))?;
        let surplus = has.checked_sub(needed)?;
        let can_be = carry.amount_that_can_be(&found, &counted, self.scope_of_members(scope));
        let amount = surplus.min(can_be).min(carry.at_most);
        Some(amount.max(Decimal::ZERO))
    }
}

impl CarryOver {
    /// Returns the periods before that of a scope, oldest first, from the first that has a record
    /// or of which anything is asked.
    fn periods_before(&self, scope: Scope<'_>) -> Option<Vec<Period>> {
        let of_award = || {
            let award = scope.scheme.award(&scope.award()?.award.name)?;
            award.repeats.as_ref()
        };
        let recurrence = self.within.as_ref().or_else(of_award)?;
        let dates = scope.portfolio.records.iter();
        let first_record = dates.filter_map(|record| record.date).min()?;
        let begin = first_day(scope).map_or(first_record, |first| first.max(first_record));
        let mut periods = Vec::new();
        let mut from = scope.period()?.from;
        while periods.len() < MOST_PERIODS {
            let before = period::period_before(recurrence, scope.portfolio, from);
            let Some(before) = before.filter(|before| before.to >= begin) else {
                break;
            };
            from = before.from;
            periods.push(before);
        }
        periods.reverse();
        Some(periods)
    }

    /// Returns the amount of the records that can be carried over, from the day on which anything
    /// is asked or kept.
    fn amount_that_can_be(
        &self,
        found: &[Item<'_>],
        counted: &[Decimal],
        scope: Scope<'_>,
    ) -> Decimal {
        let first = first_day(scope);
        let chosen = self.of.as_ref().map(|of| {
            let keys = members(of, scope).into_iter().map(|item| item.key());
            keys.collect::<BTreeSet<_>>()
        });
        let each = found.iter().zip(counted);
        let can_be = each.filter(|(item, _)| {
            let is_kept = first.is_none_or(|first| item.date().is_some_and(|day| day >= first));
            is_kept
                && chosen
                    .as_ref()
                    .is_none_or(|keys| keys.contains(&item.key()))
        });
        sum_of(&can_be.map(|(_, amount)| *amount).collect::<Vec<_>>())
    }
}

/// Returns the first day of which anything is asked, or of which records are kept if that is
/// later.
fn first_day(scope: Scope<'_>) -> Option<NaiveDate> {
    scope.employed().0.max(scope.kept_since())
}

/// Calls `judge` in an earlier period of the same duty, or in an earlier round of the same award.
fn in_earlier_period<T>(period: Period, scope: Scope<'_>, judge: impl FnOnce(Scope<'_>) -> T) -> T {
    let round = scope.award().filter(|id| id.round.is_some());
    let round = round.zip(RoundEnd::new(period.to));
    match round.map(|(id, end)| id.ending(end)) {
        Some(id) => {
            let past = Scope::of_award(scope.portfolio, scope.scheme, &id, scope.today);
            let past = past.with_confirmed(scope.confirmed());
            judge(past.for_criterion(scope.criterion()))
        }
        None => judge(scope.in_period(period)),
    }
}
