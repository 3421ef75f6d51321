//! A set of changes as somebody reads it before it is applied, and its digest.

use std::fmt;

use similar::TextDiff;
use thiserror::Error;

use super::{Base, Bytes, ChangeSet, Edit};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::base::files::{PortfolioPath, Sha256};

/// The difference that a set of changes makes to one file. Displayed as a unified diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDiff {
    /// The path before; nothing where the file is new.
    pub from: Option<PortfolioPath>,
    /// The path afterwards; nothing where the file goes.
    pub to: Option<PortfolioPath>,
    pub content: ContentDiff,
}

/// The difference between two contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentDiff {
    Same,
    /// Hunks of a unified diff with three lines of context.
    Text(String),
    /// Contents that are no text, with their sizes in bytes.
    Binary {
        before: usize,
        after: usize,
    },
}

impl ChangeSet {
    /// Returns the difference of each file, in the order of the paths afterwards.
    pub fn diff(&self, base: Base<'_>) -> Vec<FileDiff> {
        let edits = self.edits.iter();
        edits
            .map(|(path, edit)| file_diff(base, path, edit))
            .collect()
    }

    /// Returns a digest over everything that happens on disk: whoever has seen a change can
    /// name it, and two sets that do the same have the same.
    pub fn digest(&self) -> Sha256 {
        let digest =
            |digest: Option<Sha256>| digest.map_or_else(|| "-".into(), |it| it.to_string());
        let mut lines = String::new();
        for change in self.on_disk() {
            let after = change.after.as_deref().map(Sha256::digest);
            // No path holds a line end, and no digest a space.
            let (before, after) = (digest(change.before), digest(after));
            lines.push_str(&format!("{before} {after} {}\n", change.path));
        }
        Sha256::digest(lines.as_bytes())
    }

    /// Returns an error unless this is the change that somebody was shown, by its digest.
    pub fn require(&self, shown: Sha256) -> Result<(), OtherChange> {
        (self.digest() == shown).then_some(()).ok_or(OtherChange)
    }
}

/// The reason why a change is not made that was shown: it would be another one by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is not the change that was shown: the portfolio or your request has changed since")]
pub struct OtherChange;

impl Explain for OtherChange {
    fn explain(&self) -> Explanation {
        let lead = Hint::from("nothing was changed; run the command with ").then(Input::Preview);
        Explanation::refused().hint(lead.then(" to see the change again"))
    }
}

fn file_diff(base: Base<'_>, path: &PortfolioPath, edit: &Edit) -> FileDiff {
    let none = || Bytes::from([]);
    let old = |path: &PortfolioPath| base.read(path).unwrap_or_else(none);
    let path = || path.clone();
    let (from, to, before, after) = match edit {
        Edit::Create { bytes } => (None, Some(path()), none(), Bytes::clone(bytes)),
        Edit::Replace { bytes, .. } => {
            let before = old(&path());
            (Some(path()), Some(path()), before, Bytes::clone(bytes))
        }
        Edit::Move { from, bytes, .. } => {
            let before = old(from);
            (
                Some(from.clone()),
                Some(path()),
                before,
                Bytes::clone(bytes),
            )
        }
        Edit::Delete { .. } => (Some(path()), None, old(&path()), none()),
    };
    let content = ContentDiff::between(&before, &after);
    FileDiff { from, to, content }
}

impl ContentDiff {
    fn between(before: &[u8], after: &[u8]) -> Self {
        if before == after {
            return Self::Same;
        }
        let text = (std::str::from_utf8(before), std::str::from_utf8(after));
        let (Ok(old), Ok(new)) = text else {
            let (before, after) = (before.len(), after.len());
            return Self::Binary { before, after };
        };
        let diff = TextDiff::from_lines(old, new);
        Self::Text(diff.unified_diff().context_radius(3).to_string())
    }
}

impl fmt::Display for FileDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |path: &Option<PortfolioPath>, side: &str| match path {
            Some(path) => format!("{side}/{path}"),
            None => "/dev/null".to_owned(),
        };
        writeln!(f, "--- {}", side(&self.from, "a"))?;
        writeln!(f, "+++ {}", side(&self.to, "b"))?;
        match &self.content {
            ContentDiff::Same => Ok(()),
            ContentDiff::Text(hunks) => f.write_str(hunks),
            ContentDiff::Binary { before, after } => {
                writeln!(f, "Not text: {before} bytes before, {after} bytes after")
            }
        }
    }
}
