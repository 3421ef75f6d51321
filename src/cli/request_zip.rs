//! Signing in a zip that `cpd ask` made, or in a pack that `cpd submit` made: nothing has to be
//! unpacked, and one zip goes back.

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};

use super::commands::step::{Delivery, IN_PORTFOLIO, print_files};
use super::commands::verify_pack;
use super::failure::{ExitKind, Failure};
use super::registration::{PendingEntry, SentFile};
use super::sent_file::SentBytes;
use super::sent_request::{self, SigningPlace};
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::disk::error_text;
use crate::adapters::disk::unpacked::UnpackedFolder;
use crate::adapters::disk::write::StagedFile;
use crate::app::signoff::certificate::AnswerFolder;
use crate::app::signoff::earlier_answer::EarlierAnswer;
use crate::app::signoff::write_signoff::WrittenSignoff;
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT};
use crate::base::text::Safe;
use crate::domain::layout::{self, AwardFiles};
use crate::formats::pack::zip;

/// The most answers to one zip in a folder.
const MOST_ANSWERS: usize = 99;

/// The files of a request, and the award that it asks for.
type Request = (String, BTreeMap<String, Vec<u8>>);

/// Signs a step in the place that somebody names or stands in. `award` is what they typed for
/// the award.
pub fn sign_in(
    step: &str,
    award: Option<&str>,
    session: &mut Session,
    sign: impl FnOnce(Option<String>, Delivery<'_>, &mut Session) -> Result<ExitKind, Failure>,
) -> Result<ExitKind, Failure> {
    match sent_request::find(step, award, session)? {
        SigningPlace::Here(award) => sign(award, IN_PORTFOLIO, session),
        SigningPlace::Sent(zip) => sign_sent(step, &zip, session, sign),
        SigningPlace::Folder(folder, award) => {
            let home = mem::replace(&mut session.folder, folder.clone());
            let shown = folder.strip_prefix(&home).unwrap_or(&folder);
            let shown = shown.display().to_string();
            let deliver = |_: &CliWorkspace, taken: &WrittenSignoff, session: &mut Session| {
                print_files(taken, session)?;
                Ok(match shown.is_empty() {
                    true => "this folder".to_owned(),
                    false => shown.clone(),
                })
            };
            let delivery = Delivery {
                deliver: &deliver,
                answers: AnswerFolder::Packs,
                number: None,
            };
            let outcome = sign(Some(award), delivery, session);
            session.folder = home;
            outcome
        }
    }
}

/// Signs a step of the award that a zip or pack asks for, and writes what was signed to a zip
/// of its own beside it. `sign` does it, in the files that were sent, for the award.
fn sign_sent(
    step: &str,
    zip: &Path,
    session: &mut Session,
    sign: impl FnOnce(Option<String>, Delivery<'_>, &mut Session) -> Result<ExitKind, Failure>,
) -> Result<ExitKind, Failure> {
    let name = zip.display().to_string();
    let sent = SentBytes::read(zip, LARGEST_EVIDENCE, session)?;
    sent.print_attached(zip, session)?;
    let bytes = sent.bytes;
    let (award, files) = match bytes.starts_with(b"PK") {
        true => requested(&bytes, zip, session)?,
        false => submitted(&bytes, zip, session)?,
    };
    let sent = SentFile {
        step,
        award: &award,
        bytes: &bytes,
        files: &files,
        path: zip,
    };
    let registration = PendingEntry::prepare(&sent, session)?;
    let answer = free_answer(zip, &files, session)?;
    let folder = UnpackedFolder::new(&files).map_err(|error| {
        let why = error_text(&error);
        Failure::failed(format!("{name} cannot be unpacked: {why}"))
    })?;
    let home = mem::replace(&mut session.folder, folder.path().to_path_buf());
    let to = home.join(&answer);
    let deliver = |workspace: &CliWorkspace, signed: &WrittenSignoff, session: &mut Session| {
        let staged = stage_answer(workspace, signed, &to)?;
        if let Some(registration) = &registration {
            registration.add_entry(session)?;
        }
        staged
            .replace(&to)
            .map_err(|error| unwritten(&to, &error))?;
        let shown = answer.display().to_string();
        writeln!(session.out, "{}", Safe(&shown))?;
        let usual = answer_path(zip, 1);
        if answer != usual {
            let usual = usual.display().to_string();
            let usual = Safe(&usual);
            writeln!(
                session.err,
                "{usual} is an earlier answer, which was not changed."
            )?;
        }
        Ok(shown)
    };
    let folder = to.parent().unwrap_or(&home);
    let typed = answer.parent().unwrap_or(Path::new(""));
    let delivery = Delivery {
        deliver: &deliver,
        answers: AnswerFolder::Beside { folder, typed },
        number: registration.as_ref().map(PendingEntry::number),
    };
    let outcome = sign(Some(award), delivery, session);
    session.folder = home;
    outcome
}

/// Returns what a zip of `cpd ask` or a pack asks for.
fn requested(bytes: &[u8], path: &Path, session: &Session) -> Result<Request, Failure> {
    let name = path.display();
    let files = zip::files(bytes, LARGEST_EVIDENCE, |_| true)
        .map_err(|error| Failure::failed(format!("{name} cannot be opened: {error}")))?;
    let award = files.keys().find_map(|path| layout::requested_award(path));
    match award {
        Some(award) => Ok((award, files)),
        None => submitted(bytes, path, session),
    }
}

/// Returns the files of a pack. Its pages have to show what they say, since whoever signs has
/// read those.
fn submitted(bytes: &[u8], path: &Path, session: &Session) -> Result<Request, Failure> {
    let name = path.display();
    let found = verify_pack::open(bytes, path).map_err(|_| {
        Failure::failed(format!("{name} asks nobody for a sign-off")).hint(
            "open the zip or pack that was sent to you, or run this in the folder of a portfolio",
        )
    })?;
    let printing = verify_pack::require_intact(&found, session)?;
    if printing.draft || printing.current {
        return Err(Failure::refused(format!("{name} is not a submission"))
            .hint("ask for the pack that `cpd submit` wrote"));
    }
    let mut files = found.opened.files;
    files.insert(AwardFiles::new(&printing.award).request(), Vec::new());
    Ok((printing.award, files))
}

/// Returns the path of the zip to send back: that of the zip that came, with `-signed`, and a
/// number from the second on.
fn answer_path(zip: &Path, number: usize) -> PathBuf {
    let stem = zip.file_stem().unwrap_or_default().to_string_lossy();
    zip.with_file_name(match number {
        1 => format!("{stem}-signed.zip"),
        _ => format!("{stem}-signed-{number}.zip"),
    })
}

/// Returns the first such path that is free, or that has an answer which the owner has. The
/// same request is answered once.
fn free_answer(
    zip: &Path,
    sent: &BTreeMap<String, Vec<u8>>,
    session: &Session,
) -> Result<PathBuf, Failure> {
    for number in 1..=MOST_ANSWERS {
        let answer = answer_path(zip, number);
        if !session.folder.join(&answer).exists() {
            return Ok(answer);
        }
        match EarlierAnswer::classify(&files_of(&answer, session), sent) {
            EarlierAnswer::Received => return Ok(answer),
            EarlierAnswer::SameRequest => {
                let shown = answer.display();
                return Err(Failure::refused(format!("{shown} has your answer already"))
                    .hint("send it back, or move it away and sign again"));
            }
            EarlierAnswer::Other => {}
        }
    }
    let shown = answer_path(zip, 1).display().to_string();
    let more = MOST_ANSWERS - 1;
    Err(
        Failure::refused(format!("{shown} and {more} more already exist"))
            .hint("move them to another folder and sign again"),
    )
}

/// Returns the files of an answer; none if it cannot be read.
fn files_of(answer: &Path, session: &Session) -> BTreeMap<String, Vec<u8>> {
    let bytes = session.read(answer, LARGEST_EVIDENCE).ok();
    let files = bytes.and_then(|bytes| zip::files(&bytes, LARGEST_TEXT, |_| true).ok());
    files.unwrap_or_default()
}

/// Writes what was signed beside the zip that it becomes.
fn stage_answer(
    workspace: &CliWorkspace,
    signed: &WrittenSignoff,
    to: &Path,
) -> Result<StagedFile, Failure> {
    let files = signed.files.iter();
    let files = files.filter_map(|path| Some((path.clone(), workspace.bytes(path)?)));
    let bytes = zip::of_files(&files.collect::<BTreeMap<_, _>>())
        .map_err(|error| Failure::failed(error.to_string()))?;
    StagedFile::beside(to, &bytes).map_err(|error| unwritten(to, &error))
}

fn unwritten(to: &Path, error: &io::Error) -> Failure {
    let why = error_text(error);
    Failure::failed(format!("{} cannot be written: {why}", to.display()))
}
