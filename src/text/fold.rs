//! Names compared as people compare them, and names made from titles.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The form under which two ids are the same: NFC and lower case, so that
/// neither a Mac's file system nor a Windows one can tell them apart.
pub fn fold(id: &str) -> Cow<'_, str> {
    if id.is_ascii() && !id.bytes().any(|b| b.is_ascii_uppercase()) {
        return Cow::Borrowed(id);
    }
    let lower: String = id.nfc().collect::<String>().to_lowercase();
    Cow::Owned(if is_nfc(&lower) {
        lower
    } else {
        lower.nfc().collect()
    })
}

/// Longest slug, in bytes; file names stay well below every system's limit.
const LONGEST: usize = 60;

/// A title as a file name: ASCII letters and digits with single hyphens.
pub fn slug(title: &str) -> String {
    let plain = deunicode::deunicode(title).to_lowercase();
    let plain = plain.replace(['\'', '’'], "");
    let mut words = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut slug: String = words
        .next()
        .unwrap_or("untitled")
        .chars()
        .take(LONGEST)
        .collect();
    for word in words {
        if slug.len() + 1 + word.len() > LONGEST {
            break;
        }
        slug.push('-');
        slug.push_str(word);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("What minutes are for"), "what-minutes-are-for");
        assert_eq!(slug("Łódź: Ada's café / naïve"), "lodz-adas-cafe-naive");
        assert_eq!(slug("../../etc/passwd\n"), "etc-passwd");
        assert_eq!(slug("!!!"), "untitled");
        assert_eq!(slug(&"x".repeat(500)).len(), LONGEST);
    }

    #[test]
    fn composed_and_decomposed_names_are_the_same() {
        assert_eq!(fold("Cafe\u{301}"), fold("café"));
        assert_ne!(fold("cafe"), fold("café"));
    }
}
