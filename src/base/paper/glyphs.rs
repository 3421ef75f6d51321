//! Tells which characters can be printed, and what stands for one that cannot: its
//! code point, in the page and the PDF alike, rather than an empty box.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use skrifa::charmap::Charmap;
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

use super::design_tokens;

/// The text as it can be printed: whatever no typeface has, and every control,
/// override and stray character, is spelt out, such as `[U+1F600]`. What a
/// reader sees as one character is spelt in one pair of brackets.
pub fn spell_unprintable(text: &str) -> Cow<'_, str> {
    spell_unless(text, is_printable)
}

/// As [`printable`], but trusting the reader's own typefaces: only characters
/// that would act on their surroundings are spelt out, so that none can hide,
/// colour or reorder what stands near it.
pub fn spell_invisible(text: &str) -> Cow<'_, str> {
    spell_unless(text, |c| !is_unsafe(c))
}

/// Returns what the page cannot print, in order: each visible character with the byte
/// it begins at.
pub fn missing_glyphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let graphemes = (!text.is_ascii()).then(|| text.grapheme_indices(true));
    graphemes
        .into_iter()
        .flatten()
        .filter(|(_, grapheme)| !grapheme.chars().all(|c| is_unsafe(c) || is_printable(c)))
}

/// Returns true if the page can print a character.
pub fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' | ' '..='~' => true,
        c if is_unsafe(c) => false,
        c => is_invisible(c) || has_glyph(c),
    }
}

fn spell_unless(text: &str, is_fine: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&is_fine) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 32);
    for grapheme in text.graphemes(true) {
        // The two characters of a line end are one grapheme, and no code point.
        if grapheme == "\r\n" {
            shown.push('\n');
        } else if grapheme.chars().all(&is_fine) {
            shown.push_str(grapheme);
        } else {
            push_code_points(&mut shown, grapheme);
        }
    }
    Cow::Owned(shown)
}

fn push_code_points(out: &mut String, grapheme: &str) {
    for (at, c) in grapheme.chars().enumerate() {
        out.push_str(if at == 0 { "[" } else { " " });
        // Writing to a `String` cannot fail.
        let _ = write!(out, "U+{:04X}", c as u32);
    }
    out.push(']');
}

/// Returns true if a face that stands for the others has it: the four of the serif hold
/// the same characters, and so do the two of the sans (a test holds them to it).
fn has_glyph(c: char) -> bool {
    static VOICES: LazyLock<Vec<Charmap<'static>>> = LazyLock::new(|| {
        let page = design_tokens();
        let first = |family: &String| page.faces.iter().find(|face| face.family == *family);
        let faces = page.text.iter().filter_map(first);
        faces
            .filter_map(|face| Some(FontRef::new(face.ttf()).ok()?.charmap()))
            .collect()
    });
    VOICES.iter().any(|voice| voice.map(c).is_some())
}

/// Characters that print nothing of their own: blanks, joiners, marks of
/// direction, places to break, and the choice of another form.
fn is_invisible(c: char) -> bool {
    match c {
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180E}' => true,
        // The hyphen that does not break is drawn as the hyphen that does.
        '\u{2011}' => has_glyph('\u{2010}'),
        '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' => true,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => true,
        _ => false,
    }
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
    fn terminal_escapes_and_overrides_are_spelt_out() {
        assert_eq!(
            spell_invisible("a\u{1b}[31mb\u{202e}c\0"),
            "a[U+001B][31mb[U+202E]c[U+0000]"
        );
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        let text = "Llŷn, żółw, λόγος, жизнь\t\u{2014} non\u{2011}breaking\n";
        assert!(matches!(spell_unprintable(text), Cow::Borrowed(_)));
    }

    #[test]
    fn characters_without_a_glyph_are_spelt_out_once() {
        assert_eq!(spell_unprintable("so 😀!"), "so [U+1F600]!");
        assert_eq!(
            spell_unprintable("a 👩\u{200d}💻 b"),
            "a [U+1F469 U+200D U+1F4BB] b"
        );
        assert_eq!(
            spell_unprintable("שלום"),
            "[U+05E9][U+05DC][U+05D5][U+05DD]"
        );
        assert_eq!(spell_invisible("so 😀!"), "so 😀!");
    }

    #[test]
    fn missing_glyphs_are_reported_with_their_offsets() {
        let found: Vec<_> = missing_glyphs("é 😀 x 文").collect();
        assert_eq!(found, [(3, "😀"), (10, "文")]);
        assert_eq!(missing_glyphs("plain").count(), 0);
    }

    #[test]
    fn a_family_may_have_a_single_face() {
        let page = design_tokens();
        let held = |file: &[u8]| -> Vec<char> {
            let characters = FontRef::new(file).unwrap().charmap();
            let all = '\u{20}'..='\u{FFFD}';
            all.filter(|c| characters.map(*c).is_some()).collect()
        };
        for family in &page.text {
            let faces: Vec<_> = page.faces.iter().filter(|f| f.family == *family).collect();
            assert!(!faces.is_empty(), "{family} has no face");
            for face in &faces {
                assert_eq!(held(face.ttf()), held(faces[0].ttf()), "{}", face.file);
            }
        }
        // What only code is set in has nothing that the others lack.
        for face in &page.faces {
            for c in held(face.ttf()) {
                assert!(has_glyph(c), "{} has {c}", face.file);
            }
        }
    }
}
