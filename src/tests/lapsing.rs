//! Sign-offs that a change would void, told before it is made by everything that changes a
//! file which a sign-off rests on.

use std::path::PathBuf;

use crate::app::change::ChangeSet;
use crate::app::fakes::World;
use crate::app::records::draft::Defaults;
use crate::app::records::{attach, create, remove, rename};
use crate::app::workspace::Workspace;
use crate::base::files::MARK;
use crate::tests::golden::repository;

const JOURNAL: &str = "journals/2024-11-20-what-minutes-are-for.md";
/// An activity that the journal names.
const ACTIVITY: &str = "activities/2024-11-12-servicing-a-committee.md";
/// No sign-off covers it.
const FEEDBACK: &str = "feedback/2024-11-27-feedback-on-what-minutes-are-for.md";

/// Plans a change to a portfolio.
type Change = fn(&Workspace) -> ChangeSet;

/// Opens examples/bronze-endorsed in memory.
fn endorsed() -> Workspace {
    let folder = repository().join("examples/bronze-endorsed");
    let mut world = World::new(&[]);
    for entry in walkdir::WalkDir::new(&folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path: PathBuf = entry.path().strip_prefix(&folder).unwrap().into();
            let path = path.to_str().unwrap().replace('\\', "/");
            world
                .files
                .insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
    assert!(world.files.contains_key(MARK));
    world.open().unwrap()
}

fn renamed(ws: &Workspace, record: &str, title: &str) -> ChangeSet {
    let record = ws.record(record).unwrap();
    let planned = rename::plan(&ws.portfolio, ws.base(), record, Some(title));
    planned.unwrap().changes
}

fn removed(ws: &Workspace, record: &str) -> ChangeSet {
    let record = ws.record(record).unwrap();
    let planned = remove::plan(&ws.portfolio, ws.base(), record, true, true);
    planned.unwrap().changes
}

fn attached(ws: &Workspace, name: &str, alt: Option<&str>) -> ChangeSet {
    let record = ws.record(JOURNAL).unwrap();
    let planned = attach::plan(ws.base(), record, name, b"bytes".to_vec(), alt);
    planned.unwrap().changes
}

/// Adds a record of a kind with these fields.
fn created(ws: &Workspace, kind: &str, fields: &[(&str, &str)]) -> ChangeSet {
    let given = fields.iter();
    let given = given.map(|(field, word)| ((*field).to_owned(), vec![(*word).to_owned()]));
    let kind = ws.portfolio.kinds().get(kind).unwrap();
    let draft = Defaults::new(ws.check_input(), false).begin(kind, given.collect());
    create::plan(ws.check_input(), ws.base(), &[draft])
        .unwrap()
        .changes
}

/// Returns the steps whose sign-offs a change would void.
fn lapsing(change: Change) -> Vec<String> {
    let ws = endorsed();
    let changes = change(&ws);
    assert!(!changes.is_empty());
    let lapsing = ws.signoff_effects(&changes).lapsing.into_iter();
    lapsing.map(|one| one.step).collect()
}

#[test]
fn whatever_changes_a_signed_file_tells_which_sign_offs_will_lapse() {
    let changes: [(&str, Change); 5] = [
        ("another title", |ws| renamed(ws, JOURNAL, "Minutes")),
        ("a reference corrected", |ws| {
            renamed(ws, ACTIVITY, "Serving")
        }),
        ("a record removed", |ws| removed(ws, JOURNAL)),
        ("a picture attached", |ws| attached(ws, "a.png", Some("A"))),
        ("a file attached", |ws| attached(ws, "a.pdf", None)),
    ];
    for (name, change) in changes {
        assert_eq!(lapsing(change), ["sign", "endorse"], "{name}");
    }
}

#[test]
fn whatever_leaves_the_signed_files_alone_tells_of_none() {
    let changes: [(&str, Change); 3] = [
        ("a new record", |ws| {
            let fields = [("title", "More"), ("date", "2025-06-20"), ("type", "other")];
            created(ws, "activity", &fields)
        }),
        ("a new person", |ws| {
            created(ws, "person", &[("id", "max"), ("name", "Max")])
        }),
        ("feedback removed", |ws| removed(ws, FEEDBACK)),
    ];
    for (name, change) in changes {
        assert_eq!(lapsing(change), [""; 0], "{name}");
    }
}
