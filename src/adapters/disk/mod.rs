//! The work tree: finding a portfolio, reading it into a snapshot, and writing
//! files so that a killed process leaves the old one or the new one. Knows no
//! git and no meaning.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads and writes files"
)]

pub mod cache;
pub mod folder_state;
pub mod leftovers;
pub mod portfolio_folders;
pub mod scheme_folders;
pub mod staged_folder;
pub mod tree;
pub mod unpacked;
pub mod write;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::base::files::{
    self, Content, File, LARGEST_EVIDENCE, LARGEST_TEXT, Snapshot, Unreadable, equal_names, resolve,
};

pub use crate::base::files::MARK;
use crate::domain::layout;
use crate::domain::ports::PortfolioFiles;

/// Returns the portfolio that a folder is in: the nearest one above that has `cpd.yaml`.
pub fn find(from: &Path) -> Option<PathBuf> {
    // What stands before a `..` is not above the folder.
    let from = if from.components().any(|part| part == Component::ParentDir) {
        from.canonicalize().ok()?
    } else {
        from.to_path_buf()
    };
    from.ancestors()
        .find(|folder| folder.join(MARK).is_file())
        .map(Path::to_path_buf)
}

/// Most folders within one another in which notes are looked for.
const DEEPEST: usize = 12;

/// Returns the files below a folder that a caller wants by their names, in order; at most so many.
/// Nothing hidden is looked at, and no link is followed.
pub fn notes_below(folder: &Path, most: usize, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let is_shown = |entry: &DirEntry| {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        entry.depth() == 0 || !is_hidden
    };
    let walk = WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(is_shown).flatten();
    let files = entries.filter(|entry| {
        entry.file_type().is_file() && is_wanted(&entry.file_name().to_string_lossy())
    });
    files.take(most).map(DirEntry::into_path).collect()
}

/// Returns true if the letter of a request lies in a folder.
pub fn holds_request(folder: &Path) -> bool {
    names_in(folder).iter().any(|name| layout::is_request(name))
}

/// Returns the names of what lies directly in a folder, in order; none if it cannot be read.
pub fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Returns the paths of the files below a folder of another, in order. Those behind a link, and
/// folders that cannot be opened, are left out.
pub fn files_below(root: &Path, folder: &str) -> Vec<String> {
    let Ok(top) = write::path_in_portfolio(root, folder) else {
        return Vec::new();
    };
    let entries = WalkDir::new(top).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    let mut paths: Vec<String> = files
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(root).ok()?.to_str()?;
            Some(path.replace('\\', "/"))
        })
        .collect();
    paths.sort();
    paths
}

/// Writes the bytes of a file, a part at a time.
pub fn copy(path: &Path, out: &mut dyn Write) -> io::Result<()> {
    io::copy(&mut fs::File::open(path)?, out).map(drop)
}

/// Returns true if a folder is absent or holds nothing but a `.git`.
pub fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                if entry?.file_name() != ".git" {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Reads every file that may matter, following no link.
pub fn snapshot(root: &Path) -> io::Result<Snapshot> {
    read_all(root).map(Snapshot::new)
}

/// Reads every file that may matter, in no order.
pub fn read_all(root: &Path) -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(root)
        .min_depth(1)
        .into_iter()
        .filter_entry(is_searched)
    {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => found.push(entry),
            Err(error) if error.depth() == 0 => return Err(error.into()),
            Err(error) => found.extend(unreadable_folder(root, &error)?),
        }
    }
    let read = found.into_par_iter().map(|entry| read(root, &entry));
    Ok(read.collect())
}

/// Returns an error for a folder that may not be opened, since its files cannot be judged;
/// `None` for one that was just removed.
fn unreadable_folder(root: &Path, error: &walkdir::Error) -> io::Result<Option<DirEntry>> {
    let path = error
        .path()
        .unwrap_or(root)
        .strip_prefix(root)
        .unwrap_or(root)
        .display()
        .to_string();
    let kind = error
        .io_error()
        .map_or(io::ErrorKind::Other, io::Error::kind);
    // A folder removed while it was walked is simply gone.
    if kind == io::ErrorKind::NotFound {
        return Ok(None);
    }
    Err(io::Error::new(
        kind,
        format!("{path} cannot be opened ({kind})"),
    ))
}

fn is_searched(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_top_folder = entry.depth() == 1 && entry.file_type().is_dir();
    !is_passed_over(&name, is_top_folder)
}

/// Returns true for the path of a file that would be read if it were on the disk.
pub fn is_path_searched(path: &str) -> bool {
    let mut parts = path.split('/').enumerate();
    let has_folder = path.contains('/');
    !parts.any(|(depth, part)| is_passed_over(part, has_folder && depth == 0))
}

/// Returns true for folders that hold no records, or that are nobody's business.
fn is_passed_over(name: &str, is_top_folder: bool) -> bool {
    let is_other = matches!(name, "packs" | "private" | "target" | "node_modules");
    name.starts_with('.') || is_top_folder && is_other
}

