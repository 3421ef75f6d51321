use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

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
    fn a_plan_comes_to_the_same_as_its_parts(
        start in prop::collection::btree_map(0..NAMES.len(), any::<u8>(), 0..5),
        acts in acts(),
    ) {
        let start: Files = start
            .into_iter()
            .map(|(at, byte)| (NAMES[at].to_owned(), vec![byte]))
            .collect();
        let snapshot = Snapshot::of_bytes(&start);
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
            let there = start.get(change.path.as_str()).map(|bytes| Sha256::of(bytes));
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
