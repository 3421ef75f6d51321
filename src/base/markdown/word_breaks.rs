//! Places where a long word may go on in the next line. No line holds a word of
//! a hundred letters, and printers differ in what they then do; a place that is
//! marked breaks alike in all of them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// The mark: a space that is not there.
pub const BREAK: char = '\u{200B}';

/// Letters that a word may have before it may be broken; the longest word in
/// English dictionaries has 45, in Welsh prose 20.
pub const LONG: usize = 30;

/// Letters after which a word may break anywhere only now and then, so that a
/// word of 100,000 letters stays cheap to set.
const VERY_LONG: usize = 200;

/// The text with marks inside its words of more than `long` letters.
pub fn with_word_breaks(text: &str, long: usize) -> Cow<'_, str> {
    let is_long = |word: &str| word.len() > long && word.graphemes(true).count() > long;
    if text.len() <= long || !text.split(char::is_whitespace).any(is_long) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        if is_long(word) {
            push_broken(&mut out, word);
        } else {
            out.push_str(word);
        }
        out.push_str(&piece[word.len()..]);
    }
    Cow::Owned(out)
}

fn push_broken(out: &mut String, word: &str) {
    for (at, grapheme) in word.graphemes(true).enumerate() {
        if at > 0 && (at < VERY_LONG || at % 8 == 0) {
            out.push(BREAK);
        }
        out.push_str(grapheme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_not_broken() {
        let text = "Llanfairpwllgwyngyll and antidisestablishmentarianism";
        assert!(matches!(with_word_breaks(text, LONG), Cow::Borrowed(_)));
    }

    #[test]
    fn a_word_too_long_for_a_line_may_break_between_letters_only() {
        let word = "e\u{301}".repeat(31);
        let broken = with_word_breaks(&word, LONG);
        assert_eq!(broken.matches(BREAK).count(), 30);
        assert!(!broken.contains("\u{200B}\u{301}"));
        assert_eq!(broken.replace(BREAK, ""), word);
    }

    #[test]
    fn word_breaks_keep_blanks() {
        let long = "x".repeat(40);
        let text = format!("  a\t{long}\n b ");
        assert_eq!(with_word_breaks(&text, LONG).replace(BREAK, ""), text);
    }

    #[test]
    fn a_very_long_word_is_handled_quickly() {
        let broken = with_word_breaks(&"x".repeat(100_000), LONG)
            .matches(BREAK)
            .count();
        assert!((12_000..13_000).contains(&broken), "{broken}");
    }
}
