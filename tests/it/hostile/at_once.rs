//! Several programs that write at the same time.

use std::fs;
use std::process::Child;
use std::time::Duration;

use super::{ACTIVITY, JOURNAL, activity, journal, portfolio};
use crate::support::{Ran, Runs as _, Sandbox, finish};

fn at_once(sandbox: &Sandbox, many: usize, args: &[&str]) -> Vec<Ran> {
    let children: Vec<Child> = (0..many)
        .map(|_| sandbox.command("cpd").args(args).start())
        .collect();
    children.into_iter().map(finish).collect()
}

#[test]
fn twenty_records_created_concurrently_are_twenty_files() {
    let sandbox = portfolio();
    let runs = at_once(
        &sandbox,
        20,
        &[
            "new",
            "activity",
            "The same",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
    );
    let mut paths: Vec<&str> = runs
        .iter()
        .map(|run| run.ends(&[0]).stdout.trim())
        .collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), 20, "{paths:?}");
    for path in paths {
        assert!(
            fs::read_to_string(sandbox.at(path))
                .unwrap()
                .contains("title: The same")
        );
    }
    let left = fs::read_dir(sandbox.at("activities")).unwrap().count();
    assert_eq!(left, 20, "something else was left behind");
}

#[test]
fn people_added_concurrently_are_all_kept() {
    let sandbox = portfolio();
    let children: Vec<Child> = (0..10)
        .map(|n| {
            sandbox
                .command("cpd")
                .args(["new", "person", &format!("Person {n}")])
                .start()
        })
        .collect();
    let runs: Vec<Ran> = children.into_iter().map(finish).collect();
    assert!(runs.iter().any(|run| run.code == 0));
    let text = fs::read_to_string(sandbox.at("trust/people.yaml")).unwrap();
    for (n, run) in runs.iter().enumerate() {
        run.ends(&[0, 2]);
        let there = text.contains(&format!("Person {n}\n"));
        assert_eq!(run.code == 0, there, "person {n}: {}\n{text}", run.stderr);
    }
    sandbox
        .cpd(["check"])
        .ends(&[0, 1])
        .is_silent_on("malformed");
}

#[test]
fn two_concurrent_saves_lose_nothing() {
    let sandbox = portfolio();
    for n in 0..30 {
        sandbox.write(
            format!("activities/2026-02-01-a{n}.md"),
            activity("A course", "", ""),
        );
    }
    let runs = at_once(&sandbox, 6, &["save", "--anyway"]);
    assert!(runs.iter().any(|run| run.code == 0));
    for run in &runs {
        run.ends(&[0, 2]);
    }
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    let kept = sandbox.git("ls-tree -r --name-only HEAD activities/");
    assert_eq!(kept.lines().count(), 30);
    sandbox.git("fsck --strict");
    assert_eq!(sandbox.git("status --porcelain"), "");
}

#[test]
fn a_stale_lock_file_is_named() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.write(".git/index.lock", "");
    let run = sandbox.cpd(["save"]);
    run.ends(&[2])
        .says("another program is using the repository")
        .says("index.lock");
    assert!(sandbox.at(ACTIVITY).exists());
}

#[test]
fn a_concurrent_edit_is_not_overwritten() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.write(JOURNAL, journal("\nWords.\n"));
    sandbox.write("note.txt", "note");
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (path, stopped) = (sandbox.at(JOURNAL), stop.clone());
    let editor = std::thread::spawn(move || {
        let mut last = 0;
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            last += 1;
            // As editors do: a new file beside it, moved into its place.
            let part = path.with_extension("swap");
            fs::write(&part, journal(&format!("\nWords, {last} of them.\n"))).unwrap();
            fs::rename(&part, &path).unwrap();
            std::thread::sleep(Duration::from_millis(3));
        }
        last
    });
    for n in 0..6 {
        sandbox
            .cpd(["attach", "note.txt", "--to", JOURNAL])
            .ends(&[0, 2]);
        sandbox
            .cpd(["rename", ACTIVITY, &format!("A course {n}")])
            .ends(&[0, 2]);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let last = editor.join().unwrap();
    let text = fs::read_to_string(sandbox.at(JOURNAL)).unwrap();
    assert!(text.contains(&format!("Words, {last} of them.")), "{text}");
}

#[test]
fn a_rename_that_fails_leaves_every_file_as_it_was() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.write(
        JOURNAL,
        journal("\nSee [it](../activities/2026-02-01-a-course.md).\n"),
    );
    // The name that the record is to have is taken, by something that is no record.
    fs::create_dir(sandbox.at("activities/2026-02-01-another-name.md")).unwrap();
    let before = sandbox.words();
    sandbox
        .cpd(["rename", ACTIVITY, "Another name"])
        .ends(&[1, 2]);
    assert!(
        sandbox.words() == before,
        "something was changed or left behind"
    );
    fs::remove_dir(sandbox.at("activities/2026-02-01-another-name.md")).unwrap();
    sandbox.cpd(["rename", ACTIVITY, "Another name"]).ends(&[0]);
    let text = fs::read_to_string(sandbox.at(JOURNAL)).unwrap();
    assert!(
        text.contains("activity: 2026-02-01-another-name\n"),
        "{text}"
    );
    assert!(
        text.contains("(../activities/2026-02-01-another-name.md)"),
        "{text}"
    );
}
