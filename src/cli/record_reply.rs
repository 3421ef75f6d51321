//! `cpd receive --reply`: records what somebody answered by mail or otherwise.

use std::path::{Path, PathBuf};

use super::args::{TypedDay, parse_day};
use super::commands::receive::write_answers;
use super::commands::step::{KeyAdvice, print_assurance, print_objections};
use super::failure::{ExitKind, Failure};
use super::format::SHELL;
use super::next_step;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::signoff::decline::decline;
use crate::app::signoff::files_to_sign::FilesToSign;
use crate::app::signoff::reply::{self, ReadReply, Reply, ReplyError};
use crate::app::signoff::request::EndorsementRequest;
use crate::app::signoff::sign::SigningContext;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::files::digest::Sha256;
use crate::base::text::{Safe, words};
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;
use crate::formats::mail::Mail;

/// A reply to a request.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Recording a reply")]
pub struct ReplyArgs {
    /// Record a reply, a saved mail or a text, as the claim that somebody signs a step or gives
    /// feedback
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub reply: Option<PathBuf>,
    /// The award that it is about, if it does not say
    #[arg(long, value_name = "AWARD", requires = "reply")]
    pub award: Option<String>,
    /// The journal that it is feedback on
    #[arg(long, value_name = "JOURNAL", requires = "reply", conflicts_with_all = ["award", "step", "approved", "declined"])]
    pub journal: Option<String>,
    /// The step that it is about [default: the next one of the award]
    #[arg(long, value_name = "STEP", requires = "reply")]
    pub step: Option<String>,
    /// The person who wrote it, by id or name, if it does not say
    #[arg(long = "as", value_name = "PERSON", requires = "reply")]
    pub person: Option<String>,
    /// The day on which it was written, if it does not say
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "reply")]
    pub on: Option<TypedDay>,
    /// The way in which you received it
    #[arg(long, value_name = "WORDS", default_value = "mail", requires = "reply")]
    pub how: String,
    /// Their words, if the file has more than belongs to their answer
    #[arg(short, long, value_name = "WORDS", requires = "reply")]
    pub message: Option<String>,
    /// Say that it is a yes, although it is not in the words that the request asks for
    #[arg(long, requires = "reply")]
    pub approved: bool,
    /// Record that it is a no, with their words as the reason. It takes no step and undoes none
    #[arg(long, requires = "reply", conflicts_with = "approved")]
    pub declined: bool,
    /// Do not ask for confirmation
    #[arg(short, long, requires = "reply")]
    pub yes: bool,
}

impl ReplyArgs {
    /// Returns an error for options about an answer that is in a file of the mail and says these
    /// things itself.
    pub fn refuse_what_the_answer_says(&self) -> Result<(), Failure> {
        let given = [
            ("--award", self.award.is_some()),
            ("--journal", self.journal.is_some()),
            ("--step", self.step.is_some()),
            ("--on", self.on.is_some()),
            ("--message", self.message.is_some()),
            ("--approved", self.approved),
            ("--declined", self.declined),
        ];
        let given: Vec<String> = given
            .iter()
            .filter(|(_, is_given)| *is_given)
            .map(|(option, _)| format!("`{option}`"))
            .collect();
        if given.is_empty() {
            return Ok(());
        }
        let options = words::join_all(&given);
        Err(Failure::failed(format!(
            "the mail has the answer attached, which says this itself: {options}"
        ))
        .hint(format!("leave out {options}")))
    }

    /// Returns the reply with what the owner says of it.
    pub fn reply(&self, mail: Mail, bytes: &[u8], session: &Session) -> Result<Reply, Failure> {
        Ok(Reply {
            mail,
            words: self.message.clone(),
            sha256: Sha256::digest(bytes),
            award: self.award.clone(),
            step: self.step.clone(),
            person: self.person.clone(),
            on: session.day(self.on.as_ref())?,
            how: self.how.clone(),
        })
    }
}

