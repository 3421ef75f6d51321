//! `cpd scheme check`: what is wrong with a scheme, and what came of its examples.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use super::{Format, View};
use crate::base::text::{Safe, words};
use crate::views::scheme_check::SchemeCheck;

impl View for SchemeCheck {
    const NAME: &'static str = "a check of a scheme";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes one line if every example gives the expected result, or else each difference.
fn examples(view: &SchemeCheck, out: &mut dyn Write) -> io::Result<()> {
    let name = Safe(&view.name);
    if view.check.findings.is_empty() && view.examples_pass() {
        writeln!(out, "{name}: no problems found")?;
    }
    let differences = view.outcomes.iter().flat_map(|one| &one.differences);
    for line in view.wrong.iter().chain(differences) {
        writeln!(out, "{}", Safe(line))?;
    }
    let count = view.outcomes.len();
    if !view.examples_pass() {
        writeln!(
            out,
            "{name}: some of its examples do not give the expected result"
        )?;
    } else if count > 0 {
        let give = if count == 1 { "gives" } else { "give" };
        let counted = words::count_noun(count, "example", "examples");
        writeln!(out, "{name}: {counted} {give} the expected result")?;
    }
    Ok(())
}
