//! Finds contents that have changed since they were signed.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{SignedSubject, Signoff};
use crate::base::files::digest::possible_digests;
use crate::base::files::{Sha256, equal_names, file_stem};
use crate::domain::id::{KindId, RecordKey};
use crate::domain::portfolio::Portfolio;
use crate::domain::portfolio::load::is_markdown;
use crate::domain::ports::PortfolioFiles;

/// Files as they are now, each read once however many sign-offs cover it.
pub struct PresentFiles<'a> {
    portfolio: &'a Portfolio,
    files: &'a dyn PortfolioFiles,
    digests: RefCell<BTreeMap<String, Rc<Vec<Sha256>>>>,
    /// Those of all records, made once one has moved.
    names: OnceCell<BTreeSet<KindAndId<'a>>>,
}

/// The name by which other records name a record: its kind and its id.
type KindAndId<'a> = (&'a KindId, RecordKey);

impl<'a> PresentFiles<'a> {
    pub fn new(portfolio: &'a Portfolio, files: &'a dyn PortfolioFiles) -> Self {
        Self {
            portfolio,
            files,
            digests: RefCell::default(),
            names: OnceCell::new(),
        }
    }

    /// Returns the digests under which a file may have been signed; none where it is gone.
    fn digests(&self, path: &str) -> Rc<Vec<Sha256>> {
        let mut digests = self.digests.borrow_mut();
        let read = || Rc::new(self.read_digests(path));
        Rc::clone(digests.entry(path.to_owned()).or_insert_with(read))
    }

    /// Git may change the line ends of a record, which are no part of what cpd reads in it.
    /// Other programs open evidence, so each byte of that counts.
    fn read_digests(&self, path: &str) -> Vec<Sha256> {
        if let Some(text) = self.portfolio.snapshot.text(path) {
            return match self.is_record(path) {
                true => possible_digests(text.as_bytes()),
                false => vec![Sha256::digest(text.as_bytes())],
            };
        }
        let bytes = self.files.bytes(path);
        bytes.iter().map(|bytes| Sha256::digest(bytes)).collect()
    }

    fn is_record(&self, path: &str) -> bool {
        self.portfolio.in_file(path).next().is_some()
    }

    /// Returns true if a file has exactly the content of these subjects.
    fn is_as_signed(&self, path: &str, subjects: &[&SignedSubject<'_>]) -> bool {
        let digests = self.digests(path);
        let is_there =
            |one: &&SignedSubject<'_>| one.sha256.is_some_and(|it| digests.contains(&it));
        subjects.iter().all(is_there)
    }

    /// Returns the path under which a file was signed: its own, or else one that looks the
    /// same and at which no other file is. Copies of a folder may change the form of names.
    fn signed_name<'p, T>(&self, path: &'p str, signed: &BTreeMap<&'p str, T>) -> &'p str {
        if path.is_ascii() || signed.contains_key(path) {
            return path;
        }
        let mut names = signed.keys().copied();
        let is_same = |name: &&str| {
            equal_names::is_equal(name, path) && self.portfolio.snapshot.get(name).is_none()
        };
        names.find(is_same).unwrap_or(path)
    }

    /// Returns true if a record may have been moved from a signed path: nothing is left
    /// there, and the record is still of the same kind. Other records name it by its id: so the
    /// new one was no other `signed` record's, and nobody has the old one now.
    fn may_come_from(&self, path: &str, old: &str, signed: &BTreeSet<KindAndId<'a>>) -> bool {
        let (was, is) = (self.name(old), self.name(path));
        let is_free = |was: &KindAndId<'a>, is: &KindAndId<'a>| {
            was == is
                || !signed.contains(is) && !self.names.get_or_init(|| self.names()).contains(was)
        };
        self.portfolio.snapshot.get(old).is_none()
            && is_markdown(old)
            && self.portfolio.at_path(path).is_some()
            && was
                .zip(is)
                .is_some_and(|(was, is)| was.0 == is.0 && is_free(&was, &is))
    }

    /// Returns the name of a record that is or was at a path.
    fn name(&self, path: &str) -> Option<KindAndId<'a>> {
        let kind = self.portfolio.kinds().kind_of_path(path)?;
        Some((&kind.name, RecordKey::of(file_stem(path))))
    }

    fn names(&self) -> BTreeSet<KindAndId<'a>> {
        let paths = self.portfolio.records.iter().map(|record| &record.path);
        paths.filter_map(|path| self.name(path)).collect()
    }
}

