//! Limits for the reader of PDFs, which has none of its own: it goes one level deeper on the stack
//! for each array in an array, and tries dictionaries anew that are not closed.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// Most dictionaries that are open at once: with more, the reader takes minutes.
const MOST_DICTIONARIES: usize = 500;

/// Most arrays that are open at once: with many more, the reader has no stack left. Compressed
/// bytes hold the signs by chance, and seem to open some hundred in a file of 64 MiB.
const MOST_ARRAYS: usize = 3_000;

/// Most bytes that are unpacked of a file to look at them.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;

/// Returns false if arrays or dictionaries are opened in one another too often.
pub fn is_shallow(bytes: &[u8]) -> bool {
    let (mut arrays, mut dictionaries) = (0_usize, 0_usize);
    let mut before = 0;
    for byte in bytes {
        match (before, byte) {
            (_, b'[') => arrays += 1,
            (_, b']') => arrays = arrays.saturating_sub(1),
            (b'<', b'<') => dictionaries += 1,
            (b'>', b'>') => dictionaries = dictionaries.saturating_sub(1),
            _ => {}
        }
        if arrays > MOST_ARRAYS || dictionaries > MOST_DICTIONARIES {
            return false;
        }
        before = *byte;
    }
    true
}

/// Returns true if objects may be hidden from [`is_shallow`] in compressed streams. cpd prints no
/// such PDF: its table of objects is plain text, and the only one.
pub fn hides_objects(bytes: &[u8]) -> bool {
    names(bytes, b"ObjStm") || table(bytes).is_some_and(|table| !is_plain(table))
}

/// Returns true if everything that can be unpacked is shallow and not too large.
pub fn is_shallow_unpacked(bytes: &[u8]) -> bool {
    let mut left = MOST_UNPACKED;
    for at in find(bytes, b"stream") {
        let packed = &bytes[at + b"stream".len()..];
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let ends = packed.iter().take(2).take_while(is_end).count();
        let mut unpacked = Vec::new();
        let decoder = ZlibDecoder::new(&packed[ends..]);
        // Damaged bytes are unpacked as far as they go, as the reader does.
        let _ = decoder.take(left).read_to_end(&mut unpacked);
        left = left.saturating_sub(unpacked.len() as u64);
        if left == 0 || !is_shallow(&unpacked) {
            return false;
        }
    }
    true
}

/// Returns the last table of objects and what follows it; nothing if the file names none.
fn table(bytes: &[u8]) -> Option<&[u8]> {
    let name = b"startxref";
    let at = find(bytes, name).last()? + name.len();
    let number = bytes[at..].trim_ascii_start();
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit());
    let number = std::str::from_utf8(&number[..digits.count()]).ok()?;
    Some(bytes.get(number.parse::<usize>().ok()?..).unwrap_or(b""))
}

/// Returns true for a table in plain text that leads to no other.
fn is_plain(table: &[u8]) -> bool {
    let leads_on = [&b"Prev"[..], b"XRefStm", b"#"];
    table.starts_with(b"xref")
        && leads_on
            .iter()
            .all(|name| find(table, name).next().is_none())
}

/// Returns true if a name is in a file. A name may hold numbers of characters in place of them.
fn names(bytes: &[u8], name: &[u8]) -> bool {
    let slashes = find(bytes, b"/");
    slashes.into_iter().any(|at| {
        let mut rest = &bytes[at + 1..];
        name.iter().all(|wanted| {
            let (found, length) = match rest {
                [b'#', high, low, ..] => (hexadecimal(*high, *low), 3),
                [first, ..] => (Some(*first), 1),
                [] => (None, 0),
            };
            rest = &rest[length..];
            found == Some(*wanted)
        })
    })
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Returns the places of a text.
fn find<'b>(bytes: &'b [u8], text: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let windows = bytes.windows(text.len()).enumerate();
    windows
        .filter(move |(_, window)| *window == text)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn arrays_and_dictionaries_are_counted_while_they_are_open() {
        assert!(is_shallow("[".repeat(MOST_ARRAYS).as_bytes()));
        assert!(!is_shallow("[".repeat(MOST_ARRAYS + 1).as_bytes()));
        assert!(is_shallow("[[] []]".repeat(MOST_ARRAYS).as_bytes()));
        assert!(!is_shallow("<<".repeat(MOST_DICTIONARIES + 1).as_bytes()));
        assert!(is_shallow("<</A <<>> >>".repeat(10_000).as_bytes()));
    }

    #[test]
    fn what_is_deep_when_unpacked_is_found() {
        let deep = packed(&"[".repeat(MOST_ARRAYS + 1));
        assert!(is_shallow(&deep));
        for end in ["\n", "\r\n"] {
            let file = |bytes: &[u8]| [format!("stream{end}").as_bytes(), bytes].concat();
            assert!(!is_shallow_unpacked(&file(&deep)));
            assert!(is_shallow_unpacked(&file(&packed("[1 2]"))));
            assert!(is_shallow_unpacked(&file(b"not packed")));
        }
    }

    #[test]
    fn objects_in_streams_are_noticed() {
        let table = "xref\n0 1\ntrailer<</Size 1>>\nstartxref\n0\n%%EOF";
        assert!(!hides_objects(table.as_bytes()));
        assert!(!hides_objects(b"%PDF-1.4 without a table"));
        for hides in [
            "1 0 obj<</W[1 2 1]>>stream\nstartxref\n0\n%%EOF".to_owned(),
            table.replace("/Size 1", "/Size 1/Prev 9"),
            table.replace("/Size 1", "/Size 1/XRefStm 9"),
            table.replace("/Size 1", "/Size 1/P#72ev 9"),
            table.replace("startxref\n0", "startxref\n99999"),
            format!("{table}<</Type/ObjStm>>"),
            format!("{table}<</Type/Obj#53tm>>"),
        ] {
            assert!(hides_objects(hides.as_bytes()), "{hides}");
        }
    }
}
