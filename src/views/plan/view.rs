//! The plan as a person or a program is shown it: owned values, in words.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{BudgetUse, FieldLabels, Measure, PlanState, PlanTree, Sums, TreeBranch, TreeLine};
use crate::domain::id::RecordId;
use crate::domain::phrases::PlanPhrase;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Kind;
use crate::views::KindName;

/// The plan of a portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanView {
    /// The id of the portfolio.
    pub portfolio: Option<String>,
    /// The top records, each with what lies beneath it; last those under none.
    pub branches: Vec<PlanBranch>,
    /// Every record counted once.
    pub sums: Vec<PlanSum>,
    /// Every budget counted once.
    pub budgets: Vec<PlanBudget>,
    /// The kind to begin with, if no record stands at the top.
    pub begin: Option<KindName>,
}

/// A top record and what lies beneath it, or all that lies under none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanBranch {
    /// None where a record stands at the top.
    pub title: Option<String>,
    pub lines: Vec<PlanLine>,
    pub sums: Vec<PlanSum>,
    pub budgets: Vec<PlanBudget>,
}

/// A record in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    pub path: String,
    pub kind: KindName,
    /// The title of its kind.
    pub kind_title: String,
    pub id: RecordId,
    pub title: String,
    pub date: Option<NaiveDate>,
    /// 0 at the top.
    pub depth: usize,
    /// The record it stands under here.
    pub under: Option<Above>,
    pub standing: PlanState,
    pub shown: Vec<PlanValue>,
    /// True if its own day has gone by while it is still only planned.
    pub missed: bool,
    /// True if what lies beneath it was shown before and is not shown again.
    pub above: bool,
}

/// A record that another stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    pub path: String,
    pub title: String,
}

/// A field of a record and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanValue {
    pub field: String,
    /// As it is written.
    pub value: String,
    /// `2.5 hours`, `due 2026-03-31`, `by Tunde Bakare`.
    pub words: String,
}

/// A sum of one field over some records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSum {
    pub field: String,
    pub unit: Option<String>,
    pub standing: PlanState,
    /// None where it is beyond every number.
    pub amount: Option<Decimal>,
    /// `14.5 hours done`.
    pub words: String,
}

/// A budget, and what was spent of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanBudget {
    pub amounts: BudgetUse,
    /// `Budget: 60.50 GBP spent of 250.00 GBP, 189.50 GBP left`.
    pub words: String,
}

impl PlanBudget {
    fn of_branch(amounts: &BudgetUse) -> Self {
        let budget = &amounts.words();
        Self {
            words: PlanPhrase::Budget { budget }.say(),
            amounts: amounts.clone(),
        }
    }

    fn of_plan(amounts: &BudgetUse) -> Self {
        let budget = &amounts.words();
        Self {
            words: PlanPhrase::BudgetInAll { budget }.say(),
            amounts: amounts.clone(),
        }
    }
}

impl PlanView {
    pub fn new(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let plan = PlanTree::new(portfolio, today);
        let branches = plan.branches.iter();
        Self {
            portfolio: portfolio.id().map(str::to_owned),
            branches: branches
                .map(|branch| PlanBranch::new(branch, &plan.naming, portfolio))
                .collect(),
            sums: sums(&plan.whole, &plan.naming),
            budgets: plan.budgets.iter().map(PlanBudget::of_plan).collect(),
            begin: plan
                .first
                .filter(|_| !plan.has_top_records())
                .map(KindName::from_kind),
        }
    }
}

impl PlanBranch {
    fn new(branch: &TreeBranch<'_>, naming: &FieldLabels, portfolio: &Portfolio) -> Self {
        let lines = branch.lines.iter();
        Self {
            title: branch.title.clone(),
            lines: lines
                .map(|line| PlanLine::new(line, naming, portfolio))
                .collect(),
            sums: sums(&branch.sums, naming),
            budgets: branch
                .budget_use()
                .iter()
                .map(PlanBudget::of_branch)
                .collect(),
        }
    }
}

impl PlanLine {
    fn new(line: &TreeLine<'_>, naming: &FieldLabels, portfolio: &Portfolio) -> Self {
        let record = line.record;
        let kind: &Kind = &record.kind;
        let shown = line.shown.iter().map(|shown| PlanValue {
            field: shown.field.to_owned(),
            value: shown.value.to_text(),
            words: shown.words(naming, portfolio, |day| day.to_string()),
        });
        Self {
            path: record.path.clone(),
            kind: KindName::from_kind(kind),
            kind_title: kind.title.clone(),
            id: record.id.clone(),
            title: record.title().to_owned(),
            date: record.date,
            depth: line.depth,
            under: line.under.map(|above| Above {
                path: above.path.clone(),
                title: above.title().to_owned(),
            }),
            standing: line.standing.clone(),
            shown: shown.collect(),
            missed: line.missed,
            above: line.above,
        }
    }
}

fn sums(sums: &Sums, naming: &FieldLabels) -> Vec<PlanSum> {
    let sums = sums.iter().map(|sum| PlanSum {
        field: sum.field.to_owned(),
        unit: match sum.what {
            Measure::Hours => Some("hours".to_owned()),
            Measure::Number => None,
            Measure::Money(currency) => Some(currency.clone()),
        },
        standing: sum.standing.clone(),
        amount: sum.amount,
        words: sum.words(naming),
    });
    sums.collect()
}