/// Records a reply that was read from a file.
pub fn run(
    args: &ReplyArgs,
    mail: Mail,
    bytes: &[u8],
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let asks = session.interactive && !args.yes;
    let reply = args.reply(mail, bytes, session)?;
    let mut workspace = CliWorkspace::open(session)?;
    if asks {
        workspace = next_step::offer_save(workspace, session)?;
    }
    FilesToSign::of(&workspace)?.require_saved(&workspace.portfolio)?;
    let result = workspace.check(session, None);
    let request = reply.request(&result, &workspace)?;
    let read = reply.read(&request, &workspace)?;
    show(&read, &request, session)?;
    if args.declined {
        return record_no(&read, &request, &workspace, session);
    }
    let case = workspace.check_input_for(session, None);
    let prepared = reply::prepare(&read, &request.eligible, case, &workspace)?;
    for one in &prepared.objections {
        let says = Safe(&one.says);
        writeln!(
            session.err,
            "This sign-off would not be valid: {says} ({}).",
            one.rule
        )?;
    }
    if confirm(&read, &request, args, session)? == ReplyDecision::No {
        return record_no(&read, &request, &workspace, session);
    }
    let now = session.moment().now;
    let taken = reply::record(&read, &prepared, &request.eligible, now, &workspace)?;
    for file in &taken.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    let place = SigningContext::of(&workspace)?;
    print_assurance(&taken, read.by, place, KeyAdvice::Untold, session)?;
    writeln!(session.err, "Keep the reply itself as well.")?;
    let award = request.eligible.award.id.clone();
    let outcome = print_objections(&taken, &award, session)?;
    if outcome == ExitKind::Clean {
        write_answers(&taken.files, session)?;
    }
    if asks && outcome == ExitKind::Clean {
        next_step::offer_step(&award, session)?;
    }
    Ok(outcome)
}

/// A decision on the step that a reply is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReplyDecision {
    Yes,
    No,
}

/// Records a no with its reasons, and says what comes next.
fn record_no(
    read: &ReadReply<'_>,
    request: &EndorsementRequest<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let now = session.moment().now;
    let made = decline(read, &request.eligible, now, workspace)?;
    for file in &made.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    let name = Safe(read.by.name()).to_string();
    let ask = Invocation::Ask {
        award: request.files.award().to_owned(),
    };
    let ask = shell_command(&ask, SHELL).unwrap_or_default();
    writeln!(
        session.err,
        "The no of {name} is recorded, and no sign-off has changed. Make the changes that they ask for, then ask again: `{}`",
        Safe(&ask)
    )?;
    writeln!(session.err, "Keep the reply itself as well.")?;
    print_objections(&made, &request.eligible.award.id, session)
}

/// Returns the bytes of a reply and the mail in them.
pub fn read(file: &Path, session: &Session) -> Result<(Vec<u8>, Mail), Failure> {
    let bytes = session.read(file, LARGEST_EVIDENCE)?;
    let mail = Mail::read(&bytes).map_err(ReplyError::from)?;
    Ok((bytes, mail))
}

/// Shows what is about to be recorded.
fn show(
    read: &ReadReply<'_>,
    request: &EndorsementRequest<'_>,
    session: &mut Session,
) -> Result<(), Failure> {
    let award = Safe(&request.eligible.award.title).to_string();
    writeln!(
        session.err,
        "Reply by {} from {} to “{}” for {award}, written {}:",
        Safe(read.how),
        Safe(&read.from),
        Safe(&request.eligible.step.id),
        read.on,
    )?;
    show_words(&read.words, &read.personal, session)
}

/// Shows somebody's words, and warns of personal data in them.
pub fn show_words(
    text: &str,
    personal: &[&'static str],
    session: &mut Session,
) -> Result<(), Failure> {
    for line in text.lines() {
        let line = format!("    {}", Safe(line));
        writeln!(session.err, "{}", line.trim_end())?;
    }
    if !personal.is_empty() {
        writeln!(
            session.err,
            "These words contain {}, which packs would print. Leave it out with `--message`.",
            words::join_all(personal)
        )?;
    }
    Ok(())
}

/// Asks if a reply is a yes, and of another if it is a no. An answer in other words than those that
/// were asked for is never taken for either.
fn confirm(
    read: &ReadReply<'_>,
    request: &EndorsementRequest<'_>,
    args: &ReplyArgs,
    session: &mut Session,
) -> Result<ReplyDecision, Failure> {
    let is_yes = read.approves || args.approved;
    let name = Safe(read.by.name()).to_string();
    if !session.interactive || args.yes {
        return if is_yes {
            Ok(ReplyDecision::Yes)
        } else {
            Err(ReplyError::Unclear(name).into())
        };
    }
    let question = if is_yes {
        format!("Record this as the answer of {name}?")
    } else {
        let step = Safe(&request.eligible.step.id).to_string();
        format!("Does {name} clearly say yes to “{step}” in this reply?")
    };
    if session.prompter.confirm(&question, is_yes)? {
        return Ok(ReplyDecision::Yes);
    }
    let question = "Record it as a no, with these words as the reason?";
    if !is_yes && session.prompter.confirm(question, false)? {
        return Ok(ReplyDecision::No);
    }
    Err(Failure::cancelled())
}
