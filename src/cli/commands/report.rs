//! `cpd report`: tables of many portfolios.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::builder::{PossibleValue, PossibleValuesParser};
use rust_decimal::Decimal;

use crate::adapters::disk;
use crate::adapters::disk::portfolio_folders::find_portfolios;
use crate::adapters::outputs::DiskOutputs;
use crate::app::import::dates::DateOrder;
use crate::app::institution_table::{PlacedProblem, TableFile, read_number};
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace, Outputs as _};
use crate::app::reports::lines::{LARGEST_FILE, read_lines};
use crate::app::reports::pseudonyms::PseudonymKey;
use crate::app::reports::schools::OwnSchool;
use crate::app::reports::staff::add_roster;
use crate::app::reports::{budgets, portfolios, schools};
use crate::app::roster;
use crate::base::text::{Safe, did_you_mean, words};
use crate::cli::commands::import;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{HUMAN, SHELL};
use crate::cli::piped_input;
use crate::cli::portfolio_line::{is_pack, judge};
use crate::cli::session::Session;
use crate::formats::Style;
use crate::formats::line_schema::{self, LINE_SCHEMAS};
use crate::formats::report::{REPORT_FORMATS, ReportFormat, report_format};
use crate::views::portfolio_line::{PortfolioLine, Reading};
use crate::views::report::{
    Audience, Report, ReportRequest, SampleRequest, SchoolComparison, Stratum, TABLES, TableSpec,
    TeamBudget,
};

/// Make tables of many portfolios: awards, deadlines, training, hours, money
///
/// No table has a title, a path or a sentence of a record. Whoever can read the folders can read
/// the journals too, so give managers reports and never the folders.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd report clones/\n  cpd report clones/ --table awards --table due\n  cpd report clones/ --roster staff.csv -o report.xlsx\n  cpd report clones/ --table training --for \"Priya Shah\"\n  cpd report clones/ --sample 2.5% --seed \"4 8 15 16 23 42\" --by scheme\n  cpd report clones/ --budgets budgets.csv --table budgets\n  cpd report mailbox/*.zip --table awards\n  cpd report clones/ --format jsonl > lines.jsonl\n  cpd report --stdin --format jsonl < folders.txt > lines.jsonl"
)]
pub struct ReportArgs {
    /// Folders with portfolios at any depth, packs, and files of lines that cpd report wrote
    #[arg(value_name = "PATH", required_unless_present_any = ["stdin", "schema"])]
    pub paths: Vec<PathBuf>,
    /// Only this table [default: a summary of all]
    #[arg(long = "table", value_name = "NAME")]
    pub tables: Vec<String>,
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
    /// The smallest number of people that is shown to the public
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    pub least: usize,
    /// The days for which the report may be kept
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    pub keep: u64,
    /// Draw a sample for an audit: this share of the portfolios, rounded up
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, requires = "seed", conflicts_with = "stdin")]
    pub sample: Option<Decimal>,
    /// The words that decide what is drawn; the same words draw the same
    #[arg(long, value_name = "WORDS", requires = "sample")]
    pub seed: Option<String>,
    /// Draw the share from each team or from each scheme
    #[arg(long, value_name = "PART", requires = "sample", value_parser = ["team", "scheme"])]
    pub by: Option<String>,
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

