//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use super::iso_date;
use crate::formats::{Style, json};
use crate::views::plan::{PlanBranch, PlanBudget, PlanLine, PlanState, PlanSum, PlanView};

pub fn write(view: &PlanView, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let v1 = PlanV1 {
        version: 1,
        portfolio: view.portfolio.as_deref(),
        branches: view.branches.iter().map(BranchV1::new).collect(),
        sums: sums(&view.sums),
        budgets: budgets(&view.budgets),
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct PlanV1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    branches: Vec<BranchV1<'a>>,
    sums: Vec<SumV1<'a>>,
    budgets: Vec<BudgetV1<'a>>,
}

#[derive(Serialize)]
struct BranchV1<'a> {
    /// Null where a record stands at the top.
    title: Option<&'a str>,
    records: Vec<LineV1<'a>>,
    sums: Vec<SumV1<'a>>,
    budgets: Vec<BudgetV1<'a>>,
}

/// A record in its place: flat, since nobody says how deep a plan goes.
#[derive(Serialize)]
struct LineV1<'a> {
    path: &'a str,
    kind: &'a str,
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    depth: usize,
    under: Option<&'a str>,
    state: &'a str,
    shown: Vec<ShownV1<'a>>,
    missed: bool,
    above: bool,
}

#[derive(Serialize)]
struct ShownV1<'a> {
    field: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct SumV1<'a> {
    field: &'a str,
    unit: Option<&'a str>,
    state: &'a str,
    /// Text, since it is exact; null where it is beyond every number.
    amount: Option<String>,
}

#[derive(Serialize)]
struct BudgetV1<'a> {
    currency: &'a str,
    /// Text, as amounts are; null for money that was spent without a budget.
    budget: Option<String>,
    spent: String,
    /// Below zero if more was spent.
    left: Option<String>,
}

impl<'a> BranchV1<'a> {
    fn new(branch: &'a PlanBranch) -> Self {
        Self {
            title: branch.title.as_deref(),
            records: branch.lines.iter().map(LineV1::new).collect(),
            sums: sums(&branch.sums),
            budgets: budgets(&branch.budgets),
        }
    }
}

impl<'a> LineV1<'a> {
    fn new(line: &'a PlanLine) -> Self {
        let shown = line.shown.iter().map(|shown| ShownV1 {
            field: &shown.field,
            value: &shown.value,
        });
        Self {
            path: &line.path,
            kind: &line.kind.name,
            id: &line.id,
            title: &line.title,
            date: line.date.map(iso_date),
            depth: line.depth,
            under: line.under.as_ref().map(|above| above.path.as_str()),
            state: state_word(&line.standing),
            shown: shown.collect(),
            missed: line.missed,
            above: line.above,
        }
    }
}

/// `counts`, or the word for what does not.
fn state_word(standing: &PlanState) -> &str {
    standing.word().unwrap_or("counts")
}

fn budgets(budgets: &[PlanBudget]) -> Vec<BudgetV1<'_>> {
    let budgets = budgets.iter().map(|one| BudgetV1 {
        currency: &one.amounts.currency,
        budget: one.amounts.budget.map(|amount| amount.to_string()),
        spent: one.amounts.spent.to_string(),
        left: one.amounts.left().map(|amount| amount.to_string()),
    });
    budgets.collect()
}

fn sums(sums: &[PlanSum]) -> Vec<SumV1<'_>> {
    let sums = sums.iter().map(|sum| SumV1 {
        field: &sum.field,
        unit: sum.unit.as_deref(),
        state: state_word(&sum.standing),
        amount: sum.amount.map(|amount| amount.to_string()),
    });
    sums.collect()
}
