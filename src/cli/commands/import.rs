//! `cpd import FILE`: records out of a spreadsheet, shown before anything is written.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rust_decimal::Decimal;

use crate::adapters::disk;
use crate::app::change::ChangeSet;
use crate::app::import::dates::{DateOrder, DateOrderError, readings};
use crate::app::import::mapping::points;
use crate::app::import::rejects::Rejects;
use crate::app::import::{ImportError, ImportRequest, PlannedImport, plan, plan_take_back};
use crate::app::ports::{ExistingFile, NoRepository, OutputFile, OutputPlace};
use crate::base::calendar;
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT};
use crate::base::sheet::{self, NoteFile, SheetError};
use crate::base::text::{Safe, words};
use crate::cli::apply_change;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::import_plan::ImportPlan;

/// Bring in records from a spreadsheet
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd import log.csv                 shows what each row becomes, then asks\n  cpd import log.csv --dry-run\n  cpd import log.csv --map \"Comments=## Notes\" --yes\n  cpd import notes/                  each note is a record\n  cpd import --take-back             removes what the last import wrote"
)]
pub struct ImportArgs {
    /// The file, or a folder of notes in Markdown
    #[arg(value_name = "FILE", required_unless_present = "take_back")]
    pub files: Vec<PathBuf>,
    /// The sheet of a spreadsheet that has several tables
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The kind of the records [default: the kind that the headings are about]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// A heading and the field that it fills, such as Learning=title or "Notes=## Notes", or a mapping file
    #[arg(long, value_name = "HEADING=FIELD|FILE")]
    pub map: Vec<String>,
    /// A field that is the same in all records, such as award=bronze
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// The order of dates such as 3/2/2026: day-first or month-first
    #[arg(long, value_name = "ORDER", value_parser = parse_order)]
    pub dates: Option<DateOrder>,
    /// The hours that one point or credit stands for, such as 1 [default: points are left out]
    #[arg(long, value_name = "HOURS", value_parser = parse_points)]
    pub points_as_hours: Option<Decimal>,
    /// Leave out rows with problems, and write them to FILE.rejects.csv
    #[arg(long)]
    pub skip_bad: bool,
    /// Make a record of each of two equal rows
    #[arg(long)]
    pub keep_same: bool,
    /// Take the first event of each series in a calendar, too
    #[arg(long)]
    pub series: bool,
    /// Remove the records that the last import wrote, unless they have changed since
    #[arg(long, conflicts_with_all = ["files", "sheet", "kind", "map", "set", "dates", "points_as_hours", "skip_bad", "keep_same", "series"])]
    pub take_back: bool,
    /// Show what would be written without writing it
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub yes: bool,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<ImportPlan>())]
    pub format: String,
}

pub fn parse_order(text: &str) -> Result<DateOrder, String> {
    DateOrder::read(text).ok_or_else(|| "choose from: day-first, month-first".to_owned())
}

fn parse_points(text: &str) -> Result<Decimal, String> {
    points(text).ok_or_else(|| "write a number above 0, such as 1".to_owned())
}

pub fn run(args: &ImportArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    if args.take_back {
        return take_back(args, &workspace, session);
    }
    let source = ImportSource::read(&args.files, session)?;
    let planned = plan_with_answers(args, &source, &workspace, session)?;
    let plan = &planned.plan;
    format::print(plan, &args.format, session)?;
    let problems = plan.problems();
    if args.dry_run {
        writeln!(session.err, "Nothing was written.")?;
        return Ok(match problems {
            0 => ExitKind::Clean,
            _ => ExitKind::Findings,
        });
    }
    if problems > 0 && !args.skip_bad {
        let count = words::count_noun(problems, "row", "rows");
        return Err(Failure::refused(format!(
            "nothing was written, because {count} cannot be read"
        ))
        .hint(advice(plan)));
    }
    if plan.new_records() > 0 {
        let (one, many) = &plan.nouns;
        let count = words::count_noun(plan.new_records(), one, many);
        apply_change::confirm(args.yes, &format!("write {count}"), session)?;
        save(&planned.changes, &planned.message, &workspace, session)?;
    } else {
        writeln!(session.err, "Nothing new, so nothing was written.")?;
    }
    match &planned.rejects {
        None => Ok(ExitKind::Clean),
        Some(rejects) => {
            write_rejects(rejects, &source.path, &workspace, session)?;
            Ok(ExitKind::Findings)
        }
    }
}

