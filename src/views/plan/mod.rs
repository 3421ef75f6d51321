//! The plan: what is needed, what is done about it and what came of it, as one
//! tree with its sums. The kinds say which records stand where. Knows no format,
//! no kind by name and no file.

mod budget;
mod field_values;
mod sums;
mod view;

pub use budget::{BudgetUse, Budgets};
pub use field_values::{FieldLabels, PlanState, ShownField};
pub use sums::{Measure, Sums};
pub use view::{PlanBranch, PlanBudget, PlanLine, PlanSum, PlanView};

use std::collections::BTreeMap;
use std::ptr;

use chrono::NaiveDate;

use crate::domain::phrases::PlanPhrase;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::Kind;

/// Every record that stands in the plan, and what they come to.
#[derive(Debug)]
pub struct PlanTree<'a> {
    /// The top records, each with what lies beneath it; last those under none.
    pub branches: Vec<TreeBranch<'a>>,
    /// Every record once, however often it is shown.
    pub whole: Sums,
    /// All budgets, and what was spent of them.
    pub budgets: Vec<BudgetUse>,
    pub naming: FieldLabels,
    /// The kind that a plan begins with.
    pub first: Option<&'a Kind>,
}

/// A top record and what lies beneath it, or all that lies under none.
#[derive(Debug)]
pub struct TreeBranch<'a> {
    /// `For no target yet`, where no top record says it.
    pub title: Option<String>,
    pub lines: Vec<TreeLine<'a>>,
    pub sums: Sums,
    pub budgets: Budgets,
}

impl TreeBranch<'_> {
    /// Returns each budget of the branch with what was spent beneath it.
    pub fn budget_use(&self) -> Vec<BudgetUse> {
        self.budgets.with_spending(&self.sums)
    }
}

/// A record in its place.
#[derive(Debug)]
pub struct TreeLine<'a> {
    pub record: &'a Record,
    /// The record it stands under here.
    pub under: Option<&'a Record>,
    /// 0 at the top.
    pub depth: usize,
    pub shown: Vec<ShownField<'a>>,
    pub standing: PlanState,
    /// True if its own day has gone by while it is still only planned.
    pub missed: bool,
    /// True if what lies beneath it was shown before and is not shown again.
    pub above: bool,
}

/// Lines that may be shown beyond one for each record, as a multiple of the
/// records: where more would be repeated, it is said to stand above.
const MOST_REPEATED: usize = 8;

impl<'a> PlanTree<'a> {
    /// The plan of a portfolio.
    pub fn new(portfolio: &'a Portfolio, today: NaiveDate) -> Self {
        Self::from_records(portfolio, today, &|_| true)
    }

    /// The plan as far as these records make one.
    pub fn from_records(
        portfolio: &'a Portfolio,
        today: NaiveDate,
        wanted: &dyn Fn(&Record) -> bool,
    ) -> Self {
        let tree = RecordGraph::build(portfolio, wanted);
        let mut kinds = tree.top_records().map(|top| &*tree.records[top].kind);
        let first = kinds
            .next()
            .or_else(|| portfolio.kinds().iter().find(|kind| is_top(kind)));
        let mut walk = GraphWalk::new(&tree, today);
        let mut branches: Vec<TreeBranch<'a>> = tree
            .top_records()
            .map(|top| walk.read_branch(top))
            .collect();
        branches.extend(walk.remaining_records(first));
        Self {
            branches,
            budgets: walk.budgets.with_spending(&walk.budgeted),
            whole: walk.whole,
            naming: FieldLabels::new(&tree.records),
            first,
        }
    }

    pub fn lines(&self) -> impl Iterator<Item = &TreeLine<'a>> {
        self.branches.iter().flat_map(|branch| &branch.lines)
    }

    /// Returns true if any record stands at the top.
    pub fn has_top_records(&self) -> bool {
        self.branches.iter().any(|branch| branch.title.is_none())
    }
}

/// Returns true if records of a kind stand at the top: those that belong under nothing, or
/// only under their own like.
fn is_top(kind: &Kind) -> bool {
    kind.plan.as_ref().is_some_and(|plan| {
        let under = plan.under.as_deref().and_then(|field| kind.field(field));
        under.is_none_or(|field| field.ty.refers_to() == Some(&kind.name))
    })
}

/// The records, and for each those that stand under it.
struct RecordGraph<'a> {
    /// By date, then id.
    records: Vec<&'a Record>,
    beneath: Vec<Vec<usize>>,
    /// True for each record that stands under any other.
    is_beneath: Vec<bool>,
}

impl<'a> RecordGraph<'a> {
    fn build(portfolio: &'a Portfolio, wanted: &dyn Fn(&Record) -> bool) -> Self {
        let stands = |record: &&Record| record.kind.plan.is_some() && wanted(record);
        let records: Vec<&Record> = portfolio.records.iter().filter(stands).collect();
        // By identity: two files may claim one name.
        let places: BTreeMap<*const Record, usize> = records
            .iter()
            .enumerate()
            .map(|(at, record)| (ptr::from_ref(*record), at))
            .collect();
        let mut tree = Self {
            beneath: vec![Vec::new(); records.len()],
            is_beneath: vec![false; records.len()],
            records,
        };
        for at in 0..tree.records.len() {
            for above in parent_records(tree.records[at], portfolio) {
                let Some(above) = places.get(&ptr::from_ref(above)) else {
                    continue;
                };
                if *above == at {
                    continue;
                }
                // Named twice, it still stands there once.
                if tree.beneath[*above].last() != Some(&at) {
                    tree.beneath[*above].push(at);
                }
                tree.is_beneath[at] = true;
            }
        }
        tree
    }

