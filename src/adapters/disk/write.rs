//! Writing: whole or not at all, and never over a person's words unasked.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::leftovers;
use crate::base::files::WriteSeek;

/// Returns the path on disk of a file of the portfolio. Fails if a part of the path is a
/// link, a step up or git's own folder.
pub fn path_in_portfolio(root: &Path, path: &str) -> io::Result<PathBuf> {
    let mut at = root.to_path_buf();
    for part in path.split('/') {
        if !is_one_name(part) {
            let message = "it is outside the portfolio";
            return Err(io::Error::new(io::ErrorKind::InvalidFilename, message));
        }
        at.push(part);
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            let message = format!("`{part}` is a symbolic link, and cpd does not follow links");
            return Err(io::Error::new(io::ErrorKind::InvalidFilename, message));
        }
    }
    Ok(at)
}

fn is_one_name(part: &str) -> bool {
    let mut components = Path::new(part).components();
    let alone = matches!(
        (components.next(), components.next()),
        (Some(Component::Normal(_)), None)
    );
    alone && !part.eq_ignore_ascii_case(".git")
}

/// A file under a temporary name beside the one that it becomes. It is removed unless it
/// gets that name.
pub struct StagedFile(NamedTempFile);

impl StagedFile {
    /// Writes the bytes beside a path, and makes the folders that lead there.
    pub fn beside(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        Self::filled(path, &mut |file| file.write_all(bytes))
    }

    /// Makes the bytes beside a path, and the folders that lead there.
    pub fn filled(
        path: &Path,
        fill: &mut dyn FnMut(&mut dyn WriteSeek) -> io::Result<()>,
    ) -> io::Result<Self> {
        Ok(Self(fill_temporary(path, OUTPUT, fill)?))
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// `AlreadyExists` when something is there.
    pub fn put_new(self, path: &Path) -> io::Result<()> {
        let kept = self.0.persist_noclobber(path);
        kept.map(drop).map_err(|error| error.error)
    }

    /// Gives the file its name, over any file that is there.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        let kept = self.0.persist(path);
        kept.map(drop).map_err(|error| error.error)
    }
}

/// Writes a new file whole or not at all, and makes the folders that lead to it. Fails with
/// `AlreadyExists` when something is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    StagedFile::beside(path, bytes)?.put_new(path)
}

/// Writes a file over any that is there, for its owner alone.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = fill_temporary(path, PRIVATE, &mut |file| file.write_all(bytes))?;
    let kept = file.persist(path);
    kept.map(drop).map_err(|error| error.error)
}

/// The mode of a file that everybody may use, less what the person's own settings take.
const OUTPUT: u32 = 0o666;
/// The mode of a file that nobody else may use.
const PRIVATE: u32 = 0o600;

/// Gives a file another name; fails when the name is taken.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    // A hard link fails where the name is taken, which a rename does not.
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // File systems without hard links.
        Err(_) if !to.exists() => fs::rename(from, to),
        Err(error) => Err(error),
    }
}

/// Lets a script be run.
pub fn make_executable(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Makes a temporary file beside the path. What killed runs left there goes first.
fn fill_temporary(
    path: &Path,
    mode: u32,
    fill: &mut dyn FnMut(&mut dyn WriteSeek) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    leftovers::sweep(folder);
    let mut file = new_temporary(folder, mode)?;
    let mut buffer = BufWriter::new(file.as_file_mut());
    fill(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    file.as_file().sync_all()?;
    // There a lock keeps others from reading the file under its new name.
    #[cfg(windows)]
    file.as_file().unlock()?;
    Ok(file)
}

/// Makes an empty temporary file that nobody takes for one that was left behind.
fn new_temporary(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(leftovers::PREFIX).suffix(leftovers::SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    loop {
        let file = builder.tempfile_in(folder)?;
        if leftovers::mark_in_use(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_not_overwritten_without_permission() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        write_new(&path, b"mine").unwrap();
        let refused = write_new(&path, b"theirs").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        let file = StagedFile::beside(&path, b"theirs").unwrap();
        file.replace(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        let left = fs::read_dir(folder.path().join("a")).unwrap().count();
        assert_eq!(left, 1, "a file in part was left");
    }

    #[test]
    fn writing_never_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert_eq!(
            path_in_portfolio(root, "a/b.md").unwrap(),
            root.join("a/b.md")
        );
        for out in [
            "../x",
            "a/../../x",
            "/x",
            "",
            "a//b",
            ".",
            ".git/hooks/x",
            "a/.GIT/x",
        ] {
            assert!(path_in_portfolio(root, out).is_err(), "{out}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/", root.join("journals")).unwrap();
            assert!(path_in_portfolio(root, "journals/x.md").is_err());
        }
    }

    #[test]
    fn an_existing_file_name_is_not_reused() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, b"a").unwrap();
        fs::write(&b, b"b").unwrap();
        assert!(rename(&a, &b).is_err());
        assert_eq!(fs::read(&b).unwrap(), b"b");
        rename(&a, &folder.path().join("c")).unwrap();
        assert!(!a.exists());
    }
}
