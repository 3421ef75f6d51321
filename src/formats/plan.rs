//! `cpd plan`, for eyes, for ears and for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};
use chrono::NaiveDate;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::json::escaped;
use super::lines::{facts, room, safe, wrapped, wrapped_facts};
use crate::base::text::{Safe, words};
use crate::domain::portfolio::Portfolio;
use crate::views::plan::{Branch, Line, Plan, Standing, Sums, What};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Deepest that lines are indented: beyond that there would be no room for words.
const DEEPEST: usize = 6;

/// A plan and what is needed to print it.
pub struct View<'a> {
    pub plan: &'a Plan<'a>,
    pub portfolio: &'a Portfolio,
    pub width: usize,
}

/// The tree as lines, each record's facts at the right or beneath its title.
pub fn human(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for branch in &view.plan.branches {
        if let Some(title) = &branch.title {
            writeln!(out, "{BOLD}{}{BOLD:#}", Safe(title))?;
        }
        for line in &branch.lines {
            human_line(line, branch.title.is_some(), view, out)?;
        }
        human_sums("", &branch.sums, view, out)?;
        writeln!(out)?;
    }
    human_sums("In all: ", &view.plan.whole, view, out)
}

fn human_line(
    line: &Line<'_>,
    is_loose: bool,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let depth = (line.depth + usize::from(is_loose)).min(DEEPEST);
    let (sign, style) = sign(line);
    let date = line.record.date.map(iso).unwrap_or_default();
    // Two blanks a step, a sign beneath the top, the day.
    let before = if depth == 0 { 0 } else { 2 * depth + 2 };
    let left = before + 12;
    let room = room(view.width);
    let bold = if depth == 0 { BOLD } else { Style::new() };
    let title = wrapped(&safe(line.record.title()), room - left);
    let says = wrapped_facts(&said(line, depth > 0, view), room - left);
    write!(out, "{:1$}", "", before.saturating_sub(2))?;
    if depth > 0 {
        write!(out, "{style}{sign}{style:#} ")?;
    }
    write!(out, "{date:10}  {bold}{}{bold:#}", title[0])?;
    for more in &title[1..] {
        write!(out, "\n{:left$}{bold}{more}{bold:#}", "")?;
    }
    let ends = left + title.last().map_or(0, |last| last.width());
    let fits = says.len() == 1 && ends + 2 + says[0].width() <= room;
    if fits && depth > 0 {
        let gap = room - ends - says[0].width();
        write!(out, "{:gap$}{DIM}{}{DIM:#}", "", says[0])?;
    } else {
        for words in says.iter().filter(|words| !words.is_empty()) {
            write!(out, "\n{:left$}{DIM}{words}{DIM:#}", "")?;
        }
    }
    writeln!(out)
}

/// The sign repeats what the words say, and is never alone.
fn sign(line: &Line<'_>) -> (&'static str, Style) {
    match &line.standing {
        Standing::Counts => ("●", AnsiColor::Green.on_default()),
        Standing::Not { .. } if line.missed => ("!", AnsiColor::Yellow.on_default()),
        Standing::Not { .. } if line.standing.is_to_come() => ("○", AnsiColor::Yellow.on_default()),
        Standing::Not { .. } => ("×", DIM),
        Standing::Always => ("·", DIM),
    }
}

fn human_sums(before: &str, sums: &Sums, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut each = sums.each_in_words(&view.plan.naming);
    let Some(first) = each.first_mut() else {
        return Ok(());
    };
    first.insert_str(0, before);
    let indent = if before.is_empty() { 12 } else { 0 };
    for line in wrapped_facts(&each, room(view.width) - indent) {
        writeln!(out, "{:indent$}{BOLD}{line}{BOLD:#}", "")?;
    }
    Ok(())
}

/// What a line says beside the title.
fn said(line: &Line<'_>, with_noun: bool, view: &View<'_>) -> Vec<String> {
    let noun = with_noun.then(|| line.record.kind.noun());
    let shown = line.shown.iter();
    let words = shown.map(|shown| shown.words(&view.plan.naming, view.portfolio, iso));
    let mut said: Vec<String> = noun.into_iter().chain(words).collect();
    if line.missed {
        said.push("its day has passed".to_owned());
    }
    if line.above {
        said.push("what is beneath it stands above".to_owned());
    }
    said
}

