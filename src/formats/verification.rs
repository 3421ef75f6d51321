//! What came of `cpd verify`, for eyes, for ears and for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use crate::base::text::Safe;
use crate::views::verification::{About, Finding, Outcome, REPOSITORY, Verification};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
const UNSURE: Style = AnsiColor::Yellow.on_default();

/// A line each, with what it rests on beneath.
pub fn human(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&verification.says))?;
    for finding in &verification.findings {
        let (style, sign) = sign(finding.outcome);
        let about = finding.about.name();
        writeln!(
            out,
            "{style}{sign}{style:#} {about:<11} {}",
            Safe(&finding.says)
        )?;
        for detail in &finding.details {
            writeln!(out, "              {}", Safe(detail))?;
        }
    }
    by_hand(verification, out)?;
    writeln!(out, "{}", last(verification))
}

/// Commands to type, as they are.
fn by_hand(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    if verification.by_hand.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nBy hand, in the folder of the portfolio:\n")?;
    for line in &verification.by_hand {
        writeln!(out, "    {}", Safe(line))?;
    }
    writeln!(out)
}

/// A sentence to a line, the outcome in words.
pub fn plain(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", Safe(&verification.says))?;
    for finding in &verification.findings {
        writeln!(
            out,
            "{}, {}: {}",
            finding.about.name(),
            finding.outcome.name(),
            Safe(&sentence(finding)),
        )?;
    }
    by_hand(verification, out)?;
    writeln!(out, "{}", last(verification))
}

/// As JSON, with a final line end.
pub fn json(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, verification)?;
    writeln!(out)
}

fn sentence(finding: &Finding) -> String {
    if finding.details.is_empty() {
        return finding.says.clone();
    }
    format!("{}: {}", finding.says, finding.details.join("; "))
}

fn sign(outcome: Outcome) -> (Style, char) {
    match outcome {
        Outcome::Good => (GOOD, '●'),
        Outcome::Bad => (BAD, '▲'),
        Outcome::Unverified => (UNSURE, '◐'),
        Outcome::Note => (Style::new(), '○'),
    }
}

fn last(verification: &Verification) -> &'static str {
    let any = |outcome, about: &[About]| {
        let findings = verification.findings.iter();
        let about = |finding: &&Finding| about.is_empty() || about.contains(&finding.about);
        findings
            .filter(about)
            .any(|finding| finding.outcome == outcome)
    };
    if any(Outcome::Bad, &[]) && verification.format == REPOSITORY {
        "This award is not what it says it is."
    } else if any(Outcome::Bad, &[]) {
        "This pack is not what it says it is."
    } else if any(Outcome::Unverified, &[]) {
        "Nothing is wrong with it, but not everything could be verified."
    } else if any(Outcome::Note, &[About::Signoffs, About::Trust]) {
        "Nothing is wrong with it. Who signed it rests on the portfolio’s own word."
    } else {
        "Everything was verified."
    }
}
