//! Finds files by names that are written in the other form of Unicode. A Mac takes the
//! letters of a name apart (`e` and an accent), and other systems leave them as typed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Returns a path in the form under which two that look the same are equal (NFC).
pub fn composed(path: &str) -> Cow<'_, str> {
    match is_nfc(path) {
        true => Cow::Borrowed(path),
        false => Cow::Owned(path.nfc().collect()),
    }
}

/// Returns true for paths that look the same.
pub fn is_equal(one: &str, other: &str) -> bool {
    one == other || composed(one) == composed(other)
}

/// Returns true if a path begins with what looks like this folder, which ends with a slash.
pub fn is_below(path: &str, folder: &str) -> bool {
    composed(path).starts_with(&*composed(folder))
}

/// The paths of files that are not plain ASCII, by their composed form.
#[derive(Debug, Clone, Default)]
pub struct EqualNames(BTreeMap<String, Option<String>>);

impl EqualNames {
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = BTreeMap::new();
        for path in paths.into_iter().filter(|path| !path.is_ascii()) {
            let known = names.entry(composed(path).into_owned());
            known
                .and_modify(|one| *one = None)
                .or_insert_with(|| Some(path.to_owned()));
        }
        Self(names)
    }

    /// Returns the only file whose path looks like this one.
    pub fn find(&self, path: &str) -> Option<&str> {
        if path.is_ascii() {
            return None;
        }
        self.0.get(&*composed(path))?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_the_other_form_of_its_name() {
        let paths = ["evidence/Cafe\u{301}.pdf", "z\u{fc}rich/\u{e4}.png", "a"];
        let names = EqualNames::new(paths);
        assert_eq!(names.find("evidence/Caf\u{e9}.pdf"), Some(paths[0]));
        assert_eq!(names.find("zu\u{308}rich/\u{e4}.png"), Some(paths[1]));
        assert_eq!(names.find("evidence/Cafe.pdf"), None);
        assert_eq!(names.find("a"), None);
        let both = EqualNames::new(["\u{e9}", "e\u{301}"]);
        assert_eq!(both.find("\u{e9}"), None);
    }

    #[test]
    fn names_are_equal_in_either_form_and_not_without_their_accents() {
        assert!(is_equal("\u{e9}", "e\u{301}") && is_equal("a", "a"));
        assert!(!is_equal("\u{e9}", "e") && !is_equal("a", "A"));
    }
}
