//! Text as HTML: escaped, with what no typeface has spelt out, and with the
//! places where a long word may break. Knows nothing of Markdown or templates.

use crate::base::markdown::{BREAK, LONG, with_word_breaks};
use crate::base::paper::{spell_invisible, spell_unprintable};

/// Writes text as content of an element.
pub fn push_content(out: &mut String, text: &str) {
    push_narrow(out, text, LONG);
}

/// As [`push_content`], where words of more than `long` letters may break.
pub fn push_narrow(out: &mut String, text: &str, long: usize) {
    push_escaped(out, &with_word_breaks(&spell_unprintable(text), long));
}

/// Writes code as content of an element: as [`push_content`], line by line.
pub fn push_code(out: &mut String, code: &str) {
    for (at, line) in code.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_content(out, line);
    }
}

/// Writes text as a quoted attribute: nobody prints it, so it keeps characters
/// that only the reader's own typefaces have.
pub fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, &spell_invisible(text).replace(BREAK, ""));
}

/// As [`push_content`], into a new string.
pub fn escape_content(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_content(&mut out, text);
    out
}

/// As [`push_attribute`], into a new string.
pub fn escape_attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_attribute(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Copied words have no stray characters in them.
            BREAK => out.push_str("<wbr>"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        let shown = r#"&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;"#;
        assert_eq!(escape_content(r#"<b title="x" id='y'>&</b>"#), shown);
        assert_eq!(escape_attribute(r#"<b title="x" id='y'>&</b>"#), shown);
    }

    #[test]
    fn unprintable_characters_are_spelt_out_in_visible_text() {
        assert_eq!(escape_content("so 😀"), "so [U+1F600]");
        assert_eq!(escape_attribute("so 😀"), "so 😀");
        assert_eq!(escape_attribute("a\u{202e}b"), "a[U+202E]b");
    }

    #[test]
    fn a_long_word_may_break_in_content_only() {
        let long = "x".repeat(40);
        assert_eq!(escape_content(&long).matches("<wbr>").count(), 39);
        assert_eq!(escape_attribute(&long), long);
    }
}
