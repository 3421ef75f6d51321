//! `cpd feedback`: the form for feedback on a journal, written for somebody else or filled in
//! by whoever was sent it.

use std::path::{Path, PathBuf};

use crate::adapters::disk::error_text;
use crate::adapters::disk::write::StagedFile;
use crate::app::signoff::feedback;
use crate::base::files::LARGEST_TEXT;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Write a form for feedback on a journal, or fill in one that was sent to you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd feedback very-red\n  cpd feedback very-red --to ../for-lee.md\n  cpd feedback feedback-on-very-red.md --as \"Lee Morgan\" -m \"What did you do next?\""
)]
pub struct FeedbackArgs {
    /// The journal, by name, title or path, or a form that was sent to you
    #[arg(value_name = "JOURNAL")]
    pub journal: String,
    /// The file to write [default: packs/feedback-on-JOURNAL.md]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["message", "person"])]
    pub to: Option<PathBuf>,
    /// Your feedback, for a form that was sent to you
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Your name, for a form that was sent to you
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
}

pub fn run(args: &FeedbackArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(form) = form_at(Path::new(&args.journal), session)? {
        return fill(&form, args, session);
    }
    if args.message.is_some() || args.person.is_some() {
        let name = Safe(&args.journal);
        return Err(Failure::failed(format!("{name} is not a feedback form"))
            .hint("name the form that was sent to you, such as feedback-on-very-red.md"));
    }
    let workspace = CliWorkspace::open(session)?;
    let record = workspace.record(&args.journal)?;
    let named = args.to.as_ref().map(|file| session.folder.join(file));
    let place = feedback::write(record, named.as_deref(), &workspace)?;
    let shown = place.strip_prefix(&session.folder).unwrap_or(&place);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    writeln!(
        session.err,
        "Send this file to the person who gives feedback. When it comes back: `cpd receive FILE`."
    )?;
    Ok(ExitKind::Clean)
}

/// Returns the text of the form in a file, if it is one.
fn form_at(path: &Path, session: &Session) -> Result<Option<String>, Failure> {
    if !session.folder.join(path).is_file() {
        return Ok(None);
    }
    let bytes = session.read(path, LARGEST_TEXT)?;
    let text = String::from_utf8(bytes).ok();
    Ok(text.filter(|text| feedback::above_cut(text).is_some()))
}

/// Writes somebody's feedback into the form that they were sent.
fn fill(form: &str, args: &FeedbackArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if !feedback::is_unfilled(form) {
        return Err(Failure::refused("there is feedback in this form already")
            .hint("to change it, open the form with a text editor"));
    }
    let by = name(form, args, session)?;
    let words = words(args, session)?;
    let filled = feedback::fill(form, &by, session.moment().today, &words);
    let filled = filled.ok_or_else(|| {
        Failure::failed("the first lines of the feedback form cannot be read")
            .hint("open the form with a text editor")
    })?;
    let path = session.folder.join(&args.journal);
    let written = StagedFile::beside(&path, filled.as_bytes()).and_then(|file| file.replace(&path));
    written.map_err(|error| {
        let why = error_text(&error);
        Failure::failed(format!("{} cannot be written: {why}", path.display()))
    })?;
    writeln!(session.out, "{}", Safe(&args.journal))?;
    writeln!(
        session.err,
        "Your feedback is in this file. Send it back to the person who asked you."
    )?;
    Ok(ExitKind::Clean)
}

/// Returns the name of whoever fills in a form.
fn name(form: &str, args: &FeedbackArgs, session: &mut Session) -> Result<String, Failure> {
    let asked = feedback::person_asked(form);
    let typed = match &args.person {
        Some(name) => name.clone(),
        None if session.interactive => {
            session.prompter.text("Your name", asked.as_deref(), None)?
        }
        None => asked.unwrap_or_default(),
    };
    if typed.trim().is_empty() {
        return Err(Failure::failed("the form needs your name").hint("add it with `--as \"…\"`"));
    }
    Ok(typed.trim().to_owned())
}

fn words(args: &FeedbackArgs, session: &mut Session) -> Result<String, Failure> {
    let typed = match &args.message {
        Some(words) => words.clone(),
        None if session.interactive => session.prompter.text("Your feedback", None, None)?,
        None => String::new(),
    };
    if typed.trim().is_empty() {
        return Err(Failure::failed("the form needs your feedback")
            .hint("add it with `--message \"…\"`, or open the form with a text editor"));
    }
    Ok(typed)
}
