//! Finds the request or pack that a person names, or stands in, when they sign: the zip, the
//! page, the folder that it was unpacked to, or any file of that folder.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::format::SHELL;
use super::session::Session;
use crate::adapters::disk;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::{Safe, words};
use crate::domain::layout::{self, PAPER_FORM, READ_ME_FIRST};
use crate::domain::remedy::Invocation;
use crate::formats::attached_pack::{is_mail_name, is_request};
use crate::formats::command_line::shell_command;
use crate::formats::pack;

/// The place that somebody signs in.
#[derive(Debug, PartialEq, Eq)]
pub enum SigningPlace {
    /// The portfolio or request that the session stands in, and the award as it was typed.
    Here(Option<String>),
    /// A zip or pack, or a mail that one is attached to.
    Sent(PathBuf),
    /// The folder of a request, and its award.
    Folder(PathBuf, String),
}

/// Returns the place that is meant. `step` is the one that is signed.
pub fn find(step: &str, typed: Option<&str>, session: &Session) -> Result<SigningPlace, Failure> {
    let Some(typed) = typed else {
        return match disk::find(&session.folder) {
            Some(_) => Ok(SigningPlace::Here(None)),
            None => nothing_named(step, session),
        };
    };
    let path = Path::new(typed);
    let full = session.folder.join(path);
    let is_page = path
        .file_name()
        .is_some_and(|name| name == READ_ME_FIRST || name == PAPER_FORM);
    let is_sent = || {
        let end = path.extension().and_then(|end| end.to_str());
        end.is_some_and(|end| pack::with_extension(end).is_some()) || is_mail_name(typed)
    };
    if full.is_file() && is_sent() && !is_page {
        return Ok(SigningPlace::Sent(path.to_path_buf()));
    }
    if is_sent() && !full.exists() {
        let message = format!("there is no file {}", Safe(typed));
        return Err(Failure::failed(message)
            .hint("name it with its folder, as in Downloads/ask-bronze.zip"));
    }
    let folder = match full.is_dir() {
        true => Some(full.as_path()),
        false => full.parent().filter(|_| full.is_file()),
    };
    let above = folder.into_iter().flat_map(Path::ancestors);
    let asked = above.take_while(|folder| !folder.as_os_str().is_empty());
    let asked = asked.filter_map(|folder| Some((folder, award_of(folder)?)));
    match asked.into_iter().next() {
        Some((folder, award)) => Ok(SigningPlace::Folder(folder.to_path_buf(), award)),
        None if is_page && full.is_file() => Err(only_the_page(step, &full)),
        None => Ok(SigningPlace::Here(Some(typed.to_owned()))),
    }
}

/// Returns the award that the letter in a folder asks for.
fn award_of(folder: &Path) -> Option<String> {
    let names = disk::names_in(folder);
    names.iter().find_map(|name| layout::requested_award(name))
}

/// Returns the failure for a page that somebody kept without the rest of its zip.
fn only_the_page(step: &str, page: &Path) -> Failure {
    let zips = page.parent().map(requests_in).unwrap_or_default();
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let failure = Failure::refused(format!("{name} is one page of what you were sent"));
    match zips.is_empty() {
        true => failure.hint(format!(
            "save the zip that it came in, then run {}",
            command(step, "FILE.zip")
        )),
        false => failure.hint(format!("name the zip instead: {}", commands(step, &zips))),
    }
}

/// Returns the failure for somebody who names nothing and stands in no portfolio; the place, if
/// no zip in it asks for a sign-off.
fn nothing_named(step: &str, session: &Session) -> Result<SigningPlace, Failure> {
    let zips = requests_in(&session.folder);
    if zips.is_empty() {
        return Ok(SigningPlace::Here(None));
    }
    let message = "this is not a portfolio, and you named no zip";
    Err(Failure::failed(message).hint(format!("to sign: {}", commands(step, &zips))))
}

/// Returns the names of the zips in a folder that ask for a sign-off.
fn requests_in(folder: &Path) -> Vec<String> {
    let mut names = disk::names_in(folder);
    let is_zip = |name: &str| Path::new(name).extension().is_some_and(|end| end == "zip");
    names.retain(|name| is_zip(name) && asks(&folder.join(name)));
    names
}

/// Returns true for a zip with a letter that asks for a step.
fn asks(zip: &Path) -> bool {
    let bytes = disk::read_at_most(zip, LARGEST_EVIDENCE);
    bytes.is_ok_and(|bytes| is_request(&bytes))
}

fn commands(step: &str, zips: &[String]) -> String {
    let commands: Vec<String> = zips.iter().map(|zip| command(step, zip)).collect();
    words::join_alternatives(&commands)
}

fn command(step: &str, zip: &str) -> String {
    let sign = Invocation::TakeStep {
        step: step.to_owned(),
        award: Some(zip.to_owned()),
    };
    format!(
        "`{}`",
        Safe(&shell_command(&sign, SHELL).unwrap_or_default())
    )
}
