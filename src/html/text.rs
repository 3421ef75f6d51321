//! Makes people's text safe to show: HTML escaping, and characters that would
//! act on their surroundings shown as their code point instead. Knows nothing
//! of Markdown or templates.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control, override and stray character spelt out, such as
/// `[U+202E]`, so that none can hide, colour or reorder what stands near it.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            push_code_point(&mut shown, c);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Writes text as HTML, for content and for quoted attributes alike.
pub fn push_escaped(out: &mut String, text: &str) {
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// As [`push_escaped`], into a new string.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_escaped(&mut out, text);
    out
}

fn push_code_point(out: &mut String, c: char) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "[U+{:04X}]", c as u32);
}

/// Directional marks (U+200E, U+200F, U+061C) stay: right-to-left prose needs
/// them and they cannot reach beyond the block that holds them.
fn is_unsafe(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' => true,
        '\u{E0000}'..='\u{E007F}' => true,
        c => c.is_control() || is_noncharacter(c),
    }
}

/// Code points that HTML forbids outright.
fn is_noncharacter(c: char) -> bool {
    let code = c as u32;
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            escaped(r#"<b title="x" id='y'>&</b>"#),
            "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;"
        );
    }

    #[test]
    fn terminal_escapes_and_overrides_are_spelt_out() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202e}c\0"),
            "a[U+001B][31mb[U+202E]c[U+0000]"
        );
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(visible("Llŷn, żółw, λόγος\t\n"), Cow::Borrowed(_)));
    }
}
