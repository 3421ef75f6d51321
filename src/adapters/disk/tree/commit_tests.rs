//! Changes that are committed, with faults at every step and a real repository.
#![cfg(unix)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use git2::Repository;

use super::tests::{BOTH, Death, Files, Mode, NEVER, path, scratch, start, step_hook, write_files};
use super::*;
use crate::adapters::git::Repo;
use crate::app::change::Base;
use crate::app::ports::CommitAuthor;
use crate::base::files::Snapshot;

/// Everything that a change with a commit may touch.
#[derive(Debug, PartialEq)]
struct State {
    files: Vec<(String, String)>,
    /// The last commit and the one before it.
    commits: Vec<git2::Oid>,
    index: Vec<(String, u32, git2::Oid)>,
}

fn state(root: &Path) -> State {
    let walk = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
    let walk = walk.into_iter().filter_entry(|it| it.file_name() != ".git");
    let files = walk
        .map(Result::unwrap)
        .filter(|it| it.file_type().is_file());
    let files = files.map(|it| {
        (
            it.path().display().to_string(),
            fs::read_to_string(it.path()).unwrap(),
        )
    });
    let repository = Repository::open(root).unwrap();
    let mut commit = Some(repository.head().unwrap().peel_to_commit().unwrap());
    let mut commits = Vec::new();
    while let Some(one) = commit {
        commits.push(one.id());
        commit = one.parent(0).ok();
    }
    let index = repository.index().unwrap();
    let index = index
        .iter()
        .map(|it| (String::from_utf8(it.path).unwrap(), it.mode, it.id));
    let root = root.display().to_string();
    State {
        files: files
            .map(|(path, it)| (path.replace(&root, ""), it))
            .collect(),
        commits,
        index: index.collect(),
    }
}

fn author() -> CommitAuthor {
    CommitAuthor {
        name: "Sam Carter".into(),
        email: "sam@example.org".into(),
        seconds: Some(1_780_000_000),
    }
}

/// A repository with a commit, something that is staged, and something that is not.
fn repository(root: &Path) {
    write_files(root, &start());
    let repo = Repo::init(root).unwrap();
    repo.commit_all("Begin", &author()).unwrap();
    fs::write(root.join("staged.md"), "staged").unwrap();
    fs::write(root.join("people.yaml"), "people: half written\n").unwrap();
    repo.stage(&["staged.md", "people.yaml"]).unwrap();
    fs::write(root.join("people.yaml"), "people:\n").unwrap();
    fs::write(root.join("new.md"), "not staged").unwrap();
}

/// A new sign-off with its signature, an edit of a file that is staged otherwise, and a
/// removal.
fn changes() -> ChangeSet {
    let files = start();
    let snapshot = Snapshot::from_bytes(&files);
    let base = Base {
        snapshot: &snapshot,
        files: &|path: &str| files.get(path).cloned(),
    };
    let mut changes = ChangeSet::default();
    let (signed, proof) = (path("signoffs/s.md"), path("signoffs/s.sig"));
    changes.create(base, signed, *b"signed").unwrap();
    changes.create(base, proof, *b"signature").unwrap();
    let people = path("people.yaml");
    changes.edit(base, &people, *b"people: [x]\n").unwrap();
    changes.delete(base, &path("d/c.md")).unwrap();
    changes
}

fn tree<'r>(root: &Path, repo: &'r Repo) -> PortfolioTree<'r> {
    PortfolioTree::new(root, Some(repo.state_folder())).with_repository(Some(repo))
}

fn apply(tree: &PortfolioTree<'_>) -> Result<(), ApplyError> {
    let author = &author();
    let says = "Sign Bronze: Sam Carter";
    tree.apply_and_commit(&changes(), CommitMessage { says, author })
}

/// The states before and after.
fn old_and_new() -> (State, State) {
    let folder = scratch();
    repository(folder.path());
    let old = state(folder.path());
    let repo = Repo::open(folder.path()).unwrap().unwrap();
    apply(&tree(folder.path(), &repo)).unwrap();
    (old, state(folder.path()))
}

