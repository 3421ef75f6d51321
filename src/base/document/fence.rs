//! The lines `---` around the details, and other lines that people write in their place.

use super::second_block::may_be_detail;
use crate::base::text::Span;

/// Most lines that are taken for details.
const MOST_LINES: usize = 200;

/// Returns true for the line that begins and ends the details.
pub fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Returns true for a line that is meant to be one: other dashes, more or fewer of them, or
/// another sign for a line.
pub fn is_like_fence(line: &str) -> bool {
    let is_nothing = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
    };
    let mut signs = line.chars().filter(|c| !is_nothing(*c));
    let Some(first) = signs.next() else {
        return false;
    };
    let is_dash = |c: char| {
        matches!(
            c,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
        )
    };
    let count = 1 + signs.clone().count();
    if is_dash(first) {
        // One hyphen begins an item of a list.
        return signs.all(is_dash) && (count > 1 || first != '-');
    }
    "+*_=~".contains(first) && count >= 3 && signs.all(|c| c == first)
}

/// Returns the edits that put `---` around the details at the top of a text, where another line
/// stands in its place or none. `None` if nothing there is in the form of details.
pub fn fence_edits(text: &str) -> Option<Vec<(Span, String)>> {
    let mut edits = Vec::new();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let opening = line_at(text, at);
    let is_opening = is_fence(opening.slice(text)) || is_like_fence(opening.slice(text));
    if !is_opening {
        edits.push((Span::new(start, at), "---\n".to_owned()));
    } else {
        if !is_fence(opening.slice(text)) || start < at {
            let end = opening.start + opening.slice(text).trim_end().len();
            edits.push((Span::new(start, end), "---".to_owned()));
        }
        at = opening.end;
    }
    let first = line_at(text, at).slice(text);
    if !may_be_detail(first) || first.starts_with(char::is_whitespace) {
        return None;
    }
    for _ in 0..MOST_LINES {
        let line = line_at(text, at);
        let words = line.slice(text);
        let is_closing = is_fence(words);
        if is_closing || is_like_fence(words) {
            if !is_closing {
                let end = line.start + words.trim_end().len();
                edits.push((Span::new(line.start, end), "---".to_owned()));
            }
            return Some(edits).filter(|edits| !edits.is_empty());
        }
        if words.is_empty() || words.starts_with("##") || !may_be_detail(words) {
            return None;
        }
        at = line.end;
    }
    None
}

/// Returns the line at a byte, with its line end.
fn line_at(text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    Span::new(at, at + rest.find('\n').map_or(rest.len(), |end| end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::ParsedFile;
    use crate::base::document::write::splice;

    fn corrected(text: &str) -> Option<String> {
        let edits = fence_edits(text)?;
        let edits = edits.iter().rev();
        Some(edits.fold(text.to_owned(), |text, (span, new)| {
            splice(&text, *span, new)
        }))
    }

    #[test]
    fn a_line_that_stands_for_a_fence_is_replaced() {
        let details = "title: Saying I\ntype: workshop\nevents:\n- a\n- b\n";
        for wrong in [
            "\u{2014}",
            "\u{2013}\u{2013}\u{2013}",
            "--",
            "----",
            "- - -",
            "+++",
            "***",
            "___",
            "===",
            "~~~",
            "---\u{200b}",
            "\u{a0}---",
            " ---",
            "\u{2014}-",
            "\u{2212}\u{2212}\u{2212}",
            "\n---",
            "\r\n\r\n---",
        ] {
            for (opening, closing) in [
                (wrong, wrong.trim_start_matches(['\r', '\n'])),
                (wrong, "---"),
                ("---", wrong.trim_start_matches(['\r', '\n'])),
            ] {
                let text = format!("{opening}\n{details}{closing}\n\nText.\n\n***\n\nMore.\n");
                if opening == closing && closing == "---" {
                    continue;
                }
                let right = format!("---\n{details}---\n\nText.\n\n***\n\nMore.\n");
                assert_eq!(corrected(&text), Some(right.clone()), "{text:?}");
                assert!(!ParsedFile::read(&text).has_front, "{text:?}");
                assert!(ParsedFile::read(&right).has_front);
            }
        }
        let right = "---\ntitle: x\n---\nText.\n";
        assert_eq!(corrected(&right[4..]).as_deref(), Some(right));
        assert_eq!(
            corrected(&format!("\u{feff}\n{}", &right[4..])).unwrap(),
            format!("\u{feff}{right}")
        );
    }

    #[test]
    fn text_without_details_and_details_that_are_right_are_left() {
        for text in [
            "",
            "Text.\n",
            "# Title\n\nText.\n",
            "***\n\nText.\n\n***\n",
            "---\ntitle: x\n\n## A\n\nText: y\n\n***\n",
            "---\ntitle: x\n---\nText\n",
            "title: x\n",
            "- a\n",
            "---\nText here.\n---\n",
        ] {
            assert_eq!(corrected(text), None, "{text:?}");
        }
    }
}