/// Returns what to do about rows that cannot be read.
fn advice(plan: &ImportPlan) -> String {
    let fields = plan.fields_without_column();
    let constants = fields.iter().map(|field| format!("`--set {field}=VALUE`"));
    let constants = words::join_all(&constants.collect::<Vec<_>>());
    match fields.is_empty() {
        true => {
            "correct the file and import it again, or leave these rows out with `--skip-bad`".into()
        }
        false => format!(
            "name the column with `--map HEADING=FIELD`, or if it is the same in all rows, say it with {constants}"
        ),
    }
}

/// The file or the notes that are imported.
struct ImportSource {
    /// The path of the file, or of the folder of the notes.
    path: PathBuf,
    name: String,
    /// The bytes of the file, or of all notes.
    bytes: Vec<u8>,
    notes: Vec<NoteFile>,
}

impl ImportSource {
    fn read(files: &[PathBuf], session: &Session) -> Result<Self, Failure> {
        let (path, paths) = match files {
            [one] if session.folder.join(one).is_dir() => (one.clone(), notes_in(one, session)?),
            [one] => {
                return Ok(Self {
                    path: one.clone(),
                    name: name_of(one),
                    bytes: read_file(one, session)?,
                    notes: Vec::new(),
                });
            }
            several => {
                require_notes(several)?;
                let folder = several.first().and_then(|first| first.parent());
                let folder = folder.filter(|folder| folder.file_name().is_some());
                let folder = folder.map_or_else(|| PathBuf::from("notes"), Path::to_path_buf);
                (folder, several.to_vec())
            }
        };
        let (mut bytes, mut notes) = (Vec::new(), Vec::new());
        for path in &paths {
            let note = NoteFile {
                name: name_of(path),
                bytes: read_file(path, session)?,
            };
            bytes.extend_from_slice(&note.bytes);
            if bytes.len() as u64 > sheet::LARGEST {
                let most = sheet::LARGEST / (1024 * 1024);
                let says = format!("the notes are larger than {most} MB together");
                return Err(Failure::failed(says).hint("import them in several parts"));
            }
            notes.push(note);
        }
        let whole = fs::canonicalize(session.folder.join(&path));
        Ok(Self {
            name: whole.map_or_else(|_| name_of(&path), |whole| name_of(&whole)),
            path,
            bytes,
            notes,
        })
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn notes_in(folder: &Path, session: &Session) -> Result<Vec<PathBuf>, Failure> {
    let place = session.folder.join(folder);
    let notes = disk::notes_below(&place, sheet::MOST_ROWS_READ, sheet::is_markdown);
    match notes.len() {
        0 => Err(
            Failure::failed(format!("{} has no notes in Markdown", folder.display()))
                .hint("name a folder with files that end in .md, or one file"),
        ),
        sheet::MOST_ROWS_READ => {
            let says = format!("{} has more than 10,000 notes", folder.display());
            Err(Failure::failed(says).hint("import its folders one by one"))
        }
        _ => Ok(notes),
    }
}

fn require_notes(files: &[PathBuf]) -> Result<(), Failure> {
    let mut others = files
        .iter()
        .filter(|file| !sheet::is_markdown(&name_of(file)));
    match others.next() {
        None => Ok(()),
        Some(other) => Err(Failure::failed(format!(
            "{} is not a note in Markdown, and several files can only be notes",
            other.display()
        ))
        .hint("import it alone")),
    }
}

pub fn read_file(file: &Path, session: &Session) -> Result<Vec<u8>, Failure> {
    let path = session.folder.join(file);
    let failure =
        |why: String| Failure::failed(format!("{} cannot be read: {why}", file.display()));
    if fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() > sheet::LARGEST) {
        let says = SheetError::TooLarge.to_string();
        return Err(failure(says).hint("divide it into several files"));
    }
    disk::read_at_most(&path, sheet::LARGEST).map_err(|error| failure(disk::error_text(&error)))
}

/// Plans the import. Where dates have no certain order and somebody can be asked, asks once.
fn plan_with_answers(
    args: &ImportArgs,
    source: &ImportSource,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<PlannedImport, Failure> {
    let (headings, files): (Vec<String>, Vec<String>) = args
        .map
        .iter()
        .cloned()
        .partition(|written| written.contains('='));
    let mapping = match files.as_slice() {
        [] => None,
        [file] => {
            let bytes = disk::read_at_most(&session.folder.join(file), LARGEST_TEXT);
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
            let text = text.map_err(|error| {
                Failure::failed(format!("{file} cannot be read: {}", disk::error_text(&error)))
                    .hint("give `--map` a mapping file, or a heading and what it fills, as in `--map Learning=title`")
            })?;
            Some((file, text))
        }
        _ => return Err(Failure::failed("more than one mapping file was given")),
    };
    let mut request = ImportRequest {
        name: &source.name,
        bytes: &source.bytes,
        notes: &source.notes,
        with_series: args.series,
        sheet: args.sheet.as_deref(),
        kind: args.kind.as_deref(),
        mapping: mapping
            .as_ref()
            .map(|(file, text)| (file.as_str(), text.as_str())),
        headings: &headings,
        constants: &args.set,
        date_order: args.dates,
        points_as_hours: args.points_as_hours,
        keep_same: args.keep_same,
    };
    match plan(workspace, &request) {
        Err(ImportError::Dates(DateOrderError::Undecided { row, date })) if session.interactive => {
            request.date_order = Some(ask_order(row, &date, session)?);
            Ok(plan(workspace, &request)?)
        }
        planned => Ok(planned?),
    }
}

pub fn ask_order(row: usize, date: &str, session: &mut Session) -> Result<DateOrder, Failure> {
    let days = readings(date).map(|days| days.map(calendar::format_long));
    let [day_first, month_first] =
        days.unwrap_or_else(|| ["the day first", "the month first"].map(str::to_owned));
    let question = format!("Row {row} has {date}. Which day is that?");
    let chosen = session
        .prompter
        .choose(&question, &[day_first, month_first])?;
    Ok(match chosen {
        0 => DateOrder::DayFirst,
        _ => DateOrder::MonthFirst,
    })
}

/// Makes a change, and saves it if the portfolio has a history. Says first which sign-offs it
/// voids.
fn save(
    changes: &ChangeSet,
    message: &str,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    apply_change::confirm_effects(changes, workspace, session)?;
    match workspace.repository() {
        Ok(_) => {
            workspace.apply_and_commit(changes, message)?;
            writeln!(session.out, "Saved: {}", Safe(message))?;
        }
        Err(NoRepository::None) => {
            workspace.apply(changes)?;
            writeln!(session.out, "Done: {}", Safe(message))?;
            writeln!(
                session.err,
                "This folder keeps no history, so nothing was saved in git."
            )?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn take_back(
    args: &ImportArgs,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let back = plan_take_back(workspace)?;
    for path in &back.removed {
        writeln!(session.out, "Removes {}", Safe(path))?;
    }
    for path in &back.kept {
        let line = format!("{path} has changed since, so it stays.");
        writeln!(session.err, "{}", Safe(&line))?;
    }
    session.out.flush()?;
    if args.dry_run {
        writeln!(session.err, "Nothing was removed.")?;
        return Ok(ExitKind::Clean);
    }
    let count = words::count_noun(back.removed.len(), "record", "records");
    let from = format!("remove {count} imported from {} on {}", back.file, back.on);
    apply_change::confirm(args.yes, &from, session)?;
    save(&back.changes, &back.message, workspace, session)?;
    Ok(ExitKind::Clean)
}

/// Most files with rejects of one table.
const MOST_REJECTS: usize = 100;

/// Writes the rows with problems beside the file, under a name that is free.
fn write_rejects(
    rejects: &Rejects,
    file: &Path,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let paths = (1..=MOST_REJECTS).map(|number| {
        let shown = file.with_file_name(rejects.name(&name, number));
        (session.folder.join(&shown), shown)
    });
    // A file that says the same is from an earlier import.
    let is_same = |path: &Path| {
        let there = disk::read_at_most(path, LARGEST_EVIDENCE);
        there.is_ok_and(|bytes| bytes == rejects.bytes)
    };
    let mut usable = paths.filter(|(path, _)| fs::symlink_metadata(path).is_err() || is_same(path));
    let (path, shown) = usable
        .next()
        .ok_or_else(|| Failure::failed("there are too many files with rejects beside the file"))?;
    if !is_same(&path) {
        workspace.outputs().write(&[OutputFile {
            place: OutputPlace::Named(&path),
            bytes: &rejects.bytes,
            existing: ExistingFile::Keep,
        }])?;
    }
    let shown = shown.display().to_string();
    let line = format!(
        "The rows that cannot be read are in {shown}. Correct them there and import that file."
    );
    writeln!(session.err, "{}", Safe(&line))?;
    Ok(())
}
