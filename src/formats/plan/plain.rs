//! One sentence to a line.

use std::io::{self, Write};

use super::{NOTHING, begin, said};
use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::formats::lines::facts;
use crate::views::plan::{Branch, Line, PlanView};

pub fn write(view: &PlanView<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    if view.plan.is_empty() {
        writeln!(out, "{NOTHING}")?;
    }
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
    if let Some(sums) = view.plan.whole.in_words(&view.plan.naming) {
        writeln!(out, "In all: {}.", Safe(&sums))?;
    }
    begin(view, out)
}

fn sentence(line: &Line<'_>, branch: &Branch<'_>, view: &PlanView<'_>) -> String {
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
