//! Finds the scheme that is meant: by its id, one of its versions, a file or a folder.

use std::path::{Path, PathBuf};

use super::error::SchemeError;
use super::folders::SchemeFolders;
use crate::base::files::{File, Snapshot};
use crate::base::text::did_you_mean;
use crate::check::compile::CompiledSet;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Library, SchemeFiles, SchemeOrigin};

/// The file that makes a folder a scheme.
pub const SCHEME: &str = "scheme.yaml";

/// The schemes within reach.
pub struct Schemes<'a> {
    /// Those that a portfolio brings, if there is one, and those that come with cpd.
    pub library: Library,
    /// The folder of the portfolio, if there is one.
    pub root: Option<PathBuf>,
    /// The folder that relative paths start from.
    pub here: PathBuf,
    pub folders: &'a dyn SchemeFolders,
}

/// A scheme, and the folder it was read from if it was read from one.
#[derive(Debug, Clone)]
pub struct FoundScheme {
    pub files: SchemeFiles,
    pub folder: Option<PathBuf>,
}

impl Schemes<'_> {
    /// Returns a scheme by its id (its newest version), its id and version as in
    /// `lancaster@1.0.0`, or its file or folder. The name of a scheme is never taken for a
    /// folder: `./lancaster` is one.
    pub fn named(&self, what: &str) -> Result<FoundScheme, SchemeError> {
        let known = match what.split_once('@') {
            Some((id, number)) => version(id, number, &self.library),
            None => newest(what, &self.library),
        };
        let unknown = match known {
            Ok(files) => return Ok(self.found(files)),
            Err(unknown) => unknown,
        };
        if let Some(folder) = self.folders.scheme_at(&self.here.join(what)) {
            return self.in_folder(folder, what);
        }
        let is_path = !what.contains('@') && what.contains(['/', '\\', '.']);
        Err(if is_path {
            SchemeError::NoFile(what.to_owned())
        } else {
            unknown
        })
    }

    /// Returns all schemes of the library.
    pub fn all(&self) -> impl Iterator<Item = FoundScheme> {
        self.library.iter().map(|files| self.found(files))
    }

    /// Returns a scheme of the library, with its folder if the portfolio brings it.
    fn found(&self, files: &SchemeFiles) -> FoundScheme {
        let root = self.root.as_ref();
        let root = root.filter(|_| files.origin == SchemeOrigin::Portfolio);
        FoundScheme {
            files: files.clone(),
            folder: root.map(|root| root.join(&files.prefix)),
        }
    }

    /// Reads a scheme outside any portfolio as if a portfolio brought it.
    fn in_folder(&self, folder: PathBuf, what: &str) -> Result<FoundScheme, SchemeError> {
        let snapshot = self.snapshot(&folder, what)?;
        let inside = snapshot.files().iter().map(|file| File {
            path: format!("schemes/it/{}", file.path),
            content: file.content.clone(),
        });
        let library = Library::default().with_portfolio(&Snapshot::new(inside.collect()));
        let files = library.iter().next().cloned();
        let mut files = files.ok_or_else(|| SchemeError::NotText(what.to_owned()))?;
        let shown = what.trim_end_matches(SCHEME).trim_end_matches('/');
        files.prefix = match shown {
            "" => String::new(),
            shown => format!("{shown}/"),
        };
        refuse_unreadable(&files, what)?;
        let folder = Some(folder);
        Ok(FoundScheme { files, folder })
    }

    fn snapshot(&self, folder: &Path, shown: &str) -> Result<Snapshot, SchemeError> {
        let read = self.folders.snapshot(folder);
        read.map_err(|why| SchemeError::Unreadable {
            path: shown.to_owned(),
            why,
        })
    }
}

/// Returns the newest version of a scheme.
pub fn newest<'a>(id: &str, library: &'a Library) -> Result<&'a SchemeFiles, SchemeError> {
    library.newest(id).ok_or_else(|| SchemeError::Unknown {
        id: id.to_owned(),
        question: did_you_mean::question(id, library.ids()),
        known: to_owned_strings(&library.ids()),
    })
}

/// Returns one version of a scheme.
pub fn version<'a>(
    id: &str,
    version: &str,
    library: &'a Library,
) -> Result<&'a SchemeFiles, SchemeError> {
    newest(id, library)?;
    library
        .get(id, version)
        .ok_or_else(|| SchemeError::NoVersion {
            id: id.to_owned(),
            version: version.to_owned(),
            known: to_owned_strings(&library.versions(id)),
        })
}

