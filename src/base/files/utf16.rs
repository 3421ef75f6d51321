//! Recognises text in UTF-16, which some Windows programs write.

/// Returns true if bytes begin with the byte order mark of UTF-16.
pub fn begins_with_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

/// Returns true for text in UTF-16 of either byte order, with or without a byte order mark.
pub fn is_text(bytes: &[u8]) -> bool {
    is_text_in(bytes, u16::from_le_bytes) || is_text_in(bytes, u16::from_be_bytes)
}

/// Characters that are looked at; a text of one encoding is not another's later on.
const LOOKED_AT: usize = 4_096;

fn is_text_in(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().take(LOOKED_AT).map(|pair| unit(*pair));
    // A zero byte that got into other text makes a pair with the byte beside it.
    let begins_plain = pairs.first().is_some_and(|pair| unit(*pair) < 0x80);
    if !begins_plain && !begins_with_mark(bytes) {
        return false;
    }
    let (mut letters, mut plain) = (0_usize, 0_usize);
    for c in char::decode_utf16(units) {
        let Ok(c) = c else {
            // A pair may be cut in two at the end of what is looked at.
            if letters + 1 >= LOOKED_AT {
                break;
            }
            return false;
        };
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') {
            return false;
        }
        letters += 1;
        plain += usize::from(c.is_ascii());
    }
    // Every record has line ends, spaces and names of details in ASCII. In the other byte
    // order these are letters of scripts that nobody mixes.
    rest.is_empty() && (begins_with_mark(bytes) || plain > 0 && plain * 100 >= letters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::base::files::{Content, Unreadable};

    fn encoded(text: &str) -> [Vec<u8>; 2] {
        let bytes = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        [bytes(u16::to_le_bytes), bytes(u16::to_be_bytes)]
    }

    fn why(bytes: &[u8]) -> Option<Unreadable> {
        match Content::from_bytes(bytes) {
            Content::Unreadable(why) => Some(why),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn any_record_in_utf_16_is_recognised(title in "[a-zA-Zé中ж😀 ]{0,40}", body in "[^\\p{Cc}]{0,300}") {
            let text = format!("---\ntitle: {title}\ndate: 2026-02-20\n---\n\n{body}\n");
            prop_assume!(text.is_ascii() || text.chars().filter(char::is_ascii).count() * 10 > text.chars().count());
            for mark in ["", "\u{feff}"] {
                for bytes in encoded(&format!("{mark}{text}")) {
                    prop_assert_eq!(why(&bytes), Some(Unreadable::Utf16));
                }
            }
        }
    }

    #[test]
    fn other_bytes_are_not_taken_for_utf_16() {
        for bytes in [
            &b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..],
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"a\0b",
            b"---\ntitle: A walk\n---\n\nWords\0\n",
            b"---\ntitle: A walk\n---\n\nWords.\0\n",
            b"\0\0\0\0",
            b"\xff\xfe\0\0a\0\0\0",
        ] {
            assert_eq!(why(bytes), Some(Unreadable::Binary), "{bytes:?}");
        }
        assert_eq!(why(b"caf\xe9"), Some(Unreadable::NotUtf8(3)));
        assert_eq!(why("plain".as_bytes()), None);
    }
}
