//! What judging asks of the outside, answered from the work tree, and from the
//! typesetter where nobody has asked the same before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::adapters::disk::WorkTree;
use crate::adapters::disk::cache::Cache;
use crate::adapters::git::Repo;
use crate::adapters::keys::verify_openpgp;
use crate::app::change::ReadFile;
use crate::base::files::digest::sha256;
use crate::base::markdown::{Around, read as read_prose};
use crate::base::picture::{self, Fault, Size};
use crate::domain::ports::{Changes, Facts, History, OpenPgp, OpenPgpFlaw, Over, Pages};
use crate::domain::record_view::Sheet;
use crate::formats::pack::pdf;

/// The outside of the portfolio in a folder.
pub struct Outside {
    root: PathBuf,
    tree: WorkTree,
    repo: Mutex<Option<Repo>>,
    kept: OnceLock<Option<Kept>>,
    history: OnceLock<History>,
    /// Who wrote what, by the paths that were asked for: several steps ask the same.
    changes: Mutex<BTreeMap<Vec<String>, Changes>>,
}

/// What was worked out before.
struct Kept {
    pages: Cache,
    pictures: Cache,
    history: Cache,
}

impl Outside {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            tree: WorkTree::new(root),
            repo: Mutex::default(),
            kept: OnceLock::new(),
            history: OnceLock::new(),
            changes: Mutex::default(),
        }
    }

    /// Asks the repository, where there is one; one thread at a time.
    pub fn ask<T>(&self, question: impl FnOnce(&Repo) -> T) -> Result<Option<T>, String> {
        let mut repo = self.repo.lock().unwrap_or_else(PoisonError::into_inner);
        if repo.is_none() {
            *repo = Repo::open(&self.root).map_err(|error| error.to_string())?;
        }
        Ok(repo.as_ref().map(question))
    }

    /// Every sign-off that was ever committed, going on from where the last look ended.
    fn read_history(&self) -> History {
        match self.ask(Repo::lacks) {
            Ok(Some(None)) => {}
            Ok(Some(Some(why))) => return History::Unknown(why.to_owned()),
            Ok(None) => return History::None,
            Err(why) => return History::Unknown(why),
        }
        let kept = self.kept().map(|kept| &kept.history);
        let before = kept.and_then(|kept| serde_json::from_str(&kept.get(SIGNOFFS)?).ok());
        let past = match self.ask(|repo| repo.past(SIGNOFFS, before.clone())) {
            Ok(Some(past)) => past,
            Ok(None) => return History::None,
            Err(why) => return History::Unknown(why),
        };
        match past {
            Ok(Some(past)) => {
                if let (Some(kept), Ok(text)) = (kept, serde_json::to_string(&past))
                    && before.as_ref() != Some(&past)
                {
                    kept.put(SIGNOFFS, &text);
                }
                History::Known(past.seen)
            }
            Ok(None) => History::Known(Vec::new()),
            Err(error) => History::Unknown(format!(
                "this clone does not hold the whole history ({error})"
            )),
        }
    }

    /// The same, believing nothing that was worked out before.
    pub fn afresh(root: &Path) -> Self {
        Self {
            kept: OnceLock::from(None),
            ..Self::new(root)
        }
    }

    /// Who wrote these files does not change until there is another commit.
    fn read_changes(&self, paths: &[String]) -> Result<Changes, String> {
        let Some(tip) = self.ask(Repo::last_commit)? else {
            return Ok(Changes::new());
        };
        let tip = tip.map_err(|error| error.to_string())?;
        // One repository may hold several portfolios.
        let folder = self
            .root
            .canonicalize()
            .unwrap_or_else(|_| self.root.clone());
        let name = sha256(format!("{tip:?}\n{folder:?}\n{}", paths.join("\n")).as_bytes());
        let kept = self.kept().map(|kept| &kept.history);
        if let Some(before) = kept.and_then(|kept| serde_json::from_str(&kept.get(&name)?).ok()) {
            return Ok(before);
        }
        let found = self.ask(|repo| repo.changes_of(paths))?;
        let found = found.unwrap_or_else(|| Ok(Changes::new()));
        let found = found.map_err(|error| error.to_string())?;
        if let (Some(kept), Ok(text)) = (kept, serde_json::to_string(&found)) {
            kept.put(&name, &text);
        }
        Ok(found)
    }

    /// What was worked out before, where there is a git folder to keep it in.
    fn kept(&self) -> Option<&Kept> {
        let open = || {
            let folder = self.ask(Repo::git_folder).ok()??.join("cpd");
            Some(Kept {
                pages: Cache::new(folder.join("pages")),
                pictures: Cache::new(folder.join("pictures")),
                history: Cache::new(folder.join("history")),
            })
        };
        self.kept.get_or_init(open).as_ref()
    }

    /// Everything that the number of pages depends on.
    fn name(&self, sheet: &Sheet, most: usize) -> String {
        static EDITION: OnceLock<String> = OnceLock::new();
        let mut parts = format!("{}\n{most}\n", EDITION.get_or_init(pdf::edition));
        parts.push_str(&serde_json::to_string(sheet).unwrap_or_default());
        for path in pictures(sheet) {
            let picture = self.tree.bytes(&path).map(|bytes| sha256(&bytes));
            parts.push_str(&format!("\n{path} {picture:?}"));
        }
        sha256(parts.as_bytes())
    }
}

