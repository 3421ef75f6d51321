//! `cpd edit`: a record in the editor, or other values in any number of records.

use crate::app::records::edit::{FieldValues, effects_of_any_change, plan};
use crate::base::text::{Safe, words};
use crate::cli::apply_change::{DryRun, confirm_any};
use crate::cli::editor;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::find_record::find_record;
use crate::cli::piped_input;
use crate::cli::record_drafts::duplicate_line;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::Record;
use crate::domain::schema::Kind;

/// Open a record in the editor, or change values in records
///
/// Without --set, the record opens in your editor. If it is signed, you are told first which
/// sign-offs a change would end.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd edit \"committee servicing\"\n  cpd edit committee-servicing --set hours=3.5 --set type=workshop\n  cpd edit committee-servicing --set provider=                             takes the provider out\n  cpd list activities --missing type --format ids | cpd edit --stdin --set type=workshop"
)]
pub struct EditArgs {
    /// The record, by name, path or words of its title; several with --set
    #[arg(value_name = "RECORD", required_unless_present = "stdin")]
    pub records: Vec<String>,
    /// A field and its new value, as in type=course; no value takes it out
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Read the names of records from standard input, one to a line
    #[arg(long, requires = "set", conflicts_with = "records")]
    pub stdin: bool,
    #[command(flatten)]
    pub dry_run: DryRun,
}

pub fn run(args: &EditArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let names = match args.stdin {
        true => names_from_input()?,
        false => args.records.clone(),
    };
    let records = names
        .iter()
        .map(|name| find_record(name, &workspace, session))
        .collect::<Result<Vec<&Record>, Failure>>()?;
    if records.is_empty() {
        writeln!(session.err, "No record was named, so nothing was changed.")?;
        return Ok(ExitKind::Clean);
    }
    if args.set.is_empty() {
        return open_in_editor(&records, &workspace, session);
    }
    let kinds = records.iter().map(|record| &*record.kind);
    let values = FieldValues::read(&args.set, &kinds.collect::<Vec<&Kind>>())?;
    let edits = plan(
        workspace.check_input_for(session, None),
        workspace.base(),
        &records,
        &values,
    )?;
    if edits.changes.is_empty() {
        let these = words::count_noun(edits.unchanged, "record has", "records have");
        writeln!(
            session.err,
            "Nothing to change: {these} these values already."
        )?;
        return Ok(ExitKind::Clean);
    }
    if !args
        .dry_run
        .apply_or_show(&edits.changes, &workspace, session)?
    {
        return Ok(ExitKind::Clean);
    }
    for path in &edits.paths {
        writeln!(session.out, "{}", Safe(path))?;
    }
    for found in &edits.duplicates {
        writeln!(session.err, "warning: {}", Safe(&duplicate_line(found)))?;
    }
    if edits.unchanged > 0 {
        let others = words::count_noun(edits.unchanged, "record has", "records have");
        writeln!(session.err, "{others} these values already.")?;
    }
    name_file_after_title(&records, &values, session)?;
    Ok(ExitKind::Clean)
}

fn names_from_input() -> Result<Vec<String>, Failure> {
    let bytes = piped_input::read("the names of records")?;
    let text = String::from_utf8_lossy(&bytes);
    let names = text.lines().map(str::trim);
    Ok(names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Opens a record in the editor. If it is signed, says what a change would end, and asks.
fn open_in_editor(
    records: &[&Record],
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let [record] = records else {
        return Err(Failure::failed("the editor opens one record at a time")
            .hint("name one, or say with `--set` what to change in all of them"));
    };
    let input = workspace.check_input_for(session, None);
    let effects = effects_of_any_change(input, workspace.base(), record)?;
    let cause = "Any change to this record";
    confirm_any(&effects, cause, "Open it all the same?", session)?;
    let file = workspace.path(&record.path);
    writeln!(session.out, "{}", Safe(&record.path))?;
    session.out.flush()?;
    if !session.interactive || !editor::open(&file, session) {
        let file = file.display().to_string();
        writeln!(
            session.err,
            "No editor was opened. Edit {} in any editor.",
            Safe(&file)
        )?;
        return Ok(ExitKind::Clean);
    }
    writeln!(session.err, "Next: `cpd check`, then `cpd save`.")?;
    Ok(ExitKind::Clean)
}

/// Says how a file gets another name, if the values that it is named after have changed.
fn name_file_after_title(
    records: &[&Record],
    values: &FieldValues,
    session: &mut Session,
) -> Result<(), Failure> {
    let is_in_name = |record: &&&Record| {
        let title = record.kind.title_field().map(|field| &*field.name);
        let named_by = [title, record.kind.dated.as_deref()];
        values.names().any(|name| named_by.contains(&Some(name)))
    };
    if let Some(record) = records.iter().find(is_in_name) {
        writeln!(
            session.err,
            "Files keep their names. `cpd rename {}` names a file after its date and title.",
            Safe(&record.path)
        )?;
    }
    Ok(())
}
