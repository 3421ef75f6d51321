//! `cpd report`: tables of many portfolios.

mod check_sample;
mod institution;
mod output;
mod shape;
mod sources;
mod stream;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use clap::builder::{PossibleValue, PossibleValuesParser};
use rust_decimal::Decimal;

use crate::app::import::dates::DateOrder;
use crate::app::institution_table::read_number;
use crate::app::reports::pseudonyms::PseudonymKey;
use crate::base::text::words;
use crate::cli::commands::import;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::HUMAN;
use crate::cli::portfolio_line::PortfolioJudge;
use crate::cli::session::Session;
use crate::formats::line_schema::{self, LINE_SCHEMAS};
use crate::formats::report::REPORT_FORMATS;
use crate::views::portfolio_line::PortfolioLine;
use crate::views::report::{Audience, Report, ReportRequest};
use shape::ShapeArgs;

/// Make tables of many portfolios: awards, deadlines, training, hours, money
///
/// No table has a title, a path or a sentence of a record. Whoever can read the folders can read
/// the journals too, so give managers reports and never the folders.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd report clones/\n  cpd report clones/ --table awards --table due\n  cpd report clones/ --roster staff.csv -o report.xlsx\n  cpd report clones/ --table training --wide --for \"Priya Shah\"\n  cpd report clones/ --table due --where team=Law --until \"31 March 2027\"\n  cpd report clones/ --table money --every quarter --cumulative\n  cpd report clones/ --sample 2.5% --seed \"4 8 15 16 23 42\" --by scheme\n  cpd report clones/ --budgets budgets.csv --table budgets\n  cpd report mailbox/*.zip --table awards\n  cpd report lines.jsonl --check-sample 20 --clones clones/\n  cpd report clones/ --format jsonl > lines.jsonl\n  cpd report --stdin --format jsonl < folders.txt > lines.jsonl"
)]
pub struct ReportArgs {
    /// Folders with portfolios at any depth, packs, and files of lines that cpd report wrote
    #[arg(value_name = "PATH", required_unless_present_any = ["stdin", "schema"])]
    pub paths: Vec<PathBuf>,
    /// Only this table [default: a summary of all]
    #[arg(long = "table", value_name = "NAME")]
    pub tables: Vec<String>,
    #[command(flatten)]
    pub shape: ShapeArgs,
    /// The table of your people, so that those without a portfolio are seen
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The budgets of your institution, for the table budgets
    #[arg(long, value_name = "FILE")]
    pub budgets: Option<PathBuf>,
    /// Schools to compare spending with; may be given for several files, which school numbers join
    #[arg(long, value_name = "FILE", requires = "school")]
    pub comparator: Vec<PathBuf>,
    /// The number of your own school in these files
    #[arg(long, value_name = "URN", requires = "comparator")]
    pub school: Option<String>,
    /// Your own spending in pounds, if it is not that of the files
    #[arg(long, value_name = "AMOUNT", requires = "comparator", value_parser = parse_amount)]
    pub own: Option<Decimal>,
    /// Schools are similar whose pupils differ by at most this share
    #[arg(long, value_name = "PERCENT", requires = "comparator", value_parser = parse_percent, default_value = "20")]
    pub similar: Decimal,
    /// The order of dates such as 3/2/2026 in the roster: day-first or month-first
    #[arg(long, value_name = "ORDER", value_parser = import::parse_order, requires = "roster")]
    pub dates: Option<DateOrder>,
    /// For a line manager, by name or id, or for the public [default: for whoever answers for all]
    #[arg(long = "for", value_name = "MANAGER|public")]
    pub audience: Option<String>,
    /// In place of names and ids, pseudonyms that are made with the secret in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sample", "audience"])]
    pub pseudonyms: Option<PathBuf>,
    /// The smallest number of people that is shown to the public, 3 or more
    #[arg(long, value_name = "NUMBER", value_parser = parse_least, default_value_t = 5)]
    pub least: usize,
    /// The days for which the report may be kept
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    pub keep: u64,
    /// Draw a sample for an audit: this share of the portfolios, rounded up
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, requires = "seed", conflicts_with = "stdin", group = "draw")]
    pub sample: Option<Decimal>,
    /// Draw this many of the reported lines, and judge them again from the commits that they name
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "clones",
        conflicts_with = "stdin",
        group = "draw"
    )]
    pub check_sample: Option<NonZeroUsize>,
    /// The folder with clones of the portfolios to judge again, at any depth
    #[arg(long, value_name = "FOLDER", requires = "check_sample")]
    pub clones: Option<PathBuf>,
    /// The words that decide what is drawn; the same words draw the same
    #[arg(long, value_name = "WORDS", requires = "draw")]
    pub seed: Option<String>,
    /// Leave out the portfolios whose ids are in this file, such as an earlier sample
    #[arg(long, value_name = "FILE", requires = "sample")]
    pub not: Vec<PathBuf>,
    /// Print the types of the lines for a database, and nothing else
    #[arg(long, value_name = "DATABASE", exclusive = true, value_parser = database_names())]
    pub schema: Option<String>,
    /// Read the folders of portfolios from standard input, one to a line
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
    /// With --stdin, folders end with a zero byte, as in find -print0
    #[arg(short = '0', long, requires = "stdin")]
    pub null: bool,
    /// Judge every portfolio, also where nothing has changed since the last report of today
    #[arg(long)]
    pub afresh: bool,
    /// The number of portfolios that are read at once [default: the number of processors]
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZeroUsize>,
    /// Write to this file, or for several tables of CSV into this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format_names())]
    pub format: String,
}

