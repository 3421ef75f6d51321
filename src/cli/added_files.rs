//! Says which files for other programs were added, and which were there.

use std::io::Write as _;

use super::failure::{ExitKind, Failure};
use super::session::Session;
use crate::app::portfolio::added_files::AddedFiles;

pub fn print(added: &AddedFiles, session: &mut Session) -> Result<(), Failure> {
    for path in &added.written {
        writeln!(session.out, "{path}")?;
    }
    if added.written.is_empty() && added.kept.is_empty() {
        writeln!(
            session.err,
            "All {} files are there already, as cpd writes them.",
            added.same.len()
        )?;
    }
    for path in &added.kept {
        writeln!(
            session.err,
            "{path} differs from the file that cpd writes, and was not changed."
        )?;
    }
    if !added.kept.is_empty() {
        writeln!(
            session.err,
            "To replace a file, delete it and run this command again."
        )?;
    }
    Ok(())
}

/// Returns the exit code: that of a finding if other files are in the way of all.
pub fn exit_kind(added: &AddedFiles) -> ExitKind {
    match added.written.is_empty() && !added.kept.is_empty() {
        true => ExitKind::Findings,
        false => ExitKind::Clean,
    }
}
