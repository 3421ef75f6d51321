//! Whether what was signed is still what is there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Signoff, Subject};
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
/// only renamed still has its content somewhere among what is required. Each content
/// that was signed stands for one file: a copy of it was not signed.
pub fn changes(
    signoff: &Signoff<'_>,
    required: &BTreeSet<String>,
    contents: &Contents<'_>,
) -> Vec<String> {
    let mut signed: Vec<&Subject<'_>> = signoff.subjects.iter().collect();
    let mut take = |path: &str, there: &dyn Fn(&Subject<'_>) -> bool| {
        let digests = contents.of(path);
        let is_it = |one: &&Subject<'_>| there(one) && digests.iter().any(|d| d == one.sha256);
        let at = signed.iter().position(is_it);
        at.map(|at| signed.swap_remove(at)).is_some()
    };
    let moved: Vec<&String> = required
        .iter()
        .filter(|path| !take(path, &|one| one.path == path.as_str()))
        .collect();
    let mut changed: Vec<String> = moved
        .into_iter()
        .filter(|path| !take(path, &|_| true))
        .cloned()
        .collect();
    let mut gone: Vec<&str> = signed.iter().map(|one| one.path).collect();
    gone.sort_unstable();
    for path in gone {
        if !changed.iter().any(|known| known == path) {
            changed.push(path.to_owned());
        }
    }
    changed
}
