//! The file in which a forge collects what it shows beside the result of a check.

use std::path::Path;

use super::failure::Failure;
use super::format::SHELL;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::disk;
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace};
use crate::app::reports::pull_request::pull_request;
use crate::base::files::LARGEST_EVIDENCE;
use crate::check::CheckResult;
use crate::formats;

/// Adds the summary to the end of a file.
pub fn write(
    file: &Path,
    base: &str,
    result: &CheckResult<'_>,
    workspace: &CliWorkspace,
    session: &Session,
) -> Result<(), Failure> {
    let repo = workspace.repository()?;
    let portfolio = &workspace.portfolio;
    let request = pull_request(base, result, portfolio, repo, session.today)?;
    let text = formats::pull_request::markdown_summary(&request, SHELL);
    let place = session.folder.join(file);
    let mut whole = disk::read_at_most(&place, LARGEST_EVIDENCE).unwrap_or_default();
    whole.extend_from_slice(text.as_bytes());
    workspace.outputs().write(&[OutputFile {
        place: OutputPlace::Named(&place),
        bytes: &whole,
        existing: ExistingFile::Replace,
    }])?;
    Ok(())
}
