//! The budgets of the institution beside what people wrote down that they spent and plan.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::base::text::fold;
use crate::views::portfolio_line::{MoneyLine, PortfolioLine};

use super::plot::{PlotMeasure, PlotSpec};
use super::suppress::{PersonSums, withheld};
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
        words_column("year"),
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
    day: None,
    plot: Some(PlotSpec {
        bars: &["year", "cost_centre", "team", "category"],
        adds_only: Some("currency"),
        shows: PlotMeasure::AgainstBudget {
            spent: "spent",
            planned: "planned",
            budget: "budget",
        },
    }),
    rows: TableRows::WithFiles(rows),
};

/// The amounts of one budget, or of what has none.
#[derive(Default)]
struct BudgetSpending {
    spent: PersonSums,
    planned: PersonSums,
}

impl BudgetSpending {
    fn add(&mut self, person: usize, money: &MoneyLine) {
        // Everybody stands in both, also with nothing.
        self.spent.add(person, money.spent);
        self.planned.add(person, money.planned);
    }
}

/// The year, team, category, cost centre and currency of a row.
type BudgetKey<'r> = (
    i32,
    Option<&'r str>,
    Option<&'r String>,
    Option<&'r String>,
    &'r String,
);

/// Each amount belongs to one budget: to the one that names most of its team, its category and its
/// cost centre; of several the first. What no budget is for has rows of its own.
fn rows(input: &ReportInput<'_>) -> Option<Vec<ReportRow>> {
    if input.budgets.is_empty() {
        return None;
    }
    let mut of_budgets: Vec<BudgetSpending> = Vec::new();
    of_budgets.resize_with(input.budgets.len(), BudgetSpending::default);
    let mut of_none: BTreeMap<BudgetKey<'_>, BudgetSpending> = BTreeMap::new();
    for (person, line) in input.lines.iter().enumerate() {
        let spending = line.money.iter();
        let spending = spending.filter(|money| !money.spent.is_zero() || !money.planned.is_zero());
        for money in spending {
            let fits = input.budgets.iter().enumerate();
            let fits = fits.filter(|(_, budget)| budget.is_for(line, money));
            let best = fits.max_by_key(|(at, budget)| (budget.parts(), Reverse(*at)));
            let sums = match best {
                Some((at, _)) => &mut of_budgets[at],
                None => {
                    let key = key_without_budget(input, line, money);
                    of_none.entry(key).or_default()
                }
            };
            sums.add(person, money);
        }
    }
    let budgets = input.budgets.iter().zip(&of_budgets);
    let budgets = budgets.map(|(budget, sums)| (budget.key(), Some(budget.amount), sums));
    let others = of_none.iter().map(|(key, sums)| (*key, None, sums));
    let mut all: Vec<_> = budgets.chain(others).collect();
    all.sort_by_key(|(key, ..)| *key);
    let rows = all
        .into_iter()
        .map(|(key, amount, sums)| row(input, key, amount, sums));
    Some(rows.collect())
}

fn key_without_budget<'r>(
    input: &ReportInput<'r>,
    line: &'r PortfolioLine,
    money: &'r MoneyLine,
) -> BudgetKey<'r> {
    let team = line.team.as_deref().unwrap_or_default();
    let team = input.small_teams.shown(team);
    (
        money.year,
        Some(team).filter(|team| !team.is_empty()),
        money.category.as_ref(),
        line.cost_centre.as_ref(),
        &money.currency,
    )
}

fn row(
    input: &ReportInput<'_>,
    key: BudgetKey<'_>,
    budget: Option<Decimal>,
    sums: &BudgetSpending,
) -> ReportRow {
    let (year, team, category, cost_centre, currency) = key;
    let (spent, planned) = (input.sum_of(&sums.spent), input.sum_of(&sums.planned));
    let left = match (budget, spent, planned) {
        (None, ..) => ReportCell::Empty,
        (Some(budget), Some(spent), Some(planned)) => {
            ReportCell::Money(budget.saturating_sub(spent).saturating_sub(planned))
        }
        // It would tell what is withheld.
        (Some(_), ..) => withheld(),
    };
    let amount = |amount: Option<Decimal>| amount.map_or_else(withheld, ReportCell::Money);
    vec![
        ReportCell::Number(year.into()),
        team.unwrap_or_default().into(),
        category.into(),
        cost_centre.into(),
        currency.into(),
        sums.spent.people().into(),
        budget.map_or(ReportCell::Empty, ReportCell::Money),
        amount(spent),
        amount(planned),
        left,
    ]
}

impl TeamBudget {
    fn key(&self) -> BudgetKey<'_> {
        (
            self.year,
            self.team.as_deref(),
            self.category.as_ref(),
            self.cost_centre.as_ref(),
            &self.currency,
        )
    }

    /// Returns true for an amount that may be paid from this budget.
    fn is_for(&self, line: &PortfolioLine, money: &MoneyLine) -> bool {
        let is_part = |wanted: &Option<String>, found: &Option<String>| match wanted {
            None => true,
            Some(wanted) => found
                .as_ref()
                .is_some_and(|found| fold(wanted) == fold(found)),
        };
        self.year == money.year
            && fold(&self.currency) == fold(&money.currency)
            && is_part(&self.team, &line.team)
            && is_part(&self.category, &money.category)
            && is_part(&self.cost_centre, &line.cost_centre)
    }

    /// Returns the number of parts that it names.
    fn parts(&self) -> usize {
        let parts = [&self.team, &self.category, &self.cost_centre];
        parts.into_iter().flatten().count()
    }
}
