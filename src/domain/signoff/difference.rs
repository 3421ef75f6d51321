//! Compares a text as it was signed with the text as it is now.

use similar::{ChangeTag, TextDiff};

use crate::base::text::Span;

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDifference {
    /// The first lines that are new or other, in the text as it is now; where lines
    /// were only taken out, the place they stood at.
    pub at: Span,
    /// The text that was there when it was signed; empty where lines were only added.
    pub was: String,
    /// Lines that are new or other, and lines that are gone.
    pub added: usize,
    pub removed: usize,
}

/// Compares two texts line by line; `None` where they are the same.
pub fn compare(signed: &str, now: &str) -> Option<TextDifference> {
    let diff = TextDiff::from_lines(signed, now);
    let mut found: Option<TextDifference> = None;
    let (mut at, mut added, mut removed) = (0, 0, 0);
    let mut in_first = true;
    for change in diff.iter_all_changes() {
        let line = change.value();
        let same = change.tag() == ChangeTag::Equal;
        if same {
            in_first = found.is_none();
            at += line.len();
            continue;
        }
        let first = found.get_or_insert_with(|| TextDifference {
            at: Span::new(at, at),
            was: String::new(),
            added: 0,
            removed: 0,
        });
        match change.tag() {
            ChangeTag::Insert => {
                added += 1;
                at += line.len();
                if in_first {
                    first.at = Span::new(first.at.start, at - ending(line));
                }
            }
            ChangeTag::Delete => {
                removed += 1;
                if in_first {
                    first.was.push_str(line);
                }
            }
            ChangeTag::Equal => {}
        }
    }
    let found = found?;
    Some(TextDifference {
        was: found.was.trim().to_owned(),
        added,
        removed,
        ..found
    })
}

/// Returns the length of a line's end.
fn ending(line: &str) -> usize {
    line.len() - line.trim_end_matches(['\r', '\n']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_change_is_shown_with_the_earlier_text() {
        let found = compare("one\ntwo\nthree\n", "one\n2\nthree\nfour\n").unwrap();
        assert_eq!(found.at, Span::new(4, 5));
        assert_eq!(found.was, "two");
        assert_eq!((found.added, found.removed), (2, 1));
    }

    #[test]
    fn lines_that_were_only_taken_out_have_a_place() {
        let found = compare("one\ntwo\nthree\n", "one\nthree\n").unwrap();
        assert_eq!((found.at, found.was.as_str()), (Span::new(4, 4), "two"));
        assert_eq!((found.added, found.removed), (0, 1));
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(compare("one\n", "one\n"), None);
    }
}
