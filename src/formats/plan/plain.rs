//! One sentence to a line.

use std::io::{self, Write};

use super::{NOTHING, begin, line_details};
use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::formats::wrap::join_facts;
use crate::views::plan::{PlanBranch, PlanLine, PlanSum, PlanView};

pub fn write(view: &PlanView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if view.branches.is_empty() {
        writeln!(out, "{NOTHING}")?;
    }
    for branch in &view.branches {
        for line in &branch.lines {
            writeln!(out, "{}.", Safe(&sentence(line, branch)))?;
        }
        let whose = match (&branch.title, branch.lines.first()) {
            (None, Some(top)) => words::quoted(&top.title),
            (title, _) => title.clone().unwrap_or_default(),
        };
        if let Some(sums) = sums_text(&branch.sums) {
            writeln!(out, "{}: {} in total.", Safe(&whose), Safe(&sums))?;
        }
        for budget in &branch.budgets {
            writeln!(out, "{}: {}.", Safe(&whose), Safe(&budget.amounts.words()))?;
        }
    }
    let several = view.branches.len() > 1;
    if let Some(sums) = sums_text(&view.sums).filter(|_| several) {
        writeln!(out, "In all: {}.", Safe(&sums))?;
    }
    for budget in &view.budgets {
        writeln!(out, "{}.", Safe(&budget.words))?;
    }
    begin(view, style, out)
}

fn sentence(line: &PlanLine, branch: &PlanBranch) -> String {
    let noun = &line.kind.noun;
    let mut what = match (&line.under, &branch.title) {
        (Some(above), _) => format!("For {}: {noun}", words::quoted(&above.title)),
        (None, Some(title)) => format!("{title}: {noun}"),
        (None, None) => line.kind_title.clone(),
    };
    what.push_str(&format!(" {}", words::quoted(&line.title)));
    if let Some(date) = line.date {
        what.push_str(&format!(", {date}"));
    }
    let said = line_details(line, false);
    if said.is_empty() {
        return what;
    }
    format!("{what}: {}", join_facts(&said))
}

/// `14.5 hours done, 7 hours planned and 365.50 GBP`; none where nothing adds up.
fn sums_text(sums: &[PlanSum]) -> Option<String> {
    let each: Vec<String> = sums.iter().map(|sum| sum.words.clone()).collect();
    (!each.is_empty()).then(|| words::join_all(&each))
}