fn to_owned_strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Refuses a scheme whose file is not text or is far too long.
pub fn refuse_unreadable(files: &SchemeFiles, shown: &str) -> Result<(), SchemeError> {
    if files.files.contains_key(SCHEME) {
        return Ok(());
    }
    Err(SchemeError::NotText(shown.to_owned()))
}

/// Returns true if anything is wrong with the schemes of a portfolio, the forms of their
/// criteria included.
pub fn has_mistakes(portfolio: &Portfolio) -> bool {
    let set = CompiledSet::compile(portfolio.scheme_set());
    set.faults(None).next().is_some()
}

/// Returns true for three numbers, such as `1.1.0`.
pub fn is_version(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let number = |part: &&str| part.parse::<u32>().is_ok_and(|n| n.to_string() == **part);
    parts.len() == 3 && parts.iter().all(number)
}

#[cfg(test)]
mod tests {
    use super::super::fake_folders::{FakeFolders, scheme};
    use super::*;
    use crate::app::error::Explain;
    use crate::app::error::Hint;

    fn error_text(schemes: &Schemes<'_>, what: &str) -> (String, Option<Hint>) {
        match schemes.named(what) {
            Ok(found) => (
                format!("{} {}", found.files.id, found.files.version),
                found
                    .folder
                    .map(|folder| Hint::from(folder.to_string_lossy().replace('\\', "/"))),
            ),
            Err(error) => (error.to_string(), error.explain().hint),
        }
    }

    #[test]
    fn a_scheme_is_found_by_id_version_file_or_folder() {
        let folders = FakeFolders::of(&[
            ("/p/schemes/mine/scheme.yaml", &scheme("mine", "1.0.0")),
            ("/p/schemes/mine/2/scheme.yaml", &scheme("mine", "2.0.0")),
            ("/p/draft/scheme.yaml", &scheme("draft", "0.1.0")),
            ("/p/lancaster/scheme.yaml", &scheme("other", "0.1.0")),
        ]);
        let schemes = folders.schemes("/p");
        let advice = |says: &str| Some(Hint::from(says));
        for (what, name, folder) in [
            ("mine", "mine 2.0.0", advice("/p/schemes/mine/2/")),
            ("mine@1.0.0", "mine 1.0.0", advice("/p/schemes/mine/")),
            ("draft", "draft 0.1.0", advice("/p/draft")),
            ("draft/scheme.yaml", "draft 0.1.0", advice("/p/draft")),
            // The name of a scheme is not taken for a folder.
            ("lancaster", "lancaster 1.0.0", None),
            ("lancaster@1.0.0", "lancaster 1.0.0", None),
            (
                "lancaster/scheme.yaml",
                "other 0.1.0",
                advice("/p/lancaster"),
            ),
        ] {
            assert_eq!(
                error_text(&schemes, what),
                (name.to_owned(), folder),
                "{what}"
            );
        }
    }

    #[test]
    fn an_unknown_scheme_is_an_error_that_lists_the_known_ones() {
        let folders = FakeFolders::of(&[("/p/big/scheme.yaml", "")]);
        let schemes = Schemes {
            library: Library::default(),
            ..folders.schemes("/p")
        };
        let (says, hint) = error_text(&schemes, "mine");
        assert_eq!(says, "there is no scheme called mine");
        assert_eq!(hint, Some(Hint::from("choose from: ")));
        let (says, _) = error_text(&schemes, "none/scheme.yaml");
        assert_eq!(says, "there is no scheme.yaml at none/scheme.yaml");
        let built_in = folders.schemes("/p");
        let (says, hint) = error_text(&built_in, "lancaser");
        assert_eq!(says, "there is no scheme called lancaser");
        assert_eq!(hint, Some(Hint::from("did you mean `lancaster`?")));
        let (says, hint) = error_text(&built_in, "lancaster@9.9.9");
        assert_eq!(says, "there is no version 9.9.9 of lancaster");
        assert_eq!(hint, Some(Hint::from("choose from: 1.0.0")));
    }

    #[test]
    fn versions_are_three_numbers() {
        for good in ["1.0.0", "0.10.2"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["1.0", "1.0.0.0", "01.0.0", "1.0.x", "", "1.0.0/../.."] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
