//! For eyes: a line to a finding, with what it rests on beneath.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{closing_message, write_manual_commands};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::verification::{AnswerOutcome, Verification};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const GOOD: Paint = AnsiColor::Green.on_default();
const BAD: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);
const UNSURE: Paint = AnsiColor::Yellow.on_default();

/// Columns of the sign and of what a finding is about.
const ABOUT: usize = 14;
/// Fewest columns beside them. If there are fewer, the words stand below.
const WORDS: usize = 40;
/// The indent of words that stand below.
const BELOW: usize = 2;

pub fn write(verification: &Verification, place: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&verification.says))?;
    if let Some(scheme) = &verification.scheme {
        writeln!(out, "{}", Safe(&scheme.describe()))?;
    }
    for finding in &verification.findings {
        let (style, sign) = outcome_symbol(finding.outcome);
        let about = finding.about.name();
        let width = text_width(place.width);
        let says = safe_text(&finding.says);
        let indent = match ABOUT + WORDS <= width {
            true => ABOUT,
            false => BELOW,
        };
        let lines = wrap_text(&says, width - indent);
        let mut lines = lines.iter();
        let beside = (indent == ABOUT).then(|| lines.next()).flatten();
        let beside = beside.map_or("", String::as_str);
        let head = format!("{about:<11} {beside}");
        writeln!(out, "{style}{sign}{style:#} {}", head.trim_end())?;
        for line in lines {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        for detail in &finding.details {
            for line in wrap_text(&safe_text(detail), width - indent) {
                let indent = indent.min(width.saturating_sub(line.width()));
                writeln!(out, "{:indent$}{line}", "")?;
            }
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
