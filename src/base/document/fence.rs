//! The lines `---` around the details, and other lines that people write in their place.

use super::second_block::may_be_detail;
use super::yaml::Line;
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
    let is_line = "+*_=~.`".contains(first) && count >= 3 && signs.all(|c| c == first);
    is_line || matches!(line.trim(), "\u{2026}" | "```yaml" | "```yml")
}

/// Returns the edits that put `---` around the details at the top of a text, where another line
/// stands in its place or none. `None` if nothing there is in the form of details.
pub fn fence_edits(text: &str) -> Option<Vec<(Span, String)>> {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits = Vec::new();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let opening = line_at(text, at);
    let is_opening = is_fence(opening.slice(text)) || is_like_fence(opening.slice(text));
    if !is_opening {
        edits.push((Span::new(start, at), format!("---{line_end}")));
    } else {
        if !is_fence(opening.slice(text)) || start < at {
            let end = opening.start + opening.slice(text).trim_end().len();
            edits.push((Span::new(start, end), "---".to_owned()));
        }
        at = opening.end;
    }
    match find_end(text, at)? {
        DetailsEnd::Fence(line) if is_fence(line.slice(text)) => {}
        DetailsEnd::Fence(line) => {
            let end = line.start + line.slice(text).trim_end().len();
            edits.push((Span::new(line.start, end), "---".to_owned()));
        }
        // One line alone may be the beginning of a text.
        DetailsEnd::Text { details, .. } if !is_opening && details < 2 => return None,
        DetailsEnd::Text { at, .. } => {
            let is_line = text[..at].ends_with('\n');
            let before = if is_line { "" } else { line_end };
            edits.push((Span::new(at, at), format!("{before}---{line_end}")));
        }
    }
    Some(edits).filter(|edits| !edits.is_empty())
}

/// The end of the details at the top of a text.
enum DetailsEnd {
    /// A line that is meant to close them.
    Fence(Span),
    /// The text begins without such a line, after so many details.
    Text { at: usize, details: usize },
}

/// Finds where the details that begin at a byte end. `None` if they are none, or if it is not
/// clear.
fn find_end(text: &str, mut at: usize) -> Option<DetailsEnd> {
    let (mut details, mut end) = (0, at);
    let mut is_after_gap = false;
    for _ in 0..MOST_LINES {
        let line = line_at(text, at);
        let words = line.slice(text);
        let is_end = is_fence(words) || is_like_fence(words) && is_text(&text[line.end..]);
        if details > 0 && is_end {
            return Some(DetailsEnd::Fence(line));
        }
        let is_blank = words.trim().is_empty();
        let is_heading = words.starts_with("##") || is_after_gap && words.starts_with('#');
        if words.is_empty() || is_heading || !(is_blank || is_like_detail(words)) {
            let is_clear = details > 0 && text[end..at].trim().is_empty() && is_text(&text[at..]);
            return is_clear.then_some(DetailsEnd::Text { at: end, details });
        }
        if is_blank {
            is_after_gap = true;
        } else if !is_after_gap {
            end = line.end;
        }
        if is_key(words) {
            details += 1;
        } else if details == 0 && !words.starts_with('#') {
            return None;
        }
        at = line.end;
    }
    None
}

/// Returns true if no more details come before the next line `---`, if there is one.
pub fn is_text(text: &str) -> bool {
    let before = text.lines().take_while(|line| !is_fence(line)).count();
    let has_fence = text.lines().nth(before).is_some();
    !has_fence || !text.lines().take(before).any(is_key)
}

/// Returns true for a line that begins a detail, whatever stands for its colon.
fn is_key(line: &str) -> bool {
    Line::read(line, "").is_some_and(|line| !line.is_doubtful && !line.is_address())
}

/// Returns true for a line that stands among details, whether or not it can be read.
pub fn is_like_detail(line: &str) -> bool {
    may_be_detail(line) || is_key(line)
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
            "...",
            "\u{2026}",
            "```",
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
    fn details_that_do_not_end_end_before_the_text() {
        let details = "title: Saying I\nhours:1\nevents:\n  - a\n";
        for body in [
            "",
            "\nText.\n",
            "Text.\n",
            "## A\n\nText.\n",
            "\n# A\n\nText, y\n\n---\n\nMore.\n",
            "\nText.\n\nNote: y\n",
            "\nText.\nSee: this\n\n---\n",
        ] {
            let right = format!("---\n{details}---\n{body}");
            let is_clear = !body.contains("See");
            let expected = is_clear.then_some(right);
            assert_eq!(
                corrected(&format!("---\n{details}{body}")),
                expected,
                "{body}"
            );
            if body.starts_with('\n') {
                assert_eq!(corrected(&format!("{details}{body}")), expected, "{body}");
            }
        }
        assert_eq!(
            corrected("---\ntitle: x").as_deref(),
            Some("---\ntitle: x\n---\n")
        );
        let toml = "+++\ntitle = \"x\"\n+++\nText.\n";
        assert_eq!(corrected(toml), Some(toml.replace("+++", "---")));
        let code = "```yaml\ntitle: x\n```\nText.\n";
        assert_eq!(
            corrected(code).as_deref(),
            Some("---\ntitle: x\n---\nText.\n")
        );
    }

    #[test]
    fn text_without_details_and_details_that_are_right_are_left() {
        for text in [
            "",
            "Text.\n",
            "# Title\n\nText.\n",
            "***\n\nText.\n\n***\n",
            "Reflection: I said it.\n\nText.\n",
            "https://example.org\nhttps://example.com\n\nText.\n",
            "---\ntitle: x\n---\nText\n",
            "title: x\n",
            "- a\n",
            "---\nText here.\n---\n",
        ] {
            assert_eq!(corrected(text), None, "{text:?}");
        }
    }
}