/// Returns the sample that was asked for.
fn sample_request(args: &ReportArgs, session: &Session) -> Result<Option<SampleRequest>, Failure> {
    let (Some(percent), Some(seed)) = (args.sample, &args.seed) else {
        return Ok(None);
    };
    let mut not = Vec::new();
    for file in &args.not {
        let bytes = import::read_file(file, session)?;
        let text = String::from_utf8_lossy(&bytes);
        // A list of ids, or a table that has them in a column.
        let words = text.split([',', ';', '"', '\t', '\r', '\n']).map(str::trim);
        not.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
    Ok(Some(SampleRequest {
        percent,
        seed: seed.clone(),
        by: match args.by.as_deref() {
            Some("team") => Stratum::Team,
            Some(_) => Stratum::Scheme,
            None => Stratum::All,
        },
        not,
    }))
}

pub fn run(args: &ReportArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(database) = &args.schema {
        line_schema::write(database, &mut session.out)?;
        return Ok(ExitKind::Clean);
    }
    let tables = args.tables.iter().map(|name| table(name));
    let tables = tables.collect::<Result<Vec<_>, _>>()?;
    let format = requested_format(args)?;
    let jobs = args
        .jobs
        .unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let secret = args.pseudonyms.as_deref();
    let secret = secret.map(|file| read_secret(file, session)).transpose()?;
    if args.stdin && format.name == "jsonl" && tables.is_empty() && args.output.is_none() {
        // Whoever counts lines gets one for each folder, whatever happens.
        stream(folders_from_input(args)?, jobs, secret.as_deref(), session)?;
        return Ok(ExitKind::Clean);
    }
    let mut lines = gather(args, jobs, session)?;
    let mut notes = match &args.roster {
        Some(file) => add_roster_file(file, args, &mut lines, session)?,
        None => Vec::new(),
    };
    if let Some(secret) = &secret {
        let key = PseudonymKey(secret);
        lines.iter_mut().for_each(|line| key.apply(line));
        // They may name people.
        notes.clear();
    }
    let budgets = match &args.budgets {
        Some(file) => read_budgets(file, &mut notes, session)?,
        None => Vec::new(),
    };
    let comparison = read_comparison(args, &mut notes, session)?;
    let report = Report::new(
        lines,
        notes,
        &ReportRequest {
            today: session.today,
            tables: &tables,
            audience: audience(args),
            least: args.least,
            keep_days: args.keep,
            sample: sample_request(args, session)?,
            budgets: &budgets,
            comparison: comparison.as_ref(),
        },
    );
    let readings = report.readings;
    if readings.whole + readings.partly == 0 && readings.no > 0 {
        return Err(nothing_read(&report));
    }
    match &args.output {
        Some(output) => write_files(&report, format, output, session)?,
        None => print(&report, format, session)?,
    }
    Ok(match readings.partly + readings.no {
        0 => ExitKind::Clean,
        _ => ExitKind::Findings,
    })
}

/// Fewest bytes of a secret: shorter ones can be guessed.
const SHORTEST_SECRET: usize = 16;

/// Reads the secret of pseudonyms, without blanks and ends of lines around it.
fn read_secret(file: &Path, session: &Session) -> Result<Vec<u8>, Failure> {
    let bytes = import::read_file(file, session)?;
    let secret = bytes.trim_ascii();
    if secret.len() < SHORTEST_SECRET {
        let says = format!("the secret in {} is too short", file.display());
        return Err(
            Failure::failed(says).hint("write at least 16 characters that nobody can guess")
        );
    }
    Ok(secret.to_vec())
}

/// Adds the people of a roster to the lines, and returns what is wrong in it.
fn add_roster_file(
    file: &Path,
    args: &ReportArgs,
    lines: &mut Vec<PortfolioLine>,
    session: &Session,
) -> Result<Vec<String>, Failure> {
    let (name, bytes) = named_bytes(file, session)?;
    let read = roster::read(&TableFile {
        date_order: args.dates,
        ..table_file(&name, &bytes)
    })?;
    Ok(add_roster(lines, &read, session.today))
}

/// Returns the name and the bytes of a file.
fn named_bytes(file: &Path, session: &Session) -> Result<(String, Vec<u8>), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), import::read_file(file, session)?))
}

const fn table_file<'f>(name: &'f str, bytes: &'f [u8]) -> TableFile<'f> {
    TableFile {
        name,
        bytes,
        sheet: None,
        date_order: None,
    }
}

/// Reads budgets. A note says of each row that is left out what is wrong in it.
fn read_budgets(
    file: &Path,
    notes: &mut Vec<String>,
    session: &Session,
) -> Result<Vec<TeamBudget>, Failure> {
    let (name, bytes) = named_bytes(file, session)?;
    let read = budgets::read(&table_file(&name, &bytes))?;
    let problems = read.problems.iter();
    notes.extend(problems.map(|problem| problem_note("Budgets", problem)));
    Ok(read.budgets)
}

fn problem_note(table: &str, (row, problem): &PlacedProblem) -> String {
    let column = problem.column.as_deref().unwrap_or_default();
    format!("{table}, row {row}, {column}: {}.", problem.says)
}

/// Reads the schools to compare with, if any file has them.
fn read_comparison(
    args: &ReportArgs,
    notes: &mut Vec<String>,
    session: &Session,
) -> Result<Option<SchoolComparison>, Failure> {
    let Some(urn) = &args.school else {
        return Ok(None);
    };
    let files = args.comparator.iter();
    let files = files.map(|file| named_bytes(file, session));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let tables: Vec<TableFile<'_>> = files
        .iter()
        .map(|(name, bytes)| table_file(name, bytes))
        .collect();
    let own = OwnSchool {
        urn,
        spend_cpd: args.own,
        similar_percent: args.similar,
    };
    let (comparison, said) = schools::read(&tables, own)?;
    notes.extend(said);
    Ok(Some(comparison))
}

fn nothing_read(report: &Report) -> Failure {
    let unread = report.lines.iter().take(words::MOST_NAMED);
    let unread = unread.map(|line| {
        let why = line.why.as_deref().unwrap_or_default();
        format!("{}: {why}", line.source)
    });
    Failure::failed("no portfolio could be read").details(unread.collect::<Vec<_>>())
}

