//! A GIF block by block, without comments and other texts.

use std::collections::BTreeSet;

use super::Stripped;
use super::facts::{self, Fact};

/// Applications whose blocks say how a GIF is shown: loops and colours.
const SHOWN: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// Takes comments, the blocks of other applications and what stands behind the picture out
/// of a GIF; `None` if it is damaged.
pub fn clean(bytes: &[u8]) -> Option<Stripped> {
    let mut at = 13 + colour_table(*bytes.get(10)?);
    let mut kept = bytes.get(..at)?.to_vec();
    let mut removed = BTreeSet::new();
    while let Some(introducer) = bytes.get(at) {
        let (end, is_shown) = match introducer {
            0x2C => {
                let data = at + 10 + colour_table(*bytes.get(at + 9)?);
                (end_of_blocks(bytes, data + 1)?, true)
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                let end = end_of_blocks(bytes, at + 2)?;
                let contents = bytes.get(at + 3..end)?;
                let facts = facts_of_extension(label, contents);
                let is_shown = facts.is_none();
                removed.extend(facts.into_iter().flatten());
                (end, is_shown)
            }
            0x3B => {
                removed.extend(facts::of_rest(&bytes[at + 1..]));
                kept.push(0x3B);
                break;
            }
            _ => return None,
        };
        if is_shown {
            kept.extend(bytes.get(at..end)?);
        }
        at = end;
    }
    Some(Stripped {
        bytes: kept,
        removed,
    })
}

/// Returns the facts in an extension; `None` if it belongs to the picture.
fn facts_of_extension(label: u8, contents: &[u8]) -> Option<BTreeSet<Fact>> {
    match label {
        0xFE => Some(facts::text(contents).into_iter().collect()),
        0xFF if contents.starts_with(b"XMP DataXMP") => Some(facts::of_xmp(contents)),
        0xFF if !SHOWN.iter().any(|name| contents.starts_with(name)) => Some(BTreeSet::new()),
        _ => None,
    }
}

/// Returns the size of the colour table that these flags announce, in bytes.
const fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Returns the place behind the blocks that begin here. Each gives its length, and the last
/// is empty.
fn end_of_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
