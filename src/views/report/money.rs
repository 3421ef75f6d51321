//! Money by year, person and category. Currencies are never added together.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    PERSON, ReportCell, ReportInput, ReportRow, ReportSpan, ShapedRows, TableOptions, TableRows,
    TableSpec, number_column, person_cells, words_column,
};
use crate::views::portfolio_line::{MoneyLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "money",
    title: "Money",
    row: "a person, a time, a category and a currency",
    own_columns: &[
        words_column("person"),
        words_column("name"),
        words_column("team"),
        words_column("manager"),
        number_column("year"),
        words_column("cost_centre"),
        words_column("category"),
        words_column("currency"),
        number_column("budget"),
        number_column("spent"),
        number_column("planned"),
        number_column("unclaimed"),
        number_column("left"),
    ],
    is_public: false,
    day: None,
    plot: Some(PlotSpec {
        bars: &["year", "category"],
        adds_only: Some("currency"),
        shows: PlotMeasure::Sum("spent"),
    }),
    rows: TableRows::Shaped(shaped),
};

/// The amounts of one time.
#[derive(Default, Clone, Copy)]
struct MoneySums {
    budget: Decimal,
    spent: Decimal,
    planned: Decimal,
    unclaimed: Decimal,
}

impl MoneySums {
    const fn of(money: &MoneyLine) -> Self {
        Self {
            budget: money.budget,
            spent: money.spent,
            planned: money.planned,
            unclaimed: money.unclaimed,
        }
    }

    fn add(&mut self, other: Self) {
        self.budget = self.budget.saturating_add(other.budget);
        self.spent = self.spent.saturating_add(other.spent);
        self.planned = self.planned.saturating_add(other.planned);
        self.unclaimed = self.unclaimed.saturating_add(other.unclaimed);
    }

    fn left(self) -> Decimal {
        self.budget
            .saturating_sub(self.spent)
            .saturating_sub(self.planned)
    }
}

/// A year and, unless rows are of years, the part of it.
type MoneyTime = (i32, String);

fn time(money: &MoneyLine, span: ReportSpan) -> MoneyTime {
    let month = money.month.as_deref();
    let part = month.filter(|_| span != ReportSpan::Year);
    let part = part.map(|month| span.of_month(month));
    (money.year, part.unwrap_or_default())
}

fn shaped(input: &ReportInput<'_>) -> ShapedRows {
    let span = input.options.every.unwrap_or(ReportSpan::Year);
    let mut columns = TABLE.own_columns.to_vec();
    if span != ReportSpan::Year {
        columns[PERSON.len()] = words_column(span.name());
    }
    let lines = input.lines.iter();
    let rows = lines.flat_map(|line| rows(line, span, input.options));
    ShapedRows {
        rows: rows.collect(),
        columns,
    }
}

fn rows(line: &PortfolioLine, span: ReportSpan, options: TableOptions) -> Vec<ReportRow> {
    let mut all: BTreeMap<(MoneyTime, Option<&String>, &str), MoneySums> = BTreeMap::new();
    // A budget is for all categories of its time.
    let mut wholes: BTreeMap<(&str, MoneyTime), MoneySums> = BTreeMap::new();
    for money in &line.money {
        let (time, sums) = (time(money, span), MoneySums::of(money));
        let key = (time.clone(), money.category.as_ref(), &*money.currency);
        all.entry(key).or_default().add(sums);
        wholes.entry((&money.currency, time)).or_default().add(sums);
    }
    if options.is_cumulative {
        let mut so_far: BTreeMap<(Option<&String>, &str), MoneySums> = BTreeMap::new();
        for ((_, category, currency), sums) in &mut all {
            let before = so_far.entry((*category, currency)).or_default();
            before.add(*sums);
            *sums = *before;
        }
        let mut so_far: BTreeMap<&str, MoneySums> = BTreeMap::new();
        for ((currency, _), sums) in &mut wholes {
            let before = so_far.entry(currency).or_default();
            before.add(*sums);
            *sums = *before;
        }
    }
    // A budget is set in one month, and spent in others.
    let has_left = span == ReportSpan::Year || options.is_cumulative;
    let rows = all.into_iter().map(|((time, category, currency), sums)| {
        let whole = wholes.get(&(currency, time.clone())).copied();
        let left = whole.filter(|_| has_left && !sums.budget.is_zero());
        let (year, part) = time;
        let mut row = person_cells(line);
        row.extend([
            match part.is_empty() {
                true => ReportCell::Number(year.into()),
                false => ReportCell::Words(part.into()),
            },
            (&line.cost_centre).into(),
            category.into(),
            currency.into(),
            ReportCell::Money(sums.budget),
            ReportCell::Money(sums.spent),
            ReportCell::Money(sums.planned),
            ReportCell::Money(sums.unclaimed),
            left.map_or(ReportCell::Empty, |whole| ReportCell::Money(whole.left())),
        ]);
        row
    });
    rows.collect()
}
