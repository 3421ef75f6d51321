//! Asks a person for the details of theirs that a scheme needs.

use super::clear_answers;
use super::failure::Failure;
use super::record_prompts::LEAVE_OUT;
use super::session::Session;
use crate::app::portfolio::owner_details::{OwnerAnswer, OwnerQuestion, questions, read_given};
use crate::app::records::form::FieldInput;
use crate::domain::schema::SchemeFiles;

/// Returns the details that were given, and those that somebody answers. Each can be left
/// out: cpd says later what it cannot check without it.
pub fn ask(
    scheme: &SchemeFiles,
    given: &[String],
    session: &mut Session,
) -> Result<Vec<OwnerAnswer>, Failure> {
    let questions = questions(scheme);
    ask_among(&questions, &questions, given, session)
}

/// Returns the details that were given, of all that can be, and those of some that somebody
/// answers.
pub fn ask_among(
    all: &[OwnerQuestion],
    asked: &[OwnerQuestion],
    given: &[String],
    session: &mut Session,
) -> Result<Vec<OwnerAnswer>, Failure> {
    let mut answers = read_given(given, all, session.today)?;
    if !session.interactive {
        return Ok(answers);
    }
    for question in asked {
        if answers.iter().any(|answer| answer.question == *question) {
            continue;
        }
        let values = ask_one(question, session)?;
        for value in &values {
            let name = &question.field.name;
            session.remember("--set", &format!("{name}={value}"));
        }
        answers.push(OwnerAnswer {
            question: question.clone(),
            values,
        });
    }
    Ok(answers)
}

fn ask_one(question: &OwnerQuestion, session: &mut Session) -> Result<Vec<String>, Failure> {
    let field = &question.field;
    if let FieldInput::Term(terms) = &field.input {
        let labels = terms.iter().map(|term| term.label.clone());
        let labels: Vec<String> = labels.chain([LEAVE_OUT.to_owned()]).collect();
        let chosen = session.prompter.choose(&field.label, &labels)?;
        return Ok(terms
            .get(chosen)
            .map(|term| term.value.clone())
            .into_iter()
            .collect());
    }
    let help = field.help.as_deref().unwrap_or_default();
    let several = match &field.input {
        FieldInput::List(_) => ". Put a comma between several",
        _ => "",
    };
    let help = format!("{help}{several}. Press Enter to skip");
    let mut typed = session.prompter.text(&field.label, None, Some(&help))?;
    loop {
        let parts = question.parts(&typed);
        let mut values = Vec::new();
        for part in &parts {
            let read = question.read(part, session.today);
            values.extend(clear_answers::settle(&question.ty, part, read, session)?);
        }
        if values.len() == parts.len() {
            return Ok(values);
        }
        let kept = field.input.text_to_change(&typed);
        typed = session.prompter.edit(&field.label, kept, Some(&help))?;
    }
}
