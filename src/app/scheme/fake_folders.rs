//! Folders that exist in memory only, for tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::find::Schemes;
use super::folders::{Occupant, SchemeFolders};
use crate::app::ports::EvidenceSource;
use crate::base::files::Snapshot;
use crate::domain::ports::Evidence;
use crate::domain::schema::Library;

/// Files by their absolute paths, with `/` between the parts.
pub struct FakeFolders {
    files: BTreeMap<String, Vec<u8>>,
    pub links: Vec<String>,
}

impl FakeFolders {
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        let files = files.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Self {
            files: files.collect(),
            links: Vec::new(),
        }
    }

    /// Returns the schemes within reach in a folder, taken for a portfolio.
    pub fn schemes(&self, root: &str) -> Schemes<'_> {
        let snapshot = self.snapshot(Path::new(root)).unwrap();
        Schemes {
            library: Library::built_in().with_portfolio(&snapshot),
            root: Some(root.into()),
            here: root.into(),
            folders: self,
        }
    }

    fn below(&self, folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.iter();
        let inside = files.filter_map(|(path, bytes)| {
            let inside = Path::new(path).strip_prefix(folder).ok()?;
            Some((inside.to_string_lossy().into_owned(), bytes.clone()))
        });
        inside.filter(|(path, _)| !path.is_empty()).collect()
    }
}

impl SchemeFolders for FakeFolders {
    fn scheme_at(&self, path: &Path) -> Option<PathBuf> {
        let is_file = |path: &Path| self.files.contains_key(&*path.to_string_lossy());
        let folder = match is_file(path) {
            true => path.parent()?.to_path_buf(),
            false => path.to_path_buf(),
        };
        is_file(&folder.join("scheme.yaml")).then_some(folder)
    }

    fn kind(&self, path: &Path) -> Occupant {
        let text = path.to_string_lossy();
        let text = text.trim_end_matches('/');
        match () {
            () if self.links.iter().any(|link| link == text) => Occupant::Link,
            () if self.files.contains_key(text) => Occupant::File,
            () if self.below(path).is_empty() => Occupant::Nothing,
            () => Occupant::Folder,
        }
    }

    fn is_free(&self, folder: &Path) -> Result<bool, String> {
        Ok(self.below(folder).is_empty())
    }

    fn snapshot(&self, folder: &Path) -> Result<Snapshot, String> {
        Ok(Snapshot::from_bytes(&self.below(folder)))
    }

    fn bytes(&self, folder: &Path, path: &str) -> Option<Vec<u8>> {
        self.below(folder).remove(path)
    }

    fn evidence(&self, _: &Path) -> Box<dyn EvidenceSource> {
        Box::new(NoFolderEvidence)
    }
}

struct NoFolderEvidence;

impl EvidenceSource for NoFolderEvidence {
    fn evidence(&self) -> Evidence<'_> {
        Evidence::in_memory()
    }
}

/// Returns a scheme without mistakes.
pub fn scheme(id: &str, version: &str) -> String {
    format!(
        "id: {id}\nversion: {version}\ntitle: Title of {id}\nawards: [{{ id: one, title: One }}]\ncriteria:\n  - {{ id: enough, says: Two activities, count: {{ of: {{ kind: activity }}, at_least: 2 }} }}\n"
    )
}
