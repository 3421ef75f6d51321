use std::collections::BTreeMap;

use proptest::prelude::*;

use super::splices::Splice;
use super::*;
use crate::base::text::Span;

fn path(path: &str) -> PortfolioPath {
    PortfolioPath::new(path).unwrap()
}

type Files = BTreeMap<String, Vec<u8>>;

/// A change that a person makes to one of a few files.
#[derive(Debug, Clone)]
enum Act {
    Create(usize, u8),
    Edit(usize, u8),
    Rename(usize, usize),
    Delete(usize),
}

const NAMES: [&str; 5] = ["a.md", "A.md", "d/b.md", "d/c.bin", "e/f/g.yaml"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let at = 0..NAMES.len();
    let act = prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Act::Create(at, byte)),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Act::Edit(at, byte)),
        (at.clone(), at.clone()).prop_map(|(from, to)| Act::Rename(from, to)),
        at.prop_map(Act::Delete),
    ];
    prop::collection::vec(act, 0..12)
}

/// Does the same to files in a map: true if it could be done.
fn act(files: &mut Files, act: &Act) -> bool {
    match act {
        Act::Create(at, byte) if !files.contains_key(NAMES[*at]) => {
            files.insert(NAMES[*at].to_owned(), vec![*byte]);
            true
        }
        Act::Edit(at, byte) if files.contains_key(NAMES[*at]) => {
            files.insert(NAMES[*at].to_owned(), vec![*byte]);
            true
        }
        Act::Rename(from, to) if from == to => files.contains_key(NAMES[*from]),
        Act::Rename(from, to) if !files.contains_key(NAMES[*to]) => {
            let moved = files.remove(NAMES[*from]);
            let is_there = moved.is_some();
            files.extend(moved.map(|bytes| (NAMES[*to].to_owned(), bytes)));
            is_there
        }
        Act::Delete(at) => files.remove(NAMES[*at]).is_some(),
        Act::Create(..) | Act::Edit(..) | Act::Rename(..) => false,
    }
}

proptest! {
    /// A set of changes comes to the same as the changes one after another, and says of
    /// every path what was there before.
    #[test]
    fn a_combined_change_equals_its_parts(
        start in prop::collection::btree_map(0..NAMES.len(), any::<u8>(), 0..5),
        acts in acts(),
    ) {
        let start: Files = start
            .into_iter()
            .map(|(at, byte)| (NAMES[at].to_owned(), vec![byte]))
            .collect();
        let snapshot = Snapshot::from_bytes(&start);
        let read = |path: &str| start.get(path).cloned();
        let base = Base { snapshot: &snapshot, files: &read };
        let (mut files, mut changes) = (start.clone(), ChangeSet::default());
        for one in &acts {
            let planned = match one {
                Act::Create(at, byte) => changes.create(base, path(NAMES[*at]), vec![*byte]),
                Act::Edit(at, byte) => changes.edit(base, &path(NAMES[*at]), vec![*byte]),
                Act::Rename(from, to) => {
                    changes.rename(base, &path(NAMES[*from]), path(NAMES[*to]))
                }
                Act::Delete(at) => changes.delete(base, &path(NAMES[*at])),
            };
            prop_assert_eq!(planned.is_ok(), act(&mut files, one), "{:?}: {:?}", one, planned);
            for name in NAMES {
                let bytes = changes.bytes(base, &path(name)).map(|bytes| bytes.to_vec());
                prop_assert_eq!(bytes.as_ref(), files.get(name));
            }
        }
        let mut applied = start.clone();
        for change in changes.on_disk() {
            let there = start.get(change.path.as_str()).map(|bytes| Sha256::digest(bytes));
            prop_assert_eq!(there, change.before, "{}", change.path);
            match change.after {
                Some(bytes) => applied.insert(change.path.to_string(), bytes.to_vec()),
                None => applied.remove(change.path.as_str()),
            };
        }
        prop_assert_eq!(&applied, &files);
        let overlay = changes.overlay(&snapshot);
        let names: Vec<&str> = overlay.files().iter().map(|file| file.path.as_str()).collect();
        prop_assert_eq!(names, files.keys().map(String::as_str).collect::<Vec<_>>());
    }
}

