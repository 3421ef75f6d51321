//! What changes between two versions of a scheme, for eyes, for ears and for programs.

use std::io::{self, Write};

use anstyle::{Effects, Style};

use super::json::escaped;
use crate::base::text::{Safe, words};
use crate::views::difference::{About, Change, Difference, Effect, ForPerson, NewFinding};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Headings with what changes beneath them.
pub fn human(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&heading(difference)))?;
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
        let (title, says) = (Safe(&effect.title).to_string(), effect.says());
        writeln!(out, "  {DIM}-{DIM:#} {title}: {}", Safe(&says))?;
        for inner in &effect.criteria {
            let (title, says) = (Safe(&inner.title).to_string(), inner.says());
            writeln!(out, "      {title}: {}", Safe(&says))?;
        }
    }
    if !person.findings.is_empty() {
        writeln!(out, "\n{BOLD}New in cpd check{BOLD:#}")?;
    }
    for finding in &person.findings {
        writeln!(out, "  {DIM}-{DIM:#} {}", Safe(&found(finding)))?;
    }
    gone(person, out)
}

/// One sentence to a line.
pub fn plain(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}.", Safe(&heading(difference)))?;
    for change in &difference.changes {
        writeln!(out, "{}.", Safe(&sentence(change)))?;
    }
    if difference.changes.is_empty() {
        writeln!(out, "{}", Safe(&nothing(difference)))?;
    }
    let Some(person) = &difference.person else {
        return Ok(());
    };
    let owner = Safe(&person.owner).to_string();
    if person.is_same() && difference.changes.is_empty() {
        return writeln!(out, "For {owner}: {}.", as_before(person));
    }
    for effect in told(person) {
        let (title, says) = (Safe(&effect.title).to_string(), effect.says());
        writeln!(out, "For {owner}: {title}: {}.", Safe(&says))?;
        for inner in &effect.criteria {
            let (what, says) = (Safe(&inner.title).to_string(), inner.says());
            writeln!(out, "{title}, {what}: {}.", Safe(&says))?;
        }
    }
    for finding in &person.findings {
        writeln!(out, "New in cpd check: {}", Safe(&found(finding)))?;
    }
    gone(person, out)
}

/// As JSON, with a final line end.
pub fn json(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(difference)?;
    writeln!(out, "{}", escaped(&text))
}

fn heading(difference: &Difference) -> String {
    let (from, to) = (&difference.from, &difference.to);
    if from.id == to.id {
        return format!("{}: from {} to {}", to.title, from.version, to.version);
    }
    format!(
        "From {} {} to {} {}",
        from.id, from.version, to.id, to.version
    )
}

fn sentence(change: &Change) -> String {
    match change.about {
        About::Scheme | About::Set => change.says.clone(),
        about => format!("{}: {}", about.heading(), change.says),
    }
}

fn nothing(difference: &Difference) -> String {
    if difference.is_same() {
        "Nothing changes: the files are the same.".to_owned()
    } else {
        "Nothing that is asked changes; the files differ in other words alone.".to_owned()
    }
}

fn as_before(person: &ForPerson) -> &'static str {
    if person.awards.iter().any(Effect::stays_closed) {
        "everything stands as before, and what is closed stays closed"
    } else {
        "everything stands as before"
    }
}

/// Every award, and the duties that stand otherwise than before.
fn told(person: &ForPerson) -> impl Iterator<Item = &Effect> {
    let duties = person.duties.iter().filter(|duty| !duty.is_same());
    person.awards.iter().chain(duties)
}

/// `journals/x.md, line 5: error: … (unknown-field)`.
fn found(finding: &NewFinding) -> String {
    let line = finding.line.map(|line| format!(", line {line}"));
    let said = words::clauses([
        finding.message.as_str(),
        finding.help.as_deref().unwrap_or_default(),
    ]);
    format!(
        "{}{}: {}: {said} ({})",
        finding.path,
        line.unwrap_or_default(),
        finding.severity.name(),
        finding.rule
    )
}

fn gone(person: &ForPerson, out: &mut dyn Write) -> io::Result<()> {
    if person.gone == 0 {
        return Ok(());
    }
    let counted = words::counted(person.gone, "finding", "findings");
    writeln!(
        out,
        "{counted} of cpd check would be gone or read otherwise."
    )
}
