//! The parts of a file of words. Each is read when it is first needed, since most runs of the
//! program need one of them.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;

/// The value below one name at the top of a file of words.
#[derive(Debug, Clone)]
pub struct WordsPart<T> {
    text: &'static str,
    value: OnceLock<T>,
}

impl<T: DeserializeOwned> WordsPart<T> {
    /// Takes the lines below a name, which are read later.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            value: OnceLock::new(),
        }
    }
}

impl<T: DeserializeOwned> Deref for WordsPart<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| read(self.text))
    }
}

#[cfg(test)]
impl<T: DeserializeOwned> std::ops::DerefMut for WordsPart<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _: &T = self;
        self.value.get_mut().expect("a value that was read")
    }
}

/// Reads a part of a file of words.
#[expect(
    clippy::expect_used,
    reason = "the files are part of the program, and a test reads each"
)]
pub fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_saphyr::from_str(text).expect("a file of words is what `Language` says")
}

/// Returns the names at the top of a file of words, in order, each with its line and those below
/// it.
pub fn split(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = next_name(rest) {
        rest = &rest[at..];
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let end = next_name(&rest[line..]).map_or(rest.len(), |at| line + at);
        let (part, after) = rest.split_at(end);
        let name = part.split(':').next().unwrap_or_default();
        found.push((name, part));
        rest = after;
    }
    found
}

/// Returns the start of the first line that begins with a letter.
fn next_name(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(start);
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_split_at_the_names_at_its_top() {
        let text = "# Words\ntag: en\n\n# More\nvalues:\n  date: \"a: b\"\n  # none\n\n  days: c\nplan: {}";
        assert_eq!(
            split(text),
            [
                ("tag", "tag: en\n\n# More\n"),
                (
                    "values",
                    "values:\n  date: \"a: b\"\n  # none\n\n  days: c\n"
                ),
                ("plan", "plan: {}"),
            ]
        );
        assert_eq!(split("# nothing\n"), []);
    }
}
