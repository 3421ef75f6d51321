//! The folders that hold portfolios.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{MARK, error_text};

/// The most folders that one lies below another.
const DEEPEST: usize = 32;

/// The portfolios at or below a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FoundPortfolios {
    /// In the order of their names.
    pub folders: Vec<PathBuf>,
    /// The folders that cannot be looked into, each with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Finds the portfolios at or below a folder. No link is followed, and no folder whose name begins
/// with a dot is entered. What lies below a portfolio is its own.
pub fn find_portfolios(folder: &Path) -> FoundPortfolios {
    let mut found = FoundPortfolios::default();
    let mut walk = WalkDir::new(folder)
        .max_depth(DEEPEST)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                let why = error.io_error().map(error_text).unwrap_or_default();
                found.unreadable.push((path, why));
                continue;
            }
        };
        if !entry.file_type().is_dir() {
            continue;
        }
        if is_passed_over(&entry) {
            walk.skip_current_dir();
        } else if entry.path().join(MARK).is_file() {
            found.folders.push(entry.into_path());
            walk.skip_current_dir();
        }
    }
    found
}

fn is_passed_over(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() > 0 && (name.starts_with('.') || name == "node_modules")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn portfolios_are_found_at_any_depth_and_none_within_another() {
        let top = tempfile::tempdir().unwrap();
        for path in [
            "b",
            "a/x",
            "a/y",
            "a/y/inner",
            ".hidden",
            "c/node_modules/d",
        ] {
            let folder = top.path().join(path);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(MARK), "").unwrap();
        }
        fs::create_dir_all(top.path().join("e").join(MARK)).unwrap();
        let found = find_portfolios(top.path());
        assert_eq!(
            found.folders,
            ["a/x", "a/y", "b"].map(|path| top.path().join(path))
        );
        assert_eq!(found.unreadable, []);
        let only = find_portfolios(&top.path().join("b"));
        assert_eq!(only.folders, [top.path().join("b")]);
        let none = find_portfolios(&top.path().join("none"));
        assert_eq!(none.folders, [""; 0].map(PathBuf::from));
        assert_eq!(none.unreadable.len(), 1, "{none:?}");
    }
}