fn planned(files: &Files, plan: impl FnOnce(&mut ChangeSet, Base<'_>)) -> (ChangeSet, String) {
    let snapshot = Snapshot::from_bytes(files);
    let read = |path: &str| files.get(path).cloned();
    let base = Base {
        snapshot: &snapshot,
        files: &read,
    };
    let mut changes = ChangeSet::default();
    plan(&mut changes, base);
    let diff = changes.diff(base).iter().map(ToString::to_string).collect();
    (changes, diff)
}

fn some_files() -> Files {
    let files = [
        ("a.md", "one\ntwo\nthree\n"),
        ("b.md", "b\n"),
        ("c.md", "c"),
        ("d.bin", "\u{0}"),
    ];
    files
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into()
}

#[test]
fn a_diff_shows_each_file_with_its_path_before_and_after() {
    let (_, diff) = planned(&some_files(), |changes, base| {
        let edited = *b"one\n2\nthree\n";
        changes.edit(base, &path("a.md"), edited).unwrap();
        changes.rename(base, &path("b.md"), path("e.md")).unwrap();
        changes.delete(base, &path("c.md")).unwrap();
        changes.edit(base, &path("d.bin"), *b"\xff\xfe").unwrap();
        changes.create(base, path("f.md"), *b"f\n").unwrap();
    });
    let expected = "\
--- a/a.md
+++ b/a.md
@@ -1,3 +1,3 @@
 one
-two
+2
 three
--- a/c.md
+++ /dev/null
@@ -1 +0,0 @@
-c
\\ No newline at end of file
--- a/d.bin
+++ b/d.bin
Not text: 1 bytes before, 2 bytes after
--- a/b.md
+++ b/e.md
--- /dev/null
+++ b/f.md
@@ -0,0 +1 @@
+f
";
    assert_eq!(diff, expected);
}

#[test]
fn a_digest_names_what_happens_on_disk_in_whatever_order_it_was_planned() {
    let files = some_files();
    let (one, _) = planned(&files, |changes, base| {
        changes.edit(base, &path("a.md"), *b"A").unwrap();
        changes.rename(base, &path("b.md"), path("e.md")).unwrap();
    });
    let (same, _) = planned(&files, |changes, base| {
        changes.create(base, path("e.md"), *b"b\n").unwrap();
        changes.delete(base, &path("b.md")).unwrap();
        changes.edit(base, &path("a.md"), *b"A").unwrap();
    });
    assert_eq!(one.digest(), same.digest());
    let others: [fn(&mut ChangeSet, Base<'_>); 4] = [
        |_, _| {},
        |changes, base| changes.edit(base, &path("a.md"), *b"A").unwrap(),
        |changes, base| changes.create(base, path("A"), *b"a.md").unwrap(),
        |changes, base| changes.delete(base, &path("a.md")).unwrap(),
    ];
    let mut seen = vec![one.digest()];
    for other in others {
        let (changes, _) = planned(&files, other);
        assert!(!seen.contains(&changes.digest()), "{changes:?}");
        seen.push(changes.digest());
    }
    // The same changes to other contents are another change.
    let mut edited = files;
    edited.insert("a.md".to_owned(), b"other".to_vec());
    let (other, _) = planned(&edited, |changes, base| {
        changes.edit(base, &path("a.md"), *b"A").unwrap();
        changes.rename(base, &path("b.md"), path("e.md")).unwrap();
    });
    assert_ne!(one.digest(), other.digest());
}

#[test]
fn a_change_that_was_shown_is_another_once_a_file_that_it_touches_differs() {
    let change = |files: &Files| {
        planned(files, |changes, base| {
            changes.rename(base, &path("b.md"), path("e.md")).unwrap();
        })
        .0
    };
    let shown = change(&some_files()).digest();
    let mut files = some_files();
    files.insert("a.md".to_owned(), b"other".to_vec());
    assert_eq!(change(&files).require(shown), Ok(()));
    files.insert("b.md".to_owned(), b"other".to_vec());
    assert_eq!(change(&files).require(shown), Err(diff::OtherChange));
}

fn splice(start: usize, end: usize, new: &str) -> Splice {
    Splice {
        span: Span::new(start, end),
        new: new.to_owned(),
    }
}

#[test]
fn edits_of_one_text_are_applied_together_or_refused() {
    let files = some_files();
    let text = "one\ntwo\nthree\n";
    let expected = Sha256::digest(text.as_bytes());
    let after = |splices: Vec<Splice>| {
        let mut after = None;
        planned(&files, |changes, base| {
            let at = path("a.md");
            after =
                Some(changes.splice(base, &at, expected, splices).map(|()| {
                    String::from_utf8(changes.bytes(base, &at).unwrap().to_vec()).unwrap()
                }));
        });
        after.unwrap()
    };
    let overlap = Err(PlanError::Overlap(path("a.md")));
    let both = vec![splice(8, 13, "drei"), splice(0, 3, "eins")];
    assert_eq!(after(both).unwrap(), "eins\ntwo\ndrei\n");
    // One ends where the next begins.
    let beside = vec![splice(0, 3, "1"), splice(3, 4, " ")];
    assert_eq!(after(beside).unwrap(), "1 two\nthree\n");
    assert_eq!(after(vec![splice(0, 4, "a"), splice(3, 5, "b")]), overlap);
    assert_eq!(after(vec![splice(4, 4, "a"), splice(4, 4, "b")]), overlap);
    assert_eq!(after(vec![splice(14, 15, "a")]), overlap);
    assert_eq!(after(vec![splice(3, 2, "a")]), overlap);
}

#[test]
fn edits_apply_only_to_the_expected_text() {
    let files = some_files();
    planned(&files, |changes, base| {
        let at = path("b.md");
        let first = Sha256::digest(b"b\n");
        let grown = vec![splice(2, 2, "c\n")];
        changes.splice(base, &at, first, grown.clone()).unwrap();
        let again = changes.splice(base, &at, first, grown);
        assert_eq!(again, Err(PlanError::Changed(at.clone())));
        // A second row goes onto what is pending.
        let second = Sha256::digest(b"b\nc\n");
        let more = vec![splice(4, 4, "d\n")];
        changes.splice(base, &at, second, more).unwrap();
        assert_eq!(&*changes.bytes(base, &at).unwrap(), b"b\nc\nd\n");
    });
}
