//! Finds where a link in a record leads, once the record stands in a pack. Decides only
//! from the words of the link and the names around it; opens nothing.

use super::{LinkContext, target};
use crate::base::files;

/// Longest address that leads anywhere, in bytes: what browsers and readers of
/// PDF all take.
const LONGEST: usize = 2_000;

/// The place that a link leads to in a pack.
#[derive(Debug, PartialEq, Eq)]
pub enum ResolvedLink {
    /// Elsewhere: http, https or mailto, as written.
    Outside(String),
    /// A place in this pack, by its anchor.
    Here(String),
    /// Nowhere that a reader may be sent; only its words are shown.
    Nowhere,
}

/// Returns where a link written in the record at `from` leads. A fragment alone leads to
/// the record itself, since its headings carry no anchors of their own.
pub fn resolve_link(url: &str, from: &str, around: &dyn LinkContext) -> ResolvedLink {
    if let Some(scheme) = target::web_scheme(url) {
        if url.len() > LONGEST {
            return ResolvedLink::Nowhere;
        }
        return match scheme.as_str() {
            "http" | "https" | "mailto" => ResolvedLink::Outside(url.to_owned()),
            _ => ResolvedLink::Nowhere,
        };
    }
    let path = if url.starts_with('#') {
        Some(from.to_owned())
    } else {
        resolve(from, url)
    };
    path.and_then(|path| around.anchor(&around.stored_path(path)))
        .map_or(ResolvedLink::Nowhere, ResolvedLink::Here)
}

/// Returns the path in the portfolio that a relative `url` means in the file `from`; `None`
/// where it is absolute or leads out.
pub fn resolve(from: &str, url: &str) -> Option<String> {
    target::resolve_in_portfolio(files::folder_of(from), url)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Places;

    impl LinkContext for Places {
        fn anchor(&self, path: &str) -> Option<String> {
            match path {
                "journals/a.md" => Some("journal-a".to_owned()),
                "evidence/my photo.png" => Some("photo".to_owned()),
                _ => None,
            }
        }

        fn picture(&self, _: &str) -> Result<crate::base::picture::Size, String> {
            unreachable!("a link asks for no picture")
        }
    }

    fn resolve_url(url: &str, from: &str) -> ResolvedLink {
        resolve_link(url, from, &Places)
    }

    #[test]
    fn paths_start_from_the_record() {
        assert_eq!(
            resolve("journals/a.md", "b.md"),
            Some("journals/b.md".into())
        );
        assert_eq!(
            resolve("journals/a.md", "../evidence/./x.png"),
            Some("evidence/x.png".into())
        );
        assert_eq!(
            resolve("profile.md", "evidence//x.png#top"),
            Some("evidence/x.png".into())
        );
    }

    #[test]
    fn no_path_leaves_the_portfolio() {
        for url in [
            "../../x",
            "../../../etc/passwd",
            "..%2f..%2fx",
            "/etc/passwd",
            "..\\..\\x",
            "",
        ] {
            assert_eq!(resolve("journals/a.md", url), None, "{url}");
        }
    }

    #[test]
    fn links_to_records_and_files_become_anchors() {
        let here = |anchor: &str| ResolvedLink::Here(anchor.to_owned());
        assert_eq!(resolve_url("a.md", "journals/b.md"), here("journal-a"));
        assert_eq!(
            resolve_url("../evidence/my%20photo.png", "journals/a.md"),
            here("photo")
        );
        assert_eq!(
            resolve_url("#what-i-did", "journals/a.md"),
            here("journal-a")
        );
        assert_eq!(
            resolve_url("missing.md", "journals/a.md"),
            ResolvedLink::Nowhere
        );
    }

    #[test]
    fn only_web_and_mail_lead_outside() {
        for url in [
            "https://example.org/a?b#c",
            "HTTP://example.org",
            "mailto:sam@example.org",
        ] {
            assert_eq!(
                resolve_url(url, "journals/a.md"),
                ResolvedLink::Outside(url.to_owned())
            );
        }
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org/x",
        ] {
            assert_eq!(
                resolve_url(url, "journals/a.md"),
                ResolvedLink::Nowhere,
                "{url}"
            );
        }
    }
}