fn format_names() -> PossibleValuesParser {
    let names = REPORT_FORMATS.iter();
    PossibleValuesParser::new(names.map(|format| PossibleValue::new(format.name)))
}

fn database_names() -> PossibleValuesParser {
    let names = LINE_SCHEMAS.iter();
    PossibleValuesParser::new(names.map(|schema| PossibleValue::new(schema.name)))
}

fn parse_percent(text: &str) -> Result<Decimal, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<Decimal>();
    let percent = number
        .ok()
        .filter(|it| *it > Decimal::ZERO && *it <= Decimal::ONE_HUNDRED);
    percent.ok_or_else(|| "write a share such as 2.5%".to_owned())
}

fn parse_amount(text: &str) -> Result<Decimal, String> {
    let amount = read_number(text).filter(|amount| !amount.is_sign_negative());
    amount.ok_or_else(|| "write an amount such as 18400".to_owned())
}

pub fn run(args: &ReportArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(database) = &args.schema {
        line_schema::write(database, &mut session.out)?;
        return Ok(ExitKind::Clean);
    }
    let tables = shape::tables(args)?;
    let filter = shape::filter(args, session)?;
    let format = output::requested_format(args)?;
    let jobs = args
        .jobs
        .unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let secret = args.pseudonyms.as_deref();
    let secret = secret
        .map(|file| institution::read_secret(file, session))
        .transpose()?;
    if args.stdin
        && format.name == "jsonl"
        && tables.is_empty()
        && filter.is_empty()
        && args.output.is_none()
    {
        // Whoever counts lines gets one for each folder, whatever happens.
        stream::print_lines(
            sources::folders_from_input(args)?,
            &portfolio_judge(args, session),
            jobs,
            secret.as_deref(),
            session,
        )?;
        return Ok(ExitKind::Clean);
    }
    let (lines, mut notes) = lines_and_notes(args, jobs, secret.as_deref(), session)?;
    let budgets = match &args.budgets {
        Some(file) => institution::read_budgets(file, &mut notes, session)?,
        None => Vec::new(),
    };
    let comparison = institution::read_comparison(args, &mut notes, session)?;
    let report = Report::new(
        lines,
        notes,
        &ReportRequest {
            today: session.today,
            tables: &tables,
            audience: audience(args),
            least: args.least,
            keep_days: args.keep,
            sample: institution::sample_request(args, session)?,
            budgets: &budgets,
            comparison: comparison.as_ref(),
            options: shape::options(&args.shape),
            filter,
            written_conditions: &args.shape.conditions,
        },
    );
    let readings = report.readings;
    if readings.whole + readings.partly == 0 && readings.no > 0 {
        return Err(nothing_read(&report));
    }
    match &args.output {
        Some(output) => output::write_files(&report, format, output, session)?,
        None => output::print(&report, format, session)?,
    }
    Ok(match readings.partly + readings.no {
        0 => ExitKind::Clean,
        _ => ExitKind::Findings,
    })
}

/// Returns the lines that the report is made of, and what has to be said of them.
fn lines_and_notes(
    args: &ReportArgs,
    jobs: NonZeroUsize,
    secret: Option<&[u8]>,
    session: &Session,
) -> Result<(Vec<PortfolioLine>, Vec<String>), Failure> {
    let mut lines = sources::gather(args, jobs, session)?;
    // Before anything from elsewhere is added to the lines.
    let mut notes = match args.check_sample {
        Some(number) => check_sample::run(number, args, &mut lines, session)?.notes,
        None => Vec::new(),
    };
    if let Some(file) = &args.roster {
        notes.extend(institution::add_roster_file(
            file, args, &mut lines, session,
        )?);
    }
    if let Some(secret) = secret {
        let key = PseudonymKey(secret);
        lines.iter_mut().for_each(|line| key.apply(line));
        // They may name people.
        notes.clear();
    }
    Ok((lines, notes))
}

fn nothing_read(report: &Report) -> Failure {
    let unread = report.lines.iter().take(words::MOST_NAMED);
    let unread = unread.map(|line| {
        let why = line.why.as_deref().unwrap_or_default();
        format!("{}: {why}", line.source)
    });
    Failure::failed("no portfolio could be read").details(unread.collect::<Vec<_>>())
}

fn portfolio_judge(args: &ReportArgs, session: &Session) -> PortfolioJudge {
    let judge = PortfolioJudge::new(session.today);
    if args.afresh {
        return judge;
    }
    judge.with_kept_lines(session.started)
}

fn audience(args: &ReportArgs) -> Audience {
    match args.audience.as_deref() {
        None => Audience::Officer,
        Some("public") => Audience::Public,
        Some(manager) => Audience::Manager(manager.to_owned()),
    }
}

/// A single number below the smallest would be no secret.
fn parse_least(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number >= 3);
    number.ok_or_else(|| "write a whole number of at least 3".to_owned())
}
