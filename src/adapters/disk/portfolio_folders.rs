//! The folders that hold portfolios.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::MARK;

/// The most folders that one lies below another.
const DEEPEST: usize = 32;

/// Returns the portfolios at or below a folder, in the order of their names. No link is followed,
/// and no folder whose name begins with a dot is entered. What lies below a portfolio is its own.
pub fn find_portfolios(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut walk = WalkDir::new(folder)
        .max_depth(DEEPEST)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let Ok(entry) = entry else { continue };
        if !entry.file_type().is_dir() {
            continue;
        }
        if is_passed_over(&entry) {
            walk.skip_current_dir();
        } else if entry.path().join(MARK).is_file() {
            found.push(entry.into_path());
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
        assert_eq!(found, ["a/x", "a/y", "b"].map(|path| top.path().join(path)));
        assert_eq!(
            find_portfolios(&top.path().join("b")),
            [top.path().join("b")]
        );
        assert!(find_portfolios(&top.path().join("none")).is_empty());
    }
}
