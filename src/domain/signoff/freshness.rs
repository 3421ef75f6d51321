//! Finds contents that have changed since they were signed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{SignedSubject, Signoff};
use crate::base::files::digest;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::PortfolioFiles;

/// Digests of files, each read once however many sign-offs cover it.
pub struct FileDigests<'a> {
    portfolio: &'a Portfolio,
    files: &'a dyn PortfolioFiles,
    seen: RefCell<BTreeMap<String, Rc<Vec<String>>>>,
}

impl<'a> FileDigests<'a> {
    pub fn new(portfolio: &'a Portfolio, files: &'a dyn PortfolioFiles) -> Self {
        Self {
            portfolio,
            files,
            seen: RefCell::default(),
        }
    }

    /// Returns the digests under which a file may have been signed; none where it is gone.
    fn digests(&self, path: &str) -> Rc<Vec<String>> {
        let mut seen = self.seen.borrow_mut();
        let digests = seen.entry(path.to_owned()).or_insert_with(|| {
            let bytes = match self.portfolio.snapshot.text(path) {
                Some(text) => Some(text.as_bytes().to_vec()),
                None => self.files.bytes(path),
            };
            Rc::new(
                bytes
                    .map(|bytes| digest::possible_digests(&bytes))
                    .unwrap_or_default(),
            )
        });
        Rc::clone(digests)
    }
}

/// Returns the paths that were edited, removed or added since a sign-off. A file that was
/// only renamed is unchanged. Each signed content stands for one file: a copy of it was not
/// signed.
pub fn changes(
    signoff: &Signoff<'_>,
    required: &BTreeSet<String>,
    contents: &FileDigests<'_>,
) -> Vec<String> {
    let mut signed = UnmatchedSubjects::new(signoff);
    let moved: Vec<&String> = required
        .iter()
        .filter(|path| !signed.take_at(path, contents))
        .collect();
    let mut changed: Vec<String> = moved
        .into_iter()
        .filter(|path| !signed.take_anywhere(path, contents))
        .cloned()
        .collect();
    let signed = signed.left;
    let mut gone: Vec<&str> = signed.iter().map(|one| one.path).collect();
    gone.sort_unstable();
    for path in gone {
        if !changed.iter().any(|known| known == path) {
            changed.push(path.to_owned());
        }
    }
    changed
}

/// Subjects that no file was found for yet. A file is read only where one of them may be it.
struct UnmatchedSubjects<'s> {
    left: Vec<&'s SignedSubject<'s>>,
    /// The indices of each path in `left`, in order.
    places: BTreeMap<&'s str, Vec<usize>>,
}

impl<'s> UnmatchedSubjects<'s> {
    fn new(signoff: &'s Signoff<'s>) -> Self {
        let left: Vec<&SignedSubject<'_>> = signoff.subjects.iter().collect();
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, one) in left.iter().enumerate() {
            places.entry(one.path).or_default().push(at);
        }
        Self { left, places }
    }

    /// Removes a subject with the same content at the same path, and returns true if there
    /// was one.
    fn take_at(&mut self, path: &str, contents: &FileDigests<'_>) -> bool {
        let Some(places) = self.places.get(path).filter(|places| !places.is_empty()) else {
            return false;
        };
        let digests = contents.digests(path);
        let is_it = |at: &&usize| digests.iter().any(|d| d == self.left[**at].sha256);
        match places.iter().filter(is_it).min().copied() {
            Some(at) => {
                self.remove(at);
                true
            }
            None => false,
        }
    }

    /// Removes a subject with the same content at any path, and returns true if there was
    /// one.
    fn take_anywhere(&mut self, path: &str, contents: &FileDigests<'_>) -> bool {
        if self.left.is_empty() {
            return false;
        }
        let digests = contents.digests(path);
        let is_it = |one: &&SignedSubject<'_>| digests.iter().any(|d| d == one.sha256);
        let at = self.left.iter().position(is_it);
        at.map(|at| self.left.swap_remove(at)).is_some()
    }

    fn remove(&mut self, at: usize) {
        let last = self.left.len() - 1;
        let (gone, moved) = (self.left[at].path, self.left[last].path);
        self.left.swap_remove(at);
        if let Some(places) = self.places.get_mut(gone) {
            places.retain(|place| *place != at);
        }
        if at != last
            && let Some(places) = self.places.get_mut(moved)
        {
            places
                .iter_mut()
                .filter(|p| **p == last)
                .for_each(|p| *p = at);
        }
    }
}
