//! `cpd receive --reply`: records the words of a mail as feedback on a journal.

use super::commands::receive::{add, open_saved};
use super::failure::{ExitKind, Failure};
use super::record_reply::{ReplyArgs, show_words};
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::signoff::receive::plan_feedback;
use crate::app::signoff::received_feedback::{ReceivedFeedback, record_in_subject};
use crate::base::text::{Safe, words};
use crate::formats::mail::Mail;

/// Returns the journal that a reply is feedback on: the one that the owner names, or the one
/// that its subject names if they say that it is. That a mail is feedback is never guessed.
pub fn journal_of(
    args: &ReplyArgs,
    mail: &Mail,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    if args.journal.is_some() || args.award.is_some() {
        return Ok(args.journal.clone());
    }
    let Some(record) = record_in_subject(&mail.subject, workspace) else {
        return Ok(None);
    };
    let title = Safe(&words::quoted(record.title())).to_string();
    let id = record.id.to_string();
    if !session.interactive {
        return Err(Failure::refused(format!(
            "the subject of this mail speaks of feedback on {title}, and cpd cannot ask if it is"
        ))
        .hint(format!("if it is, add `--journal {id}`")));
    }
    let question = format!("Is this reply feedback on {title}?");
    Ok(session.prompter.confirm(&question, false)?.then_some(id))
}

/// Records the words of a reply as feedback on a journal.
pub fn run(
    journal: &str,
    args: &ReplyArgs,
    mail: Mail,
    bytes: &[u8],
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let reply = args.reply(mail, bytes, session)?;
    let workspace = open_saved(session)?;
    let feedback = ReceivedFeedback::of_reply(&reply, journal, &workspace)?;
    let name = Safe(feedback.by.name()).to_string();
    let title = Safe(&words::quoted(feedback.record.title())).to_string();
    writeln!(
        session.err,
        "Feedback by {} from {name} on {title}, written {}:",
        Safe(&args.how),
        feedback.date
    )?;
    show_words(&feedback.words, &feedback.personal, session)?;
    let question = format!("Record this as the feedback of {name}?");
    if session.interactive && !args.yes && !session.prompter.confirm(&question, true)? {
        return Err(Failure::cancelled());
    }
    let intake = plan_feedback(&feedback, &workspace)?;
    let outcome = add(&intake, &workspace, session)?;
    if outcome == ExitKind::Clean {
        writeln!(
            session.err,
            "This records what {name} wrote. Nothing proves it. Keep the reply itself as well."
        )?;
    }
    Ok(outcome)
}
