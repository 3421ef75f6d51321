//! Line ends that git changes on the way out of a repository (`core.autocrlf`), and those that
//! it does not.

use std::borrow::Cow;

/// Returns a text with the line ends that git keeps: LF for CRLF. A CR that stands alone is
/// none of git's doing, and CR CR LF would become CRLF: such a text is returned as it is.
pub fn as_git_keeps_them(text: &str) -> Cow<'_, str> {
    match has_lone_return(text.as_bytes()) {
        true => Cow::Borrowed(text),
        false if text.contains('\r') => Cow::Owned(text.replace("\r\n", "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Returns true where a CR does not stand before an LF.
pub fn has_lone_return(bytes: &[u8]) -> bool {
    let mut parts = bytes.split(|byte| *byte == b'\r').skip(1);
    parts.any(|after| !after.starts_with(b"\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_ends_that_git_makes_are_made_one() {
        for (text, kept) in [
            ("", ""),
            ("a\nb", "a\nb"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\r\nb\n", "a\nb\n"),
            ("a\r\r\nb\r\r\n", "a\r\r\nb\r\r\n"),
            ("a\rb\r\n", "a\rb\r\n"),
            ("a\r\nb\r", "a\r\nb\r"),
            ("\n\r", "\n\r"),
        ] {
            assert_eq!(as_git_keeps_them(text), kept, "{text:?}");
        }
    }
}