fn audience(args: &ReportArgs) -> Audience {
    match args.audience.as_deref() {
        None => Audience::Officer,
        Some("public") => Audience::Public,
        Some(manager) => Audience::Manager(manager.to_owned()),
    }
}

fn table(name: &str) -> Result<&'static TableSpec, Failure> {
    let found = TABLES.iter().find(|table| table.name == name);
    found.copied().ok_or_else(|| {
        let names = TABLES.iter().map(|table| table.name);
        let known: Vec<&str> = names.clone().collect();
        let question = did_you_mean::question(name, names);
        Failure::failed(format!("there is no table called {name}")).hint(
            question.unwrap_or_else(|| format!("choose from: {}", words::join_choices(&known))),
        )
    })
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn requested_format(args: &ReportArgs) -> Result<&'static ReportFormat, Failure> {
    let named = report_format(&args.format).filter(|format| format.name != HUMAN);
    let ending = args.output.as_deref().and_then(Path::extension);
    let ending = ending.map(|ending| ending.to_string_lossy().into_owned());
    let by_ending = || {
        let ending = ending.as_deref()?;
        REPORT_FORMATS.iter().find(|format| format.ending == ending)
    };
    match (named, by_ending(), &ending) {
        (Some(format), _, _) | (None, Some(format), _) => Ok(format),
        (None, None, None) => Ok(&REPORT_FORMATS[0]),
        (None, None, Some(ending)) => Err(Failure::failed(format!(
            "no report is written as .{ending}"
        ))
        .hint("name a format with `--format`")),
    }
}

/// Returns the folders that were typed into standard input.
fn folders_from_input(args: &ReportArgs) -> Result<Vec<PathBuf>, Failure> {
    let bytes = piped_input::read("the folders")?;
    let end = if args.null { 0 } else { b'\n' };
    let folders = bytes.split(|byte| *byte == end);
    let folders = folders.filter(|folder| !folder.is_empty());
    Ok(folders.map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).trim_end_matches('\r'))
}

/// The lines that may be finished and not yet written.
const MOST_WAITING: usize = 64;

/// Prints the line of each folder, in the order of the folders. Once nobody reads them, no more
/// folders are looked at.
fn stream(
    folders: Vec<PathBuf>,
    jobs: NonZeroUsize,
    secret: Option<&[u8]>,
    session: &mut Session,
) -> Result<(), Failure> {
    session.out.flush()?;
    let (today, base) = (session.today, session.folder.clone());
    let is_over = AtomicBool::new(false);
    let (finished, lines) = mpsc::sync_channel(MOST_WAITING);
    let out = &mut session.raw_out;
    let written = thread::scope(|scope| {
        let (base, is_over) = (&base, &is_over);
        scope.spawn(move || {
            let folders = folders.into_iter();
            portfolios::report(
                folders.take_while(|_| !is_over.load(Ordering::Relaxed)),
                jobs,
                |folder| judge(&base.join(folder), today),
                |at, mut line| {
                    if let Some(secret) = secret {
                        PseudonymKey(secret).apply(&mut line);
                    }
                    // Nobody waits for it after an error.
                    let _ = finished.send((at, line));
                },
            );
        });
        let written = write_in_order(&lines, out.as_mut());
        is_over.store(true, Ordering::Relaxed);
        drop(lines);
        written
    });
    Ok(written?)
}

/// Writes lines in the order of their places, each as soon as those before it are written.
fn write_in_order(lines: &Receiver<(usize, PortfolioLine)>, out: &mut dyn Write) -> io::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (at, line) in lines {
        waiting.insert(at, line);
        while let Some(line) = waiting.remove(&next) {
            next += 1;
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        }
    }
    out.flush()
}

/// Returns the line of each portfolio that was named, in order.
fn gather(
    args: &ReportArgs,
    jobs: NonZeroUsize,
    session: &Session,
) -> Result<Vec<PortfolioLine>, Failure> {
    let mut folders = Vec::new();
    let mut others = Vec::new();
    if args.stdin {
        folders = folders_from_input(args)?;
    }
    for path in &args.paths {
        let place = session.folder.join(path);
        let shown = path.display().to_string();
        if place.is_dir() {
            let found = find_portfolios(&place);
            for (folder, why) in &found.unreadable {
                let folder = folder.strip_prefix(&session.folder).unwrap_or(folder);
                others.push(PortfolioLine::unread(&folder.display().to_string(), why));
            }
            if found.folders.is_empty() && found.unreadable.is_empty() {
                let why = "there is no portfolio in this folder";
                others.push(PortfolioLine::unread(&shown, why));
            }
            let found = found
                .folders
                .into_iter()
                .map(|found| match found.strip_prefix(&place) {
                    Ok(below) if below.as_os_str().is_empty() => path.clone(),
                    Ok(below) => path.join(below),
                    Err(_) => found,
                });
            folders.extend(found);
        } else if is_pack(&place) {
            folders.push(path.clone());
        } else {
            others.extend(lines_of_file(&place, &shown));
        }
    }
    let found = Mutex::new(Vec::new());
    let (today, base) = (session.today, &session.folder);
    portfolios::report(
        folders.into_iter(),
        jobs,
        |folder| judge(&base.join(folder), today),
        |at, line| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.push((at, line));
        },
    );
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(at, _)| *at);
    let mut lines: Vec<PortfolioLine> = found.into_iter().map(|(_, line)| line).collect();
    lines.extend(others);
    Ok(lines)
}

