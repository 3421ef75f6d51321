//! The texts that findings point into, with their lines counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::text::LineIndex;
use crate::views::check::Check;

/// Most texts whose lines are kept. Findings of one file follow each other.
pub const MOST_KEPT: usize = 64;

/// Texts by path, indexed when they are first asked for.
pub struct LineIndexes<'a> {
    check: &'a Check,
    known: BTreeMap<String, Option<(Arc<str>, LineIndex)>>,
}

impl<'a> LineIndexes<'a> {
    pub fn new(check: &'a Check) -> Self {
        Self {
            check,
            known: BTreeMap::new(),
        }
    }

    /// Returns the path of a file as code hosts name it: from the top of the repository.
    pub fn repository_path(&self, path: &str) -> String {
        self.check.repository_path(path)
    }

    /// A file's text and its lines; nothing for what is no text.
    pub fn get(&mut self, path: &str) -> Option<&(Arc<str>, LineIndex)> {
        if !self.known.contains_key(path) {
            let text = self.check.text(path).map(Arc::clone);
            let found = text.map(|text| {
                let index = LineIndex::new(&text);
                (text, index)
            });
            if self.known.len() == MOST_KEPT {
                self.known.clear();
            }
            self.known.insert(path.to_owned(), found);
        }
        self.known.get(path)?.as_ref()
    }
}
