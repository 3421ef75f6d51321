//! For eyes: a line to a finding, with what it rests on beneath.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};

use super::{closing_message, write_manual_commands};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::verification::{AnswerOutcome, Verification};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const GOOD: Paint = AnsiColor::Green.on_default();
const BAD: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);
const UNSURE: Paint = AnsiColor::Yellow.on_default();

pub fn write(verification: &Verification, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&verification.says))?;
    if let Some(scheme) = &verification.scheme {
        writeln!(out, "{}", Safe(&scheme.describe()))?;
    }
    for finding in &verification.findings {
        let (style, sign) = outcome_symbol(finding.outcome);
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
    write_manual_commands(verification, out)?;
    writeln!(out, "{}", closing_message(verification))
}

fn outcome_symbol(outcome: AnswerOutcome) -> (Paint, char) {
    match outcome {
        AnswerOutcome::Good => (GOOD, '●'),
        AnswerOutcome::Bad => (BAD, '▲'),
        AnswerOutcome::Unverified => (UNSURE, '◐'),
        AnswerOutcome::Note => (Paint::new(), '○'),
    }
}
