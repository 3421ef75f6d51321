#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::adapters::git::Repo;
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::change::Base;
use crate::app::ports::WorkTree;
use crate::base::files::{PortfolioPath, Snapshot};

/// Numbers that look random and are the same in each run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap()
    }
}

/// Every file and folder, with the bytes and the mode of each.
pub(super) type Tree = BTreeMap<String, Option<(Vec<u8>, u32)>>;
pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry
            .path()
            .strip_prefix(root)
            .unwrap()
            .display()
            .to_string();
        let file = entry.file_type().is_file().then(|| {
            let mode = entry.metadata().unwrap().permissions().mode();
            (fs::read(entry.path()).unwrap(), mode)
        });
        found.insert(path, file);
    }
    found
}

/// A folder in memory, where there is one: waiting for a disk tells nothing here.
pub(super) fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    tempfile::tempdir().unwrap()
}

pub(super) fn path(path: &str) -> PortfolioPath {
    PortfolioPath::new(path).unwrap()
}

pub(super) fn start() -> Files {
    [
        ("a.md", "a"),
        ("d/b.md", "b"),
        ("d/c.md", "c"),
        ("d/e/f.yaml", "f"),
        ("people.yaml", "people:\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into()
}

pub(super) fn write_files(root: &Path, files: &Files) {
    for (path, bytes) in files {
        let full = root.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, bytes).unwrap();
    }
    fs::set_permissions(root.join("d/b.md"), fs::Permissions::from_mode(0o600)).unwrap();
}

/// Between one and six changes, some of which take the place of a file or a folder.
fn changes(rng: &mut Random) -> ChangeSet {
    let files = start();
    let snapshot = Snapshot::from_bytes(&files);
    let read = |path: &str| files.get(path).cloned();
    let base = Base {
        snapshot: &snapshot,
        files: &read,
    };
    let names = ["a.md", "d/b.md", "d/c.md", "d/e/f.yaml", "people.yaml"];
    let free = [
        "A.md",
        "n/new.md",
        "n/m/deep.bin",
        "d/e/g.md",
        "a.md/in-its-place.md",
    ];
    let mut changes = ChangeSet::default();
    for _ in 0..=rng.next() % 6 {
        let name = path(names[rng.next() % names.len()]);
        let to = path(free[rng.next() % free.len()]);
        let bytes = rng.next().to_le_bytes().to_vec();
        // What cannot be planned is left out.
        let _ = match rng.next() % 5 {
            0 => changes.create(base, to, bytes),
            1 => changes.edit(base, &name, bytes),
            2 => changes.rename(base, &name, to),
            3 => changes.delete(base, &name),
            _ => changes
                .delete(base, &name)
                .and_then(|()| changes.create(base, name, bytes)),
        };
    }
    // A file that stays where a folder is to come cannot be: the set is refused whole.
    changes
}

/// A way in which a step goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mode {
    Fails,
    Crashes,
}

/// The process dies: nothing of ours runs any more but what holds the lock.
pub(super) struct Death;

/// Every way in which two steps go wrong one after the other.
pub(super) const BOTH: [(Mode, Mode); 4] = [
    (Mode::Fails, Mode::Fails),
    (Mode::Fails, Mode::Crashes),
    (Mode::Crashes, Mode::Fails),
    (Mode::Crashes, Mode::Crashes),
];

/// No second fault.
pub(super) const NEVER: usize = usize::MAX / 2;

