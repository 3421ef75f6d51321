//! Finds what a report is made of: folders of portfolios, packs, and files of lines.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{ReportArgs, portfolio_judge};
use crate::adapters::disk;
use crate::adapters::disk::portfolio_folders::find_portfolios;
use crate::app::reports::lines::{LARGEST_FILE, read_lines};
use crate::app::reports::portfolios;
use crate::cli::failure::Failure;
use crate::cli::piped_input;
use crate::cli::portfolio_line::is_pack;
use crate::cli::session::Session;
use crate::views::portfolio_line::PortfolioLine;

/// Returns the folders that were typed into standard input.
pub fn folders_from_input(args: &ReportArgs) -> Result<Vec<PathBuf>, Failure> {
    let bytes = piped_input::read("the folders")?;
    let end = if args.null { 0 } else { b'\n' };
    let folders = bytes.split(|byte| *byte == end);
    let folders = folders.filter(|folder| !folder.is_empty());
    Ok(folders.map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).trim_end_matches('\r'))
}

/// Returns the line of each portfolio that was named, in order.
pub fn gather(
    args: &ReportArgs,
    jobs: NonZeroUsize,
    session: &Session,
) -> Result<Vec<PortfolioLine>, Failure> {
    let mut folders = Vec::new();
    let mut others = Vec::new();
    if args.stdin {
        folders = folders_from_input(args)?;
    }
    for path in &args.paths {
        let place = session.folder.join(path);
        let shown = path.display().to_string();
        if place.is_dir() {
            let found = find_portfolios(&place);
            for (folder, why) in &found.unreadable {
                let folder = folder.strip_prefix(&session.folder).unwrap_or(folder);
                others.push(PortfolioLine::unread(&folder.display().to_string(), why));
            }
            if found.folders.is_empty() && found.unreadable.is_empty() {
                let why = "there is no portfolio in this folder";
                others.push(PortfolioLine::unread(&shown, why));
            }
            let found = found
                .folders
                .into_iter()
                .map(|found| match found.strip_prefix(&place) {
                    Ok(below) if below.as_os_str().is_empty() => path.clone(),
                    Ok(below) => path.join(below),
                    Err(_) => found,
                });
            folders.extend(found);
        } else if is_pack(&place) {
            folders.push(path.clone());
        } else {
            others.extend(lines_of_file(&place, &shown));
        }
    }
    let found = Mutex::new(Vec::new());
    let base = &session.folder;
    let judge = portfolio_judge(args, session);
    let progress = session.progress(folders.len(), "portfolios");
    portfolios::report(
        folders.into_iter(),
        jobs,
        |folder| judge.line(&base.join(folder)),
        |at, line| {
            progress.add_one();
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.push((at, line));
        },
    );
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by_key(|(at, _)| *at);
    let mut lines: Vec<PortfolioLine> = found.into_iter().map(|(_, line)| line).collect();
    lines.extend(others);
    Ok(lines)
}

/// Returns the lines in a file, or one that says why there are none.
fn lines_of_file(place: &Path, shown: &str) -> Vec<PortfolioLine> {
    let is_lines = place
        .extension()
        .is_some_and(|ending| ending == "json" || ending == "jsonl");
    if !is_lines && place.is_file() {
        let why = "it is no folder, no pack, and no file of lines (.json or .jsonl)";
        return vec![PortfolioLine::unread(shown, why)];
    }
    let read = disk::open_at_most(place, LARGEST_FILE).and_then(|file| read_lines(shown, file));
    match read {
        Ok(lines) => lines,
        Err(error) => vec![PortfolioLine::unread(shown, &disk::error_text(&error))],
    }
}
