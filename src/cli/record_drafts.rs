//! New records as they are asked for and named at the terminal.

use super::failure::Failure;
use super::format::SHELL;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::create::{
    self, CreateRecordError, DraftFault, DraftProblem, PendingNames, WrittenRecords,
};
use crate::app::records::draft::{Defaults, RecordDraft, UnclearValue};
use crate::base::text::{Safe, shell_line, words};
use crate::check::CheckInput;
use crate::domain::finding::Diagnostic;
use crate::domain::id::{KindId, RecordId};
use crate::domain::remedy::Invocation;
use crate::formats::command_line::command_line;
use crate::formats::remedies::help;

/// Records that are written together, or not at all.
pub struct RecordDrafts<'a> {
    workspace: &'a CliWorkspace,
    input: CheckInput<'a>,
    pub defaults: Defaults<'a>,
    names: PendingNames,
    pending: Vec<RecordDraft<'a>>,
    /// Number of questions that were answered.
    pub answers: usize,
}

impl<'a> RecordDrafts<'a> {
    pub fn new(workspace: &'a CliWorkspace, session: &Session) -> Self {
        let input = workspace.check_input_for(session, None);
        Self {
            workspace,
            input,
            defaults: Defaults::new(input, session.interactive),
            names: PendingNames::default(),
            pending: Vec::new(),
            answers: 0,
        }
    }

    /// Adds a record and returns the id that it will have.
    pub fn add(&mut self, draft: RecordDraft<'a>) -> Result<RecordId, Failure> {
        let portfolio = &self.workspace.portfolio;
        let name = self.names.take(&draft, portfolio).map_err(describe_error)?;
        self.pending.push(draft);
        Ok(name.id)
    }

    /// Keeps the answers of a record that is not complete, to be shown at the end.
    pub fn keep(&mut self, draft: RecordDraft<'a>) {
        self.pending.push(draft);
    }

    /// Returns true if a record is there, or is about to be.
    pub fn contains(&self, kind: &KindId, id: &RecordId) -> bool {
        self.workspace.portfolio.find(kind, id).is_some() || self.names.holds(kind, id)
    }

    /// Returns the faults of one more record, beside those that are pending.
    pub fn faults(&self, draft: &RecordDraft<'a>) -> Result<Vec<DraftFault>, Failure> {
        let mut drafts = self.pending.clone();
        drafts.push(draft.clone());
        match create::plan(self.input, self.workspace.base(), &drafts) {
            Ok(_) => Ok(Vec::new()),
            Err(CreateRecordError::Faulty { faults, .. }) => Ok(faults),
            Err(error) => Err(describe_error(error)),
        }
    }

    /// Writes everything or nothing.
    pub fn write(&self) -> Result<WrittenRecords, Failure> {
        create::write(self.workspace, self.input, &self.pending).map_err(describe_error)
    }

    /// Adds the commands that give the answers again, so that nobody has to type them twice.
    pub fn with_answers(&self, failure: Failure, session: &Session) -> Failure {
        let drafts = self.pending.iter();
        let drafts = drafts.filter(|draft| self.answers > 0 && !draft.given().is_empty());
        let commands = drafts.filter_map(|draft| {
            let mut words = command_line(&again(draft)).argv;
            words.splice(1..1, session.leading_options("new").iter().cloned());
            shell_line(&words, SHELL)
        });
        failure.answers(commands)
    }
}

/// Returns the command that gives the answers of a record again.
fn again(draft: &RecordDraft<'_>) -> Invocation {
    let titled_by = draft.kind.title_field().map(|field| &field.name);
    let (title, fields) = draft
        .given()
        .into_iter()
        .partition(|(name, _)| Some(name) == titled_by);
    let title: Vec<(String, String)> = title;
    Invocation::NewRecord {
        kind: draft.kind.name.clone(),
        title: title.into_iter().next().map(|(_, title)| title),
        fields,
    }
}

/// Prints the paths of new records, and warns of those that may have been there already.
pub fn print_written(written: &WrittenRecords, session: &mut Session) -> Result<(), Failure> {
    for path in &written.paths {
        writeln!(session.out, "{}", Safe(path))?;
    }
    session.out.flush()?;
    for found in &written.duplicates {
        writeln!(session.err, "warning: {}", Safe(&duplicate_line(found)))?;
    }
    Ok(())
}

/// Returns the warning that a record may have been there already, with what to do.
pub fn duplicate_line(found: &Diagnostic) -> String {
    words::join_clauses([
        &*format!("{}: {}", found.at.path, found.message),
        help(found, SHELL).as_deref().unwrap_or_default(),
    ])
}

/// Returns the error with each fault at the option that gives the value.
pub fn describe_error(error: CreateRecordError) -> Failure {
    let lines = match &error {
        CreateRecordError::Faulty { faults, .. } => faults.iter().map(fault_line).collect(),
        _ => Vec::new(),
    };
    Failure::from(error).details(lines)
}

fn fault_line(fault: &DraftFault) -> String {
    match &fault.problem {
        DraftProblem::Missing { field, .. } if is_title(field) => {
            format!("a {field} is missing")
        }
        DraftProblem::Missing { field, expects } => {
            format!("`{}` is missing; it is {expects}", option(field))
        }
        DraftProblem::Unclear(value) => format!("{} {}", as_typed(value), value.why.in_words()),
        DraftProblem::Found { field, found } => {
            let about = field.as_deref().map(|field| (field, named(field)));
            let message = match &about {
                Some((field, named)) => match found.message.strip_prefix(&format!("`{field}` ")) {
                    Some(says) => format!("{named} {says}"),
                    None => format!("{named}: {}", found.message),
                },
                None => found.message.clone(),
            };
            words::join_clauses([
                &*message,
                &*found.at.text,
                help(found, SHELL).as_deref().unwrap_or_default(),
            ])
        }
    }
}

/// Returns true for a field that is given without the name of an option.
fn is_title(field: &str) -> bool {
    matches!(field, "title" | "name")
}

fn option(field: &str) -> String {
    format!("--{}", field.replace('_', "-"))
}

fn named(field: &str) -> String {
    match is_title(field) {
        true => format!("the {field}"),
        false => format!("`{}`", option(field)),
    }
}

/// Returns an option with its value, as it was typed.
fn as_typed(value: &UnclearValue) -> String {
    if is_title(&value.field) {
        return named(&value.field);
    }
    let line = [option(&value.field), value.typed.clone()];
    let line = shell_line(&line, SHELL).unwrap_or_else(|| option(&value.field));
    format!("`{line}`")
}
