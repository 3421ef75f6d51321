//! Asking for what a new record still lacks, field by field of its form.

use std::collections::BTreeSet;

use super::clear_answers;
use super::failure::Failure;
use super::record_drafts::{RecordDrafts, describe_error};
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::create::CreateRecordError;
use crate::app::records::draft::RecordDraft;
use crate::app::records::form::{Choice, FieldInput, FormField, RecordForm, form_for_portfolio};
use crate::app::records::kind;
use crate::base::text::words;
use crate::domain::id::{KindId, RecordId};

/// Asks for the award first, then for what is required or usual, in the form's order, and
/// again for what cannot be written.
pub fn complete<'a>(
    draft: &mut RecordDraft<'a>,
    workspace: &'a CliWorkspace,
    drafts: &mut RecordDrafts<'a>,
    session: &mut Session,
) -> Result<(), Failure> {
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
    fn fill(&mut self, draft: &mut RecordDraft<'a>, form: &RecordForm) -> Result<(), Failure> {
        // The award comes first: a title and a list may follow from it.
        let award = form.award.as_deref().and_then(|name| form.field(name));
        if let Some(field) = award.filter(|field| field.required && !draft.has(&field.name)) {
            self.answer(draft, field)?;
            self.drafts.defaults.follow_award(draft);
        }
        for field in &form.fields {
            if draft.is_unclear(&field.name) || (field.asked && !draft.has(&field.name)) {
                self.answer(draft, field)?;
            }
        }
        self.drafts.defaults.complete(draft);
        self.offer_new(draft, form)?;
        self.correct(draft, form)
    }

    /// Asks again for what the rules refuse, until they refuse nothing.
    fn correct(&mut self, draft: &mut RecordDraft<'a>, form: &RecordForm) -> Result<(), Failure> {
        loop {
            let faults = self.drafts.faults(draft)?;
            let at_fault: BTreeSet<&str> =
                faults.iter().filter_map(|fault| fault.field()).collect();
            let at_fault = form
                .fields
                .iter()
                .filter(|field| at_fault.contains(&*field.name));
            let at_fault: Vec<&FormField> = at_fault.filter(|field| can_be_asked(field)).collect();
            if faults.is_empty() {
                return Ok(());
            }
            if at_fault.is_empty() {
                return Err(describe_error(CreateRecordError::Faulty {
                    kind: draft.kind.name.clone(),
                    faults,
                }));
            }
            for fault in &faults {
                clear_answers::say(&fault.in_words(), self.session)?;
            }
            for field in at_fault {
                self.answer(draft, field)?;
            }
            self.drafts.defaults.complete(draft);
            self.offer_new(draft, form)?;
        }
    }

    /// Asks for the value of a field, which takes the place of one that is there.
    fn answer(&mut self, draft: &mut RecordDraft<'a>, field: &FormField) -> Result<(), Failure> {
        let values = match &field.input {
            FieldInput::List(_) => self.ask_list(draft, field)?,
            _ => self.ask(draft, field)?.into_iter().collect(),
        };
        self.drafts.answers += 1;
        self.drafts.defaults.answer(draft, &field.name, values);
        Ok(())
    }

    fn ask(
        &mut self,
        draft: &RecordDraft<'a>,
        field: &FormField,
    ) -> Result<Option<String>, Failure> {
        match &field.input {
            FieldInput::CatalogueItem(known) if known.is_empty() => self.ask_text(draft, field),
            FieldInput::Term(choices) | FieldInput::CatalogueItem(choices) => {
                self.choose(field, choices, !field.required)
            }
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
            FieldInput::List(_) | FieldInput::Map => Ok(None),
            FieldInput::Text
            | FieldInput::Date
            | FieldInput::Instant
            | FieldInput::Number
            | FieldInput::Money
            | FieldInput::Duration
            | FieldInput::File
            | FieldInput::Link
            | FieldInput::Dated(_) => self.ask_text(draft, field),
        }
    }

    /// Asks until there is an answer with one meaning, or none where none is needed. What was
    /// typed before is there to be changed.
    fn ask_text(
        &mut self,
        draft: &RecordDraft<'a>,
        field: &FormField,
    ) -> Result<Option<String>, Failure> {
        let mut typed = draft.typed(&field.name).into_iter().next();
        let unclear = draft.unclear.iter().find(|value| value.field == field.name);
        if let Some(value) = unclear.filter(|value| !value.typed.trim().is_empty())
            && let Some(meant) =
                clear_answers::choose_reading(&value.typed, value.why.clone(), self.session)?
        {
            return Ok(Some(meant));
        }
        loop {
            let answer = self.ask_line(field, typed.as_deref())?;
            if answer.is_empty() && !field.required {
                return Ok(None);
            }
            if answer.is_empty() {
                writeln!(self.session.err, "An answer is required.")?;
            } else if let Some(value) = self.read(draft, field, &answer)? {
                return Ok(Some(value));
            }
            typed = Some(field.input.text_to_change(&answer).to_owned());
            typed = typed.filter(|_| !answer.is_empty());
        }
    }

    /// Asks again for the values of a list, on one line.
    fn ask_list(
        &mut self,
        draft: &RecordDraft<'a>,
        field: &FormField,
    ) -> Result<Vec<String>, Failure> {
        let mut typed = draft.typed(&field.name).join(", ");
        loop {
            typed = self.ask_line(field, Some(&typed))?;
            let mut values = Vec::new();
            // No list of texts is asked for.
            let words = words::split_list(&typed, true);
            for word in &words {
                values.extend(self.read(draft, field, word)?);
            }
            if values.len() == words.len() {
                return Ok(values);
            }
        }
    }

    /// Asks for a line, with what was typed before it or with the usual answer.
    fn ask_line(&mut self, field: &FormField, typed: Option<&str>) -> Result<String, Failure> {
        let help = match field.help.as_deref() {
            Some(help) if !field.required => Some(format!("{help}. Press Enter to skip")),
            help => help.map(str::to_owned),
        };
        let usual = field.default.as_deref();
        let usual = usual.filter(|_| field.input == FieldInput::Date);
        let prompter = &mut self.session.prompter;
        let answer = match typed {
            Some(typed) => prompter.edit(&field.label, typed, help.as_deref())?,
            None => prompter.text(&field.label, usual, help.as_deref())?,
        };
        Ok(answer.trim().to_owned())
    }

    /// Returns the value that an answer stands for, or none if it has to be asked again.
    fn read(
        &mut self,
        draft: &RecordDraft<'a>,
        field: &FormField,
        answer: &str,
    ) -> Result<Option<String>, Failure> {
        let Some(kind) = draft.kind.field(&field.name) else {
            return Ok(Some(answer.to_owned()));
        };
        let read = self.drafts.defaults.read(draft, kind, answer);
        clear_answers::settle(&kind.ty, answer, read, self.session)
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
        let mut form = form_for_portfolio(self.workspace.check_input_for(self.session, None), kind);
        // Its date matters for the record that refers to it.
        let dated_by = form.dated_by.clone();
        for field in form
            .fields
            .iter_mut()
            .filter(|field| Some(&field.name) == dated_by.as_ref())
        {
            field.asked = true;
        }
        let titled_by = form.titled_by.clone();
        let given = titled_by
            .zip(title)
            .map(|(field, title)| (field, vec![title]));
        let mut draft = self
            .drafts
            .defaults
            .begin(kind, given.into_iter().collect());
        if let Err(failure) = self.fill(&mut draft, &form) {
            self.drafts.keep(draft);
            return Err(failure);
        }
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
                self.drafts.defaults.answer(draft, &field.name, vec![id]);
            }
        }
        Ok(())
    }
}

pub const LEAVE_OUT: &str = "(leave out)";

/// Returns true if a person can give the value of a field in one answer.
fn can_be_asked(field: &FormField) -> bool {
    match &field.input {
        FieldInput::Map => false,
        // Texts have commas, and so has the line on which a list is typed.
        FieldInput::List(of) => !matches!(
            **of,
            FieldInput::Text
                | FieldInput::File
                | FieldInput::Link
                | FieldInput::CatalogueItem(_)
                | FieldInput::Map
        ),
        _ => true,
    }
}

fn labels(choices: &[Choice]) -> Vec<String> {
    choices.iter().map(|choice| choice.label.clone()).collect()
}