/// Applies with faults and recovers. Returns the number of steps there were.
fn run(old: &State, new: &State, fault_at: ((Mode, Mode), usize, usize)) -> usize {
    let (modes, first, second) = fault_at;
    let folder = scratch();
    let root = folder.path();
    repository(root);
    let repo = Repo::open(root).unwrap().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let injected = step_hook(modes, first, second, false, Arc::clone(&count));
    let faulty = tree(root, &repo).with_step_hook(injected);
    let applied = catch_unwind(AssertUnwindSafe(|| apply(&faulty)));
    match applied {
        Ok(Ok(())) => assert_eq!(&state(root), new, "{fault_at:?}"),
        Ok(Err(ApplyError::Halfway(_))) | Err(_) => {}
        Ok(Err(error)) => assert_eq!(&state(root), old, "{fault_at:?}: {error}"),
    }
    let _ = catch_unwind(AssertUnwindSafe(|| faulty.recover()));
    let steps = count.load(Ordering::Relaxed);
    // Another process: it knows nothing but what is written down.
    let repo = Repo::open(root).unwrap().unwrap();
    let sound = tree(root, &repo);
    sound.recover().unwrap();
    let now = state(root);
    assert!(now == *old || now == *new, "torn at {fault_at:?}: {now:#?}");
    assert_eq!(sound.recover().unwrap(), Recovered::Nothing);
    assert!(!repo.state_folder().exists());
    if now == *old {
        apply(&sound).unwrap();
        assert_eq!(&state(root), new);
    }
    steps
}

#[test]
fn a_commit_and_its_files_come_together_or_not_at_all() {
    let (old, new) = old_and_new();
    assert_eq!(new.commits.len(), old.commits.len() + 1);
    assert_eq!(new.commits[1..], old.commits);
    for modes in BOTH {
        let mut first = 0;
        loop {
            let steps = run(&old, &new, (modes, first, NEVER));
            if steps <= first {
                break;
            }
            // A second fault at every step that follows.
            let mut second = 0;
            while run(&old, &new, (modes, first, second)) > first + 1 + second {
                second += 1;
            }
            first += 1;
        }
        assert!(first > 15, "{first} steps");
    }
}

#[test]
fn a_commit_holds_the_change_and_nothing_else() {
    let folder = scratch();
    let root = folder.path();
    repository(root);
    let repo = Repo::open(root).unwrap().unwrap();
    apply(&tree(root, &repo)).unwrap();
    let git = Repository::open(root).unwrap();
    let commit = git.head().unwrap().peel_to_commit().unwrap();
    let (tree, before) = (
        commit.tree().unwrap(),
        commit.parent(0).unwrap().tree().unwrap(),
    );
    let diff = git
        .diff_tree_to_tree(Some(&before), Some(&tree), None)
        .unwrap();
    let paths = diff
        .deltas()
        .map(|it| it.new_file().path().unwrap().display().to_string());
    let expected = ["d/c.md", "people.yaml", "signoffs/s.md", "signoffs/s.sig"];
    assert_eq!(paths.collect::<Vec<_>>(), expected);
    let people = tree.get_name("people.yaml").unwrap().id();
    assert_eq!(git.find_blob(people).unwrap().content(), b"people: [x]\n");
}

/// Dies at a step, and returns the repository's folder.
fn died_at(step: &'static str) -> tempfile::TempDir {
    let folder = scratch();
    repository(folder.path());
    let repo = Repo::open(folder.path()).unwrap().unwrap();
    let dying = tree(folder.path(), &repo).with_step_hook(Box::new(move |now| {
        if now == step {
            std::panic::resume_unwind(Box::new(Death));
        }
        Ok(())
    }));
    catch_unwind(AssertUnwindSafe(|| apply(&dying))).unwrap_err();
    folder
}

#[test]
fn a_change_is_rolled_back_if_the_branch_moved_on_without_it() {
    for step in ["move", "stage in the index", "commit"] {
        let folder = died_at(step);
        let root = folder.path();
        let repo = Repo::open(root).unwrap().unwrap();
        let other = Files::from([("other.md".to_owned(), b"other".to_vec())]);
        repo.commit_on_branch("main", &other, "Go on", &author())
            .unwrap();
        let recovered = tree(root, &repo).recover().unwrap();
        assert_eq!(recovered, Recovered::Undone(4), "{step}");
        let (now, (old, _)) = (state(root), old_and_new());
        assert_eq!(now.files, old.files);
        assert_eq!(now.index, old.index);
        assert_eq!(now.commits[1..], old.commits);
    }
}

#[test]
fn a_change_committed_by_somebody_else_is_finished() {
    // Once as a whole by hand, and once by the change itself before it died.
    for step in ["stage in the index", "commit", "drop the intent"] {
        let folder = died_at(step);
        let root = folder.path();
        let repo = Repo::open(root).unwrap().unwrap();
        repo.commit_all("By hand", &author()).unwrap();
        let before = state(root);
        let recovered = tree(root, &repo).recover().unwrap();
        assert_eq!(recovered, Recovered::Completed(4), "{step}");
        assert_eq!(state(root), before);
        assert!(root.join("signoffs/s.md").exists());
    }
}

#[test]
fn a_commit_needs_a_repository() {
    let folder = scratch();
    write_files(folder.path(), &start());
    let alone = PortfolioTree::new(folder.path(), None);
    assert!(matches!(apply(&alone), Err(ApplyError::NoRepository(_))));
    assert!(!folder.path().join(STATE).exists());
    assert!(!folder.path().join("signoffs").exists());
}
