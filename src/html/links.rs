//! Where a link in a record leads, once the record stands in a pack. Decides only
//! from the words of the link and the names in the pack; opens nothing.

use std::collections::BTreeMap;

use crate::pack::model::{Document, Pack, Part};

/// What becomes of a link.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// Elsewhere: http, https or mailto, as written.
    Outside(String),
    /// A place in this page.
    Here(String),
    /// Nowhere that a reader may be sent; only its words are shown.
    Nowhere,
}

/// Every path in the pack that a link can lead to, with its anchor.
pub struct Places(BTreeMap<String, String>);

impl Places {
    /// Records and evidence that are printed come first; any other file leads to
    /// its entry among the downloads.
    pub fn of(pack: &Pack) -> Self {
        let mut places = BTreeMap::new();
        for (index, path) in pack.files.keys().enumerate() {
            places.insert(path.clone(), file_anchor(index));
        }
        for item in &pack.evidence {
            places.insert(item.path.clone(), item.anchor.clone());
        }
        for part in &pack.parts {
            match part {
                Part::Documents { documents, .. } => {
                    documents.iter().for_each(|d| add_document(&mut places, d));
                }
                Part::Page { document, .. } => add_document(&mut places, document),
                Part::Log { rows, .. } => places.extend(
                    rows.iter()
                        .map(|row| (row.path.clone(), row.anchor.clone())),
                ),
            }
        }
        Self(places)
    }

    /// Where a link written in the record at `from` leads. A fragment alone leads
    /// to the record itself, since its headings carry no anchors of their own.
    pub fn target(&self, url: &str, from: &str) -> Target {
        if let Some(scheme) = scheme(url) {
            return match scheme.as_str() {
                "http" | "https" | "mailto" => Target::Outside(url.to_owned()),
                _ => Target::Nowhere,
            };
        }
        let path = if url.starts_with('#') {
            Some(from.to_owned())
        } else {
            resolve(from, url)
        };
        path.and_then(|path| self.0.get(&path))
            .map_or(Target::Nowhere, |anchor| Target::Here(anchor.clone()))
    }
}

/// The anchor of the `index`th file among the downloads.
pub fn file_anchor(index: usize) -> String {
    format!("pack-file-{}", index + 1)
}

fn add_document(places: &mut BTreeMap<String, String>, document: &Document) {
    places.insert(document.path.clone(), document.anchor.clone());
    document
        .beneath
        .iter()
        .for_each(|d| add_document(places, d));
}

/// The path in the portfolio that a relative `url` means in the file `from`, or
/// nothing when it is absolute or climbs out.
pub fn resolve(from: &str, url: &str) -> Option<String> {
    let url = url.split(['#', '?']).next().unwrap_or_default();
    let url = percent_decoded(url)?;
    if url.is_empty()
        || url.starts_with('/')
        || url.contains(['\\', '\0'])
        || scheme(&url).is_some()
    {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in url.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The scheme before the first colon, in lower case. Browsers skip controls and
/// blanks when they read one, so `java\nscript:` counts as `javascript`.
fn scheme(url: &str) -> Option<String> {
    let kept: String = url
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    let (scheme, _) = kept.split_once(':')?;
    let is_path = scheme.contains(['/', '#', '?']);
    (!is_path).then(|| scheme.to_ascii_lowercase())
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |i: usize| after.get(i).and_then(|b| (*b as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places(BTreeMap::from([
            ("journals/a.md".to_owned(), "journal-a".to_owned()),
            ("evidence/my photo.png".to_owned(), "photo".to_owned()),
        ]))
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
    fn records_and_files_become_places_in_the_page() {
        let here = |anchor: &str| Target::Here(anchor.to_owned());
        assert_eq!(places().target("a.md", "journals/b.md"), here("journal-a"));
        assert_eq!(
            places().target("../evidence/my%20photo.png", "journals/a.md"),
            here("photo")
        );
        assert_eq!(
            places().target("#what-i-did", "journals/a.md"),
            here("journal-a")
        );
        assert_eq!(
            places().target("missing.md", "journals/a.md"),
            Target::Nowhere
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
                places().target(url, "journals/a.md"),
                Target::Outside(url.to_owned())
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
                places().target(url, "journals/a.md"),
                Target::Nowhere,
                "{url}"
            );
        }
    }
}
