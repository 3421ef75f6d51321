//! Pages that records of the work tree fill, counted by the typesetter where no earlier
//! run has counted the same.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use tracing::info_span;

use super::files::WorkTreeFiles;
use crate::adapters::disk::cache::Cache;
use crate::base::files::digest::sha256;
use crate::base::markdown::{LinkContext, read as read_prose};
use crate::base::picture::Size;
use crate::domain::ports::{Overflow, PageCount, PortfolioFiles, Typesetter};
use crate::domain::record_view::RecordPage;
use crate::formats::pack::pdf;

/// Lays out a record once; after that, looks only at whether anything that its length
/// depends on was changed.
pub struct PageCounts {
    files: Arc<WorkTreeFiles>,
    cache: Option<Cache>,
}

impl PageCounts {
    pub const fn new(files: Arc<WorkTreeFiles>, cache: Option<Cache>) -> Self {
        Self { files, cache }
    }

    /// Returns a digest of everything that the number of pages depends on.
    fn name(&self, sheet: &RecordPage, most: usize) -> String {
        static EDITION: OnceLock<String> = OnceLock::new();
        let mut parts = format!("{}\n{most}\n", EDITION.get_or_init(pdf::measurement_key));
        parts.push_str(&serde_json::to_string(sheet).unwrap_or_default());
        for path in pictures(sheet) {
            let picture = self.files.bytes(&path).map(|bytes| sha256(&bytes));
            let picture = picture.unwrap_or_default();
            parts.push_str(&format!("\n{path} {picture}"));
        }
        sha256(parts.as_bytes())
    }
}

impl Typesetter for PageCounts {
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String> {
        let cache = self.cache.as_ref();
        let name = cache.map(|_| self.name(sheet, most));
        let before = || read(&cache?.get(name.as_deref()?)?);
        if let Some(pages) = before() {
            return Ok(pages);
        }
        let file = |path: &str| self.files.bytes(path);
        let _span = info_span!("typeset.pages").entered();
        let pages = pdf::pages(sheet, most, &file).map_err(|error| error.to_string())?;
        if let (Some(cache), Some(name)) = (cache, name) {
            cache.insert(&name, &format_pages(&pages));
        }
        Ok(pages)
    }
}

/// Paths of the pictures that the words of a sheet ask for, in order.
fn pictures(sheet: &RecordPage) -> Vec<String> {
    #[derive(Default)]
    struct Asked(RefCell<Vec<String>>);
    impl LinkContext for Asked {
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
    let stored = &sheet.document.stored_elsewhere;
    let asked = asked.0.into_inner().into_iter();
    let paths = asked.map(|path| stored.get(&path).cloned().unwrap_or(path));
    paths.collect()
}

/// Pages as they are kept: `1`, or `2 7 80 1234` for pages, lines, words, byte.
fn format_pages(pages: &PageCount) -> String {
    match &pages.over {
        None => pages.count.to_string(),
        Some(over) => format!("{} {} {} {}", pages.count, over.lines, over.words, over.at),
    }
}

fn read(text: &str) -> Option<PageCount> {
    let numbers: Option<Vec<usize>> = text.split(' ').map(|word| word.parse().ok()).collect();
    match *numbers?.as_slice() {
        [count] => Some(PageCount { count, over: None }),
        [count, lines, words, at] => Some(PageCount {
            count,
            over: Some(Overflow { lines, words, at }),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_counts_read_back_as_written() {
        let long = PageCount {
            count: 2,
            over: Some(Overflow {
                lines: 7,
                words: 80,
                at: 1234,
            }),
        };
        let short = PageCount {
            count: 1,
            over: None,
        };
        for pages in [long, short] {
            assert_eq!(read(&format_pages(&pages)), Some(pages));
        }
        assert_eq!(read("1 x"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("1 2"), None);
    }
}
