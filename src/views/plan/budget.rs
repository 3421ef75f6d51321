//! Budgets of a plan, and what was spent of each. Two currencies are two budgets, and neither
//! pays for the other.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Measure, PlanState, Sums};
use crate::domain::phrases::{PlanPhrase, ValuePhrase};
use crate::domain::portfolio::{Record, Value};

/// The budgets of some records by currency; `None` if they are too large to add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budgets(BTreeMap<String, Option<Decimal>>);

/// The budget in one currency, and the money spent of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetUse {
    pub currency: String,
    /// `None` if money was spent without a budget in its currency.
    pub budget: Option<Decimal>,
    pub spent: Decimal,
}

impl Budgets {
    /// Adds the budget of a record, if its kind has one.
    pub(super) fn add(&mut self, record: &Record) {
        let field = record
            .kind
            .plan
            .as_ref()
            .and_then(|plan| plan.budget.as_ref());
        let Some(Value::Money { amount, currency }) = field.and_then(|field| record.get(field))
        else {
            return;
        };
        let sum = self
            .0
            .entry(currency.clone())
            .or_insert(Some(Decimal::ZERO));
        *sum = sum.and_then(|sum| sum.checked_add(*amount));
    }

    /// Returns true if there is a budget in a currency in which a record was paid.
    pub(super) fn pay_for(&self, record: &Record) -> bool {
        let shown = record.kind.plan.iter().flat_map(|plan| &plan.show);
        let mut values = shown.filter_map(|field| record.get(field));
        values.any(|value| match value {
            Value::Money { currency, .. } => self.0.contains_key(currency),
            _ => false,
        })
    }

    /// Returns each budget with what was spent of it, then money that was spent without one;
    /// nothing if there is no budget at all.
    pub fn with_spending(&self, sums: &Sums) -> Vec<BudgetUse> {
        let mut spent: BTreeMap<&str, Option<Decimal>> = BTreeMap::new();
        for sum in sums.iter() {
            if let (Measure::Money(currency), PlanState::Always | PlanState::Counts) =
                (sum.what, sum.standing)
            {
                let all = spent.entry(currency).or_insert(Some(Decimal::ZERO));
                *all = all
                    .zip(sum.amount)
                    .and_then(|(all, one)| all.checked_add(one));
            }
        }
        let mut found = Vec::new();
        for (currency, budget) in &self.0 {
            let nothing = Decimal::new(0, budget.map_or(0, |budget| budget.scale()));
            let spent = spent.remove(currency.as_str()).unwrap_or(Some(nothing));
            if let (Some(_), Some(spent)) = (budget, spent) {
                found.push(BudgetUse {
                    currency: currency.clone(),
                    budget: *budget,
                    spent,
                });
            }
        }
        let without = spent.into_iter().filter(|_| !self.0.is_empty());
        found.extend(without.filter_map(|(currency, spent)| {
            Some(BudgetUse {
                currency: currency.to_owned(),
                budget: None,
                spent: spent?,
            })
        }));
        found
    }
}

impl BudgetUse {
    /// Returns what is left; below zero if more was spent than planned.
    pub fn left(&self) -> Option<Decimal> {
        self.budget?.checked_sub(self.spent)
    }

    /// `60.50 GBP spent of 250.00 GBP, 189.50 GBP left`.
    pub fn words(&self) -> String {
        let amount = |amount: Decimal| {
            let (amount, unit) = (amount.to_string(), self.currency.as_str());
            ValuePhrase::Amount {
                amount: &amount,
                unit,
            }
            .say()
        };
        let spent = &amount(self.spent);
        let (Some(budget), Some(left)) = (self.budget, self.left()) else {
            return PlanPhrase::NoBudget { spent }.say();
        };
        let budget = &amount(budget);
        let left_over = &amount(left.abs());
        if left < Decimal::ZERO {
            PlanPhrase::OverBudget {
                spent,
                budget,
                over: left_over,
            }
            .say()
        } else {
            PlanPhrase::WithinBudget {
                spent,
                budget,
                left: left_over,
            }
            .say()
        }
    }
}
