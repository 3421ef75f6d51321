//! Whether what was signed is still what is there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Signoff;
use crate::facts::Facts;
use crate::portfolio::Portfolio;
use crate::source::digest;

/// Digests of files, each read once however many sign-offs cover it.
pub struct Contents<'a> {
    portfolio: &'a Portfolio,
    facts: &'a dyn Facts,
    seen: RefCell<BTreeMap<String, Rc<Vec<String>>>>,
}

impl<'a> Contents<'a> {
    pub fn new(portfolio: &'a Portfolio, facts: &'a dyn Facts) -> Self {
        Self {
            portfolio,
            facts,
            seen: RefCell::default(),
        }
    }

    /// The digests under which a file may have been signed; none where it is gone.
    fn of(&self, path: &str) -> Rc<Vec<String>> {
        let mut seen = self.seen.borrow_mut();
        let digests = seen.entry(path.to_owned()).or_insert_with(|| {
            let bytes = match self.portfolio.snapshot.text(path) {
                Some(text) => Some(text.as_bytes().to_vec()),
                None => self.facts.bytes(path),
            };
            Rc::new(
                bytes
                    .map(|bytes| digest::contents(&bytes))
                    .unwrap_or_default(),
            )
        });
        Rc::clone(digests)
    }
}

/// What is no longer as it was signed: edited, removed, or new. A file that was
/// only renamed still has its content somewhere among what is required.
pub fn changes(
    signoff: &Signoff<'_>,
    required: &BTreeSet<String>,
    contents: &Contents<'_>,
) -> Vec<String> {
    let signed: BTreeSet<&str> = signoff.subjects.iter().map(|s| s.sha256).collect();
    let mut there = BTreeSet::new();
    let mut changed = Vec::new();
    for path in required {
        let digests = contents.of(path);
        if !digests
            .iter()
            .any(|digest| signed.contains(digest.as_str()))
        {
            changed.push(path.clone());
        }
        there.extend(digests.iter().cloned());
    }
    let gone = signoff
        .subjects
        .iter()
        .filter(|subject| !required.contains(subject.path) && !there.contains(subject.sha256));
    for subject in gone {
        if !changed.iter().any(|path| path == subject.path) {
            changed.push(subject.path.to_owned());
        }
    }
    changed
}
