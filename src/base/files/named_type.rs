//! Types of files by the ending of their names, held against their first bytes.

use crate::base::picture::{self, ImageFormat};

/// A file whose contents are not what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongType {
    /// The type that the name says, with its article: `a PNG picture`.
    pub named: &'static str,
    /// The type of the contents: `plain text`.
    pub found: &'static str,
}

/// A type that its first bytes show.
struct NamedType {
    endings: &'static [&'static str],
    name: &'static str,
    is_in: fn(&[u8]) -> bool,
}

const OFFICE: &str = "an Office document";
const ARCHIVE: &str = "a zip archive or an Office document";

const TYPES: [NamedType; 7] = [
    NamedType {
        endings: &["png"],
        name: "a PNG picture",
        is_in: |bytes| picture::format(bytes) == ImageFormat::Png,
    },
    NamedType {
        endings: &["jpg", "jpeg"],
        name: "a JPEG picture",
        is_in: |bytes| picture::format(bytes) == ImageFormat::Jpeg,
    },
    NamedType {
        endings: &["gif"],
        name: "a GIF picture",
        is_in: |bytes| picture::format(bytes) == ImageFormat::Gif,
    },
    NamedType {
        endings: &["webp"],
        name: "a WebP picture",
        is_in: |bytes| picture::format(bytes) == ImageFormat::WebP,
    },
    NamedType {
        endings: &["pdf"],
        name: "a PDF",
        is_in: is_pdf,
    },
    NamedType {
        endings: &["docx", "xlsx", "pptx", "odt", "ods", "odp"],
        name: OFFICE,
        is_in: |bytes| is_archive(bytes) || is_protected_document(bytes),
    },
    NamedType {
        endings: &["zip"],
        name: "a zip archive",
        is_in: is_archive,
    },
];

/// Returns what is wrong with a file that has the name of one type and the contents of another.
/// Names without a known ending promise nothing.
pub fn wrong_type(name: &str, bytes: &[u8]) -> Option<WrongType> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let named = TYPES.iter().find(|ty| ty.endings.contains(&&*ending))?;
    (!(named.is_in)(bytes)).then(|| WrongType {
        named: named.name,
        found: type_of(bytes),
    })
}

fn type_of(bytes: &[u8]) -> &'static str {
    let known = TYPES.iter().find(|ty| (ty.is_in)(bytes));
    match (known, picture::format(bytes)) {
        (_, ImageFormat::Unsupported(form)) => form.what,
        (_, _) if is_archive(bytes) => ARCHIVE,
        (Some(known), _) => known.name,
        (None, _) if bytes.is_empty() => "empty",
        (None, _) if is_text(bytes) => "plain text",
        (None, _) => "something else",
    }
}

/// Returns true if the mark of a PDF stands where readers look for it.
fn is_pdf(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    start.windows(5).any(|mark| mark == b"%PDF-")
}

fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Returns true for an Office document with a password, which is no zip.
fn is_protected_document(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
    const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0];

    fn found(name: &str, bytes: &[u8]) -> Option<(&'static str, &'static str)> {
        wrong_type(name, bytes).map(|wrong| (wrong.named, wrong.found))
    }

    #[test]
    fn contents_are_held_against_the_ending_of_the_name() {
        assert_eq!(found("a.png", PNG), None);
        assert_eq!(
            found("a.PNG", b"hello"),
            Some(("a PNG picture", "plain text"))
        );
        assert_eq!(
            found("a.png", JPEG),
            Some(("a PNG picture", "a JPEG picture"))
        );
        assert_eq!(found("a.jpeg", JPEG), None);
        assert_eq!(found("a.pdf", b"\n%PDF-1.7"), None);
        assert_eq!(found("a.pdf", b"PK\x03\x04"), Some(("a PDF", ARCHIVE)));
        assert_eq!(found("a.docx", b"PK\x03\x04"), None);
        let protected = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        assert_eq!(found("a.docx", &protected), None);
        assert_eq!(found("a.docx", b"%PDF-1.7"), Some((OFFICE, "a PDF")));
        assert_eq!(
            found("a.pdf", &[0, 1, 2]),
            Some(("a PDF", "something else"))
        );
        assert_eq!(found("a.pdf", b""), Some(("a PDF", "empty")));
        assert_eq!(
            found("a.png", b"<svg xmlns='x'/>"),
            Some(("a PNG picture", "an SVG drawing"))
        );
    }

    #[test]
    fn names_without_a_known_ending_promise_nothing() {
        assert_eq!(found("notes.txt", PNG), None);
        assert_eq!(found("png", b"hello"), None);
    }
}
