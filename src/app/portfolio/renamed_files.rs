//! Files that were given another name since the last save: a file that is gone and a new one
//! with the same text, or with most of its lines.

use std::collections::BTreeMap;

use crate::app::ports::{ChangeKind, Repository, RepositoryError, UnsavedChange};
use crate::domain::portfolio::Portfolio;

/// Most files that are compared line by line with others.
const MOST_COMPARED: usize = 100;

/// A file with another name than at the last save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedFile {
    pub from: String,
    pub to: String,
}

/// Returns the files among changes that have another name now.
pub fn renamed_files(
    changes: &[UnsavedChange],
    portfolio: &Portfolio,
    repository: &dyn Repository,
) -> Result<Vec<RenamedFile>, RepositoryError> {
    let of_kind = |what| changes.iter().filter(move |change| change.what == what);
    let removed: Vec<&UnsavedChange> = of_kind(ChangeKind::Removed).collect();
    let added = of_kind(ChangeKind::Added);
    let added = added.filter_map(|new| Some((new.path.as_str(), portfolio.text(&new.path)?)));
    let added: Vec<_> = added.collect();
    if removed.is_empty() || added.is_empty() {
        return Ok(Vec::new());
    }
    let ids = added.iter().map(|(path, text)| {
        let id = repository.blob_id(text.as_bytes());
        (id, *path)
    });
    let ids: BTreeMap<_, _> = ids.collect();
    let compares = removed.len().max(added.len()) <= MOST_COMPARED;
    let mut renamed: Vec<RenamedFile> = Vec::new();
    for change in removed {
        let Some(before) = repository.committed(&change.path)? else {
            continue;
        };
        let is_free = |path: &str| renamed.iter().all(|known| known.to != path);
        let to = ids.get(&before.id).copied().or_else(|| {
            let before = std::str::from_utf8(&before.bytes).ok()?;
            let others = added.iter().filter(|(path, _)| compares && is_free(path));
            let alike = others.map(|(path, text)| (shared_share(before, text), *path));
            let best = alike.max_by_key(|(share, _)| *share)?;
            (best.0 >= 50).then_some(best.1)
        });
        if let Some(to) = to {
            renamed.push(RenamedFile {
                from: change.path.clone(),
                to: to.to_owned(),
            });
        }
    }
    Ok(renamed)
}

/// Returns the share of the letters of two texts that stand in lines which both have, in
/// hundredths.
fn shared_share(one: &str, other: &str) -> usize {
    let lines = |text: &'_ str| -> usize { text.lines().map(str::len).sum() };
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in one.lines() {
        *left.entry(line).or_default() += 1;
    }
    let shared = other.lines().filter(|line| match left.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    let shared: usize = shared.map(str::len).sum();
    200 * shared / (lines(one) + lines(other)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_the_lines_that_both_have() {
        assert_eq!(shared_share("a\nb\n", "a\nb\n"), 100);
        assert_eq!(shared_share("a\nb\n", "b\nc\n"), 50);
        assert_eq!(shared_share("a\na\n", "a\nb\n"), 50);
        assert_eq!(shared_share("", ""), 0);
        assert_eq!(shared_share("a", "b"), 0);
    }
}
