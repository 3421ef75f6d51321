//! The plan as a pack prints it: a table of the records that the pack carries and
//! that stand in the plan. What is told at length elsewhere is a link there.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use super::build::SubmissionInput;
use super::model::{PackFile, PackSection, PrintedRecord, PrintedTable, TableRow};
use crate::domain::phrases::{self, PackPhrase, PlanPhrase, ValuePhrase};
use crate::domain::portfolio::Record;
use crate::domain::record_view::{Anchors, days_text, kind_title, spoken_title, value_text};
use crate::domain::schema::PrintMode;
use crate::views::plan::{self, PlanTree};

/// The plan, as far as the pack carries it.
pub struct PlanTable<'a> {
    plan: Option<PlanTree<'a>>,
    shown: BTreeSet<*const Record>,
}

impl<'a> PlanTable<'a> {
    /// Only what is carried stands in it, so that whoever has the pack can print the
    /// same; and there is none without anything at its top.
    pub fn new(making: &SubmissionInput<'a>, files: &BTreeMap<String, PackFile>) -> Self {
        let is_carried = |record: &Record| !record.is_row() && files.contains_key(&record.path);
        let plan = PlanTree::from_records(making.portfolio, making.today, &is_carried);
        let plan = Some(plan).filter(PlanTree::has_top_records);
        let lines = plan.iter().flat_map(PlanTree::lines);
        Self {
            shown: lines.map(|line| ptr::from_ref(line.record)).collect(),
            plan,
        }
    }

    pub fn contains(&self, record: &Record) -> bool {
        self.shown.contains(&ptr::from_ref(record))
    }

    /// The table, beside the parts that are printed as well.
    pub fn section(
        &self,
        making: &SubmissionInput<'_>,
        parts: &[PackSection],
        anchor: Anchors<'_>,
    ) -> Option<PackSection> {
        let plan = self.plan.as_ref()?;
        let mut table = PlanTableWriter {
            plan,
            making,
            anchor,
            elsewhere: printed_anchors(parts),
            own: BTreeSet::new(),
            lines: Vec::new(),
        };
        table.write();
        Some(PackSection::Table {
            anchor: "pack-plan".to_owned(),
            title: PlanPhrase::Title {}.say().into(),
            table: PrintedTable {
                caption: None,
                columns: vec![
                    PackPhrase::TitleColumn {}.say().into(),
                    PackPhrase::Date {}.say().into(),
                    PackPhrase::Details {}.say().into(),
                ],
                lines: table.lines,
            },
        })
    }
}

/// The anchors of every record that is printed in these parts.
fn printed_anchors(parts: &[PackSection]) -> BTreeSet<&str> {
    fn add<'p>(document: &'p PrintedRecord, anchors: &mut BTreeSet<&'p str>) {
        anchors.insert(&document.anchor);
        document
            .beneath
            .iter()
            .for_each(|below| add(below, anchors));
    }
    let mut anchors = BTreeSet::new();
    for part in parts {
        part.documents()
            .iter()
            .for_each(|document| add(document, &mut anchors));
        if let PackSection::Log { rows, .. } = part {
            anchors.extend(rows.iter().map(|row| row.anchor.as_str()));
        }
    }
    anchors
}

struct PlanTableWriter<'p> {
    plan: &'p PlanTree<'p>,
    making: &'p SubmissionInput<'p>,
    anchor: Anchors<'p>,
    elsewhere: BTreeSet<&'p str>,
    /// The anchors that rows of this table have taken.
    own: BTreeSet<String>,
    lines: Vec<TableRow>,
}

impl PlanTableWriter<'_> {
    fn write(&mut self) {
        for branch in &self.plan.branches {
            if let Some(title) = &branch.title {
                let words = title.clone().into();
                self.lines.push(TableRow::Heading { words });
            }
            for line in &branch.lines {
                let row = self.row(line, branch.title.is_some());
                self.lines.push(row);
            }
            if let Some(sums) = branch.sums.to_text(&self.plan.naming) {
                let words = PlanPhrase::Together { sums: &sums }.say();
                self.lines.push(TableRow::Sum { words });
            }
            self.add_budgets(&branch.budget_use(), |budget| {
                PlanPhrase::Budget { budget }.say()
            });
        }
        let whole = self.plan.whole.to_text(&self.plan.naming);
        if let Some(sums) = whole.filter(|_| self.plan.branches.len() > 1) {
            let words = PlanPhrase::InAll { sums: &sums }.say();
            self.lines.push(TableRow::Sum { words });
        }
        if self.plan.branches.len() > 1 {
            self.add_budgets(&self.plan.budgets, |budget| {
                PlanPhrase::BudgetInAll { budget }.say()
            });
        }
    }

    fn add_budgets(&mut self, budgets: &[plan::BudgetUse], say: impl Fn(&str) -> String) {
        let rows = budgets.iter().map(|budget| TableRow::Sum {
            words: say(&budget.words()),
        });
        self.lines.extend(rows);
    }

    /// A link where the record is printed, here or elsewhere; else the record's own place.
    fn row(&mut self, line: &plan::TreeLine<'_>, is_loose: bool) -> TableRow {
        let (record, portfolio) = (line.record, self.making.portfolio);
        let anchor = (self.anchor)(record);
        let is_elsewhere =
            |anchor: &String| self.elsewhere.contains(anchor.as_str()) || self.own.contains(anchor);
        let to = anchor.clone().filter(is_elsewhere);
        let own = anchor.filter(|_| to.is_none());
        self.own.extend(own.clone());
        let date = days_text(record).unwrap_or_default();
        let details = self.details(line, own.is_some());
        TableRow::Row {
            path: own.is_some().then(|| record.path.clone()),
            anchor: own,
            to,
            depth: line.depth + usize::from(is_loose),
            cells: vec![spoken_title(record, portfolio), date.into(), details.into()],
            more: None,
        }
    }

    /// Returns what the plan shows of it and, where this is its only place, the columns that
    /// its log would have had.
    fn details(&self, line: &plan::TreeLine<'_>, is_own: bool) -> String {
        let portfolio = self.making.portfolio;
        let (record, kind) = (line.record, &line.record.kind);
        let shown = line.shown.iter();
        let shown =
            shown.map(|shown| shown.words(&self.plan.naming, portfolio, phrases::format_date));
        let is_log = is_own && kind.print == PrintMode::Log;
        let columns = kind.fields.iter().filter(|field| {
            let is_shown = line.shown.iter().any(|shown| shown.field == field.name);
            is_log && field.column && !is_shown
        });
        let columns = columns.filter_map(|field| {
            let value = value_text(record.get(&field.name)?, portfolio, phrases::format_date);
            let label = phrases::term(&field.name);
            Some(
                ValuePhrase::Labelled {
                    label: &label,
                    value: &value,
                }
                .say(),
            )
        });
        let above = line.above.then(|| PlanPhrase::SeeAbove {}.say());
        let facts: Vec<String> = shown.chain(columns).chain(above).collect();
        let noun = kind_title(kind).words;
        match facts.as_slice() {
            [] => noun,
            facts => PlanPhrase::Details {
                noun: &noun,
                facts: &facts.join("; "),
            }
            .say(),
        }
    }
}
