//! The budgets of the institution beside what people wrote down that they spent and plan.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::base::text::fold;
use crate::views::portfolio_line::{MoneyLine, PortfolioLine};

use super::{
    ReportCell, ReportInput, ReportRow, TableRows, TableSpec, number_column, people_column,
    words_column,
};

/// A budget of the institution. A part that is `None` stands for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamBudget {
    pub year: i32,
    pub team: Option<String>,
    pub category: Option<String>,
    pub cost_centre: Option<String>,
    pub amount: Decimal,
    /// As in `GBP`.
    pub currency: String,
}

pub const TABLE: TableSpec = TableSpec {
    name: "budgets",
    title: "Budgets",
    row: "a budget of the institution, and what was spent of it",
    own_columns: &[
        number_column("year"),
        words_column("team"),
        words_column("category"),
        words_column("cost_centre"),
        words_column("currency"),
        people_column("people"),
        number_column("budget"),
        number_column("spent"),
        number_column("planned"),
        number_column("left"),
    ],
    is_public: true,
    plot: None,
    rows: TableRows::WithFiles(rows),
};

/// The sums of one budget, or of one team, category and currency without one.
#[derive(Default)]
struct BudgetSpending {
    people: BTreeSet<usize>,
    spent: Decimal,
    planned: Decimal,
}

/// Each amount belongs to one budget: to the one that names most of its team, its category and its
/// cost centre. What no budget is for stands below, by team and category.
fn rows(input: &ReportInput<'_>) -> Option<Vec<ReportRow>> {
    if input.budgets.is_empty() {
        return None;
    }
    let mut budgets: Vec<(TeamBudget, BudgetSpending)> = Vec::new();
    let given = input.budgets.iter().cloned();
    budgets.extend(given.map(|budget| (budget, BudgetSpending::default())));
    for (at, line) in input.lines.iter().enumerate() {
        for money in &line.money {
            if money.spent.is_zero() && money.planned.is_zero() {
                continue;
            }
            let fits = budgets
                .iter()
                .enumerate()
                .filter(|(_, (budget, _))| budget.is_for(line, money));
            // Of several that say as much, the first.
            let best =
                fits.max_by_key(|(at, (budget, _))| (budget.parts(), std::cmp::Reverse(*at)));
            let place = match best {
                Some((place, _)) => place,
                None => {
                    budgets.push((
                        TeamBudget::without_amount(line, money),
                        BudgetSpending::default(),
                    ));
                    budgets.len() - 1
                }
            };
            let used = &mut budgets[place].1;
            used.people.insert(at);
            used.spent = used.spent.saturating_add(money.spent);
            used.planned = used.planned.saturating_add(money.planned);
        }
    }
    budgets.sort_by(|(a, _), (b, _)| a.sort_key().cmp(&b.sort_key()));
    let rows = budgets.iter().map(|(budget, used)| row(budget, used));
    Some(rows.collect())
}

fn row(budget: &TeamBudget, used: &BudgetSpending) -> ReportRow {
    let left = budget.amount - used.spent - used.planned;
    let has_budget = !budget.amount.is_zero();
    let only_with_budget = |amount: Decimal| match has_budget {
        true => amount.into(),
        false => ReportCell::Empty,
    };
    vec![
        ReportCell::Number(budget.year.into()),
        (&budget.team).into(),
        (&budget.category).into(),
        (&budget.cost_centre).into(),
        (&budget.currency).into(),
        used.people.len().into(),
        only_with_budget(budget.amount),
        used.spent.into(),
        used.planned.into(),
        only_with_budget(left),
    ]
}

impl TeamBudget {
    /// Returns a place for what no budget is for.
    fn without_amount(line: &PortfolioLine, money: &MoneyLine) -> Self {
        Self {
            year: money.year,
            team: line.team.clone(),
            category: money.category.clone(),
            cost_centre: line.cost_centre.clone(),
            amount: Decimal::ZERO,
            currency: money.currency.clone(),
        }
    }

    /// Returns true for an amount that may be paid from this budget.
    fn is_for(&self, line: &PortfolioLine, money: &MoneyLine) -> bool {
        let is_part = |wanted: &Option<String>, found: &Option<String>| match wanted {
            None => true,
            Some(wanted) => found
                .as_ref()
                .is_some_and(|found| fold(wanted) == fold(found)),
        };
        // A place without an amount is for exactly these words, also where they are none.
        let is_same = self.amount.is_zero()
            && (&self.team, &self.category, &self.cost_centre)
                == (&line.team, &money.category, &line.cost_centre);
        let is_wide = !self.amount.is_zero()
            && is_part(&self.team, &line.team)
            && is_part(&self.category, &money.category)
            && is_part(&self.cost_centre, &line.cost_centre);
        self.year == money.year
            && fold(&self.currency) == fold(&money.currency)
            && (is_same || is_wide)
    }

    /// Returns the number of parts that it names.
    fn parts(&self) -> usize {
        let parts = [&self.team, &self.category, &self.cost_centre];
        parts.into_iter().flatten().count()
    }

    fn sort_key(&self) -> impl Ord {
        (
            self.year,
            self.team.clone(),
            self.category.clone(),
            self.cost_centre.clone(),
            self.currency.clone(),
        )
    }
}
