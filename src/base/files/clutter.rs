//! Files that systems, editors and programs that share folders leave beside those of a
//! person. Nobody means to keep them.

use std::path::{Path, PathBuf};

/// Patterns for such files, as a `.gitignore` has them.
pub const PATTERNS: [&str; 13] = [
    ".DS_Store",
    "._*",
    "Thumbs.db",
    "desktop.ini",
    "~$*",
    ".~lock.*",
    "*.swp",
    "*~",
    ".trash/",
    ".cpd-*",
    "*.icloud",
    "*.nextcloud",
    "*.owncloud",
];

/// Returns true if one of [`PATTERNS`] means a file or a folder that it is in.
pub fn is_clutter(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let name = parts.next().unwrap_or_default();
    let mut folders = parts;
    PATTERNS.iter().any(|pattern| matches(pattern, name))
        || folders.any(|folder| {
            let is_folder = |pattern: &str| {
                pattern
                    .strip_suffix('/')
                    .is_some_and(|one| matches(one, folder))
            };
            PATTERNS.iter().any(|pattern| is_folder(pattern))
        })
}

/// Returns true if a name matches a pattern with at most one star, which stands at an end.
fn matches(pattern: &str, name: &str) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    if let Some(end) = pattern.strip_prefix('*') {
        let from = name.len().checked_sub(end.len());
        return from
            .and_then(|from| name.get(from..))
            .is_some_and(|found| same(found, end));
    }
    match pattern.strip_suffix('*') {
        Some(start) => name
            .get(..start.len())
            .is_some_and(|found| same(found, start)),
        None => same(pattern, name),
    }
}

/// Returns the names under which programs that share folders keep a file that they have not
/// downloaded: iCloud, Nextcloud and ownCloud.
pub fn stand_ins(file: &Path) -> Vec<PathBuf> {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let names = [
        format!(".{name}.icloud"),
        format!("{name}.nextcloud"),
        format!("{name}.owncloud"),
    ];
    names.iter().map(|name| file.with_file_name(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_is_clutter() {
        for path in [
            ".DS_Store",
            "evidence/.DS_Store",
            "evidence/._plan.png",
            "journals/THUMBS.DB",
            "Desktop.ini",
            "evidence/~$certificate.docx",
            "evidence/.~lock.budget.ods#",
            "journals/.2026-02-04-saying-i.md.swp",
            "journals/2026-02-04-saying-i.md~",
            ".trash/old.md",
            "journals/.Trash/old.md",
            "journals/.cpd-1234.part",
            "journals/.2026-02-04-saying-i.md.icloud",
            "evidence/plan.pdf.nextcloud",
        ] {
            assert!(is_clutter(path), "{path}");
        }
        for path in [
            "journals/2026-02-04-saying-i.md",
            "evidence/trash/plan.pdf",
            "evidence/DS_Store.txt",
            "evidence/swp",
            "evidence/a~b.png",
            "evidence/é",
            "trash",
        ] {
            assert!(!is_clutter(path), "{path}");
        }
    }

    #[test]
    fn the_ignored_files_of_a_new_portfolio_are_the_same() {
        let ignored = include_str!("../../../templates/init/gitignore.j2");
        for pattern in PATTERNS {
            assert!(ignored.lines().any(|line| line == pattern), "{pattern}");
        }
    }
}
