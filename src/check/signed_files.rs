//! Marks remedies that would edit a signed file, so that no program applies them without asking.
//! It does not check signatures.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::files::Sha256;
use crate::base::files::digest::possible_digests;
use crate::domain::finding::Diagnostic;
use crate::domain::id::KindId;
use crate::domain::layout::{SIGNOFFS, TRUST_SIGNATURE};
use crate::domain::portfolio::{Portfolio, Value};
use crate::domain::remedy::{Remedy, TextEdit};

/// Marks the edits in remedies that would change a signed file.
pub fn mark_signed_edits(found: &mut [Diagnostic], portfolio: &Portfolio) {
    let remedies = found.iter_mut().flat_map(|one| &mut one.remedies);
    let edits: Vec<&mut TextEdit> = remedies.flat_map(Remedy::edits_mut).collect();
    if edits.is_empty() {
        return;
    }
    let signed = SignedFiles::collect(portfolio);
    // Many edits may be in one file, whose digest is computed once.
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    for edit in edits {
        let path = edit.path.clone();
        let found = known.entry(path);
        edit.signed = *found.or_insert_with(|| signed.contains(&edit.path, portfolio));
    }
}

/// The files that the sign-offs of a portfolio cover, valid or not.
struct SignedFiles<'p> {
    paths: BTreeSet<&'p str>,
    digests: BTreeSet<Sha256>,
    /// Folders of the schemes of the sign-offs.
    schemes: BTreeSet<String>,
}

impl<'p> SignedFiles<'p> {
    fn collect(portfolio: &'p Portfolio) -> Self {
        let mut signed = Self {
            paths: BTreeSet::new(),
            digests: BTreeSet::new(),
            schemes: BTreeSet::new(),
        };
        for signoff in portfolio.of_kind(KindId::signoff()) {
            // What a sign-off covers counts even if something else in it cannot be read.
            if let Some(Value::Award(award)) = signoff.get("award") {
                signed
                    .schemes
                    .insert(format!("schemes/{}/", award.scheme()));
            }
            let subjects = signoff.get("subjects").map(Value::items);
            for subject in subjects.into_iter().flatten() {
                let text = |name: &str| subject.get(name).and_then(Value::text);
                signed.paths.extend(text("path"));
                signed
                    .digests
                    .extend(text("sha256").and_then(Sha256::parse));
            }
        }
        signed
    }

    /// Returns true for a file that was signed, under any name.
    fn contains(&self, path: &str, portfolio: &Portfolio) -> bool {
        let is_same = |text: &str| {
            let digests = possible_digests(text.as_bytes());
            digests.iter().any(|one| self.digests.contains(one))
        };
        let in_trust = path.starts_with("trust/");
        path.starts_with(SIGNOFFS)
            || (in_trust && portfolio.snapshot.get(TRUST_SIGNATURE).is_some())
            || self.schemes.iter().any(|folder| path.starts_with(folder))
            || self.paths.contains(path)
            || portfolio
                .snapshot
                .text(path)
                .is_some_and(|text| is_same(text))
    }
}
