//! The schemes that a portfolio may adopt: its own, and those that come with cpd.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::SchemeOrigin;
use super::built_in::{BUILT_IN, BuiltIn};
use super::scheme_files::{EXAMPLES, SchemeFiles, identity};
use crate::base::files::Snapshot;

/// Schemes by id and version. A portfolio's own come before those in the program, and never
/// have the id and the version of one of these.
#[derive(Debug, Clone, Default)]
pub struct Library {
    schemes: Vec<LibraryEntry>,
    shadowing: Vec<ShadowingScheme>,
}

/// A scheme of a portfolio that does not count, because one that comes with cpd has its id
/// and version and says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShadowingScheme {
    /// The path of its `scheme.yaml`.
    pub path: String,
    pub id: String,
    pub version: String,
}

#[derive(Debug, Clone)]
enum LibraryEntry {
    Own(Arc<SchemeFiles>),
    /// Its files are unpacked when they are first asked for, once in a process.
    BuiltIn(&'static BuiltIn),
}

impl LibraryEntry {
    fn id(&self) -> &str {
        match self {
            Self::Own(files) => &files.id,
            Self::BuiltIn(scheme) => scheme.id,
        }
    }

    fn version(&self) -> &str {
        match self {
            Self::Own(files) => &files.version,
            Self::BuiltIn(scheme) => scheme.version,
        }
    }

    fn prefix(&self) -> &str {
        match self {
            Self::Own(files) => &files.prefix,
            Self::BuiltIn(scheme) => &scheme.prefix,
        }
    }

    fn files(&self) -> &SchemeFiles {
        match self {
            Self::Own(files) => files,
            Self::BuiltIn(scheme) => scheme.files(),
        }
    }
}

impl Library {
    /// Returns the schemes that come with cpd.
    pub fn built_in() -> Self {
        Self {
            schemes: BUILT_IN.iter().map(LibraryEntry::BuiltIn).collect(),
            shadowing: Vec::new(),
        }
    }

    /// Returns a library of one scheme.
    pub fn with_single_scheme(files: SchemeFiles) -> Self {
        Self {
            schemes: vec![LibraryEntry::Own(files.into())],
            shadowing: Vec::new(),
        }
    }

    /// Adds a scheme before all others.
    pub fn with_scheme(mut self, files: SchemeFiles) -> Self {
        self.schemes.insert(0, LibraryEntry::Own(files.into()));
        self
    }

    /// Adds the schemes under `schemes/` of a portfolio before all others. One with the id
    /// and the version of a scheme that comes with cpd is left out.
    pub fn with_portfolio(mut self, snapshot: &Snapshot) -> Self {
        let mut found: BTreeMap<&str, SchemeFiles> = BTreeMap::new();
        let folders: Vec<&str> = snapshot
            .below("schemes/")
            .filter(|file| file.path.ends_with("/scheme.yaml"))
            .map(|file| file.path.trim_end_matches("scheme.yaml"))
            .collect();
        let own = folders.iter().filter(|one| !in_examples(one, &folders));
        for prefix in own.copied() {
            // Examples show what a scheme means and say nothing of it: whoever adds one
            // leaves the scheme as it was signed under.
            let files: BTreeMap<String, Arc<str>> = snapshot
                .below(prefix)
                .filter(|file| !file.path[prefix.len()..].starts_with(EXAMPLES))
                .filter_map(|file| {
                    let name = file.path[prefix.len()..].to_owned();
                    Some((name, Arc::clone(snapshot.text(&file.path)?)))
                })
                .collect();
            let (id, version) = identity(&files, prefix);
            let prefix_of = prefix.to_owned();
            let own = SchemeOrigin::Portfolio;
            found.insert(prefix, SchemeFiles::new(own, id, version, prefix_of, files));
        }
        let (shadowing, found): (Vec<_>, Vec<_>) = found
            .into_values()
            .partition(|files| self.get(&files.id, &files.version).is_some());
        for files in shadowing {
            // A copy of the same files changes nothing.
            let built_in = self.get(&files.id, &files.version);
            if built_in.is_none_or(|built_in| !built_in.has_same_files(&files)) {
                self.shadowing.push(ShadowingScheme {
                    path: files.path("scheme.yaml"),
                    id: files.id,
                    version: files.version,
                });
            }
        }
        let found = found.into_iter();
        let found = found.map(|files| LibraryEntry::Own(files.into()));
        self.schemes.splice(0..0, found);
        self
    }

