//! Contents as git names them.

use std::borrow::Cow;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::Digest;

use super::line_ends::has_lone_return;

/// A SHA-256 digest. Its text is 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Computes the digest of bytes.
    pub fn digest(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits in lower case, as [`Sha256`] is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex(text).map(Self)
    }
}

impl Serialize for Sha256 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Returns the HMAC-SHA-256 of a text with a secret, in hexadecimal.
pub fn keyed_digest(secret: &[u8], text: &str) -> String {
    // A secret of any length is allowed, so this never fails.
    let Ok(mut keyed) = Hmac::<sha2::Sha256>::new_from_slice(secret) else {
        return String::new();
    };
    keyed.update(text.as_bytes());
    to_hex(&keyed.finalize().into_bytes())
}

/// Reads as many bytes, each two hexadecimal digits in lower case.
fn parse_hex<const COUNT: usize>(text: &str) -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    if text.len() != COUNT * 2 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes).filter(|bytes| to_hex(bytes) == text)
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

/// Bytes in hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).to_string()
}

/// The name that git gives a content, in a repository of either sort. Its text is 40 or 64
/// hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BlobId {
    Sha1([u8; 20]),
    Sha256(Sha256),
}

impl BlobId {
    /// Reads a name as [`BlobId`] is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            64 => Sha256::parse(text).map(Self::Sha256),
            _ => Some(Self::Sha1(parse_hex(text)?)),
        }
    }

    /// Returns true for the content of a record in the work tree that git keeps under this
    /// name, whatever it did to the line ends.
    pub fn matches_content(self, bytes: &[u8]) -> bool {
        let name = match self {
            Self::Sha1(_) => sha1_blob,
            Self::Sha256(_) => sha256_blob,
        };
        line_end_forms(bytes).iter().any(|form| name(form) == self)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sha1(digest) => f.pad(&to_hex(digest)),
            Self::Sha256(digest) => f.pad(&digest.to_string()),
        }
    }
}

impl TryFrom<String> for BlobId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("this is not the id of any content")
    }
}

impl From<BlobId> for String {
    fn from(id: BlobId) -> Self {
        id.to_string()
    }
}

/// Returns the blob id of bytes in a repository of SHA-1 names.
pub fn sha1_blob(bytes: &[u8]) -> BlobId {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    BlobId::Sha1(hash.finalize().into())
}

/// Returns the blob id of bytes in a repository of SHA-256 names.
pub fn sha256_blob(bytes: &[u8]) -> BlobId {
    let mut hash = sha2::Sha256::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    BlobId::Sha256(Sha256(hash.finalize().into()))
}

/// Returns the digests that a record in the work tree may have been signed under, whatever
/// git did to its line ends on the way out (`core.autocrlf`).
pub fn possible_digests(bytes: &[u8]) -> Vec<Sha256> {
    let forms = line_end_forms(bytes);
    forms.iter().map(|form| Sha256::digest(form)).collect()
}

/// The bytes as they are and, for text, with either sort of line end. A CR that stands alone is
/// kept by no setting of git, so such bytes have one form.
fn line_end_forms(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut forms = vec![Cow::Borrowed(bytes)];
    if bytes.contains(&0) || !bytes.contains(&b'\n') || has_lone_return(bytes) {
        return forms;
    }
    let lines = || bytes.split_inclusive(|b| *b == b'\n');
    let bare = |line: &[u8]| {
        line.strip_suffix(b"\r\n")
            .or(line.strip_suffix(b"\n"))
            .map(<[u8]>::len)
    };
    let with = |end: &[u8]| {
        let mut form = Vec::with_capacity(bytes.len() + bytes.len() / 32);
        for line in lines() {
            match bare(line) {
                Some(length) => {
                    form.extend_from_slice(&line[..length]);
                    form.extend_from_slice(end);
                }
                None => form.extend_from_slice(line),
            }
        }
        form
    };
    for form in [with(b"\n"), with(b"\r\n")] {
        if form != bytes {
            forms.push(Cow::Owned(form));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_git() {
        // `printf 'hello\n' | git hash-object --stdin`, in both object formats.
        assert_eq!(
            sha1_blob(b"hello\n").to_string(),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
        assert_eq!(
            sha256_blob(b"hello\n").to_string(),
            "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"
        );
    }

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = Sha256::digest(b"hello\n");
        let text = digest.to_string();
        assert_eq!(
            text,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(Sha256::parse(&text), Some(digest));
        for wrong in [
            "",
            &text[1..],
            &text.to_uppercase(),
            &format!("+{}", &text[1..]),
        ] {
            assert_eq!(Sha256::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_name_of_a_content_is_read_as_it_is_written() {
        for id in [sha1_blob(b"hello\n"), sha256_blob(b"hello\n")] {
            let text = id.to_string();
            assert_eq!(BlobId::parse(&text), Some(id));
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<BlobId>(&json).unwrap(), id);
            for wrong in ["", "signoffs/a.md", &text[1..], &text.to_uppercase()] {
                assert_eq!(BlobId::parse(wrong), None, "{wrong}");
            }
        }
    }

    #[test]
    fn line_ends_make_no_difference_and_words_do() {
        let id = sha1_blob(b"a\nb\n");
        assert!(id.matches_content(b"a\r\nb\r\n"));
        assert!(!id.matches_content(b"a\nB\n"));
        // CR CR LF is CRLF once a CR is taken away, and shows other lines.
        let windows = b"a\r\nb\r\n";
        assert!(!sha1_blob(windows).matches_content(b"a\r\r\nb\r\r\n"));
        assert!(!sha1_blob(windows).matches_content(b"a\r\nb\r\r\n"));
        assert!(!id.matches_content(b"a\rb\r\n"));
        let mixed = b"a\nb\r\n";
        assert!(id.matches_content(mixed) && sha1_blob(windows).matches_content(mixed));
        assert!(possible_digests(b"a\nb\n").contains(&Sha256::digest(b"a\r\nb\r\n")));
        assert!(possible_digests(b"a\r\nb\n").contains(&Sha256::digest(b"a\nb\n")));
        assert_eq!(possible_digests(b"\0\n").len(), 1);
    }
}
