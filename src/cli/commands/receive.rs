//! `cpd receive PATH`: takes in what came back from somebody who was asked: their
//! sign-off, or their feedback.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::certificate;
use crate::adapters::disk::{self, FolderFiles};
use crate::app::signoff::certificate::{AnswerFolder, granted_by};
use crate::app::signoff::letters::write_thanks;
use crate::app::signoff::receive::{self, ReceivedChanges};
use crate::app::signoff::require_saved;
use crate::app::signoff::returned::{self, Received};
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT};
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::next_step;
use crate::cli::record_feedback;
use crate::cli::record_reply::{self, ReplyArgs};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::layout;
use crate::domain::ports::PortfolioFiles;
use crate::formats::mail;

/// Add sign-offs and feedback that were sent back to you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd receive ../for-priya\n  cpd receive ~/Downloads/ask-silver.zip\n  cpd receive ~/Downloads/feedback-on-very-red.md\n  cpd receive ~/Downloads/endorsement.md ~/Downloads/feedback.md\n  cpd receive --reply ~/Downloads/reply.eml\n  cpd receive --reply ~/Downloads/lee.txt --journal very-red --as lee-morgan --on 2026-09-09"
)]
pub struct ReceiveArgs {
    /// The files, zips, folders or saved mails that were sent back
    #[arg(value_name = "PATH", required_unless_present = "reply")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub reply: ReplyArgs,
}

pub fn run(args: &ReceiveArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let Some(file) = &args.reply.reply else {
        return receive(read(&args.paths, session)?, None, session);
    };
    let author = args.reply.person.as_deref();
    let (bytes, mail) = record_reply::read(file, session)?;
    let attached = Received::of_mail(&mail)?;
    // Many send back what they were sent.
    let workspace = CliWorkspace::open(session)?;
    let planned = receive::plan(attached.clone(), author, &workspace)?;
    if !planned.changes.is_empty() || !attached.forms.is_empty() {
        args.reply.refuse_what_the_answer_says()?;
        return receive(attached, author, session);
    }
    match record_feedback::journal_of(&args.reply, &mail, &workspace, session)? {
        Some(journal) => record_feedback::run(&journal, &args.reply, mail, &bytes, session),
        None => record_reply::run(&args.reply, mail, &bytes, session),
    }
}

/// Adds what was sent back.
fn receive(
    received: Received,
    author: Option<&str>,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let workspace = open_saved(session)?;
    let intake = receive::plan(received, author, &workspace)?;
    add(&intake, &workspace, session)
}

/// Opens the portfolio, in which everything has to be saved.
pub fn open_saved(session: &mut Session) -> Result<CliWorkspace, Failure> {
    let mut workspace = CliWorkspace::open(session)?;
    if session.interactive {
        workspace = next_step::offer_save(workspace, session)?;
    }
    let repo = workspace.repository()?;
    require_saved::require_saved(repo, &workspace.portfolio)?;
    Ok(workspace)
}

/// Adds what is new, and says what is not.
pub fn add(
    intake: &ReceivedChanges,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    print_left_out(intake, session)?;
    if intake.changes.is_empty() {
        let says = if intake.found == 0 {
            "There is no sign-off and no feedback in it."
        } else if intake.present() == intake.found {
            "You already have everything in it."
        } else {
            "Nothing was added."
        };
        writeln!(session.out, "{says}")?;
        return Ok(ExitKind::Findings);
    }
    for path in &intake.paths {
        // Nothing is read or written through a link that leads out of the portfolio.
        workspace.output_path(path)?;
    }
    receive::review(intake, workspace)?;
    workspace.apply_and_commit(&intake.changes, &intake.message())?;
    for path in &intake.paths {
        writeln!(session.out, "{}", Safe(path))?;
    }
    if intake.present() > 0 {
        let files = words::count_noun(intake.present(), "file", "files");
        writeln!(session.err, "You already had the other {files} in it.")?;
    }
    write_answers(&intake.paths, session)?;
    let has_signoff = |path: &String| path.starts_with(layout::SIGNOFFS);
    if session.interactive && intake.paths.iter().any(has_signoff) {
        offer_next_step(session)?;
    }
    Ok(ExitKind::Clean)
}

/// Offers the next step of the award in progress, now that its sign-offs are here.
fn offer_next_step(session: &mut Session) -> Result<(), Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    match workspace.award_or_current(None, &result) {
        Ok(award) => next_step::offer_step(&award, session),
        Err(_) => Ok(()),
    }
}

/// Prints the certificates of the awards that these files granted, and writes letters of
/// thanks to whoever signed them.
pub fn write_answers(paths: &[String], session: &mut Session) -> Result<(), Failure> {
    let workspace = CliWorkspace::open(session)?;
    for (letter, signer) in write_thanks(paths, &workspace)? {
        certificate::print_path(&letter, AnswerFolder::Packs, session)?;
        let signer = Safe(&signer);
        writeln!(session.err, "Above is a letter of thanks to {signer}.")?;
    }
    for (award, title) in granted_by(paths, &workspace) {
        certificate::print(&award, &workspace, AnswerFolder::Packs, session)?;
        let title = Safe(&title);
        writeln!(
            session.err,
            "{title} is granted. Above is your certificate."
        )?;
    }
    Ok(())
}

/// Says what came back and is not added.
fn print_left_out(intake: &ReceivedChanges, session: &mut Session) -> Result<(), Failure> {
    for path in &intake.outdated {
        writeln!(
            session.err,
            "This feedback is on an earlier version of {}, which has changed since.",
            Safe(path)
        )?;
    }
    for (why, paths) in [
        ("they belong to no new sign-off", &intake.ignored),
        (
            "your portfolio has other files of these names",
            &intake.differing,
        ),
    ] {
        if !paths.is_empty() {
            let paths = words::some(paths);
            writeln!(session.err, "Not added, because {why}: {}.", Safe(&paths))?;
        }
    }
    Ok(())
}

/// Reads what was sent back.
fn read(paths: &[PathBuf], session: &Session) -> Result<Received, Failure> {
    let mut received = Received::default();
    let mut files = BTreeMap::new();
    for path in paths {
        let full = session.folder.join(path);
        if full.is_dir() {
            received.add_folder(files_in(&full)?)?;
        } else {
            let bytes = session.read(path, LARGEST_EVIDENCE)?;
            if mail::is_mail(&bytes) {
                received.add_mail(&path.display().to_string(), &bytes)?;
                continue;
            }
            files.insert(path.display().to_string(), bytes);
        }
    }
    received.add_files(files)?;
    Ok(received)
}

/// Reads what may have come back in a folder. What lies behind a link may be anything of the
/// person who receives it, and is not read.
fn files_in(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let snapshot = disk::snapshot(folder)?;
    let files = FolderFiles::new(folder);
    let wanted = snapshot.files().iter();
    let wanted = wanted.filter(|file| returned::is_wanted(&file.path));
    let mut read = BTreeMap::new();
    for file in wanted {
        let bytes = files.bytes(&file.path);
        match bytes.filter(|bytes| bytes.len() as u64 <= LARGEST_TEXT) {
            Some(bytes) => {
                read.insert(file.path.clone(), bytes);
            }
            None if file.path.contains(layout::SIGNOFFS) => return Err(unread(&file.path)),
            None => {}
        }
    }
    Ok(read)
}

fn unread(path: &str) -> Failure {
    let path = Safe(path);
    Failure::refused(format!(
        "{path} was not read: it is a link, or larger than any sign-off"
    ))
    .hint("ask for the folder again, with the file itself in it")
}
