//! Asking for what a new record still lacks, field by field of its form.

use super::failure::Failure;
use super::record_drafts::RecordDrafts;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::draft::RecordDraft;
use crate::app::records::form::{Choice, FieldInput, FormField, RecordForm, form_for_portfolio};
use crate::app::records::kind;
use crate::domain::id::{KindId, RecordId};

/// Asks for the award first, then for what is required or usual, in the form's order.
pub fn complete<'a>(
    draft: RecordDraft<'a>,
    workspace: &'a CliWorkspace,
    drafts: &mut RecordDrafts<'a>,
    session: &mut Session,
) -> Result<RecordDraft<'a>, Failure> {
    let form = form_for_portfolio(workspace.check_input_for(session, None), draft.kind);
    let mut asking = FieldPrompts {
        workspace,
        drafts,
        session,
    };
    asking.fill(draft, &form)
}

/// Everything that questions are asked with.
struct FieldPrompts<'s, 'a> {
    workspace: &'a CliWorkspace,
    drafts: &'s mut RecordDrafts<'a>,
    session: &'s mut Session,
}

impl<'a> FieldPrompts<'_, 'a> {
    fn fill(
        &mut self,
        mut draft: RecordDraft<'a>,
        form: &RecordForm,
    ) -> Result<RecordDraft<'a>, Failure> {
        // The award comes first: a title and a list may follow from it.
        let award = form.award.as_deref().and_then(|name| form.field(name));
        if let Some(field) = award.filter(|field| field.required && !draft.has(&field.name))
            && let Some(value) = self.ask(field)?
        {
            draft.set(&field.name, value);
            self.drafts.defaults.follow_award(&mut draft);
        }
        for field in form.fields.iter().filter(|field| field.asked) {
            if !draft.has(&field.name)
                && let Some(value) = self.ask(field)?
            {
                draft.set(&field.name, value);
            }
        }
        self.offer_new(&mut draft, form)?;
        Ok(draft)
    }

    fn ask(&mut self, field: &FormField) -> Result<Option<String>, Failure> {
        match &field.input {
            FieldInput::Term(terms) => self.choose(field, terms, !field.required),
            FieldInput::Award(known) | FieldInput::Person(known) => {
                self.choose(field, known, false)
            }
            FieldInput::Record { kind, noun, known } => {
                self.choose_record(field, kind, noun, known).map(Some)
            }
            FieldInput::Boolean => {
                let question = format!("{}?", field.label);
                Ok(Some(
                    self.session.prompter.confirm(&question, false)?.to_string(),
                ))
            }
            FieldInput::CatalogueItem | FieldInput::List(_) | FieldInput::Map => Ok(None),
            FieldInput::Text
            | FieldInput::Date
            | FieldInput::Instant
            | FieldInput::Number
            | FieldInput::Money
            | FieldInput::Duration
            | FieldInput::File
            | FieldInput::Dated(_) => self.ask_text(field),
        }
    }

    /// Asks again while what is needed is left empty.
    fn ask_text(&mut self, field: &FormField) -> Result<Option<String>, Failure> {
        loop {
            let help = match field.help.as_deref() {
                Some(help) if !field.required => Some(format!("{help}. Press Enter to skip")),
                help => help.map(str::to_owned),
            };
            let answer = self
                .session
                .prompter
                .text(&field.label, None, help.as_deref())?;
            if !answer.trim().is_empty() {
                return Ok(Some(answer.trim().to_owned()));
            }
            if !field.required {
                return Ok(None);
            }
            writeln!(self.session.err, "An answer is required.")?;
        }
    }

    /// Asks for one of several values, or for none where it can be left out.
    fn choose(
        &mut self,
        field: &FormField,
        known: &[Choice],
        optional: bool,
    ) -> Result<Option<String>, Failure> {
        if known.is_empty() {
            return Ok(None);
        }
        let mut options = labels(known);
        if optional {
            options.push(LEAVE_OUT.to_owned());
        }
        let chosen = self.session.prompter.choose(&field.label, &options)?;
        Ok(known.get(chosen).map(|choice| choice.value.clone()))
    }

    /// Asks for a record of a kind, or for a new one.
    fn choose_record(
        &mut self,
        field: &FormField,
        kind: &KindId,
        noun: &str,
        known: &[Choice],
    ) -> Result<String, Failure> {
        let chosen = if known.is_empty() {
            0
        } else {
            let mut options = vec![format!("Write a new {noun}\u{2026}")];
            options.extend(labels(known));
            self.session.prompter.choose(&field.label, &options)?
        };
        match chosen.checked_sub(1).and_then(|at| known.get(at)) {
            Some(choice) => Ok(choice.value.clone()),
            None => {
                writeln!(self.session.err, "First, write the {noun}.")?;
                self.new_record(kind, None)
            }
        }
    }

    /// Drafts the record that is referred to, along with the one that refers.
    fn new_record(&mut self, kind: &KindId, title: Option<String>) -> Result<String, Failure> {
        let kind = kind::kind(self.workspace.portfolio.kinds(), kind)?;
        let form = form_for_portfolio(self.workspace.check_input_for(self.session, None), kind);
        let mut given: Vec<(String, Vec<String>)> = Vec::new();
        if let (Some(field), Some(title)) = (&form.titled_by, title) {
            given.push((field.clone(), vec![title]));
        }
        if let Some(field) = form.dated_by.as_deref().and_then(|name| form.field(name)) {
            let help = "The date on which it took place or started";
            let usual = field.default.as_deref();
            let date = self.session.prompter.text("Date", usual, Some(help))?;
            given.push((field.name.clone(), vec![date]));
        }
        let draft = self.drafts.defaults.begin(kind, given);
        let draft = self.fill(draft, &form)?;
        Ok(self.drafts.add(draft)?.to_string())
    }

    /// Offers to write a record that is named and not there, which may be meant as the
    /// title of a new one.
    fn offer_new(&mut self, draft: &mut RecordDraft<'a>, form: &RecordForm) -> Result<(), Failure> {
        for field in &form.fields {
            let (FieldInput::Record { kind, noun, .. }, Some(value)) =
                (&field.input, draft.get(&field.name).map(str::to_owned))
            else {
                continue;
            };
            if self.drafts.contains(kind, &RecordId::new(&value)) {
                continue;
            }
            let question = format!(
                "There is no {noun} called \u{201c}{value}\u{201d} yet. Do you want to write it?"
            );
            if self.session.prompter.confirm(&question, true)? {
                let id = self.new_record(kind, Some(value))?;
                draft.set(&field.name, id);
            }
        }
        Ok(())
    }
}

const LEAVE_OUT: &str = "(leave out)";

fn labels(choices: &[Choice]) -> Vec<String> {
    choices.iter().map(|choice| choice.label.clone()).collect()
}
