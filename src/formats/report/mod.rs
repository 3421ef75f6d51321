//! `cpd report`: tables of many portfolios. A new format is a file here and a line in
//! [`REPORT_FORMATS`].

mod csv;
mod drawing;
mod html;
mod human;
mod jsonl;
mod xlsx;

use std::io::{self, Write};

use rust_decimal::Decimal;

use crate::formats::Style;
use crate::views::report::{Audience, Report, ReportCell};

/// A form of reports.
pub struct ReportFormat {
    pub name: &'static str,
    /// The ending of its files.
    pub ending: &'static str,
    /// False for bytes that no terminal can show.
    pub is_text: bool,
    /// True if a file holds one table, so that several are files of a folder.
    pub is_one_table: bool,
    pub write: fn(&Report, &Style, &mut dyn Write) -> io::Result<()>,
}

/// The first is written where none is asked for.
pub const REPORT_FORMATS: &[ReportFormat] = &[
    human::FORMAT,
    csv::FORMAT,
    xlsx::FORMAT,
    html::FORMAT,
    jsonl::FORMAT,
];

/// Returns the format of a name.
pub fn report_format(name: &str) -> Option<&'static ReportFormat> {
    REPORT_FORMATS.iter().find(|format| format.name == name)
}

/// Returns a value as it is written in text.
fn text_of(cell: &ReportCell) -> String {
    match cell {
        ReportCell::Empty => String::new(),
        ReportCell::Words(words) => words.as_str().into(),
        ReportCell::Number(number) => number.to_string(),
        ReportCell::Money(amount) => in_pence(*amount).to_string(),
        ReportCell::Day(day) => day.to_string(),
    }
}

/// The fewest digits behind the point of an amount of money.
const PENCE: u32 = 2;

/// Returns an amount of money as it is written: `435.60`.
fn in_pence(amount: Decimal) -> Decimal {
    let mut shown = amount.normalize();
    if shown.scale() < PENCE {
        shown.rescale(PENCE);
    }
    shown
}

/// Returns what stands above every report: its day, who it is for, what it is about, and how long
/// it should be kept.
fn preamble(report: &Report) -> Vec<String> {
    let audience = match &report.audience {
        Audience::Officer => "whoever answers for these people".to_owned(),
        Audience::Manager(manager) => format!("{manager}, as line manager"),
        Audience::Public => "anybody".to_owned(),
    };
    let mut lines = vec![format!("Report of {} for {audience}.", report.day)];
    let readings = report.readings;
    if report.audience == Audience::Public {
        // Small counts would tell who they are.
        if readings.partly + readings.no > 0 {
            lines.push("Some portfolios could not be read whole.".to_owned());
        }
    } else {
        lines.push(format!("{}.", readings.in_words()));
        lines.push(format!(
            "It holds personal data. Delete it after {}.",
            report.keep_until
        ));
    }
    lines.extend(report.notes.iter().cloned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_pence_and_other_numbers_have_not() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        for (amount, expected) in [
            ("435.6", "435.60"),
            ("435.600", "435.60"),
            ("0", "0.00"),
            ("-12", "-12.00"),
            ("0.125", "0.125"),
        ] {
            assert_eq!(text_of(&ReportCell::Money(number(amount))), expected);
        }
        assert_eq!(text_of(&ReportCell::from(number("435.60"))), "435.6");
        // The largest number has no digits left for pence.
        let largest = text_of(&ReportCell::Money(Decimal::MAX));
        assert_eq!(largest, Decimal::MAX.to_string());
    }
}
