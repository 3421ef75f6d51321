//! Sorts the changes of a save: those that are taken along unasked, and those that somebody
//! has to mean.

use std::collections::{BTreeMap, BTreeSet};

use super::renamed_files::{RenamedFile, renamed_files};
use crate::app::ports::{ChangeKind, MissingFile, Repository, RepositoryError, UnsavedChange};
use crate::base::files::is_text;
use crate::domain::portfolio::Portfolio;

/// The changes of a save by what they need.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SaveSelection {
    /// Files with another name than before. Their changes are among the usual ones.
    pub renamed: Vec<RenamedFile>,
    /// Changes that are saved unasked.
    pub usual: Vec<UnsavedChange>,
    /// New files that are neither records nor evidence.
    pub others: Vec<UnsavedChange>,
    /// Files that somebody removed from the disk.
    pub removed: Vec<UnsavedChange>,
    /// Files of folders that are gone as a whole. A disk that is not connected looks like
    /// that.
    pub vanished: Vec<UnsavedChange>,
    /// Files that are not on the disk, and that nobody removed.
    pub missing: BTreeMap<MissingFile, Vec<UnsavedChange>>,
}

impl SaveSelection {
    /// Sorts the changes of a portfolio.
    pub fn new(
        changes: Vec<UnsavedChange>,
        portfolio: &Portfolio,
        repository: &dyn Repository,
    ) -> Result<Self, RepositoryError> {
        let renamed = renamed_files(&changes, portfolio, repository)?;
        let moved: BTreeSet<&str> = renamed.iter().map(|file| &*file.from).collect();
        let vanished = vanished_folders(&changes, portfolio);
        let referenced = referenced_files(portfolio);
        let mut sorted = Self::default();
        for change in changes {
            let path = change.path.as_str();
            let list = match change.what {
                ChangeKind::Missing(why) => sorted.missing.entry(why).or_default(),
                _ if change.staged => &mut sorted.usual,
                ChangeKind::Changed => &mut sorted.usual,
                ChangeKind::Added if is_other(&change, &referenced) => &mut sorted.others,
                ChangeKind::Added => &mut sorted.usual,
                ChangeKind::Removed if moved.contains(path) => &mut sorted.usual,
                ChangeKind::Removed if vanished.contains(top_folder(path)) => &mut sorted.vanished,
                ChangeKind::Removed => &mut sorted.removed,
            };
            list.push(change);
        }
        sorted.renamed = renamed;
        Ok(sorted)
    }
}

/// Returns the changes without the new files that are neither records nor evidence.
pub fn without_others(changes: Vec<UnsavedChange>, portfolio: &Portfolio) -> Vec<UnsavedChange> {
    let referenced = referenced_files(portfolio);
    let changes = changes.into_iter();
    changes
        .filter(|change| !is_other(change, &referenced))
        .collect()
}

/// Returns true for a new file that is neither a record nor evidence.
fn is_other(change: &UnsavedChange, referenced: &BTreeSet<String>) -> bool {
    let path = change.path.as_str();
    let is_new = change.what == ChangeKind::Added && !change.staged;
    is_new && !is_kept(path) && !referenced.contains(path)
}

/// Folders whose files belong to a portfolio, whatever they are.
const FOLDERS: [&str; 8] = [
    "evidence", "schemes", "signoffs", "trust", ".github", ".gitea", ".forgejo", ".gitlab",
];

/// Settings of git, editors and forges that belong to a portfolio.
const SETTINGS: [&str; 7] = [
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".gitlab-ci.yml",
    ".gitmodules",
    ".mailmap",
    "CODEOWNERS",
];

/// Returns true for files that cpd reads, or whose place says that they are kept.
fn is_kept(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    is_text(path) || FOLDERS.contains(&top_folder(path)) || SETTINGS.contains(&name)
}

/// Returns the first folder of a path; empty for a file at the top.
fn top_folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

/// Returns every path that a record refers to.
fn referenced_files(portfolio: &Portfolio) -> BTreeSet<String> {
    let records = portfolio.records.iter();
    let referenced = records.flat_map(|record| {
        let links = record.document.outline.links.iter();
        let linked = links.filter_map(move |link| portfolio.linked_file(record, &link.target));
        linked.chain(portfolio.carried_files(record))
    });
    referenced.collect()
}

/// Returns the folders at the top from which several files were removed and none is left.
fn vanished_folders(changes: &[UnsavedChange], portfolio: &Portfolio) -> BTreeSet<String> {
    let mut removed: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        if change.what == ChangeKind::Removed && !change.staged {
            *removed.entry(top_folder(&change.path)).or_default() += 1;
        }
    }
    let files = portfolio.snapshot.files().iter();
    let left: BTreeSet<&str> = files.map(|file| top_folder(&file.path)).collect();
    removed.retain(|folder, files| *files > 1 && !folder.is_empty() && !left.contains(folder));
    removed.into_keys().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::workspace::Workspace;

    const JOURNAL: &str =
        "---\ntitle: One\ndate: 2026-02-04\n---\n\nSee [the budget](../budget.ods).\n";

    fn workspace() -> Workspace {
        let files = [
            ("cpd.yaml", "cpd: 1\nschemes: {}\n"),
            ("journals/one.md", JOURNAL),
        ];
        World::new(&files).open().unwrap()
    }

    fn sorted(changes: &[(&str, ChangeKind)]) -> SaveSelection {
        let change = |(path, what): &(&str, ChangeKind)| UnsavedChange {
            path: (*path).to_owned(),
            what: *what,
            staged: false,
        };
        let changes = changes.iter().map(change).collect();
        let workspace = workspace();
        let repository = workspace.repository().unwrap();
        SaveSelection::new(changes, &workspace.portfolio, repository).unwrap()
    }

    fn paths(changes: &[UnsavedChange]) -> Vec<&str> {
        changes.iter().map(|change| change.path.as_str()).collect()
    }

    #[test]
    fn new_files_that_are_neither_records_nor_evidence_are_set_apart() {
        let added = [
            "budget.ods",
            "evidence/plan.pdf",
            "journals/two.md",
            "journals/two.docx",
            ".github/CODEOWNERS",
            ".env",
            "notes.txt",
            "schemes/own/seal.png",
        ];
        let sorted = sorted(&added.map(|path| (path, ChangeKind::Added)));
        // A record refers to the budget.
        let others = ["journals/two.docx", ".env", "notes.txt"];
        assert_eq!(paths(&sorted.others), others);
        assert_eq!(sorted.usual.len(), added.len() - others.len());
    }

    #[test]
    fn a_folder_that_is_gone_as_a_whole_is_set_apart() {
        let sorted = sorted(&[
            ("evidence/a.png", ChangeKind::Removed),
            ("evidence/2025/b.png", ChangeKind::Removed),
            ("journals/two.md", ChangeKind::Removed),
            ("journals/three.md", ChangeKind::Removed),
            ("meetings/one.md", ChangeKind::Removed),
        ]);
        let vanished = ["evidence/a.png", "evidence/2025/b.png"];
        assert_eq!(paths(&sorted.vanished), vanished);
        assert_eq!(sorted.removed.len(), 3);
    }

    #[test]
    fn a_file_that_is_not_downloaded_is_not_removed() {
        let why = ChangeKind::Missing(MissingFile::NotDownloaded);
        let sorted = sorted(&[("journals/two.md", why)]);
        assert_eq!(sorted.missing[&MissingFile::NotDownloaded].len(), 1);
        assert!(sorted.usual.is_empty() && sorted.removed.is_empty());
    }
}