    /// Returns the schemes of the portfolio that do not count.
    pub fn shadowing(&self) -> &[ShadowingScheme] {
        &self.shadowing
    }

    pub fn iter(&self) -> impl Iterator<Item = &SchemeFiles> {
        self.schemes.iter().map(LibraryEntry::files)
    }

    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.schemes.iter().map(LibraryEntry::id).collect();
        ids.dedup();
        ids
    }

    pub fn get(&self, id: &str, version: &str) -> Option<&SchemeFiles> {
        self.schemes
            .iter()
            .find(|scheme| scheme.id() == id && scheme.version() == version)
            .map(LibraryEntry::files)
    }

    /// Returns the text of a file under the path by which messages call it, such as
    /// `lancaster-1.0.0/scheme.yaml`.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        self.schemes.iter().find_map(|scheme| {
            let name = path.strip_prefix(scheme.prefix())?;
            scheme.files().files.get(name)
        })
    }

    pub fn versions(&self, id: &str) -> Vec<&str> {
        self.schemes
            .iter()
            .filter(|scheme| scheme.id() == id)
            .map(LibraryEntry::version)
            .collect()
    }

    /// Returns the newest version of a scheme.
    pub fn newest(&self, id: &str) -> Option<&SchemeFiles> {
        let number = |version: &str| {
            version
                .split('.')
                .map(|n| n.parse().unwrap_or(0u64))
                .collect::<Vec<_>>()
        };
        self.schemes
            .iter()
            .rev()
            .filter(|scheme| scheme.id() == id)
            .max_by_key(|scheme| number(scheme.version()))
            .map(LibraryEntry::files)
    }
}

/// Returns true if a folder is among the examples of one of these schemes.
fn in_examples(folder: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| {
        let below = folder.strip_prefix(scheme);
        below.is_some_and(|below| below.starts_with(EXAMPLES))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File};

    fn library_of(paths: &[&str]) -> Library {
        let file = |path: &&str| File {
            path: (*path).to_owned(),
            content: Content::Text("id: x\nversion: 1.0.0\n".into()),
        };
        Library::default().with_portfolio(&Snapshot::new(paths.iter().map(file).collect()))
    }

    #[test]
    fn a_scheme_of_the_portfolio_never_takes_the_place_of_a_built_in_one() {
        let built_in = Library::built_in();
        let lancaster = built_in.get("lancaster", "1.0.0").unwrap();
        let with = |text: &str, version: &str| {
            let change = |(name, whole): (&String, &Arc<str>)| File {
                path: format!("schemes/mine/{name}"),
                content: Content::Text(
                    whole
                        .replace("official: false", text)
                        .replace("version: 1.0.0", version)
                        .into(),
                ),
            };
            let files = lancaster.files.iter().map(change).collect();
            Library::built_in().with_portfolio(&Snapshot::new(files))
        };
        let official = with("official: true", "version: 1.0.0");
        let counts = official.get("lancaster", "1.0.0").unwrap();
        assert_eq!(counts.origin, SchemeOrigin::BuiltIn);
        assert_eq!(counts.sha256(), lancaster.sha256());
        let expected = ShadowingScheme {
            path: "schemes/mine/scheme.yaml".into(),
            id: "lancaster".into(),
            version: "1.0.0".into(),
        };
        assert_eq!(official.shadowing(), [expected]);
        // A copy is no harm, and another version is the portfolio's own.
        assert!(
            with("official: false", "version: 1.0.0")
                .shadowing()
                .is_empty()
        );
        let later = with("official: true", "version: 1.0.1");
        assert!(later.shadowing().is_empty());
        let own = later.get("lancaster", "1.0.1").unwrap();
        assert_eq!(own.origin, SchemeOrigin::Portfolio);
    }

    /// Whoever adds an example leaves what was signed as it was.
    #[test]
    fn examples_are_not_part_of_a_schemes_digest() {
        let alone = library_of(&["schemes/x/scheme.yaml"]);
        let beside = library_of(&[
            "schemes/x/scheme.yaml",
            "schemes/x/examples/a/cpd.yaml",
            "schemes/x/examples/a/schemes/y/scheme.yaml",
        ]);
        let digests =
            |library: &Library| library.iter().map(SchemeFiles::sha256).collect::<Vec<_>>();
        assert_eq!(digests(&alone), digests(&beside));
        // A scheme may be called so itself.
        assert_eq!(
            library_of(&["schemes/examples/1.0.0/scheme.yaml"])
                .iter()
                .count(),
            1
        );
    }
}
