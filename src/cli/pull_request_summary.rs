//! The file in which a forge collects what it shows beside the result of a check.

use std::path::Path;

use super::failure::Failure;
use super::format::SHELL;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::disk;
use crate::app::pack::print;
use crate::app::pack::write::{self as pack_file, PackDestination};
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace};
use crate::app::reports::pull_request::pull_request;
use crate::base::files::LARGEST_EVIDENCE;
use crate::check::CheckResult;
use crate::formats::{self, pack};
use crate::views::pull_request::PullRequest;

/// Adds the summary to the end of a file. Then prints into a folder, if there is one, what
/// the awards look like that the pull request asks for.
pub fn write(
    file: &Path,
    packs: Option<&Path>,
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
    let folder = packs.map(|folder| session.folder.join(folder));
    folder.map_or(Ok(()), |folder| print_drafts(&request, &folder, workspace))
}

/// Prints a draft of each award as a page for a browser and for paper.
fn print_drafts(
    request: &PullRequest,
    folder: &Path,
    workspace: &CliWorkspace,
) -> Result<(), Failure> {
    for requested in &request.awards {
        let pack = print::draft(&requested.award, workspace)?;
        let usual = workspace.files_of(&requested.award);
        for format in [&pack::DEFAULT, &pack::pdf::FORMAT] {
            let path = usual.draft_pack(format.extension);
            let file = folder.join(Path::new(&path).file_name().unwrap_or_default());
            let printed = (format.print)(&pack)?;
            pack_file::write(&printed, format, &PackDestination::Named(&file), workspace)?;
        }
    }
    Ok(())
}