fn iso(date: NaiveDate) -> String {
    date.to_string()
}

/// One sentence to a line.
pub fn plain(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for branch in &view.plan.branches {
        for line in &branch.lines {
            writeln!(out, "{}.", Safe(&sentence(line, branch, view)))?;
        }
        if let Some(sums) = branch.sums.in_words(&view.plan.naming) {
            let whose = match (&branch.title, branch.lines.first()) {
                (None, Some(top)) => words::quoted(top.record.title()),
                (title, _) => title.clone().unwrap_or_default(),
            };
            writeln!(out, "{}: {} together.", Safe(&whose), Safe(&sums))?;
        }
    }
    match view.plan.whole.in_words(&view.plan.naming) {
        Some(sums) => writeln!(out, "In all: {}.", Safe(&sums)),
        None => Ok(()),
    }
}

fn sentence(line: &Line<'_>, branch: &Branch<'_>, view: &View<'_>) -> String {
    let kind = &line.record.kind;
    let mut what = match (line.under, &branch.title) {
        (Some(above), _) => format!("For {}: {}", words::quoted(above.title()), kind.noun()),
        (None, Some(title)) => format!("{title}: {}", kind.noun()),
        (None, None) => kind.title.clone(),
    };
    what.push_str(&format!(" {}", words::quoted(line.record.title())));
    if let Some(date) = line.record.date {
        what.push_str(&format!(", {date}"));
    }
    let said = said(line, false, view);
    if said.is_empty() {
        return what;
    }
    format!("{what}: {}", facts(&said))
}

/// As JSON, with a final line end.
pub fn json(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let plan = view.plan;
    let v1 = V1 {
        version: 1,
        portfolio: view.portfolio.id(),
        branches: plan.branches.iter().map(BranchV1::of).collect(),
        sums: sums(&plan.whole),
    };
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(&v1)?))
}

#[derive(Serialize)]
struct V1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    branches: Vec<BranchV1<'a>>,
    sums: Vec<SumV1<'a>>,
}

#[derive(Serialize)]
struct BranchV1<'a> {
    /// Null where a record stands at the top.
    title: Option<&'a str>,
    records: Vec<LineV1<'a>>,
    sums: Vec<SumV1<'a>>,
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
    value: String,
}

#[derive(Serialize)]
struct SumV1<'a> {
    field: &'a str,
    unit: Option<&'a str>,
    state: &'a str,
    /// Text, since it is exact; null where it is beyond every number.
    amount: Option<String>,
}

impl<'a> BranchV1<'a> {
    fn of(branch: &'a Branch<'a>) -> Self {
        Self {
            title: branch.title.as_deref(),
            records: branch.lines.iter().map(LineV1::of).collect(),
            sums: sums(&branch.sums),
        }
    }
}

impl<'a> LineV1<'a> {
    fn of(line: &'a Line<'a>) -> Self {
        let record = line.record;
        let shown = line.shown.iter().map(|shown| ShownV1 {
            field: shown.field,
            value: shown.value.written(),
        });
        Self {
            path: &record.path,
            kind: &record.kind.name,
            id: &record.id,
            title: record.title(),
            date: record.date.map(iso),
            depth: line.depth,
            under: line.under.map(|above| above.path.as_str()),
            state: state(&line.standing),
            shown: shown.collect(),
            missed: line.missed,
            above: line.above,
        }
    }
}

/// `counts`, or the word for what does not.
fn state(standing: &Standing) -> &str {
    standing.word().unwrap_or("counts")
}

fn sums(sums: &Sums) -> Vec<SumV1<'_>> {
    sums.iter()
        .map(|sum| SumV1 {
            field: sum.field,
            unit: match sum.what {
                What::Hours => Some("hours"),
                What::Number => None,
                What::Money(currency) => Some(currency),
            },
            state: state(sum.standing),
            amount: sum.amount.map(|amount| amount.to_string()),
        })
        .collect()
}
