#![expect(
    clippy::disallowed_methods,
    reason = "a test puts files in the way and reads what was written"
)]

use super::*;
use crate::app::ports::CommitAuthor;

fn author(name: &str) -> CommitAuthor {
    CommitAuthor {
        name: name.to_owned(),
        email: "sam@example.org".to_owned(),
        seconds: Some(1_760_000_000),
    }
}

fn files() -> BTreeMap<String, Vec<u8>> {
    let files = [("REQUEST.md", "Please."), ("journals/one.md", "I said it.")];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    files.into()
}

/// Sends the files to a folder, committed by somebody of this name.
fn send_as(name: &str, folder: &Path) -> Result<(), OutputError> {
    let author = &author(name);
    let commit = CommitMessage {
        says: "Ask",
        author,
    };
    DiskOutputs::new(Path::new("portfolio")).create_repository(folder, &files(), commit)
}

fn send(folder: &Path) -> Result<(), OutputError> {
    send_as("Sam", folder)
}

/// Returns the names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn file<'a>(path: &'a Path, existing: ExistingFile) -> OutputFile<'a> {
    OutputFile {
        place: OutputPlace::Named(path),
        bytes: b"new",
        existing,
    }
}

fn write(files: &[OutputFile<'_>]) -> Result<(), OutputError> {
    DiskOutputs::new(Path::new("portfolio")).write(files)
}

#[test]
fn a_new_folder_has_every_file_in_one_commit() {
    let top = tempfile::tempdir().unwrap();
    let empty = top.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for folder in [top.path().join("a/b"), empty] {
        send(&folder).unwrap();
        assert_eq!(names(&folder), [".git", "REQUEST.md", "journals"]);
        let repo = Repo::open(&folder).unwrap().unwrap();
        assert!(repo.changes().unwrap().is_empty());
        assert_eq!(repo.last_commit().unwrap().unwrap().summary, "Ask");
    }
    assert_eq!(names(top.path()), ["a", "empty"]);
    assert_eq!(names(&top.path().join("a")), ["b"]);
}

/// Git takes no commit from somebody without a name, so that all but that succeeds.
#[test]
fn a_folder_that_cannot_be_finished_is_as_it_was() {
    let top = tempfile::tempdir().unwrap();
    let empty = top.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for folder in [top.path().join("a/b"), empty.clone()] {
        let error = send_as("", &folder).unwrap_err();
        assert!(matches!(error, OutputError::Repository(_)), "{error}");
    }
    assert_eq!(names(top.path()), ["empty"]);
    assert!(names(&empty).is_empty());
}

/// The state that a kill leaves: nothing has its name before everything is written.
#[test]
fn a_folder_is_not_there_until_it_is_whole() {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("a/b");
    let staged = StagedFolder::for_folder(&folder).unwrap();
    write_new(&staged.folder().join("one.md"), b"one").unwrap();
    assert!(!top.path().join("a").exists());
    staged.put_in_place().unwrap();
    assert_eq!(names(&folder), ["one.md"]);
    assert_eq!(names(top.path()), ["a"]);
}

#[test]
fn a_folder_takes_the_place_of_nothing_that_holds_anything() {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("folder");
    let staged = StagedFolder::for_folder(&folder).unwrap();
    // Somebody else was faster.
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.md"), "mine").unwrap();
    staged.put_in_place().unwrap_err();
    assert_eq!(names(&folder), ["mine.md"]);

    let in_the_way = top.path().join("file");
    let staged = StagedFolder::for_folder(&in_the_way).unwrap();
    fs::write(&in_the_way, "mine").unwrap();
    staged.put_in_place().unwrap_err();
    assert_eq!(fs::read(&in_the_way).unwrap(), b"mine");
    send(&in_the_way).unwrap_err();
    send(&in_the_way.join("below")).unwrap_err();
    assert_eq!(names(top.path()), ["file", "folder"]);
}

#[cfg(unix)]
#[test]
fn links_to_a_folder_are_followed_and_links_to_nothing_are_not() {
    use std::os::unix::fs::symlink;
    let top = tempfile::tempdir().unwrap();
    let empty = top.path().join("empty");
    fs::create_dir(&empty).unwrap();
    symlink("empty", top.path().join("link")).unwrap();
    send(&top.path().join("link")).unwrap();
    assert_eq!(names(&empty), [".git", "REQUEST.md", "journals"]);
    symlink("nowhere", top.path().join("broken")).unwrap();
    send(&top.path().join("broken")).unwrap_err();
    send(&top.path().join("broken/below")).unwrap_err();
    assert_eq!(names(top.path()), ["broken", "empty", "link"]);
}

#[cfg(unix)]
#[test]
fn an_empty_folder_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("private");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    send(&folder).unwrap();
    let mode = fs::metadata(&folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn no_file_is_written_where_one_of_them_is_refused() {
    let top = tempfile::tempdir().unwrap();
    let (new, taken) = (top.path().join("new"), top.path().join("taken"));
    fs::write(&taken, "mine").unwrap();
    let refused: [(ExistingFile, &Path); 3] = [
        (ExistingFile::Keep, &taken),
        (ExistingFile::ReplaceIf(|before| before == b"ours"), &taken),
        (ExistingFile::Replace, top.path()),
    ];
    for (existing, path) in refused {
        write(&[file(&new, ExistingFile::Replace), file(path, existing)]).unwrap_err();
        assert_eq!(names(top.path()), ["taken"]);
        assert_eq!(fs::read(&taken).unwrap(), b"mine");
    }
    let goes = ExistingFile::ReplaceIf(|before| before == b"mine");
    write(&[file(&new, ExistingFile::Keep), file(&taken, goes)]).unwrap();
    assert_eq!(fs::read(&taken).unwrap(), b"new");
    assert_eq!(names(top.path()), ["new", "taken"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    use std::os::unix::fs::symlink;
    let top = tempfile::tempdir().unwrap();
    let (mine, link) = (top.path().join("mine"), top.path().join("link"));
    fs::write(&mine, "mine").unwrap();
    symlink("mine", &link).unwrap();
    let error = write(&[file(&link, ExistingFile::Keep)]).unwrap_err();
    assert!(matches!(error, OutputError::Taken(_)), "{error}");
    let root = top.path().join("portfolio");
    fs::create_dir(&root).unwrap();
    symlink("..", root.join("packs")).unwrap();
    let inside = OutputFile {
        place: OutputPlace::InPortfolio("packs/mine"),
        bytes: b"new",
        existing: ExistingFile::Replace,
    };
    let error = DiskOutputs::new(&root).write(&[inside]).unwrap_err();
    assert!(matches!(error, OutputError::Refused { .. }), "{error}");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
}

#[test]
fn a_folder_is_told_apart_by_what_it_holds() {
    let top = tempfile::tempdir().unwrap();
    let root = top.path().join("portfolio");
    fs::create_dir(&root).unwrap();
    fs::write(root.join(disk::MARK), "cpd: 1\n").unwrap();
    Repo::init(&top.path().join("review")).unwrap();
    let outputs = DiskOutputs::new(&root);
    let folder = |name: &str| outputs.folder(&top.path().join(name)).unwrap();
    assert_eq!(folder("portfolio/for-priya"), OutputFolder::InPortfolio);
    assert_eq!(folder("review"), OutputFolder::Repository);
    assert_eq!(folder("new"), OutputFolder::Free);
    assert_eq!(folder("portfolio/.."), OutputFolder::Taken);
}
