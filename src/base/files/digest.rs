//! Contents as git names them.

use std::borrow::Cow;
use std::fmt;

use sha1::Sha1;
use sha2::Digest;

/// A SHA-256 digest. Its text is 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Computes the digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits in lower case, as [`Sha256`] is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digest = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(digest)).filter(|digest| digest.to_string() == text)
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
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
    Sha256::of(bytes).to_string()
}

/// The blob id of bytes in a repository of SHA-1 names.
pub fn sha1_blob(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    hex(&hash.finalize())
}

/// The blob id of bytes in a repository of SHA-256 names.
pub fn sha256_blob(bytes: &[u8]) -> String {
    let mut hash = sha2::Sha256::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    hex(&hash.finalize())
}

/// The digests that a file in the work tree may have been recorded under, whatever
/// git did to its line ends on the way out (`core.autocrlf`).
pub fn contents(bytes: &[u8]) -> Vec<String> {
    forms(bytes).iter().map(|form| sha256(form)).collect()
}

/// Whether a file in the work tree is the blob of this id, of either length,
/// whatever git did to its line ends.
pub fn is_blob(bytes: &[u8], recorded: &str) -> bool {
    let name = if recorded.len() == 64 {
        sha256_blob
    } else {
        sha1_blob
    };
    forms(bytes).iter().any(|form| name(form) == recorded)
}

/// The bytes as they are and, for text, with either sort of line end.
fn forms(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut forms = vec![Cow::Borrowed(bytes)];
    if bytes.contains(&0) || !bytes.contains(&b'\n') {
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
            sha1_blob(b"hello\n"),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
        assert_eq!(
            sha256_blob(b"hello\n"),
            "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"
        );
    }

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = Sha256::of(b"hello\n");
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
    fn line_ends_make_no_difference_and_words_do() {
        let id = sha1_blob(b"a\nb\n");
        assert!(is_blob(b"a\r\nb\r\n", &id));
        assert!(!is_blob(b"a\nB\n", &id));
        assert!(contents(b"a\nb\n").contains(&sha256(b"a\r\nb\r\n")));
        assert!(contents(b"a\r\nb\n").contains(&sha256(b"a\nb\n")));
        assert_eq!(contents(b"\0\n").len(), 1);
    }
}
