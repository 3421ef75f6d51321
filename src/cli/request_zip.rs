//! Signing in a zip that `cpd ask` made: nothing has to be unpacked, and one zip goes back.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};

use super::commands::step::{self, StepArgs};
use super::failure::{ExitKind, Failure};
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::disk::error_text;
use crate::adapters::disk::unpacked::UnpackedFolder;
use crate::adapters::disk::write;
use crate::app::signoff::sign::WrittenSignoff;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::Safe;
use crate::domain::layout;
use crate::formats::pack::zip;

/// Returns the zip that stands in the place of an award, if it is there.
pub fn named(award: Option<&str>, session: &Session) -> Option<PathBuf> {
    let path = Path::new(award?);
    let is_zip = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("zip"));
    (is_zip && session.folder.join(path).is_file()).then(|| path.to_path_buf())
}

/// Signs a step of the award that a zip asks for, and writes what was signed to a zip of its
/// own beside it.
pub fn sign(
    step: &str,
    args: &StepArgs,
    zip: &Path,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let name = zip.display().to_string();
    let bytes = session.read(zip, LARGEST_EVIDENCE)?;
    let files = zip::files(&bytes, LARGEST_EVIDENCE, |_| true)
        .map_err(|error| Failure::failed(format!("{name} cannot be opened: {error}")))?;
    let Some(award) = files.keys().find_map(|path| layout::requested_award(path)) else {
        let asks = "open the zip that was sent to you, or run this in the folder of a portfolio";
        return Err(Failure::failed(format!("{name} asks nobody for a sign-off")).hint(asks));
    };
    let answer = answer_path(zip);
    if session.folder.join(&answer).exists() {
        let shown = answer.display();
        return Err(Failure::refused(format!("{shown} already exists"))
            .hint("send it back, or move it away and sign again"));
    }
    let folder = UnpackedFolder::new(&files).map_err(|error| {
        let why = error_text(&error);
        Failure::failed(format!("{name} cannot be unpacked: {why}"))
    })?;
    let home = mem::replace(&mut session.folder, folder.path().to_path_buf());
    let to = home.join(&answer);
    let deliver = |workspace: &CliWorkspace, signed: &WrittenSignoff, session: &mut Session| {
        write_answer(workspace, signed, &to)?;
        let shown = answer.display().to_string();
        writeln!(session.out, "{}", Safe(&shown))?;
        Ok(shown)
    };
    let args = StepArgs {
        award: Some(award),
        how: args.how.clone(),
    };
    let outcome = step::sign(step, &args, &deliver, session);
    session.folder = home;
    outcome
}

/// Returns the path of the zip to send back: that of the zip that came, with `-signed`.
fn answer_path(zip: &Path) -> PathBuf {
    let stem = zip.file_stem().unwrap_or_default().to_string_lossy();
    zip.with_file_name(format!("{stem}-signed.zip"))
}

fn write_answer(
    workspace: &CliWorkspace,
    signed: &WrittenSignoff,
    to: &Path,
) -> Result<(), Failure> {
    let files = signed.files.iter();
    let files = files.filter_map(|path| Some((path.clone(), workspace.bytes(path)?)));
    let bytes = zip::of_files(&files.collect::<BTreeMap<_, _>>())
        .map_err(|error| Failure::failed(error.to_string()))?;
    write::write_new(to, &bytes).map_err(|error| {
        let why = error_text(&error);
        Failure::failed(format!("{} cannot be written: {why}", to.display()))
    })
}
