//! For eyes: headings with what changes beneath them.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::{
    changes_to_show, finding_text, heading_text, no_changes_message, origin_text,
    unchanged_message, write_resolved_findings,
};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::scheme_diff::SchemeDiff;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

pub fn write(difference: &SchemeDiff, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&heading_text(difference)))?;
    writeln!(out, "{}", Safe(&origin_text(difference)))?;
    let mut about = None;
    for change in &difference.changes {
        if about != Some(change.about) {
            writeln!(out, "\n{BOLD}{}{BOLD:#}", change.about.heading())?;
            about = Some(change.about);
        }
        writeln!(out, "  {DIM}-{DIM:#} {}", Safe(&change.says))?;
    }
    if difference.changes.is_empty() {
        writeln!(out, "{}", Safe(&no_changes_message(difference)))?;
    }
    let Some(person) = &difference.person else {
        return Ok(());
    };
    writeln!(out, "\n{BOLD}For {}{BOLD:#}", Safe(&person.owner))?;
    if person.is_same() && difference.changes.is_empty() {
        return writeln!(out, "  {DIM}-{DIM:#} {}", unchanged_message(person));
    }
    for effect in changes_to_show(person) {
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
        writeln!(out, "  {DIM}-{DIM:#} {}", Safe(&finding_text(finding)))?;
    }
    write_resolved_findings(person, out)
}
