//! Says which part of a portfolio git leaves out of the work tree.

use std::collections::BTreeSet;

use super::Command;
use super::effect::Effect;
use crate::adapters::disk;
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::ports::WorkTree as _;
use crate::base::files::folder_of;
use crate::base::text::{Safe, words};
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// Most folders that are named.
const MOST: usize = 3;

/// Says that files are not checked out, so that nobody looks for them in the folder.
pub fn print_note(command: Option<&Command>, session: &mut Session) -> Result<(), Failure> {
    if command.map(Command::effect) == Some(Effect::Apart) {
        return Ok(());
    }
    let Some(root) = disk::find(&session.folder) else {
        return Ok(());
    };
    let paths = DiskWorkTree::new(&root).not_checked_out();
    if !paths.is_empty() {
        writeln!(session.err, "{}", Safe(&sentence(&paths)))?;
    }
    Ok(())
}

fn sentence(paths: &[String]) -> String {
    let folders: BTreeSet<&str> = paths.iter().map(|path| top_folder(path)).collect();
    let mut named: Vec<String> = folders.iter().take(MOST).map(ToString::to_string).collect();
    if folders.len() > MOST {
        named.push(words::count_noun(
            folders.len() - MOST,
            "other place",
            "other places",
        ));
    }
    let are = words::count_noun(paths.len(), "file is", "files are");
    format!(
        "{are} not checked out here, in {}. cpd reads them from git. To see them: `git sparse-checkout disable`.",
        words::join_all(&named)
    )
}

/// Returns the first folder of a path with its slash, or the path of a file at the top.
fn top_folder(path: &str) -> &str {
    if folder_of(path).is_empty() {
        return path;
    }
    path.split_once('/')
        .map_or(path, |(top, _)| &path[..=top.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_once_and_not_without_end() {
        let paths =
            |paths: &[&str]| sentence(&paths.iter().map(ToString::to_string).collect::<Vec<_>>());
        let one = paths(&["signoffs/a/b.md"]);
        assert!(
            one.starts_with("1 file is not checked out here, in signoffs/. "),
            "{one}"
        );
        let many = paths(&["a/1", "a/2", "b/1", "c/1", "d.md", "e/1"]);
        assert!(
            many.starts_with(
                "6 files are not checked out here, in a/, b/, c/ and 2 other places. "
            ),
            "{many}"
        );
    }
}
