//! `cpd scheme diff`: what changes between two versions of a scheme.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use super::{Format, View};
use crate::base::text::words;
use crate::views::scheme_diff::{
    ComparedVersion, NewFinding, PortfolioEffect, SchemeDiff, StandingChange,
};

impl View for SchemeDiff {
    const NAME: &'static str = "a comparison";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

fn heading_text(difference: &SchemeDiff) -> String {
    let (from, to) = (&difference.from, &difference.to);
    if from.id == to.id {
        return format!("{}: from {} to {}", to.title, from.version, to.version);
    }
    format!(
        "From {} {} to {} {}",
        from.id, from.version, to.id, to.version
    )
}

/// Says where both come from: `1.0.0 comes with cpd; 1.1.0 is from schemes/x/1.1.0`.
fn origin_text(difference: &SchemeDiff) -> String {
    let (from, to) = (&difference.from, &difference.to);
    if from.folder.is_none() && to.folder.is_none() {
        return "Both come with cpd.".to_owned();
    }
    let name = |version: &ComparedVersion| match from.id == to.id {
        true => version.version.clone(),
        false => format!("{} {}", version.id, version.version),
    };
    let said = [from, to].map(|version| format!("{} {}", name(version), version.place()));
    format!("{}.", said.join("; "))
}

fn no_changes_message(difference: &SchemeDiff) -> String {
    if difference.is_same() {
        "Nothing changes: the files are the same.".to_owned()
    } else {
        "The requirements stay the same. The files differ only in other text.".to_owned()
    }
}

fn unchanged_message(person: &PortfolioEffect) -> &'static str {
    if person.awards.iter().any(StandingChange::stays_closed) {
        "nothing changes, and closed awards stay closed"
    } else {
        "nothing changes"
    }
}

/// Every award, and the duties that stand otherwise than before.
fn changes_to_show(person: &PortfolioEffect) -> impl Iterator<Item = &StandingChange> {
    let duties = person.duties.iter().filter(|duty| !duty.is_same());
    person.awards.iter().chain(duties)
}

/// `journals/x.md, line 5: error: … (unknown-field)`.
fn finding_text(finding: &NewFinding) -> String {
    let line = finding.line.map(|line| format!(", line {line}"));
    let said = words::join_clauses([
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

fn write_resolved_findings(person: &PortfolioEffect, out: &mut dyn Write) -> io::Result<()> {
    if person.gone == 0 {
        return Ok(());
    }
    let counted = words::count_noun(person.gone, "finding", "findings");
    writeln!(out, "{counted} of `cpd check` would disappear or change.")
}
