//! Answers that a person typed, until each has one meaning: says how it was understood, and asks which
//! of several meanings is right.

use super::failure::Failure;
use super::session::Session;
use crate::base::text::words;
use crate::domain::portfolio::answer::{AnswerReading, UnclearAnswer};
use crate::domain::schema::FieldType;
use crate::formats::wrap::safe_text;

const OTHER: &str = "Something else";

/// Returns the value that an answer stands for, or none if it has to be asked again.
pub fn settle(
    ty: &FieldType,
    answer: &str,
    read: Result<String, UnclearAnswer>,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    match read {
        Ok(value) => {
            if value != answer {
                let shown = AnswerReading::new(ty, &value).label;
                say(&format!("Understood as {shown}"), session)?;
            }
            Ok(Some(value))
        }
        Err(unclear) => choose_reading(answer, unclear, session),
    }
}

/// Says a sentence.
pub fn say(says: &str, session: &mut Session) -> Result<(), Failure> {
    let end = if says.ends_with(['.', '?']) { "" } else { "." };
    let says = safe_text(&format!("{}{end}", words::capitalise(says)));
    Ok(writeln!(session.err, "{says}")?)
}

/// Says why an answer has no certain meaning, and asks which of its readings was meant.
pub fn choose_reading(
    answer: &str,
    unclear: UnclearAnswer,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let mut says = format!("{} {}", words::quoted(answer), unclear.says);
    let mut readings = unclear.readings;
    if readings.is_empty() && !unclear.advice.is_empty() {
        says = format!("{says}. {}", words::capitalise(&unclear.advice));
    }
    say(&says, session)?;
    let prompter = &mut session.prompter;
    let chosen = match &*readings {
        [] => return Ok(None),
        [one] => {
            let question = format!("Do you mean {}?", one.label);
            usize::from(!prompter.confirm(&question, true)?)
        }
        several => {
            let labels = several.iter().map(|reading| reading.label.clone());
            let labels: Vec<String> = labels.chain([OTHER.to_owned()]).collect();
            prompter.choose("Which do you mean?", &labels)?
        }
    };
    Ok((chosen < readings.len()).then(|| readings.swap_remove(chosen).value))
}