impl ReadFile for Outside {
    fn read_file(&self, path: &str) -> Option<Vec<u8>> {
        self.tree.bytes(path)
    }
}

/// The folder that sign-offs lie in.
const SIGNOFFS: &str = "signoffs";

impl Facts for Outside {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.tree.bytes(path)
    }

    fn history(&self) -> &History {
        self.history.get_or_init(|| self.read_history())
    }

    fn changes(&self, paths: &[String]) -> Result<Changes, String> {
        let mut known = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(paths) {
            return Ok(found.clone());
        }
        let found = self.read_changes(paths)?;
        known.insert(paths.to_vec(), found.clone());
        Ok(found)
    }
    fn blob(&self, id: &str) -> Option<Vec<u8>> {
        self.ask(|repo| repo.content(id)).ok()??
    }

    fn openpgp(&self, asked: &OpenPgp<'_>) -> Result<String, OpenPgpFlaw> {
        verify_openpgp(asked)
    }

    /// Looks at every pixel once; after that, only at whether the file was changed.
    fn picture(&self, path: &str) -> Option<Result<Size, Fault>> {
        let look = || Some(picture::decode(&self.tree.bytes(path)?));
        let Some((kept, stamp)) = self.kept().zip(self.tree.stamp(path)) else {
            return look();
        };
        let name = sha256(format!("{path}\n{stamp}").as_bytes());
        if let Some(size) = kept.pictures.get(&name).and_then(|text| read_size(&text)) {
            return Some(Ok(size));
        }
        let found = look()?;
        if let Ok(size) = found {
            kept.pictures
                .put(&name, &format!("{} {}", size.width, size.height));
        }
        Some(found)
    }

    fn pages(&self, sheet: &Sheet, most: usize) -> Result<Pages, String> {
        let kept = self.kept().map(|kept| &kept.pages);
        let name = kept.map(|_| self.name(sheet, most));
        let before = || read(&kept?.get(name.as_deref()?)?);
        if let Some(pages) = before() {
            return Ok(pages);
        }
        let file = |path: &str| self.tree.bytes(path);
        let pages = pdf::pages(sheet, most, &file).map_err(|error| error.to_string())?;
        if let (Some(kept), Some(name)) = (kept, name) {
            kept.put(&name, &written(&pages));
        }
        Ok(pages)
    }
}

/// The same without what only a repository knows: a pack shows what can be told from
/// the files that it carries.
pub struct Carryable<'a>(pub &'a Outside);

impl Facts for Carryable<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.0.bytes(path)
    }

    fn picture(&self, path: &str) -> Option<Result<Size, Fault>> {
        self.0.picture(path)
    }

    fn pages(&self, sheet: &Sheet, most: usize) -> Result<Pages, String> {
        self.0.pages(sheet, most)
    }

    fn openpgp(&self, asked: &OpenPgp<'_>) -> Result<String, OpenPgpFlaw> {
        self.0.openpgp(asked)
    }
}

/// Paths of the pictures that the words of a sheet ask for, in order.
fn pictures(sheet: &Sheet) -> Vec<String> {
    #[derive(Default)]
    struct Asked(RefCell<Vec<String>>);
    impl Around for Asked {
        fn anchor(&self, _: &str) -> Option<String> {
            None
        }
        fn picture(&self, path: &str) -> Result<Size, String> {
            self.0.borrow_mut().push(path.to_owned());
            Err(String::new())
        }
    }
    let asked = Asked::default();
    read_prose(&sheet.document.body, &sheet.document.path, &asked);
    asked.0.into_inner()
}

/// Pages as they are kept: `1`, or `2 7 80 1234` for pages, lines, words, byte.
fn written(pages: &Pages) -> String {
    match &pages.over {
        None => pages.count.to_string(),
        Some(over) => format!("{} {} {} {}", pages.count, over.lines, over.words, over.at),
    }
}

fn read_size(text: &str) -> Option<Size> {
    let (width, height) = text.split_once(' ')?;
    Some(Size {
        width: width.parse().ok()?,
        height: height.parse().ok()?,
    })
}

fn read(text: &str) -> Option<Pages> {
    let numbers: Option<Vec<usize>> = text.split(' ').map(|word| word.parse().ok()).collect();
    match *numbers?.as_slice() {
        [count] => Some(Pages { count, over: None }),
        [count, lines, words, at] => Some(Pages {
            count,
            over: Some(Over { lines, words, at }),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_as_they_were_written() {
        let long = Pages {
            count: 2,
            over: Some(Over {
                lines: 7,
                words: 80,
                at: 1234,
            }),
        };
        let short = Pages {
            count: 1,
            over: None,
        };
        for pages in [long, short] {
            assert_eq!(read(&written(&pages)), Some(pages));
        }
        assert_eq!(read("1 x"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("1 2"), None);
    }
}