/// Returns the paths that were edited, removed or added since a sign-off. A signed path must
/// hold its own content. A record may move to a path that was not signed, if nothing is left
/// at the old one. Evidence may not.
pub fn changes(
    signoff: &Signoff<'_>,
    required: &BTreeSet<String>,
    present: &PresentFiles<'_>,
) -> Vec<String> {
    let mut signed: BTreeMap<&str, Vec<&SignedSubject<'_>>> = BTreeMap::new();
    for one in &signoff.subjects {
        signed.entry(one.path).or_default().push(one);
    }
    let all_signed = signed
        .keys()
        .filter_map(|path| present.name(path))
        .collect();
    let (mut changed, mut added) = (Vec::new(), Vec::new());
    for path in required {
        match signed.remove(present.signed_name(path, &signed)) {
            Some(subjects) if present.is_as_signed(path, &subjects) => {}
            Some(_) => changed.push(path.clone()),
            None => added.push(path),
        }
    }
    for path in added {
        let is_origin = |(old, subjects): &(&&str, &Vec<&SignedSubject<'_>>)| {
            present.is_as_signed(path, subjects) && present.may_come_from(path, old, &all_signed)
        };
        match signed.iter().find(is_origin).map(|(old, _)| *old) {
            Some(old) => drop(signed.remove(old)),
            None => changed.push(path.clone()),
        }
    }
    changed.extend(signed.into_keys().map(str::to_owned));
    changed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::files::Snapshot;

    const CONFIG: &str = "cpd: 1\nportfolio: p\nowner: sam\nschemes: { lancaster: 1.0.0 }\n";

    /// Paths of records of two kinds, some with one id, and of evidence, one of it with the name
    /// of a record.
    const PATHS: [&str; 9] = [
        "activities/2026-01-01-a.md",
        "activities/2026-01-02-b.md",
        "activities/2026-01-03-c.md",
        "activities/more/2026-01-01-A.md",
        "activities/more/2026-01-02-b.md",
        "journals/2026-01-05-e.md",
        "evidence/a.png",
        "evidence/b.md",
        "evidence/c.pdf",
    ];

    const RECORDS: usize = 6;

    const CONTENTS: [&str; 3] = ["---\ntitle: A\n---\n", "---\ntitle: B\n---\n", "c\n"];

    /// A content by its number, with CRLF or not.
    type FileState = (usize, bool);

    fn bytes((content, crlf): FileState) -> Vec<u8> {
        let end = if crlf { "\r\n" } else { "\n" };
        CONTENTS[content].replace('\n', end).into_bytes()
    }

    /// Returns the changes since a sign-off of files, all of which are covered if they are
    /// there now.
    fn found(signed: &BTreeMap<usize, FileState>, now: &BTreeMap<usize, FileState>) -> Vec<String> {
        let lines: String = signed
            .iter()
            .map(|(path, state)| {
                let (path, bytes) = (PATHS[*path], bytes(*state));
                let (blob, sha256) = (
                    crate::base::files::digest::sha1_blob(&bytes),
                    Sha256::digest(&bytes),
                );
                format!("  - {{ path: {path}, blob: {blob}, sha256: {sha256} }}\n")
            })
            .collect();
        let text = format!(
            "---\nsignoff: sign\naward: lancaster/bronze\nby: sam\nrole: owner\n\"on\": 2026-06-01T12:00:00Z\n\
             owner: {{ id: sam, name: Sam }}\nportfolio: p\nscheme: {{ id: lancaster, version: 1.0.0, sha256: x }}\n\
             subjects:\n{lines}proof: none\n---\n"
        );
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([
            ("cpd.yaml".to_owned(), CONFIG.as_bytes().to_vec()),
            (
                "signoffs/lancaster/bronze/x.md".to_owned(),
                text.into_bytes(),
            ),
        ]);
        files.extend(
            now.iter()
                .map(|(path, state)| (PATHS[*path].to_owned(), bytes(*state))),
        );
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let read = |path: &str| files.get(path).cloned();
        let signoff = portfolio.of_kind(KindId::signoff()).find_map(Signoff::read);
        let covered = now.keys().map(|path| PATHS[*path].to_owned()).collect();
        let mut found = changes(
            &signoff.unwrap(),
            &covered,
            &PresentFiles::new(&portfolio, &read),
        );
        found.sort();
        found
    }

    /// Returns true if the second may stand where the first was signed.
    fn is_same(at: usize, signed: FileState, now: FileState) -> bool {
        signed.0 == now.0 && (signed.1 == now.1 || at < RECORDS)
    }

    /// Returns true if every file can be paired with one that was signed: with its own where
    /// its path was signed, and else with a record of its kind that is gone. Every pairing is
    /// tried. Among those that were signed and those that are there, nobody else has its id.
    fn is_fresh(signed: &BTreeMap<usize, FileState>, now: &BTreeMap<usize, FileState>) -> bool {
        let kind = |at: usize| PATHS[at].split('/').next();
        let id = |at: usize| (kind(at), file_stem(PATHS[at]).to_lowercase());
        let is_free = |old: usize, new: usize| {
            id(old) == id(new)
                || !signed.keys().any(|at| *at != old && id(*at) == id(new))
                    && !now.keys().any(|at| *at != new && id(*at) == id(old))
        };
        is_paired(signed, now, &is_free)
    }

    fn is_paired(
        signed: &BTreeMap<usize, FileState>,
        now: &BTreeMap<usize, FileState>,
        is_free: &dyn Fn(usize, usize) -> bool,
    ) -> bool {
        let Some((path, state)) = now.first_key_value() else {
            return signed.is_empty();
        };
        let (mut later, mut rest) = (now.clone(), signed.clone());
        later.remove(path);
        if let Some(own) = rest.remove(path) {
            return is_same(*path, own, *state) && is_paired(&rest, &later, is_free);
        }
        let kind = |at: usize| PATHS[at].split('/').next();
        signed.iter().any(|(old, own)| {
            let mut rest = signed.clone();
            rest.remove(old);
            *path < RECORDS
                && kind(*old) == kind(*path)
                && !later.contains_key(old)
                && is_free(*old, *path)
                && is_same(*path, *own, *state)
                && is_paired(&rest, &later, is_free)
        })
    }

    fn some_files() -> impl Strategy<Value = BTreeMap<usize, FileState>> {
        let state = (0..CONTENTS.len(), any::<bool>());
        proptest::collection::btree_map(0..PATHS.len(), state, 1..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_sign_off_is_fresh_if_every_file_is_one_that_was_signed(signed in some_files(), now in some_files()) {
            prop_assert_eq!(found(&signed, &now).is_empty(), is_fresh(&signed, &now));
        }

        #[test]
        fn signed_files_that_are_rearranged_are_judged_alike(
            signed in some_files(),
            order in Just((0..PATHS.len()).collect::<Vec<_>>()).prop_shuffle(),
            kept in 0..PATHS.len(),
        ) {
            // Most paths stay where they are.
            let to = |path: usize| if path < kept { path } else { order[path] };
            let now: BTreeMap<usize, FileState> = signed.iter().map(|(path, state)| (to(*path), *state)).collect();
            prop_assert_eq!(found(&signed, &now).is_empty(), is_fresh(&signed, &now));
        }
    }

    fn files(all: &[(usize, FileState)]) -> BTreeMap<usize, FileState> {
        all.iter().copied().collect()
    }

    #[test]
    fn records_that_move_do_not_take_each_others_ids() {
        let (first, second) = ((0, false), (1, false));
        let signed = files(&[(0, first), (1, second)]);
        // Each into a folder, as itself and as the other.
        assert_eq!(found(&signed, &files(&[(3, first), (4, second)])), [""; 0]);
        let exchanged = [PATHS[0], PATHS[1], PATHS[3], PATHS[4]];
        assert_eq!(
            found(&signed, &files(&[(3, second), (4, first)])),
            exchanged
        );
        // One gets a new id, and the other takes the id that it had.
        let passed_on = files(&[(2, first), (3, second)]);
        assert_eq!(found(&signed, &passed_on).len(), 4);
        assert_eq!(found(&signed, &files(&[(2, first), (4, second)])), [""; 0]);
    }

    #[test]
    fn what_changed_is_named_once() {
        let signed = files(&[(0, (0, false)), (1, (1, false)), (6, (2, false))]);
        // The first record moved, the second was edited and the evidence moved.
        let now = files(&[(2, (0, true)), (1, (0, false)), (8, (2, false))]);
        assert_eq!(found(&signed, &now), [PATHS[1], PATHS[6], PATHS[8]]);
        assert_eq!(found(&signed, &signed), [""; 0]);
    }
}
