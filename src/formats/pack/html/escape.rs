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

/// Writes the name of a file as content of an element. It may break after its folders.
pub fn push_name(out: &mut String, name: &str) {
    for (at, part) in name.split('/').enumerate() {
        if at > 0 {
            out.push_str("/<wbr>");
        }
        push_escaped(out, &spell_unprintable(part));
    }
}

/// Writes a sentence as content of an element. Fingerprints and names of files in it stand in an
/// element that keeps each in one line if one can hold it.
pub fn push_sentence(out: &mut String, sentence: &str) {
    for piece in sentence.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if is_name(word) {
            out.push_str("<span class=\"name\">");
            push_name(out, word);
            out.push_str("</span>");
        } else {
            push_content(out, word);
        }
        push_escaped(out, &piece[word.len()..]);
    }
}

/// Returns true for a fingerprint or a digest, and for a word with an ending as files have it.
fn is_name(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_ending = |ending: &str| {
        (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_lowercase())
    };
    let ending = word.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    let is_digest = word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    is_digest || word.starts_with("SHA256:") || ending.is_some_and(|(_, ending)| is_ending(ending))
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
    fn names_of_files_and_fingerprints_stay_in_one_piece() {
        let shown = |sentence: &str| {
            let mut out = String::new();
            push_sentence(&mut out, sentence);
            out
        };
        assert_eq!(
            shown("Open trust/ask-silver.zip, or <b>."),
            "Open <span class=\"name\">trust/<wbr>ask-silver.zip,</span> or &lt;b&gt;."
        );
        let key = format!("SHA256:{}", "k/".repeat(21) + "k");
        let one = shown(&format!("The key {key}."));
        assert_eq!(one.matches("class=\"name\"").count(), 1, "{one}");
        let digest = "0a".repeat(32);
        assert_eq!(
            shown(&format!("SHA-256 {digest}")),
            format!("SHA-256 <span class=\"name\">{digest}</span>")
        );
        assert_eq!(
            shown("Well. Then e.g. 3.5 hours"),
            "Well. Then e.g. 3.5 hours"
        );
    }

    #[test]
    fn a_long_word_may_break_in_content_only() {
        let long = "x".repeat(40);
        assert_eq!(escape_content(&long).matches("<wbr>").count(), 39);
        assert_eq!(escape_attribute(&long), long);
    }
}
