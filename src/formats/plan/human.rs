//! For eyes: the tree as lines.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{NOTHING, begin, iso_date, line_details};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::wrap::{safe_text, text_width, wrap_facts, wrap_text};
use crate::views::plan::{PlanBudget, PlanLine, PlanState, PlanSum, PlanView};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// Deepest that lines are indented: beyond that words would not fit.
const DEEPEST: usize = 6;

/// The tree as lines, each record's facts at the right or beneath its title.
pub fn write(view: &PlanView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if view.branches.is_empty() {
        writeln!(out, "{NOTHING}")?;
        return begin(view, style, out);
    }
    let width = text_width(style.width);
    for branch in &view.branches {
        if let Some(title) = &branch.title {
            writeln!(out, "{BOLD}{}{BOLD:#}", Safe(title))?;
        }
        for line in &branch.lines {
            human_line(line, branch.title.is_some(), width, out)?;
        }
        human_sums("", &branch.sums, width, out)?;
        human_budgets(&branch.budgets, false, width, out)?;
        writeln!(out)?;
    }
    // The sums of the only branch stand there already.
    if view.branches.len() > 1 {
        human_sums("In all: ", &view.sums, width, out)?;
    }
    human_budgets(&view.budgets, true, width, out)?;
    begin(view, style, out)
}

fn human_line(
    line: &PlanLine,
    is_loose: bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let depth = (line.depth + usize::from(is_loose)).min(DEEPEST);
    let (sign, style) = state_symbol(line);
    let date = line.date.map(iso_date).unwrap_or_default();
    // Two blanks a step, a sign beneath the top, the day.
    let before = if depth == 0 { 0 } else { 2 * depth + 2 };
    let left = before + 12;
    let bold = if depth == 0 { BOLD } else { Paint::new() };
    let title = wrap_text(&safe_text(&line.title), width - left);
    let says = wrap_facts(&line_details(line, depth > 0), width - left);
    write!(out, "{:1$}", "", before.saturating_sub(2))?;
    if depth > 0 {
        write!(out, "{style}{sign}{style:#} ")?;
    }
    write!(out, "{date:10}  {bold}{}{bold:#}", title[0])?;
    for more in &title[1..] {
        write!(out, "\n{:left$}{bold}{more}{bold:#}", "")?;
    }
    let ends = left + title.last().map_or(0, |last| last.width());
    let fits = says.len() == 1 && ends + 2 + says[0].width() <= width;
    if fits && depth > 0 {
        let gap = width - ends - says[0].width();
        write!(out, "{:gap$}{DIM}{}{DIM:#}", "", says[0])?;
    } else {
        for words in says.iter().filter(|words| !words.is_empty()) {
            write!(out, "\n{:left$}{DIM}{words}{DIM:#}", "")?;
        }
    }
    writeln!(out)
}

/// The sign repeats what the words say, and is never alone.
fn state_symbol(line: &PlanLine) -> (&'static str, Paint) {
    match &line.standing {
        PlanState::Counts => ("●", AnsiColor::Green.on_default()),
        PlanState::Not { .. } if line.missed => ("!", AnsiColor::Yellow.on_default()),
        PlanState::Not { .. } if line.standing.is_planned() => {
            ("○", AnsiColor::Yellow.on_default())
        }
        PlanState::Not { .. } => ("×", DIM),
        PlanState::Always => ("·", DIM),
    }
}

fn human_sums(before: &str, sums: &[PlanSum], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut each: Vec<String> = sums.iter().map(|sum| sum.words.clone()).collect();
    let Some(first) = each.first_mut() else {
        return Ok(());
    };
    first.insert_str(0, before);
    human_facts(&each, !before.is_empty(), width, out)
}

/// Writes each budget on lines of its own.
fn human_budgets(
    budgets: &[PlanBudget],
    is_whole: bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for budget in budgets {
        human_facts(std::slice::from_ref(&budget.words), is_whole, width, out)?;
    }
    Ok(())
}

/// Writes facts in bold: below those of a record, or at the edge for the whole plan.
fn human_facts(
    each: &[String],
    is_whole: bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let indent = if is_whole { 0 } else { 12 };
    for line in wrap_facts(each, width - indent) {
        writeln!(out, "{:indent$}{BOLD}{line}{BOLD:#}", "")?;
    }
    Ok(())
}