/// Goes wrong at the `first` step, and again at the `second` one after that.
pub(super) fn step_hook(
    modes: (Mode, Mode),
    first: usize,
    second: usize,
    crosses: bool,
    count: Arc<AtomicUsize>,
) -> StepHook {
    Box::new(move |step| {
        if crosses && step == "move" {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
        let now = count.fetch_add(1, Ordering::Relaxed);
        if now != first && now != first + 1 + second {
            return Ok(());
        }
        match if now == first { modes.0 } else { modes.1 } {
            Mode::Crashes => resume_unwind(Box::new(Death)),
            Mode::Fails => Err(io::Error::other("injected")),
        }
    })
}

/// Returns the tree before and after, or nothing where the set is refused as it is.
fn old_and_new(changes: &ChangeSet) -> Option<(Tree, Tree)> {
    let folder = scratch();
    write_files(folder.path(), &start());
    let old = tree(folder.path());
    let applied = PortfolioTree::new(folder.path(), None).apply(changes);
    let now = tree(folder.path());
    match applied {
        Ok(()) => Some((old, now)),
        Err(error) => {
            assert_eq!(now, old, "{error}");
            None
        }
    }
}

/// Applies the changes with faults, recovers, and returns the number of steps there were.
fn run(
    changes: &ChangeSet,
    old: &Tree,
    new: &Tree,
    fault_at: ((Mode, Mode), usize, usize, bool),
) -> usize {
    let (modes, first, second, crosses) = fault_at;
    let folder = scratch();
    let (root, git) = (folder.path().join("root"), folder.path().join("git"));
    fs::create_dir_all(&root).unwrap();
    write_files(&root, &start());
    let count = Arc::new(AtomicUsize::new(0));
    let faulty = PortfolioTree::new(&root, Some(git.clone())).with_step_hook(step_hook(
        modes,
        first,
        second,
        crosses,
        Arc::clone(&count),
    ));
    let applied = catch_unwind(AssertUnwindSafe(|| faulty.apply(changes)));
    let before_recovery = tree(&root);
    match &applied {
        Ok(Ok(())) => assert_eq!(&before_recovery, new, "{fault_at:?}"),
        Ok(Err(ApplyError::Halfway(_))) | Err(_) => {}
        Ok(Err(error)) => assert_eq!(&before_recovery, old, "{fault_at:?}: {error}"),
    }
    // The second fault may strike here; a third run has none.
    let _ = catch_unwind(AssertUnwindSafe(|| faulty.recover()));
    let steps = count.load(Ordering::Relaxed);
    let sound = PortfolioTree::new(&root, Some(git.clone()));
    let unfinished = sound.is_unfinished();
    let recovered = sound.recover().unwrap();
    assert_eq!(unfinished, recovered != Recovered::Nothing, "{fault_at:?}");
    let now = tree(&root);
    assert!(now == *old || now == *new, "torn at {fault_at:?}: {now:#?}");
    assert!(!git.exists(), "left over: {:?}", tree(&git));
    assert_eq!(sound.recover().unwrap(), Recovered::Nothing);
    assert!(!sound.is_unfinished());
    assert_eq!(tree(&root), now, "a second recovery changed something");
    // Nothing stands in the way of the next change.
    if now == *old {
        sound.apply(changes).unwrap();
        assert_eq!(&tree(&root), new);
    }
    steps
}

/// Applies a set with a fault at every step, and with second ones where `seconds` says so
/// of their number after the first. Returns the number of runs.
fn faults_everywhere(
    changes: &ChangeSet,
    (old, new): (&Tree, &Tree),
    seconds: impl Fn(usize) -> bool,
) -> usize {
    let mut runs = 0;
    for (modes, crosses) in BOTH
        .iter()
        .flat_map(|modes| [(*modes, false), (*modes, true)])
    {
        let mut first = 0;
        // Until the first fault lies beyond the last step.
        while run(changes, old, new, (modes, first, NEVER, crosses)) > first {
            let mut second = 0;
            loop {
                if seconds(second) {
                    let fault_at = (modes, first, second, crosses);
                    runs += 1;
                    if run(changes, old, new, fault_at) <= first + 1 + second {
                        break;
                    }
                }
                second += 1;
            }
            first += 1;
            runs += 1;
        }
    }
    runs
}

/// Returns the next random set that changes something, of so many paths at most.
fn random_change(rng: &mut Random, most: usize) -> (ChangeSet, Tree, Tree) {
    loop {
        let changes = changes(rng);
        if changes.is_empty() || changes.on_disk().len() > most {
            continue;
        }
        match old_and_new(&changes) {
            Some((old, new)) if old != new => return (changes, old, new),
            _ => {}
        }
    }
}

/// Every pair of a first and a second fault, whether each fails or crashes: during the
/// change, while it is taken back, and while it is recovered.
#[test]
fn a_small_change_is_applied_whole_or_not_at_all_after_two_faults() {
    let mut rng = Random(11);
    let mut runs = 0;
    for _ in 0..SMALL_SETS {
        let (changes, old, new) = random_change(&mut rng, 2);
        runs += faults_everywhere(&changes, (&old, &new), |_| true);
    }
    assert!(runs > 1_500, "{runs} runs");
}

/// Random sets with a fault at every step, and a second one at every fifth after that.
#[test]
fn a_change_is_applied_whole_or_not_at_all_after_any_fault() {
    let mut rng = Random(7);
    let mut runs = 0;
    for set in 0..LARGE_SETS {
        let (changes, old, new) = random_change(&mut rng, usize::MAX);
        let sampled = |second: usize| second % 5 == set % 5;
        runs += faults_everywhere(&changes, (&old, &new), sampled);
    }
    assert!(runs > 1_536, "{runs} runs");
}

const SMALL_SETS: usize = 8;
const LARGE_SETS: usize = 8;

#[test]
fn edits_made_after_a_crash_are_kept() {
    let folder = scratch();
    let root = folder.path();
    write_files(root, &start());
    let files = start();
    let snapshot = Snapshot::from_bytes(&files);
    let base = Base {
        snapshot: &snapshot,
        files: &|path: &str| files.get(path).cloned(),
    };
    let mut changes = ChangeSet::default();
    changes.edit(base, &path("a.md"), *b"A").unwrap();
    changes.edit(base, &path("d/c.md"), *b"C").unwrap();
    let crashing = PortfolioTree::new(root, None).with_step_hook(Box::new(|step| match step {
        "move" => resume_unwind(Box::new(Death)),
        _ => Ok(()),
    }));
    catch_unwind(AssertUnwindSafe(|| crashing.apply(&changes))).unwrap_err();
    let sound = PortfolioTree::new(root, None);
    assert!(matches!(
        sound.apply(&changes).unwrap_err(),
        ApplyError::Unfinished
    ));
    fs::write(root.join("d/c.md"), "words of a person").unwrap();
    let refused = sound.recover().unwrap_err();
    assert!(
        matches!(&refused, ApplyError::Changed(path) if path == "d/c.md"),
        "{refused}"
    );
    assert_eq!(fs::read(root.join("a.md")).unwrap(), b"a");
    fs::rename(root.join("d/c.md"), root.join("d/mine.md")).unwrap();
    assert_eq!(sound.recover().unwrap(), Recovered::Completed(2));
    assert_eq!(fs::read(root.join("d/c.md")).unwrap(), b"C");
    assert_eq!(
        fs::read(root.join("d/mine.md")).unwrap(),
        b"words of a person"
    );
    assert!(!root.join(STATE).exists());
}

/// A folder from a stranger may hold a record that leads anywhere.
#[test]
fn a_forged_change_record_cannot_reach_other_files() {
    let digest = Sha256::digest(b"x").to_string();
    let outside = scratch();
    for (name, link) in [
        ("../out.md", false),
        (".git/config", false),
        ("l/x.md", true),
        ("x.md", true),
    ] {
        let folder = scratch();
        let root = folder.path();
        let pending = root.join(".cpd/pending");
        staged::make_folders(&pending).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("l")).unwrap();
        if link {
            fs::write(outside.path().join("secret"), "x").unwrap();
            let secret = outside.path().join("secret");
            std::os::unix::fs::symlink(secret, pending.join("new/0")).unwrap();
        } else {
            fs::write(pending.join("new/0"), "x").unwrap();
        }
        let step = format!(r#"{{"path":"{name}","before":null,"after":"{digest}"}}"#);
        let intent = format!(r#"{{"version":1,"steps":[{step}],"folders":[]}}"#);
        fs::write(pending.join("intent"), intent).unwrap();
        let before = tree(outside.path());
        PortfolioTree::new(root, None).recover().unwrap_err();
        assert_eq!(tree(outside.path()), before);
        assert!(!root.join("x.md").exists());
        assert!(!root.join(".git").exists());
    }
}

#[test]
fn two_programs_that_change_one_file_do_so_one_after_the_other() {
    let folder = scratch();
    let root = folder.path();
    fs::write(root.join("n.yaml"), "0").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut done = 0;
                while done < 25 {
                    let text = fs::read(root.join("n.yaml")).unwrap();
                    let number: u32 = String::from_utf8(text.clone()).unwrap().parse().unwrap();
                    let files = Files::from([("n.yaml".to_owned(), text)]);
                    let snapshot = Snapshot::from_bytes(&files);
                    let base = Base {
                        snapshot: &snapshot,
                        files: &|_: &str| None,
                    };
                    let mut changes = ChangeSet::default();
                    let next = (number + 1).to_string().into_bytes();
                    changes.edit(base, &path("n.yaml"), next).unwrap();
                    match PortfolioTree::new(root, None).apply(&changes) {
                        Ok(()) => done += 1,
                        Err(ApplyError::Changed(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    assert_eq!(fs::read(root.join("n.yaml")).unwrap(), b"100");
    assert!(!root.join(STATE).exists());
}

/// Returns a change that makes `n/new.md`.
fn one_new_file() -> ChangeSet {
    let nothing = Snapshot::default();
    let base = Base {
        snapshot: &nothing,
        files: &|_: &str| None,
    };
    let mut changes = ChangeSet::default();
    changes.create(base, path("n/new.md"), *b"new").unwrap();
    changes
}

/// The change goes on once the file that took the place of a folder is moved away.
#[test]
fn a_file_in_the_place_of_a_folder_is_named_and_the_change_can_be_recovered() {
    let folder = scratch();
    let root = folder.path();
    let changes = one_new_file();
    let crash = |step: &str| match step {
        "make the folder" => panic!("killed"),
        _ => Ok(()),
    };
    let killed = PortfolioTree::new(root, None).with_step_hook(Box::new(crash));
    catch_unwind(AssertUnwindSafe(|| killed.apply(&changes))).unwrap_err();
    fs::write(root.join("n"), "mine").unwrap();
    let tree = PortfolioTree::new(root, None);
    let error = tree.recover().unwrap_err();
    assert_eq!(
        error.to_string(),
        "n/new.md cannot be written, because n is not a folder"
    );
    assert_eq!(fs::read(root.join("n")).unwrap(), b"mine");
    fs::remove_file(root.join("n")).unwrap();
    assert_eq!(tree.recover().unwrap(), Recovered::Completed(1));
    assert_eq!(fs::read(root.join("n/new.md")).unwrap(), b"new");
}

#[test]
fn a_change_that_was_made_while_git_could_not_be_opened_is_found() {
    let folder = scratch();
    let root = folder.path();
    Repo::init(root).unwrap();
    let changes = one_new_file();
    let killed = PortfolioTree::new(root, None).with_step_hook(Box::new(|step| match step {
        "move" => resume_unwind(Box::new(Death)),
        _ => Ok(()),
    }));
    catch_unwind(AssertUnwindSafe(|| killed.apply(&changes))).unwrap_err();
    let work_tree = DiskWorkTree::new(root);
    assert!(work_tree.is_unfinished());
    assert_eq!(work_tree.recover().unwrap(), Recovered::Completed(1));
    assert!(!work_tree.is_unfinished());
    assert_eq!(fs::read(root.join("n/new.md")).unwrap(), b"new");
    assert!(!root.join(STATE).exists());
}

/// As if the link had come between the look and the opening.
#[test]
fn a_link_in_the_place_of_the_lock_is_not_followed() {
    let folder = scratch();
    let (elsewhere, link) = (folder.path().join("mine"), folder.path().join("lock"));
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    assert!(lock::open(&link, true).is_err());
    assert!(!elsewhere.exists(), "a file was made behind the link");
    fs::write(&elsewhere, "mine").unwrap();
    assert!(lock::open(&link, false).is_err());
    fs::remove_file(&link).unwrap();
    assert!(lock::open(&link, true).is_ok());
}
