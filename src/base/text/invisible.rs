//! Characters that nobody sees: their names, and the places where a text does without them.

use super::Span;

pub const BYTE_ORDER_MARK: char = '\u{feff}';

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// Returns the characters without any width that neither an emoji nor a script needs, and that
/// are no byte order mark at the start.
pub fn without_width(text: &str) -> impl Iterator<Item = (Span, char)> {
    let from = visible_len(text);
    let odd = text[from..]
        .char_indices()
        .map(move |(at, c)| (from + at, c));
    let found = odd.filter(|(at, c)| {
        let is_mark = *at == 0 && *c == BYTE_ORDER_MARK;
        has_no_width(*c) && !is_mark && !is_needed(&text[..*at], *c)
    });
    found.map(|(at, c)| (Span::new(at, at + c.len_utf8()), c))
}

/// Returns a number of bytes with which a text begins that are all visible ASCII characters, blanks
/// and line ends. Most texts have no others, and many bytes are looked at at once.
pub fn visible_len(text: &str) -> usize {
    const PIECE: usize = 64;
    let is_odd = |b: u8| b >= 0x7F || b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t');
    let has_odd = |piece: &[u8]| piece.iter().fold(false, |odd, b| odd | is_odd(*b));
    let pieces = text.as_bytes().chunks(PIECE);
    let visible = pieces.take_while(|piece| !has_odd(piece));
    visible.map(<[u8]>::len).sum()
}

/// Returns the name of a character that nobody sees, with its article.
pub fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        NON_JOINER => "a zero-width non-joiner",
        JOINER => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        BYTE_ORDER_MARK => "a byte order mark",
        '\u{34f}' | '\u{180e}' | '\u{2061}'..='\u{2064}' => "a character without any width",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "an empty letter",
        '\u{e0000}'..='\u{e007f}' => "a tag character",
        '\u{2028}' | '\u{2029}' => "an unusual line break",
        c if c.is_control() => "a control character",
        _ => "a mark that changes how text reads",
    }
}

fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}'
            | '\u{200b}'..=JOINER | '\u{2060}'..='\u{2064}' | BYTE_ORDER_MARK
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns true if a character without any width has a meaning after these words.
fn is_needed(before: &str, c: char) -> bool {
    let is_tag = |c: char| matches!(c, '\u{e0020}'..='\u{e007f}');
    let last = before.chars().next_back();
    match c {
        NON_JOINER | JOINER => last.is_some_and(is_joined),
        // These scripts set no spaces between words.
        '\u{200b}' => last.is_some_and(has_words_without_spaces),
        // Mongolian parts an ending with it.
        '\u{180e}' => last.is_some_and(|c| matches!(c, '\u{1800}'..='\u{18af}')),
        // Old Korean begins a syllable with it, or leaves it without a vowel.
        '\u{115f}' | '\u{1160}' => last.is_some_and(|c| matches!(c, '\u{1100}'..='\u{11ff}')),
        // The flag of Scotland is a black flag and tags.
        c if is_tag(c) => before.trim_end_matches(is_tag).ends_with('\u{1f3f4}'),
        _ => false,
    }
}

/// Returns true for emoji, and for letters of scripts that join them or have ligatures.
fn is_joined(c: char) -> bool {
    let is_script = matches!(c, '\u{590}'..='\u{1cff}' | '\u{a800}'..='\u{abff}');
    let is_other = matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{10a00}'..='\u{11fff}');
    let is_emoji = matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    is_script || is_other || is_emoji
}

/// Returns true for letters of Thai, Lao, Tibetan, Burmese and Khmer.
fn has_words_without_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<char> {
        without_width(text).map(|(_, c)| c).collect()
    }

    #[test]
    fn characters_without_any_width_are_found() {
        let all = "\u{ad}\u{34f}\u{115f}\u{1160}\u{180e}\u{200b}\u{200c}\u{200d}\u{2060}\u{2063}\u{3164}\u{feff}\u{ffa0}\u{e0041}";
        for c in all.chars() {
            let text = format!("Sem{c}inar");
            assert_eq!(found(&text), [c], "U+{:04X}", u32::from(c));
            assert!(without_width(&text).all(|(span, c)| span.slice(&text) == c.to_string()));
        }
        assert_eq!(found("\u{feff}a\u{feff}"), ['\u{feff}']);
        assert_eq!(
            found("a\u{200b}\u{200b}b\u{ad}"),
            ['\u{200b}', '\u{200b}', '\u{ad}']
        );
    }

    #[test]
    fn emoji_and_scripts_keep_what_they_need() {
        for text in [
            "",
            "Seminar",
            "żółw\u{a0}😀",
            "👩\u{200d}💻 and 👩🏽\u{200d}🚀",
            "❤\u{fe0f}\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "สวัสดี\u{200b}ครับ",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn each_character_has_a_name() {
        for (c, expected) in [
            ('\u{200b}', "a zero-width space"),
            ('\u{2060}', "a word joiner"),
            ('\u{ad}', "a soft hyphen"),
            ('\u{202e}', "a mark that changes how text reads"),
            ('\u{2028}', "an unusual line break"),
            ('\u{7}', "a control character"),
        ] {
            assert_eq!(name(c), expected);
        }
    }
}
