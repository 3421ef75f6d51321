//! A sentence to a line, the outcome in words.

use std::io::{self, Write};

use super::{closing_message, write_manual_commands};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::verification::{Verification, VerificationAnswer};

pub fn write(verification: &Verification, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", Safe(&verification.says))?;
    if let Some(scheme) = &verification.scheme {
        writeln!(out, "{}", Safe(&scheme.describe()))?;
    }
    for finding in &verification.findings {
        writeln!(
            out,
            "{}, {}: {}",
            finding.about.name(),
            finding.outcome.name(),
            Safe(&sentence(finding)),
        )?;
    }
    write_manual_commands(verification, out)?;
    writeln!(out, "{}", closing_message(verification))
}

fn sentence(finding: &VerificationAnswer) -> String {
    if finding.details.is_empty() {
        return finding.says.clone();
    }
    format!("{}: {}", finding.says, finding.details.join("; "))
}
