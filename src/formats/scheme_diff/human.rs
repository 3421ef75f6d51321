//! For eyes: headings with what changes beneath them.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::{as_before, found, gone, heading, nothing, places, told};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::scheme_diff::SchemeDiff;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

pub fn write(difference: &SchemeDiff, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&heading(difference)))?;
    writeln!(out, "{}", Safe(&places(difference)))?;
    let mut about = None;
    for change in &difference.changes {
        if about != Some(change.about) {
            writeln!(out, "\n{BOLD}{}{BOLD:#}", change.about.heading())?;
            about = Some(change.about);
        }
        writeln!(out, "  {DIM}-{DIM:#} {}", Safe(&change.says))?;
    }
    if difference.changes.is_empty() {
        writeln!(out, "{}", Safe(&nothing(difference)))?;
    }
    let Some(person) = &difference.person else {
        return Ok(());
    };
    writeln!(out, "\n{BOLD}For {}{BOLD:#}", Safe(&person.owner))?;
    if person.is_same() && difference.changes.is_empty() {
        return writeln!(out, "  {DIM}-{DIM:#} {}", as_before(person));
    }
    for effect in told(person) {
        let (title, says) = (Safe(&effect.title).to_string(), effect.describe());
        writeln!(out, "  {DIM}-{DIM:#} {title}: {}", Safe(&says))?;
        for inner in &effect.criteria {
            let (title, says) = (Safe(&inner.title).to_string(), inner.describe());
            writeln!(out, "      {title}: {}", Safe(&says))?;
        }
    }
    if !person.findings.is_empty() {
        writeln!(out, "\n{BOLD}New in `cpd check`{BOLD:#}")?;
    }
    for finding in &person.findings {
        writeln!(out, "  {DIM}-{DIM:#} {}", Safe(&found(finding)))?;
    }
    gone(person, out)
}