    fn top_records(&self) -> impl Iterator<Item = usize> {
        let is_top = |at: &usize| is_top(&self.records[*at].kind) && !self.is_beneath[*at];
        (0..self.records.len()).filter(is_top)
    }
}

/// The records that a record names as those it stands under.
fn parent_records<'a>(
    record: &'a Record,
    portfolio: &'a Portfolio,
) -> impl Iterator<Item = &'a Record> {
    let field = record
        .kind
        .plan
        .as_ref()
        .and_then(|plan| plan.under.as_ref());
    let values = field.and_then(|field| record.get(field));
    let each = values.into_iter().flat_map(Value::items);
    each.filter_map(|value| match value {
        Value::Reference { kind, id } => portfolio.find(kind, id),
        Value::Person(id) => portfolio.person(id).map(|person| person.0),
        _ => None,
    })
}

/// A way through the tree that shows every record, and ends whatever runs in circles.
struct GraphWalk<'t, 'a> {
    tree: &'t RecordGraph<'a>,
    today: NaiveDate,
    /// The number of the branch in which each record was last met; 0 before the first.
    met: Vec<usize>,
    branch: usize,
    /// Lines of records that had been shown before.
    repeated: usize,
    whole: Sums,
    /// All budgets, each once.
    budgets: Budgets,
    /// Every record once that stands under a budget in its currency.
    budgeted: Sums,
    is_budgeted: Vec<bool>,
}

/// A record on the way, and where it stands.
struct WalkStep {
    at: usize,
    under: Option<usize>,
    depth: usize,
    /// Added up, but not shown again.
    quiet: bool,
}

impl<'t, 'a> GraphWalk<'t, 'a> {
    fn new(tree: &'t RecordGraph<'a>, today: NaiveDate) -> Self {
        Self {
            tree,
            today,
            met: vec![0; tree.records.len()],
            branch: 0,
            repeated: 0,
            whole: Sums::default(),
            budgets: Budgets::default(),
            budgeted: Sums::default(),
            is_budgeted: vec![false; tree.records.len()],
        }
    }

    fn read_branch(&mut self, top: usize) -> TreeBranch<'a> {
        self.branch += 1;
        let mut branch = TreeBranch {
            title: None,
            lines: Vec::new(),
            sums: Sums::default(),
            budgets: Budgets::default(),
        };
        self.add_descendants(top, &mut branch);
        branch
    }

    /// Gathers what stands under none: whatever begins nowhere, then what only runs in circles.
    fn remaining_records(&mut self, first: Option<&Kind>) -> Option<TreeBranch<'a>> {
        self.branch += 1;
        let title = match first.map(Kind::noun) {
            Some(noun) => PlanPhrase::Unplaced { noun: &noun }.say(),
            None => PlanPhrase::UnplacedAnywhere {}.say(),
        };
        let mut branch = TreeBranch {
            title: Some(title),
            lines: Vec::new(),
            sums: Sums::default(),
            budgets: Budgets::default(),
        };
        let (roots, others): (Vec<usize>, Vec<usize>) =
            (0..self.met.len()).partition(|at| !self.tree.is_beneath[*at]);
        for at in roots.into_iter().chain(others) {
            if self.met[at] == 0 {
                self.add_descendants(at, &mut branch);
            }
        }
        (!branch.lines.is_empty()).then_some(branch)
    }

    /// A record and all that lies beneath it. Without recursion: nobody says how deep
    /// a portfolio goes.
    fn add_descendants(&mut self, top: usize, branch: &mut TreeBranch<'a>) {
        let mut way = vec![WalkStep {
            at: top,
            under: None,
            depth: 0,
            quiet: false,
        }];
        while let Some(step) = way.pop() {
            let here_before = self.met[step.at] == self.branch;
            let ever_before = self.met[step.at] != 0;
            let too_often = self.repeated > self.met.len() * MOST_REPEATED;
            let beneath = &self.tree.beneath[step.at];
            let above = here_before || ever_before && too_often;
            if !step.quiet {
                self.repeated += usize::from(ever_before);
                branch
                    .lines
                    .push(self.line(&step, above && !beneath.is_empty()));
            }
            if here_before {
                continue;
            }
            self.add_up(step.at, !ever_before, branch);
            self.met[step.at] = self.branch;
            // The last is put down first, since what lies on top is taken next.
            way.extend(beneath.iter().rev().map(|below| WalkStep {
                at: *below,
                under: Some(step.at),
                depth: step.depth + 1,
                quiet: step.quiet || above,
            }));
        }
    }

    fn add_up(&mut self, at: usize, first_time: bool, branch: &mut TreeBranch<'a>) {
        let record = self.tree.records[at];
        branch.sums.add(record);
        branch.budgets.add(record);
        if first_time {
            self.whole.add(record);
            self.budgets.add(record);
        }
        // A budget stands above what is spent of it.
        if branch.budgets.pay_for(record) && !self.is_budgeted[at] {
            self.is_budgeted[at] = true;
            self.budgeted.add(record);
        }
    }

    fn line(&self, step: &WalkStep, above: bool) -> TreeLine<'a> {
        let record = self.tree.records[step.at];
        let standing = PlanState::from_record(record);
        let past = record.date.is_some_and(|date| date < self.today);
        TreeLine {
            under: step.under.map(|under| self.tree.records[under]),
            depth: step.depth,
            shown: field_values::shown_fields(record, &standing),
            missed: past && standing.is_planned(),
            standing,
            above,
            record,
        }
    }
}

#[cfg(test)]
mod tests;
