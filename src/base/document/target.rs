//! Targets of links and images, as Markdown writes them.

use std::borrow::Cow;

use crate::base::files;
use crate::base::text::percent;

/// Returns true if a target lies on another computer, or is carried in the text itself.
pub fn is_remote(target: &str) -> bool {
    target.starts_with("//") || scheme(target).is_some_and(|scheme| scheme != "file")
}

/// Returns true if a target is a path.
pub fn is_local(target: &str) -> bool {
    !target.starts_with('#')
        && !target.starts_with("//")
        && (scheme(target).is_none() || scheme(target) == Some("file"))
}

/// `http`, `mailto` and the like; a drive letter is none.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let plain = scheme.len() > 1
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    plain.then_some(scheme)
}

/// The file of the portfolio that a target written in the folder `base` leads to;
/// none for one that leads elsewhere, or only to a place in the same text.
pub fn resolve_in_portfolio(base: &str, target: &str) -> Option<String> {
    let file = target.split(['#', '?']).next().unwrap_or_default();
    if file.is_empty() || !is_local(target) {
        return None;
    }
    files::resolve(base, &decode_target(file)).filter(|path| !path.is_empty())
}

/// Returns a target that leads to another file, at the same place in it.
pub fn replace_file(target: &str, base: &str, path: &str) -> String {
    let place = target.find(['#', '?']).map_or("", |at| &target[at..]);
    format!("{}{place}", relative_target(base, path))
}

/// Returns the target that leads from the folder `base` to a file of the portfolio, as
/// Markdown takes it without brackets.
fn relative_target(base: &str, path: &str) -> String {
    let below = path
        .strip_prefix(base)
        .and_then(|rest| rest.strip_prefix('/'));
    let up = base.split('/').filter(|part| !part.is_empty()).count();
    let target = match below {
        Some(name) => percent::encode_path(name),
        None => format!("{}{}", "../".repeat(up), percent::encode_path(path)),
    };
    target
        .replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
}

/// `%20` and the like as the characters they stand for; left alone where that is no text.
pub fn decode_target(target: &str) -> Cow<'_, str> {
    if !target.contains('%') {
        return Cow::Borrowed(target);
    }
    let bytes = target.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match (
            bytes[at],
            pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()),
        ) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 3;
            }
            (byte, _) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).map_or(Cow::Borrowed(target), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_leads_to_the_file_that_it_was_made_for() {
        for (base, path, wanted) in [
            ("journals", "journals/a.md", "a.md"),
            ("journals", "journals-2/a.md", "../journals-2/a.md"),
            (
                "journals",
                "evidence/my plan (1).png",
                "../evidence/my%20plan%20%281%29.png",
            ),
            ("", "evidence/\u{17c}.png", "evidence/\u{17c}.png"),
            ("a/b", "c:d#e?f&amp;g", "../../c%3Ad%23e%3Ff%26amp%3Bg"),
        ] {
            assert_eq!(replace_file("x.md", base, path), wanted);
            assert_eq!(
                replace_file("x.md?y#z", base, path),
                format!("{wanted}?y#z")
            );
            assert_eq!(resolve_in_portfolio(base, wanted).as_deref(), Some(path));
        }
    }

    #[test]
    fn targets_are_classified() {
        assert!(
            is_remote("https://example.org/a.png")
                && is_remote("//host/a")
                && is_remote("data:image/png;base64,")
        );
        assert!(is_local("../evidence/a.png") && is_local("C:/x.png") && !is_local("#part"));
        assert_eq!(decode_target("a%20plan.png"), "a plan.png");
        assert_eq!(decode_target("100%"), "100%");
    }
}