fn read(root: &Path, entry: &DirEntry) -> File {
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let Some(path) = relative.to_str() else {
        let path = relative.to_string_lossy().replace('\\', "/");
        return File {
            path,
            content: Content::Unreadable(Unreadable::Name),
        };
    };
    let path = portfolio_path(path);
    let content = read_content(entry, &path);
    File { path, content }
}

/// Returns a relative path as a portfolio has it. On a Mac, where either form of a name opens
/// the file, it is the composed one, as git has it.
fn portfolio_path(path: &str) -> String {
    if cfg!(target_os = "macos") {
        equal_names::composed(path).into_owned()
    } else if std::path::MAIN_SEPARATOR == '/' {
        path.to_owned()
    } else {
        path.replace('\\', "/")
    }
}

fn read_content(entry: &DirEntry, path: &str) -> Content {
    let kind = entry.file_type();
    if kind.is_symlink() {
        return Content::Unreadable(Unreadable::Link);
    }
    if !kind.is_file() {
        return Content::Unreadable(Unreadable::Special);
    }
    if !files::is_text(path) {
        return Content::Asset(entry.metadata().map_or(0, |metadata| metadata.len()));
    }
    match read_text(entry.path()) {
        Ok(content) => content,
        Err(error) => Content::Unreadable(Unreadable::Refused(error.kind().to_string())),
    }
}

/// Reads a text file with one open and one fstat, into a buffer that each thread keeps.
fn read_text(path: &Path) -> io::Result<Content> {
    thread_local! {
        static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let (file, size) = open(path, Links::Refused)?;
    if size > LARGEST_TEXT {
        return Ok(Content::Unreadable(Unreadable::TooLarge(size)));
    }
    BYTES.with_borrow_mut(|bytes| {
        bytes.clear();
        read_into(bytes, file, size, LARGEST_TEXT)?;
        Ok(Content::from_bytes(bytes))
    })
}

/// The way in which a file is opened whose name is a symbolic link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Followed,
    /// By the system itself where it can, so that none can take the file's place between a
    /// look and the opening. Folders on the way are not covered.
    Refused,
}

/// Opens a regular file to read it, and returns its size in bytes. Never waits, even
/// if a pipe has taken the file's place.
fn open(path: &Path, links: Links) -> io::Result<(fs::File, u64)> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let mut flags = OFlags::NONBLOCK;
        flags.set(OFlags::NOFOLLOW, links == Links::Refused);
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = links;
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    // A pipe or a device has no end.
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    Ok((file, metadata.len()))
}

/// Appends a file of about `size` bytes to `bytes`, and fails if there are more than `limit`.
fn read_into(bytes: &mut Vec<u8>, file: fs::File, size: u64, limit: u64) -> io::Result<()> {
    bytes.reserve(usize::try_from(size.min(limit)).unwrap_or(0) + 1);
    file.take(limit.saturating_add(1)).read_to_end(bytes)?;
    require_at_most(bytes.len() as u64, limit)
}

fn require_at_most(size: u64, limit: u64) -> io::Result<()> {
    if size <= limit {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("larger than {limit} bytes"),
    ))
}

/// Returns the operating system's words for an error, without its numbers.
pub fn error_text(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission was denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::NotFound => "there is no such file or folder".into(),
        _ => error.to_string(),
    }
}

/// Reads a file up to a limit in bytes, whatever its size was said to be.
pub fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_opened(open(path, Links::Followed)?, limit)
}

/// Opens a file to read it up to a limit in bytes, and fails if it is longer.
pub fn open_at_most(path: &Path, limit: u64) -> io::Result<impl io::BufRead> {
    let (file, size) = open(path, Links::Followed)?;
    require_at_most(size, limit)?;
    Ok(io::BufReader::new(file.take(limit)))
}

/// Reads a file like [`read_at_most`], unless its name is a symbolic link.
pub fn read_unless_link(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_opened(open(path, Links::Refused)?, limit)
}

fn read_opened((file, size): (fs::File, u64), limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_into(&mut bytes, file, size, limit)?;
    Ok(bytes)
}

/// Files of the work tree by their paths in the portfolio.
pub struct FolderFiles {
    root: PathBuf,
}

impl FolderFiles {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }
}

impl PortfolioFiles for FolderFiles {
    /// Returns `None` also for a file that lies behind a link or is larger than any
    /// evidence.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let safe = resolve("", path)?;
        let full = self.root.join(&safe);
        // No part of the way may be a link: it could lead anywhere.
        let mut at = self.root.clone();
        for part in safe.split('/') {
            at.push(part);
            if fs::symlink_metadata(&at).ok()?.file_type().is_symlink() {
                return None;
            }
        }
        read_unless_link(&full, LARGEST_EVIDENCE).ok()
    }
}
