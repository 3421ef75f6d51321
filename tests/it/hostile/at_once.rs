//! Several programs that write at the same time.

use std::fs;
use std::process::Child;
use std::time::Duration;

use super::{ACTIVITY, JOURNAL, Lab, Run, TODAY, activity, finish, journal};

fn at_once(lab: &Lab, many: usize, args: &[&str]) -> Vec<Run> {
    let children: Vec<Child> = (0..many)
        .map(|_| {
            lab.command("cpd", &lab.work())
                .args(args)
                .args(["--today", TODAY])
                .spawn()
                .unwrap()
        })
        .collect();
    children.into_iter().map(finish).collect()
}

#[test]
fn twenty_new_records_at_once_are_twenty_files() {
    let lab = Lab::portfolio();
    let runs = at_once(
        &lab,
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
    let mut paths: Vec<&str> = runs.iter().map(|run| run.ends(&[0]).out.trim()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), 20, "{paths:?}");
    for path in paths {
        assert!(
            fs::read_to_string(lab.path(path))
                .unwrap()
                .contains("title: The same")
        );
    }
    let left = fs::read_dir(lab.path("activities")).unwrap().count();
    assert_eq!(left, 20, "something else was left behind");
}

#[test]
fn people_added_at_once_are_all_there() {
    let lab = Lab::portfolio();
    let children: Vec<Child> = (0..10)
        .map(|n| {
            lab.command("cpd", &lab.work())
                .args(["new", "person", &format!("Person {n}"), "--today", TODAY])
                .spawn()
                .unwrap()
        })
        .collect();
    let runs: Vec<Run> = children.into_iter().map(finish).collect();
    assert!(runs.iter().any(|run| run.code == Some(0)));
    let text = fs::read_to_string(lab.path("trust/people.yaml")).unwrap();
    for (n, run) in runs.iter().enumerate() {
        run.ends(&[0, 2]);
        let there = text.contains(&format!("Person {n}\n"));
        assert_eq!(
            run.code == Some(0),
            there,
            "person {n}: {}\n{text}",
            run.err
        );
    }
    lab.cpd(&["check"]).ends(&[0, 1]).is_silent_on("malformed");
}

#[test]
fn two_saves_at_once_lose_nothing() {
    let lab = Lab::portfolio();
    for n in 0..30 {
        lab.write(
            format!("activities/2026-02-01-a{n}.md"),
            activity("A course", "", ""),
        );
    }
    let runs = at_once(&lab, 6, &["save", "--anyway"]);
    assert!(runs.iter().any(|run| run.code == Some(0)));
    for run in &runs {
        run.ends(&[0, 2]);
    }
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    let kept = lab.git_ok(&["ls-tree", "-r", "--name-only", "HEAD", "activities/"]);
    assert_eq!(kept.lines().count(), 30);
    lab.git_ok(&["fsck", "--strict"]);
    assert_eq!(lab.git_ok(&["status", "--porcelain"]), "");
}

#[test]
fn a_lock_that_was_left_is_named() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(".git/index.lock", "");
    let run = lab.cpd(&["save"]);
    run.ends(&[2])
        .says("another program is using the repository")
        .says("index.lock");
    assert!(lab.path(ACTIVITY).exists());
}

#[test]
fn an_edit_meanwhile_is_not_overwritten() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(JOURNAL, journal("\nWords.\n"));
    lab.write("note.txt", "note");
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (path, stopped) = (lab.path(JOURNAL), stop.clone());
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
        lab.cpd(&["attach", "note.txt", "--to", JOURNAL])
            .ends(&[0, 2]);
        lab.cpd(&["rename", ACTIVITY, &format!("A course {n}")])
            .ends(&[0, 2]);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let last = editor.join().unwrap();
    let text = fs::read_to_string(lab.path(JOURNAL)).unwrap();
    assert!(text.contains(&format!("Words, {last} of them.")), "{text}");
}

#[test]
fn a_rename_that_fails_leaves_every_file_as_it_was() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(
        JOURNAL,
        journal("\nSee [it](../activities/2026-02-01-a-course.md).\n"),
    );
    // The name that the record is to have is taken, by something that is no record.
    fs::create_dir(lab.path("activities/2026-02-01-another-name.md")).unwrap();
    let before = lab.words();
    lab.cpd(&["rename", ACTIVITY, "Another name"]).ends(&[1, 2]);
    assert!(
        lab.words() == before,
        "something was changed or left behind"
    );
    fs::remove_dir(lab.path("activities/2026-02-01-another-name.md")).unwrap();
    lab.cpd(&["rename", ACTIVITY, "Another name"]).ends(&[0]);
    let text = fs::read_to_string(lab.path(JOURNAL)).unwrap();
    assert!(
        text.contains("activity: 2026-02-01-another-name\n"),
        "{text}"
    );
    assert!(
        text.contains("(../activities/2026-02-01-another-name.md)"),
        "{text}"
    );
}
