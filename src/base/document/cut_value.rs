//! Parts of a value that were typed and are not read: comments, tags and names of values. It
//! knows which words YAML leaves out, and not which values matter.

use crate::base::text::Span;

/// A value of which some words are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutValue {
    /// Everything that was typed as the value.
    pub typed: Span,
    /// The words that are not read.
    pub cut: Span,
}

impl CutValue {
    /// Looks at the value of a key. Where nothing is read, `value` is the key's own place.
    pub fn after_key(text: &str, key: Span, value: Span) -> Option<Self> {
        let colon = text.get(key.end..)?.find(':')?;
        let start = key.end + colon + 1;
        let value = Some(value).filter(|value| *value != key && value.start >= start);
        Self::find(text, start, value)
    }

    /// Looks at an item of a list that is on a line of its own, after `-`.
    pub fn of_item(text: &str, value: Span) -> Option<Self> {
        let line = text.get(..value.start)?.rfind('\n').map_or(0, |at| at + 1);
        let before = text.get(line..value.start)?;
        let dash = before.len() - before.trim_start().len();
        let is_item = before[dash..].starts_with("- ");
        is_item.then(|| Self::find(text, line + dash + 1, Some(value)))?
    }

    /// `value` is what is read of the words that begin at `start`, if anything is.
    fn find(text: &str, start: usize, value: Option<Span>) -> Option<Self> {
        let last = value.map_or(start, |value| value.end);
        let end = text.get(last..)?.find(['\n', '\r']);
        let end = end.map_or(text.len(), |at| last + at);
        let typed = trim(text, Span::new(start, end));
        let words = typed.slice(text);
        let is_block = words.starts_with(['|', '>']);
        let cut = match value {
            // The text of a block begins on the next line.
            Some(_) if is_block => return None,
            None if is_block => typed,
            None => {
                return words
                    .starts_with(['#', '!', '&'])
                    .then_some(Self { typed, cut: typed });
            }
            Some(value) => {
                let before = trim(text, Span::new(typed.start, value.start));
                let beside_name = first_line(text, Span::new(start, value.start));
                let after = trim(text, Span::new(value.end, typed.end));
                if before.slice(text).starts_with(['!', '&']) {
                    before
                } else if beside_name.slice(text).starts_with('#') {
                    beside_name
                } else if after.slice(text).starts_with('#') {
                    after
                } else {
                    return None;
                }
            }
        };
        Some(Self { typed, cut })
    }

    /// Returns the start of the line that a comment is on, and the comment as a line that can
    /// stand there. `None` where the value begins on an earlier line.
    pub fn comment_line(&self, text: &str) -> Option<(usize, String)> {
        let start = text
            .get(..self.typed.start)?
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let line = text.get(start..self.cut.end)?;
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let comment = self.cut.slice(text);
        (!line.contains('\n')).then(|| (start, format!("{indent}{comment}{end}")))
    }

    /// Returns the words that are not read, with the blanks before them.
    pub fn cut_with_blanks(&self, text: &str) -> Span {
        let before = text.get(..self.cut.start).unwrap_or_default();
        Span::new(before.trim_end().len(), self.cut.end)
    }

    /// Returns true for a comment that begins with a blank, as people write one.
    pub fn is_note(&self, text: &str) -> bool {
        let comment = self.cut.slice(text).strip_prefix('#');
        comment.is_some_and(|words| words.starts_with(char::is_whitespace) || words.is_empty())
    }
}

fn first_line(text: &str, span: Span) -> Span {
    let words = span.slice(text);
    let end = words.find(['\n', '\r']).unwrap_or(words.len());
    trim(text, Span::new(span.start, span.start + end))
}

fn trim(text: &str, span: Span) -> Span {
    let words = span.slice(text);
    let start = span.start + words.len() - words.trim_start().len();
    Span::new(start, start + words.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::{Node, ParsedFile};

    /// Returns what was typed and what is cut of the value of the first key.
    fn cut(front: &str) -> Option<(String, String)> {
        let text = format!("---\n{front}\nz: 1\n---\n");
        let document = ParsedFile::read(&text);
        assert!(document.faults.is_empty(), "{front}: {:?}", document.faults);
        let entry = &document.front.entries()[0];
        let is_empty = entry.value.scalar().is_none_or(str::is_empty);
        let value = if is_empty {
            entry.key_span
        } else {
            entry.value.span
        };
        let cut = CutValue::after_key(&text, entry.key_span, value)?;
        let words = |span: Span| span.slice(&text).to_owned();
        Some((words(cut.typed), words(cut.cut)))
    }

    #[test]
    fn words_that_are_not_read_are_found() {
        for (value, left_out) in [
            ("Seminar #3 on statutes", "#3 on statutes"),
            ("Seminar # 3", "# 3"),
            ("Seminar\t#3", "#3"),
            ("\"Saying no\" #2", "#2"),
            ("#3 on statutes", "#3 on statutes"),
            ("!Important", "!Important"),
            ("!Important meeting", "!Important"),
            ("!!str 2026", "!!str"),
            ("! wow", "!"),
            ("&more words", "&more"),
            ("&more", "&more"),
            ("|", "|"),
            (">-", ">-"),
            ("| # text", "| # text"),
        ] {
            let expected = Some((value.to_owned(), left_out.to_owned()));
            assert_eq!(cut(&format!("title: {value}")), expected);
        }
        let (typed, left_out) = cut("title: Seminar\n  on law #3").unwrap();
        assert_eq!((&*typed, &*left_out), ("Seminar\n  on law #3", "#3"));
        let (typed, left_out) = cut("title: # Law\n  and order").unwrap();
        assert_eq!((&*typed, &*left_out), ("# Law\n  and order", "# Law"));
    }

    #[test]
    fn values_that_are_read_whole_are_not_cut() {
        for value in [
            "Seminar",
            "C#",
            "a#b",
            "\"a #b\"",
            "'!x'",
            "\"\"",
            "",
            "~",
            "x !y",
            "a & b",
            "|\n  a #b\n  !c",
            ">\n  a",
            "Seminar\n# a note",
            "\n# a note\n  x",
        ] {
            assert_eq!(cut(&format!("title: {value}")), None, "{value}");
        }
    }

    #[test]
    fn items_of_a_list_are_cut_too() {
        let text = "---\na:\n  - Seminar #3\n  - b\nc: [d, e] # f\n---\n";
        let document = ParsedFile::read(text);
        let items = |name: &str| -> Vec<Option<CutValue>> {
            let items = document.front.get(name).unwrap().items().iter();
            items
                .map(|item: &Node| CutValue::of_item(text, item.span))
                .collect()
        };
        let first = items("a")[0].unwrap();
        assert_eq!(first.typed.slice(text), "Seminar #3");
        assert_eq!(first.cut.slice(text), "#3");
        assert_eq!(items("a")[1], None);
        assert_eq!(items("c"), [None, None]);
    }
}
