//! Everything that belongs to the schemes that a portfolio follows, read once for all
//! portfolios that follow the same.

use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::built_in::base_kinds;
use super::{AwardTable, Kinds, SchemaFault, Scheme, SchemeFiles};
use crate::base::content_cache::{CacheKey, ContentCache};
use crate::base::text::NameLists;

/// The most sets that are kept: an organisation follows few schemes, in few versions.
pub const MOST_SETS: usize = 64;

static SETS: ContentCache<SchemeSet> = ContentCache::new(MOST_SETS);

/// The schemes that are followed together, and the kinds that they bring. They are one
/// unit: a scheme's criteria are read against the kinds of all of them.
#[derive(Debug)]
pub struct SchemeSet {
    /// Over the exact bytes of all files it is read from, in order, and their paths.
    pub key: CacheKey,
    pub kinds: Kinds,
    pub schemes: Vec<Scheme>,
    /// The names of their awards, in the order of `schemes`.
    pub awards: AwardTable,
    /// The lists of names that findings about records give as choices.
    pub lists: NameLists,
    /// Faults, apart from those in the forms of criteria, which [`crate::check`] reads.
    pub faults: Vec<SchemaFault>,
}

impl SchemeSet {
    /// Returns the set that these files describe, read once in a process.
    pub fn load(files: &[&SchemeFiles]) -> Arc<Self> {
        let key = cache_key(files);
        SETS.get_or_make(key, || read(key, files))
    }
}

fn cache_key(files: &[&SchemeFiles]) -> CacheKey {
    let mut all = Sha256::new();
    for scheme in files {
        for word in [
            scheme.origin.name(),
            &scheme.prefix,
            &scheme.id,
            &scheme.version,
        ] {
            all.update((word.len() as u64).to_le_bytes());
            all.update(word);
        }
        all.update(scheme.digest());
    }
    all.finalize().into()
}

fn read(key: CacheKey, files: &[&SchemeFiles]) -> SchemeSet {
    let mut faults = Vec::new();
    let mut kinds = base_kinds(&mut faults);
    let parsed = files.par_iter().map(|files| {
        let mut faults = Vec::new();
        (files.parse(&mut faults), faults)
    });
    let parsed: Vec<_> = parsed.collect();
    for (scheme, found) in &parsed {
        faults.extend(found.iter().cloned());
        scheme.add_kinds(&mut kinds, &mut faults);
    }
    let schemes: Vec<Scheme> = parsed
        .iter()
        .filter_map(|(scheme, _)| scheme.read(&kinds, &mut faults))
        .collect();
    SchemeSet {
        key,
        kinds,
        awards: AwardTable::of(&schemes),
        schemes,
        lists: NameLists::default(),
        faults,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::schema::SchemeOrigin;

    fn files(prefix: &str, text: &str) -> SchemeFiles {
        let files = BTreeMap::from([("scheme.yaml".to_owned(), text.into())]);
        SchemeFiles::new(
            SchemeOrigin::Portfolio,
            "x".into(),
            "1.0.0".into(),
            prefix.into(),
            files,
        )
    }

    const TEXT: &str = "id: x\nversion: 1.0.0\ntitle: X\nnonsense: 1\n";

    #[test]
    fn equal_files_are_read_once() {
        let (one, other) = (files("a/", TEXT), files("a/", TEXT));
        assert!(Arc::ptr_eq(
            &SchemeSet::load(&[&one]),
            &SchemeSet::load(&[&other])
        ));
    }

    #[test]
    fn equal_files_of_another_origin_are_another_set() {
        let own = files("a/", TEXT);
        let mut other = own.clone();
        other.origin = SchemeOrigin::BuiltIn;
        assert_ne!(SchemeSet::load(&[&own]).key, SchemeSet::load(&[&other]).key);
    }

    /// A letter can be corrected, and sign-offs stay valid.
    #[test]
    fn letters_are_no_part_of_the_digest_that_is_signed() {
        let without = files("a/", TEXT);
        let mut with = without.clone();
        let letter = "letters/granting.md".to_owned();
        with.files.insert(letter, "Dear {owner},\n".into());
        assert_eq!(with.sha256(), without.sha256());
        assert!(!with.has_same_files(&without));
        let template = "templates/journal.md".to_owned();
        with.files.insert(template, "## Mine\n".into());
        assert_ne!(with.sha256(), without.sha256());
    }

    /// Signatures leave line ends out of account, and places in the text do not.
    #[test]
    fn a_set_with_other_line_ends_points_into_its_own_text() {
        let windows = TEXT.replace('\n', "\r\n");
        let (unix, windows) = (files("a/", TEXT), files("a/", &windows));
        assert_eq!(unix.sha256(), windows.sha256());
        for (files, end) in [(&unix, "\n"), (&windows, "\r\n")] {
            let set = SchemeSet::load(&[files]);
            let [fault] = set.faults.as_slice() else {
                panic!("one fault: {:?}", set.faults);
            };
            let text = &files.files["scheme.yaml"];
            assert_eq!(fault.at.span.slice(text), "nonsense", "{end:?}");
        }
    }

    #[test]
    fn faults_are_reported_with_the_path_of_the_schemes_folder() {
        let paths = ["a/", "b/"].map(|prefix| {
            let set = SchemeSet::load(&[&files(prefix, TEXT)]);
            set.faults[0].at.path.to_string()
        });
        assert_eq!(paths, ["a/scheme.yaml", "b/scheme.yaml"]);
    }
}
