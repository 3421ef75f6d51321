//! Names that programs which share folders give to the copy of a file, when two computers
//! changed it at the same time.

/// A file that a copy was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// The name of the copy says so.
    Named(String),
    /// A number was added, as Windows, macOS and iCloud do. It is a copy if that file is there.
    Counted(String),
    /// Words were added with a hyphen, as OneDrive does with the name of a computer. It may be
    /// a copy of one of these, the longest name first; people give such names too.
    Extended(Vec<String>),
}

/// Returns the file that a path is a copy of, by its name alone; `None` for a name that no
/// program gives.
pub fn original(path: &str) -> Option<Original> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, end) = name.rsplit_once('.')?;
    let path_of = |stem: &str| match folder {
        "" => format!("{stem}.{end}"),
        folder => format!("{folder}/{stem}.{end}"),
    };
    if let Some(stem) = named_original(stem) {
        return Some(Original::Named(path_of(stem)));
    }
    if let Some(stem) = number_in_brackets(stem).or_else(|| number_after_space(stem)) {
        return Some(Original::Counted(path_of(stem)));
    }
    let is_counted = |at| is_number(&stem[at + 1..]);
    // `-2` is the second record of that name.
    let hyphens = stem.rmatch_indices('-').filter(|(at, _)| !is_counted(*at));
    let hyphens = hyphens.map(|(at, _)| &stem[..at]);
    let extended = hyphens.filter(|stem| !stem.is_empty()).map(path_of);
    let extended: Vec<String> = extended.collect();
    (!extended.is_empty()).then_some(Original::Extended(extended))
}

/// Returns the stem that a copy by Dropbox, Nextcloud, ownCloud, Syncthing or Box names.
fn named_original(stem: &str) -> Option<&str> {
    if let Some((original, _)) = stem.split_once(".sync-conflict-") {
        return Some(original);
    }
    if let Some((original, _)) = stem.split_once("_conflict-") {
        return Some(original);
    }
    let (original, words) = stem.strip_suffix(')')?.rsplit_once(" (")?;
    let words = words.to_lowercase();
    let is_conflict = ["conflicted copy", "case conflict", "conflict "];
    (words == "conflict" || is_conflict.iter().any(|one| words.contains(one))).then_some(original)
}

fn number_in_brackets(stem: &str) -> Option<&str> {
    let (original, number) = stem.strip_suffix(')')?.rsplit_once('(')?;
    is_number(number).then_some(original.trim_end())
}

fn number_after_space(stem: &str) -> Option<&str> {
    let (original, number) = stem.rsplit_once(' ')?;
    is_number(number).then_some(original)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_copies_lead_to_the_file() {
        for copy in [
            "j/a b (Sam Carter's conflicted copy 2026-02-04).md",
            "j/a b (conflicted copy 2026-02-04 120000).md",
            "j/a b (Case Conflict 1).md",
            "j/a b.sync-conflict-20260204-120000-ABCDEFG.md",
            "j/a b_conflict-20260204-120000.md",
        ] {
            assert_eq!(
                original(copy),
                Some(Original::Named("j/a b.md".into())),
                "{copy}"
            );
        }
        for copy in ["j/a.b (1).md", "j/a.b(12).md", "j/a.b 2.md"] {
            let counted = Original::Counted("j/a.b.md".into());
            assert_eq!(original(copy), Some(counted), "{copy}");
        }
        let extended = ["a-b-DESKTOP.md", "a-b.md", "a.md"]
            .map(String::from)
            .to_vec();
        assert_eq!(
            original("a-b-DESKTOP-AB7.md"),
            Some(Original::Extended(extended))
        );
        for other in [
            "a.md",
            "a-2.md",
            "j/notes (draft).md",
            "j/a (2026).md",
            "README",
        ] {
            assert_eq!(original(other), None, "{other}");
        }
    }
}
