//! Prints a report, or writes it into files.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ReportArgs;
use crate::adapters::outputs::DiskOutputs;
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace, Outputs as _};
use crate::base::text::{Safe, words};
use crate::cli::failure::Failure;
use crate::cli::format::{HUMAN, SHELL};
use crate::cli::session::Session;
use crate::formats::Style;
use crate::formats::report::{REPORT_FORMATS, ReportFormat, report_format};
use crate::views::portfolio_line::{PortfolioLine, Reading};
use crate::views::report::Report;

/// Returns the format that was asked for, or else the one that the ending of the file says.
pub fn requested_format(args: &ReportArgs) -> Result<&'static ReportFormat, Failure> {
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

fn style(session: &Session) -> Style {
    Style {
        width: session.width,
        colour: !session.plain,
        shell: SHELL,
    }
}

pub fn print(report: &Report, format: &ReportFormat, session: &mut Session) -> Result<(), Failure> {
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
pub fn write_files(
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
