//! Named bytes: what a portfolio consists of before anyone asks what it means.
//!
//! A [`Snapshot`] is made by an adapter (from the work tree today; from a git
//! tree, an editor or an opened pack tomorrow). Nothing here reads a disk.

pub mod clutter;
pub mod conflict_copy;
pub mod digest;
pub mod equal_names;
pub mod line_ends;
pub mod named_type;
mod path;
mod utf16;

use std::io::{Seek, Write};
use std::sync::{Arc, OnceLock};

pub use digest::Sha256;
use equal_names::EqualNames;
pub use path::{NotInPortfolio, PortfolioPath};

/// The file that marks a portfolio and holds its settings.
pub const MARK: &str = "cpd.yaml";

/// Largest file that is read as a record, in bytes: some 250,000 words, which
/// nobody writes and nobody reads.
pub const LARGEST_TEXT: u64 = 2 * 1024 * 1024;

/// Largest file that a pack carries as evidence, in bytes.
pub const LARGEST_EVIDENCE: u64 = 64 * 1024 * 1024;

/// A place for bytes in which a writer can go back.
pub trait WriteSeek: Write + Seek {}

impl<T: Write + Seek + ?Sized> WriteSeek for T {}

/// Every file of a portfolio, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    files: Vec<File>,
    /// Made when a file is first looked for that has no exact name.
    names: OnceLock<EqualNames>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    /// Relative to the portfolio, with `/` between folders.
    pub path: String,
    pub content: Content,
}

/// The content of a file as it was read.
#[derive(Debug, Clone)]
pub enum Content {
    Text(Arc<str>),
    /// A file that is carried, not read: its size in bytes.
    Asset(u64),
    Unreadable(Unreadable),
}

/// The reason why a file that should be text could not be read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Holds a zero byte.
    Binary,
    /// Text in the encoding that Windows calls Unicode.
    Utf16,
    /// The first byte that is not UTF-8.
    NotUtf8(usize),
    /// Its size in bytes, above [`LARGEST_TEXT`].
    TooLarge(u64),
    /// A symbolic link; cpd follows none.
    Link,
    /// Neither a file nor a folder, such as a pipe.
    Special,
    /// The message of the operating system.
    Refused(String),
    /// Its name is not Unicode.
    Name,
}

impl Snapshot {
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let names = OnceLock::new();
        Self { files, names }
    }

    /// Returns a snapshot of files that are given as bytes, such as those of an opened pack.
    pub fn from_bytes<'a>(files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>) -> Self {
        let file = |(path, bytes): (&String, &Vec<u8>)| File::from_bytes(path, bytes);
        Self::new(files.into_iter().map(file).collect())
    }

    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Returns the file that somebody means who wrote this path: the one with exactly this
    /// path, or else the only one whose path looks the same.
    pub fn find(&self, path: &str) -> Option<&File> {
        self.get(path).or_else(|| {
            let paths = || self.files.iter().map(|file| file.path.as_str());
            let names = self.names.get_or_init(|| EqualNames::new(paths()));
            self.get(names.find(path)?)
        })
    }

    /// Returns the path under which a file is there that somebody wrote; as written, where
    /// there is none.
    pub fn stored_path(&self, written: String) -> String {
        match self.find(&written) {
            Some(file) => file.path.clone(),
            None => written,
        }
    }

    /// Returns the file with exactly this path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|at| &self.files[at])
    }

    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        match &self.get(path)?.content {
            Content::Text(text) => Some(text),
            Content::Asset(_) | Content::Unreadable(_) => None,
        }
    }

    /// Returns true if there are files in the folder that somebody means who wrote this path.
    pub fn has_folder(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let is_exact = self.below(&folder).next().is_some();
        is_exact
            || !path.is_ascii()
                && self
                    .files
                    .iter()
                    .any(|file| equal_names::is_below(&file.path, &folder))
    }

    /// The paths of the files below a folder (`trust/`), in order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        let first = self
            .files
            .partition_point(|file| file.path.as_str() < folder);
        self.files[first..]
            .iter()
            .take_while(move |file| file.path.starts_with(folder))
    }
}

impl File {
    /// Reads bytes as the content of a file at this path.
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Self {
        let size = bytes.len() as u64;
        let content = if !is_text(path) {
            Content::Asset(size)
        } else if size > LARGEST_TEXT {
            Content::Unreadable(Unreadable::TooLarge(size))
        } else {
            Content::from_bytes(bytes)
        };
        Self {
            path: path.to_owned(),
            content,
        }
    }
}

impl Content {
    /// Reads bytes as text, or says why they are not.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let has_zero = bytes.contains(&0);
        if (has_zero || utf16::begins_with_mark(bytes)) && utf16::is_text(bytes) {
            return Self::Unreadable(Unreadable::Utf16);
        }
        if has_zero {
            return Self::Unreadable(Unreadable::Binary);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(error) => Self::Unreadable(Unreadable::NotUtf8(error.valid_up_to())),
        }
    }
}

/// Returns true if a file of the portfolio is read: records and settings are; everything
/// else is carried.
pub fn is_text(path: &str) -> bool {
    let end = path
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    let evidence = path.starts_with("evidence/");
    !evidence && matches!(end.as_deref(), Some("md" | "yaml" | "yml"))
}

/// A path written in a record (`../evidence/a.png`, or `evidence/a.png`), from
/// the folder `base`, as a path in the portfolio; `None` when it leaves it.
pub fn resolve(base: &str, written: &str) -> Option<String> {
    // On Windows people write `evidence\plan.png`.
    let written = &written.replace('\\', "/");
    if written.starts_with('/') || written.get(1..2) == Some(":") {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The folder a path is in, without a final slash; empty at the top.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A file's name without folder and last extension.
pub fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(
            resolve("journals", "../evidence/a.png").as_deref(),
            Some("evidence/a.png")
        );
        assert_eq!(
            resolve("", "./evidence//a.png").as_deref(),
            Some("evidence/a.png")
        );
        for out in ["../../x", "/etc/passwd", "C:/x", "..\\..\\x", "\\\\host\\x"] {
            assert_eq!(resolve("journals", out), None, "{out}");
        }
        assert_eq!(
            resolve("", "evidence\\plan.png").as_deref(),
            Some("evidence/plan.png")
        );
        assert_eq!(resolve("", "evidence/../../x"), None);
    }

    #[test]
    fn files_of_a_folder_are_a_contiguous_range() {
        let file = |path: &str| File {
            path: path.into(),
            content: Content::Asset(0),
        };
        let all = Snapshot::new(["b/x", "a", "b-c", "b/a", "c"].map(file).to_vec());
        let names: Vec<_> = all.below("b/").map(|f| f.path.as_str()).collect();
        assert_eq!(names, ["b/a", "b/x"]);
    }
}
