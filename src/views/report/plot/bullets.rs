//! Bullet bars: what was spent and is planned, against its budget.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{DrawnRows, Plot, PlotMarks, number, shown_number};
use crate::base::text::words;

/// Money against its budget.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bullet {
    pub label: String,
    pub spent: Decimal,
    pub planned: Decimal,
    /// `None` for money that no budget is for.
    pub budget: Option<Decimal>,
}

impl Bullet {
    pub fn used(&self) -> Decimal {
        self.spent.saturating_add(self.planned)
    }

    /// Returns the amount above the budget.
    fn over(&self) -> Option<Decimal> {
        let over = self.used().saturating_sub(self.budget?);
        (over > Decimal::ZERO).then_some(over)
    }
}

pub(super) fn of(drawn: &DrawnRows<'_>, [spent, planned, budget]: [usize; 3]) -> Plot {
    // Money without a budget stands on its own, also beside a budget of the same name.
    let mut bullets: BTreeMap<(String, bool), Bullet> = BTreeMap::new();
    for row in drawn.rows() {
        let label = drawn.label_or(row, "all");
        let amount = |at| number(row, at).unwrap_or_default();
        let of_row = number(row, budget);
        let key = (label.clone(), of_row.is_none());
        let bullet = bullets.entry(key).or_insert_with(|| Bullet {
            label,
            ..Bullet::default()
        });
        bullet.spent = bullet.spent.saturating_add(amount(spent));
        bullet.planned = bullet.planned.saturating_add(amount(planned));
        let sum = of_row.map(|more| bullet.budget.unwrap_or_default().saturating_add(more));
        bullet.budget = sum.or(bullet.budget);
    }
    let bullets: Vec<Bullet> = bullets.into_values().collect();
    Plot {
        finding: finding(&bullets),
        marks: PlotMarks::Bullets(bullets),
    }
}

fn finding(bullets: &[Bullet]) -> String {
    let sum = |amounts: &mut dyn Iterator<Item = Decimal>| {
        let sum = amounts.fold(Decimal::ZERO, Decimal::saturating_add);
        shown_number(sum, true)
    };
    let (with, without): (Vec<&Bullet>, Vec<&Bullet>) =
        bullets.iter().partition(|bullet| bullet.budget.is_some());
    let mut says = format!(
        "Spent and planned: {} of budgets of {}",
        sum(&mut with.iter().map(|bullet| bullet.used())),
        sum(&mut with.iter().filter_map(|bullet| bullet.budget)),
    );
    let over = with.iter().filter_map(|bullet| {
        let over = shown_number(bullet.over()?, true);
        Some(format!("{} by {over}", bullet.label))
    });
    let over: Vec<String> = over.collect();
    match over.is_empty() {
        true => says.push_str("; none is overspent"),
        false => says.push_str(&format!("; overspent: {}", words::some(&over))),
    }
    if !without.is_empty() {
        let used = sum(&mut without.iter().map(|bullet| bullet.used()));
        says.push_str(&format!("; without a budget: {used}"));
    }
    says.push('.');
    says
}
