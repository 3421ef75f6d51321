//! `cpd export [KIND]…`: records for spreadsheets and other programs, and other things that leave
//! a portfolio.

mod calendar;
mod cv;
mod everything;
mod single_file;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::adapters::outputs::DiskOutputs;
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace, Outputs};
use crate::app::reports::export::{ExportRequest, export};
use crate::base::text::{Safe, words};
use crate::cli::commands;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::record_query::RecordQueryArgs;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats::record_export::{EXPORT_FORMATS, ExportFormat, export_format};
use crate::views::record_export::{ExportTable, RecordExport};

/// Take your records out, for a spreadsheet or another program
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  cpd export activities > activities.csv\n  cpd export activities --since 2026-01-01 -o log.csv\n  cpd export -o log.xlsx                     a sheet for each kind\n  cpd export -o tables/                      a file for each kind\n  cpd export --text --format jsonl           everything, for a program\n\nA detail with several values has `; ` between them."
)]
pub struct ExportArgs {
    #[command(subcommand)]
    pub command: Option<ExportCommand>,
    /// Kinds of record, such as activity or activities [default: all that you have]
    #[arg(value_name = "KIND")]
    pub kinds: Vec<String>,
    /// Fill in the forms of a body whose scheme you follow, in its order and words
    #[arg(long = "for", value_name = "SCHEME", conflicts_with_all = ["kinds", "text"])]
    pub body: Option<String>,
    #[command(flatten)]
    pub only: RecordQueryArgs,
    /// With the text beneath the details
    #[arg(long)]
    pub text: bool,
    /// The file to write, or the folder for a table of each kind [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Output format [default: as the file ends, or else csv]
    #[arg(long, default_value = HUMAN, hide_default_value = true, value_name = "FORMAT", value_parser = format::export_format_names())]
    pub format: String,
}

/// Things that are taken out in place of tables of records.
#[derive(Debug, clap::Subcommand)]
pub enum ExportCommand {
    Calendar(calendar::ExportCalendarArgs),
    Cv(cv::ExportCvArgs),
    Everything(everything::ExportEverythingArgs),
}

pub fn run(args: &ExportArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        None => run_tables(args, session),
        Some(ExportCommand::Calendar(args)) => calendar::run(args, session),
        Some(ExportCommand::Cv(args)) => cv::run(args, session),
        Some(ExportCommand::Everything(args)) => everything::run(args, session),
    }
}

fn run_tables(args: &ExportArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let request = ExportRequest {
        kinds: &args.kinds,
        body: args.body.as_deref(),
        query: args.only.query(session.today)?,
        with_text: args.text,
    };
    let found = export(&workspace.portfolio, &request, session.today)?;
    let format = requested_format(args)?;
    match args.output.as_deref() {
        None => print(&found, format, session)?,
        Some(path) if path == Path::new("-") => print(&found, format, session)?,
        Some(path) => write_files(&found, format, path, session)?,
    }
    for form in found.tables.iter().filter(|table| table.is_form) {
        print_empty_fields(form, session)?;
    }
    if found.tables.iter().all(|table| table.records.is_empty()) {
        writeln!(session.err, "There are no records to take out.")?;
    }
    commands::print_unreadable_records(&workspace.portfolio, session)?;
    Ok(ExitKind::Clean)
}

/// Says which fields of a form stay empty.
fn print_empty_fields(form: &ExportTable<'_>, session: &mut Session) -> Result<(), Failure> {
    let all = form.records.len();
    let empty = form.empty_cells().into_iter();
    let empty = empty.map(|(heading, count)| format!("{heading} ({count} of {all})"));
    let empty = words::join_all(&empty.collect::<Vec<_>>());
    if !empty.is_empty() {
        writeln!(
            session.err,
            "{}: nothing is written for {}.",
            Safe(&form.title),
            Safe(&empty)
        )?;
    }
    Ok(())
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn requested_format(args: &ExportArgs) -> Result<&'static ExportFormat, Failure> {
    let first = &EXPORT_FORMATS[0];
    if let Some(format) = export_format(&args.format) {
        return Ok(format);
    }
    let Some(ending) = args.output.as_deref().and_then(Path::extension) else {
        return Ok(first);
    };
    let mut all = EXPORT_FORMATS.iter();
    all.find(|format| ending == format.ending).ok_or_else(|| {
        let endings: Vec<&str> = EXPORT_FORMATS.iter().map(|format| format.ending).collect();
        let endings = endings.join(", ");
        let says = format!(
            "no format of `cpd export` has files in .{}",
            ending.display()
        );
        Failure::failed(says).hint(format!(
            "end its name in {endings}, or name a format with `--format`"
        ))
    })
}

fn print(
    found: &RecordExport<'_>,
    format: &ExportFormat,
    session: &mut Session,
) -> Result<(), Failure> {
    if !format.holds_several && found.tables.len() > 1 {
        return Err(several_tables(found, format));
    }
    if !format.is_text && session.prints_at_terminal {
        let says = format!("a terminal cannot show {}", format.name);
        return Err(Failure::failed(says).hint("name a file with `--output`"));
    }
    session.out.flush()?;
    let mut out = BufWriter::new(&mut session.raw_out);
    (format.write)(&found.tables, &mut out)?;
    out.flush()?;
    Ok(())
}

fn several_tables(found: &RecordExport<'_>, format: &ExportFormat) -> Failure {
    let kinds = found.tables.iter().map(|table| table.title.as_str());
    let kinds = words::join_all(&kinds.collect::<Vec<_>>());
    let says = format!(
        "a file in {} holds one kind, and these are {kinds}",
        format.name
    );
    Failure::refused(says)
        .hint("name one of them, or a folder with `--output`, or use `--format xlsx`")
}

/// Writes one file, or a file for each kind into a folder.
fn write_files(
    found: &RecordExport<'_>,
    format: &ExportFormat,
    path: &Path,
    session: &mut Session,
) -> Result<(), Failure> {
    let place = session.folder.join(path);
    let names_folder = path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    let is_folder = place.is_dir() || names_folder || path.extension().is_none();
    let parts: Vec<(PathBuf, &[ExportTable<'_>])> = match is_folder {
        false if !format.holds_several && found.tables.len() > 1 => {
            return Err(several_tables(found, format));
        }
        false => vec![(place, &found.tables)],
        true => {
            let name = |table: &ExportTable<'_>| format!("{}.{}", table.name, format.ending);
            let tables = found.tables.iter().zip(found.tables.chunks(1));
            let named = tables.map(|(table, part)| (place.join(name(table)), part));
            named.collect()
        }
    };
    let mut contents = Vec::with_capacity(parts.len());
    for (_, tables) in &parts {
        let mut bytes = Vec::new();
        (format.write)(tables, &mut bytes)?;
        contents.push(bytes);
    }
    let files = parts
        .iter()
        .zip(&contents)
        .map(|((path, _), bytes)| OutputFile {
            place: OutputPlace::Named(path),
            bytes,
            existing: ExistingFile::Keep,
        });
    let outputs = DiskOutputs::new(&session.folder);
    outputs
        .write(&files.collect::<Vec<_>>())
        .map_err(|error| match error {
            OutputError::Taken(path) if is_folder => {
                Failure::refused(format!("{} already exists", path.display()))
                    .hint("name another folder: nothing was written into this one")
            }
            other => other.into(),
        })?;
    for (path, _) in &parts {
        single_file::print_path(path, session)?;
    }
    Ok(())
}
