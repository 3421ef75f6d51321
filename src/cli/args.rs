//! The arguments that every command takes. Those of one command stand beside it.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Parser;
use clap::builder::styling::{AnsiColor, Effects, Styles};

use super::commands::Command;
use super::failure::Failure;
use super::format::HUMAN;
use crate::base::calendar::Length;
use crate::base::calendar::human::{DateContext, Doubt, Unclear, read_date, read_length};
use crate::base::text::words::quoted;
use crate::domain::portfolio::answer::UnclearAnswer;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  cpd demo sample                    make a finished portfolio to look at
  cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster
  cpd new journal \"What minutes are for\" --award bronze
  cpd check                          look for anything wrong or missing
  cpd status                         show where each award stands
  cpd save                           save what you wrote
  cpd pack silver                    print the submission

Exit codes: 0 no problems, 1 something was found or is not met, 2 cpd could not run.";

/// Keep a record of your professional development, check it, and print it to submit
#[derive(Debug, Parser)]
#[command(name = "cpd", display_name = env!("CARGO_PKG_NAME"), version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100, propagate_version = false)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub global: Global,
}

/// The options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for every command")]
pub struct Global {
    /// Work on the portfolio in this folder
    #[arg(short = 'C', long, global = true, value_name = "FOLDER")]
    pub directory: Option<PathBuf>,
    /// Use this date as today's date, as in 2026-02-20
    #[arg(long, global = true, value_name = "DATE", value_parser = parse_day)]
    pub today: Option<TypedDay>,
    /// Print one sentence on each line, for screen readers and pipes (also CPD_PLAIN=1)
    #[arg(long, global = true)]
    pub plain: bool,
    /// Ask no questions; report what is missing instead
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Use the people, keys and schemes of this git revision, as in origin/main
    #[arg(long, global = true, value_name = "REVISION")]
    pub trust_ref: Option<String>,
    /// Log each step and its time to standard error; -vv logs more (also CPD_LOG=info)
    #[arg(short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Output format: `human`, or `json` for programs
    #[arg(long, global = true, default_value = HUMAN, value_name = "FORMAT")]
    pub format: String,
    /// True if a format was asked for.
    #[arg(skip)]
    pub format_given: bool,
}

/// A day in an argument, such as 2026-02-20, "17 Feb 2026" or "yesterday".
#[derive(Debug, Clone)]
pub enum TypedDay {
    Fixed(NaiveDate),
    /// Words that have a meaning once it is known what day it is.
    Relative(String),
}

impl TypedDay {
    pub fn on(&self, today: NaiveDate) -> Result<NaiveDate, Failure> {
        let words = match self {
            Self::Fixed(day) => return Ok(*day),
            Self::Relative(words) => words,
        };
        let context = DateContext {
            today: Some(today),
            not_before: None,
        };
        read_date(words, context).map_err(|unclear| {
            let why = UnclearAnswer::of_date(unclear);
            Failure::failed(format!("{} {}", quoted(words), why.says)).hint(why.advice)
        })
    }
}

/// Reads a day as it is typed in arguments.
pub fn parse_day(text: &str) -> Result<TypedDay, String> {
    match read_date(text, DateContext::default()) {
        Ok(day) => Ok(TypedDay::Fixed(day)),
        Err(unclear) if depends_on_today(&unclear) => Ok(TypedDay::Relative(text.to_owned())),
        Err(unclear) => Err(format!("it {}", UnclearAnswer::of_date(unclear).in_words())),
    }
}

/// Returns true if only the day on which it is read says what a text means, or what is wrong
/// with it.
fn depends_on_today(unclear: &Unclear<NaiveDate>) -> bool {
    match unclear.doubt {
        Doubt::Relative | Doubt::NoYear => true,
        Doubt::NoSuchDay => unclear.readings.is_empty(),
        _ => false,
    }
}

/// Reads a length of time, such as "2 weeks".
pub fn parse_length(text: &str) -> Result<Length, String> {
    read_length(text).map_err(|unclear| match &*unclear.readings {
        [length] => format!("it is not exact; write \"{length}\""),
        _ => "write the time as in \"2 weeks\"".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        match parse_day(text).map(|day| day.on(today)) {
            Ok(Ok(day)) => day.to_string(),
            Ok(Err(failure)) => {
                let mut out = Vec::new();
                failure.write(&mut out, true).unwrap();
                String::from_utf8(out).unwrap()
            }
            Err(says) => says,
        }
    }

    #[test]
    fn a_day_in_an_argument_is_read_as_people_write_it_and_never_guessed() {
        for (typed, expected) in [
            ("2026-02-20", "2026-02-20"),
            ("20/2/2026", "2026-02-20"),
            ("20 Feb 2026", "2026-02-20"),
            ("20 Feb", "2026-02-20"),
            ("yesterday", "2026-10-01"),
            (
                "3/2/2026",
                "it could be 3 February 2026 or 2 March 2026; write 2026-02-03 or 2026-03-02",
            ),
            (
                "soon",
                "it is not a date that cpd can read; write the year, month and day, as in 2026-02-20",
            ),
            (
                "30 February",
                "error: “30 February” is a day that does not exist: February 2026 has 28 days\nhelp: write 2026-02-28\n",
            ),
            (
                "31/4/2026",
                "it is a day that does not exist: April 2026 has 30 days; write 2026-04-30",
            ),
            (
                "last Monday",
                "error: “last Monday” could be 28 September 2026 or 21 September 2026\nhelp: write 2026-09-28 or 2026-09-21\n",
            ),
        ] {
            assert_eq!(read(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_length_in_an_argument_is_read_as_people_write_it() {
        let read = |typed: &str| parse_length(typed).map(|length| length.to_string());
        assert_eq!(read("six weeks"), Ok("6 weeks".to_owned()));
        assert_eq!(
            read("about 2 weeks"),
            Err("it is not exact; write \"2 weeks\"".to_owned())
        );
        assert_eq!(
            read("soon"),
            Err("write the time as in \"2 weeks\"".to_owned())
        );
    }
}
