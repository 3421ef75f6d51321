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

/// Returns the file of the portfolio to which a target written in the folder `base` leads;
/// `None` for one that leads elsewhere, or only to a place in the same text. What is signed
/// and what is printed both ask here.
pub fn resolve_in_portfolio(base: &str, target: &str) -> Option<String> {
    let file = decode_target(target.split(['#', '?']).next().unwrap_or_default());
    let leads_elsewhere = [target, &*file]
        .into_iter()
        .any(|url| web_scheme(url).is_some());
    if file.is_empty() || file.contains('\0') || leads_elsewhere {
        return None;
    }
    files::resolve(base, &file).filter(|path| !path.is_empty())
}

/// Returns the scheme before the first colon, in lower case. Browsers skip controls and
/// blanks when they read one, so `java\nscript:` counts as `javascript`.
pub fn web_scheme(url: &str) -> Option<String> {
    let kept: String = url
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    let (scheme, _) = kept.split_once(':')?;
    let is_path = scheme.contains(['/', '\\', '#', '?']);
    (!is_path).then(|| scheme.to_ascii_lowercase())
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

/// Returns a target with `%20` and the like as the characters that they stand for; as it is
/// where that makes no text.
pub fn decode_target(target: &str) -> Cow<'_, str> {
    percent::decode(target).map_or(Cow::Borrowed(target), Cow::Owned)
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
        assert_eq!(decode_target("a%+9.png"), "a%+9.png");
        assert_eq!(decode_target("a%ff.png"), "a%ff.png");
    }
}
