//! A fact to a line.

use std::io::{self, Write};

use crate::base::text::Safe;
use crate::domain::register::EntryKind;
use crate::formats::Style;
use crate::views::register::RegisterDetails;

pub fn write(details: &RegisterDetails, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let line = &details.line;
    let mut say = |says: &str| writeln!(out, "{}", Safe(says));
    let (number, state) = (&line.number, line.state.name());
    say(&format!(
        "{number}: {} {}, {state}",
        line.title,
        line.to_owner()
    ))?;
    say(&format!(
        "Award: {} {}, {}",
        line.scheme, line.scheme_version, line.award
    ))?;
    say(&format!("Person: {} ({})", line.name, line.person))?;
    let decided = match line.kind {
        EntryKind::Grant => "Granted",
        EntryKind::Return => "Returned",
    };
    say(&format!(
        "{decided}: {} by {} ({})",
        line.decided_on, line.decided_by, line.assurance
    ))?;
    for criterion in &line.criteria {
        say(&format!("Because of: {criterion}"))?;
    }
    say(&format!("People: known from {}", details.people_says))?;
    say(&format!("Portfolio: {}", line.portfolio))?;
    if let Some(pack) = &line.pack_sha256 {
        say(&format!("Submission: sha256 {pack}"))?;
    }
    for signoff in &details.signoffs {
        say(&format!(
            "Sign-off: sha256 {} {}",
            signoff.sha256, signoff.path
        ))?;
    }
    say(&format!(
        "Entry: sha256 {} {}",
        details.sha256, details.path
    ))?;
    let by = &line.registered_by;
    match (&details.key, &details.fault) {
        (Some(key), _) => say(&format!("Signed by {by} with the key {key}"))?,
        (None, fault) => {
            let why = fault.as_deref().unwrap_or_default();
            say(&format!("The signature of {by} is not valid: {why}"))?;
        }
    }
    if let Some(revoked) = &line.revoked {
        say(&format!(
            "Revoked: {} by {}: {}",
            revoked.on, revoked.by, revoked.reason
        ))?;
    }
    for problem in &details.problems {
        say(&format!("Problem: {}: {}", problem.about, problem.says))?;
    }
    say(&format!(
        "To check the signature by hand: {}",
        details.by_hand
    ))
}
