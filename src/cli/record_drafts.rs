//! New records as they are asked for and named at the terminal.

use super::failure::Failure;
use super::format::SHELL;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::create::{
    self, CreateRecordError, DraftFault, DraftProblem, PendingNames,
};
use crate::app::records::draft::{Defaults, RecordDraft};
use crate::base::text::words;
use crate::domain::id::{KindId, RecordId};
use crate::formats::remedies::help;

/// Records that are written together, or not at all.
pub struct RecordDrafts<'a> {
    workspace: &'a CliWorkspace,
    pub defaults: Defaults<'a>,
    names: PendingNames,
    pending: Vec<RecordDraft<'a>>,
}

impl<'a> RecordDrafts<'a> {
    pub fn new(workspace: &'a CliWorkspace, session: &Session) -> Self {
        Self {
            workspace,
            defaults: Defaults::new(workspace.check_input_for(session, None), true),
            names: PendingNames::default(),
            pending: Vec::new(),
        }
    }

    /// Adds a record and returns the id that it will have.
    pub fn add(&mut self, draft: RecordDraft<'a>) -> Result<RecordId, Failure> {
        let portfolio = &self.workspace.portfolio;
        let name = self.names.take(&draft, portfolio).map_err(describe_error)?;
        self.pending.push(draft);
        Ok(name.id)
    }

    /// Returns true if a record is there, or is about to be.
    pub fn contains(&self, kind: &KindId, id: &RecordId) -> bool {
        self.workspace.portfolio.find(kind, id).is_some() || self.names.holds(kind, id)
    }

    /// Writes everything or nothing; returns the paths in the order they were added.
    pub fn write(self, session: &Session) -> Result<Vec<String>, Failure> {
        let case = self.workspace.check_input_for(session, None);
        create::write(self.workspace, case, &self.pending).map_err(describe_error)
    }
}

/// Returns the error with each missing field as the option that gives it.
pub fn describe_error(error: CreateRecordError) -> Failure {
    let lines = match &error {
        CreateRecordError::Faulty { faults, .. } => faults.iter().map(fault_line).collect(),
        _ => Vec::new(),
    };
    Failure::from(error).details(lines)
}

fn fault_line(fault: &DraftFault) -> String {
    match &fault.problem {
        DraftProblem::Missing { field, .. } if matches!(&**field, "title" | "name") => {
            format!("a {field} is missing")
        }
        DraftProblem::Missing { field, expects } => {
            format!(
                "`--{}` is missing; it is {expects}",
                field.replace('_', "-")
            )
        }
        DraftProblem::Found(found) => words::join_clauses([
            found.message.as_str(),
            found.at.text.as_str(),
            help(found, SHELL).as_deref().unwrap_or_default(),
        ]),
    }
}