/// Returns the lines in a file, or one that says why there are none.
fn lines_of_file(place: &Path, shown: &str) -> Vec<PortfolioLine> {
    let is_lines = place
        .extension()
        .is_some_and(|ending| ending == "json" || ending == "jsonl");
    if !is_lines && place.is_file() {
        let why = "it is no folder, no pack, and no file of lines (.json or .jsonl)";
        return vec![PortfolioLine::unread(shown, why)];
    }
    match disk::read_at_most(place, LARGEST_FILE) {
        Ok(bytes) => read_lines(shown, &bytes),
        Err(error) => vec![PortfolioLine::unread(shown, &disk::error_text(&error))],
    }
}

fn style(session: &Session) -> Style {
    Style {
        width: session.width,
        colour: !session.plain,
        shell: SHELL,
    }
}

fn print(report: &Report, format: &ReportFormat, session: &mut Session) -> Result<(), Failure> {
    if format.is_one_table && report.tables.len() > 1 {
        return Err(
            Failure::refused(format!("a file in {} holds one table", format.name)).hint(
                "name one with `--table`, or a folder with `--output`, or use `--format xlsx`",
            ),
        );
    }
    if !format.is_text && session.prints_at_terminal {
        return Err(
            Failure::failed(format!("a terminal cannot show {}", format.name))
                .hint("name a file with `--output`"),
        );
    }
    let style = style(session);
    if format.name == HUMAN {
        let mut text = Vec::new();
        (format.write)(report, &style, &mut text)?;
        session.out.write_all(&text)?;
        say_unread(report, session)?;
        return Ok(());
    }
    session.out.flush()?;
    let mut out = BufWriter::new(&mut session.raw_out);
    (format.write)(report, &style, &mut out)?;
    out.flush()?;
    drop(out);
    if format.is_one_table {
        // Such a file has no place for sentences.
        for note in &report.notes {
            writeln!(session.err, "{}", Safe(note))?;
        }
    }
    Ok(())
}

/// Says which portfolios were not read whole, and why; three at most.
fn say_unread(report: &Report, session: &mut Session) -> Result<(), Failure> {
    let unread = report.lines.iter();
    let unread: Vec<&PortfolioLine> = unread
        .filter(|line| matches!(line.read, Reading::Partly | Reading::No))
        .collect();
    for line in unread.iter().take(words::MOST_NAMED) {
        let why = line.why.as_deref().unwrap_or_default();
        let says = format!("{} was not read whole: {why}", line.source);
        writeln!(session.err, "{}", Safe(&says))?;
    }
    if let Some(more @ 1..) = unread.len().checked_sub(words::MOST_NAMED) {
        let more = words::format_thousands(more);
        writeln!(session.err, "and {more} more; `--table people` says why")?;
    }
    Ok(())
}

/// Writes the report into a file, or each table into a file of a folder.
fn write_files(
    report: &Report,
    format: &ReportFormat,
    output: &Path,
    session: &mut Session,
) -> Result<(), Failure> {
    let style = style(session);
    let place = session.folder.join(output);
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    if format.is_one_table && (report.tables.len() > 1 || place.extension().is_none()) {
        for table in &report.tables {
            let name = format!("{}.{}", table.spec.name, format.ending);
            let mut bytes = Vec::new();
            (format.write)(&report.only(table), &style, &mut bytes)?;
            files.push((place.join(name), bytes));
        }
    } else {
        let mut bytes = Vec::new();
        (format.write)(report, &style, &mut bytes)?;
        files.push((place, bytes));
    }
    let outputs: Vec<OutputFile<'_>> = files
        .iter()
        .map(|(path, bytes)| OutputFile {
            place: OutputPlace::Named(path),
            bytes,
            existing: ExistingFile::Keep,
        })
        .collect();
    DiskOutputs::new(&session.folder).write(&outputs)?;
    for (path, _) in &files {
        let shown = path.strip_prefix(&session.folder).unwrap_or(path);
        writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    }
    say_unread(report, session)
}
