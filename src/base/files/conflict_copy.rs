//! Names that programs which share folders give to the copy of a file, when two computers
//! changed it at the same time.

use std::cmp::Ordering;

/// A file that a copy was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// The name of the copy says so.
    Named(String),
    /// A number was added, as Windows, macOS and iCloud do. It is a copy if that file is there.
    Counted(String),
}

/// Returns the file that a path is a copy of, by its name alone; `None` for a name that no
/// program gives.
pub fn original(path: &str) -> Option<Original> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, end) = name.rsplit_once('.')?;
    let path_of = |stem: &str| match folder {
        "" => format!("{stem}.{end}"),
        folder => format!("{folder}/{stem}.{end}"),
    };
    if let Some(stem) = named_original(stem) {
        return Some(Original::Named(path_of(stem)));
    }
    if let Some(stem) = number_in_brackets(stem).or_else(|| number_after_space(stem)) {
        return Some(Original::Counted(path_of(stem)));
    }
    None
}

/// A name that may be that of another file with words added, as OneDrive adds the name of a
/// computer with a hyphen. People give such names too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensibleName<'p> {
    /// The path up to its ending.
    stem: &'p str,
    ending: &'p str,
}

impl<'p> ExtensibleName<'p> {
    pub fn of(path: &'p str) -> Self {
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let (stem, ending) = match path[name..].rfind('.') {
            Some(at) => path.split_at(name + at),
            None => (path, ""),
        };
        Self { stem, ending }
    }

    /// Returns true if nothing but words was added to another name. A number of two digits is
    /// the second record of that name, or a later one.
    pub fn extends(self, other: Self) -> bool {
        let added = self.stem.strip_prefix(other.stem);
        let added = added.and_then(|rest| rest.strip_prefix('-'));
        let is_word = |words: &str| !is_number(words) && !words.contains('/');
        self.ending == other.ending && added.is_some_and(is_word)
    }

    /// Returns true if this is another name, a hyphen and anything else.
    pub fn begins_with(self, other: Self) -> bool {
        let rest = self.stem.strip_prefix(other.stem);
        rest.is_some_and(|rest| rest.starts_with('-'))
    }
}

/// All names of one ending that begin with one of them and a hyphen follow that name.
impl Ord for ExtensibleName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let ending = self.ending.cmp(other.ending);
        ending.then_with(|| self.stem.split('-').cmp(other.stem.split('-')))
    }
}

impl PartialOrd for ExtensibleName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns the stem that a copy by Dropbox, Nextcloud, ownCloud, Syncthing or Box names.
fn named_original(stem: &str) -> Option<&str> {
    if let Some((original, _)) = stem.split_once(".sync-conflict-") {
        return Some(original);
    }
    if let Some((original, _)) = stem.split_once("_conflict-") {
        return Some(original);
    }
    let (original, words) = stem.strip_suffix(')')?.rsplit_once(" (")?;
    let words = words.to_lowercase();
    let is_conflict = ["conflicted copy", "case conflict", "conflict "];
    (words == "conflict" || is_conflict.iter().any(|one| words.contains(one))).then_some(original)
}

fn number_in_brackets(stem: &str) -> Option<&str> {
    let (original, number) = stem.strip_suffix(')')?.rsplit_once('(')?;
    is_number(number).then_some(original.trim_end())
}

fn number_after_space(stem: &str) -> Option<&str> {
    let (original, number) = stem.rsplit_once(' ')?;
    is_number(number).then_some(original)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_copies_lead_to_the_file() {
        for copy in [
            "j/a b (Sam Carter's conflicted copy 2026-02-04).md",
            "j/a b (conflicted copy 2026-02-04 120000).md",
            "j/a b (Case Conflict 1).md",
            "j/a b.sync-conflict-20260204-120000-ABCDEFG.md",
            "j/a b_conflict-20260204-120000.md",
        ] {
            assert_eq!(
                original(copy),
                Some(Original::Named("j/a b.md".into())),
                "{copy}"
            );
        }
        for copy in ["j/a.b (1).md", "j/a.b(12).md", "j/a.b 2.md"] {
            let counted = Original::Counted("j/a.b.md".into());
            assert_eq!(original(copy), Some(counted), "{copy}");
        }
        for other in [
            "a.md",
            "a-2.md",
            "j/notes (draft).md",
            "j/a (2026).md",
            "a-b-DESKTOP-AB7.md",
            "README",
        ] {
            assert_eq!(original(other), None, "{other}");
        }
    }

    #[test]
    fn words_may_be_added_to_a_name_with_a_hyphen() {
        let extends = |path, other| ExtensibleName::of(path).extends(ExtensibleName::of(other));
        for other in ["j/a-b-DESKTOP.md", "j/a-b.md", "j/a.md"] {
            assert!(extends("j/a-b-DESKTOP-AB7.md", other), "{other}");
        }
        assert!(extends("j/a-2-x.md", "j/a.md"));
        for (path, other) in [
            ("j/a-2.md", "j/a.md"),
            ("j/a.md", "j/a.md"),
            ("j/ab.md", "j/a.md"),
            ("j/a-b.md", "j/a.pdf"),
            ("i/a-b.md", "j/a.md"),
            ("j/a-b", "j/a.md"),
            ("j/a-x/b.md", "j/a.md"),
        ] {
            assert!(!extends(path, other), "{path} and {other}");
        }
    }

    #[test]
    fn extended_names_follow_the_name_that_they_extend() {
        let mut names = [
            "a-b.md", "a.md", "a-b.MD", "a.b.md", "a b.md", "a-b-c.md", "a!.md", "a.MD",
        ];
        names.sort_by_key(|name| ExtensibleName::of(name));
        assert_eq!(
            names,
            [
                "a.MD", "a-b.MD", "a.md", "a-b.md", "a-b-c.md", "a b.md", "a!.md", "a.b.md"
            ]
        );
    }
}
