//! One sentence to a line.

use std::io::{self, Write};

use super::{
    changes_to_show, finding_text, heading_text, no_changes_message, origin_text,
    unchanged_message, write_resolved_findings,
};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::scheme_diff::{ChangeTopic, SchemeChange, SchemeDiff};

pub fn write(difference: &SchemeDiff, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}.", Safe(&heading_text(difference)))?;
    writeln!(out, "{}", Safe(&origin_text(difference)))?;
    for change in &difference.changes {
        writeln!(out, "{}.", Safe(&sentence(change)))?;
    }
    if difference.changes.is_empty() {
        writeln!(out, "{}", Safe(&no_changes_message(difference)))?;
    }
    let Some(person) = &difference.person else {
        return Ok(());
    };
    let owner = Safe(&person.owner).to_string();
    if person.is_same() && difference.changes.is_empty() {
        return writeln!(out, "For {owner}: {}.", unchanged_message(person));
    }
    for effect in changes_to_show(person) {
        let (title, says) = (Safe(&effect.title).to_string(), effect.describe());
        writeln!(out, "For {owner}: {title}: {}.", Safe(&says))?;
        for inner in &effect.criteria {
            let (what, says) = (Safe(&inner.title).to_string(), inner.describe());
            writeln!(out, "{title}, {what}: {}.", Safe(&says))?;
        }
    }
    for finding in &person.findings {
        writeln!(out, "New in `cpd check`: {}", Safe(&finding_text(finding)))?;
    }
    write_resolved_findings(person, out)
}

fn sentence(change: &SchemeChange) -> String {
    match change.about {
        ChangeTopic::Scheme | ChangeTopic::Set => change.says.clone(),
        about => format!("{}: {}", about.heading(), change.says),
    }
}
