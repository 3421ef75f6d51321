//! The arguments that every command takes. Those of one command stand beside it.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Parser;
use clap::builder::styling::{AnsiColor, Effects, Styles};

use super::commands::Command;
use super::format::HUMAN;
use crate::base::calendar::Length;

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
  cpd pack --award silver            print the submission

Exit codes: 0 no problems, 1 something was found or is not met, 2 cpd could not run.";

/// Keep a record of your professional development, check it, and print it to submit
#[derive(Debug, Parser)]
#[command(name = "cpd", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100, propagate_version = false)]
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
    pub today: Option<NaiveDate>,
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
}

/// Reads a day as it is written in arguments, such as 2026-02-20.
pub fn parse_day(text: &str) -> Result<NaiveDate, String> {
    crate::base::calendar::date(text).ok_or_else(|| "write the date as in 2026-02-20".to_owned())
}

/// Reads a length of time, such as "2 weeks".
pub fn parse_length(text: &str) -> Result<Length, String> {
    text.parse()
        .map_err(|()| "write the time as in \"2 weeks\"".to_owned())
}
