//! Disks that are full, or can only be read.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use super::{ACTIVITY, JOURNAL, Lab, Runs, activity, journal};

/// A small file system, taken down at the end; `None` where that is not allowed.
struct Mount(PathBuf);

impl Mount {
    fn tmpfs(at: PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&at).ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            eprintln!("skipped: no file system may be mounted here");
        }
        mounted.then_some(Self(at))
    }

    fn remount(&self, options: &str) -> bool {
        Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.0)
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Takes what room is left.
    fn fill(&self) {
        use std::io::Write;
        let mut file = fs::File::create(self.0.join("ballast")).unwrap();
        while file.write_all(&[1; 512]).is_ok() {}
        let _ = file.sync_all();
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.work(), "size=3m") else {
        return;
    };
    fs::write(lab.beside("big.txt"), "x".repeat(100_000)).unwrap();
    lab.cpd(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.write(JOURNAL, journal("\nWords.\n"));
    disk.fill();
    let before: Vec<_> = lab.words();
    for args in [
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ][..],
        &["new", "person", "Jo Okafor"],
        &["pack", "--draft", "--award", "bronze"],
        &["attach", "../big.txt", "--to", ACTIVITY],
        &["rename", ACTIVITY, "Another name"],
        &["save", "--anyway"],
    ] {
        lab.cpd(args).ends(&[1, 2]);
    }
    assert!(lab.words() == before, "something was lost or left behind");
    fs::remove_file(lab.path("ballast")).unwrap();
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.git_ok(&["fsck", "--strict"]);
    // There is no room to begin in, either.
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.beside("small"), "size=256k") else {
        return;
    };
    disk.fill();
    let small = lab.beside("small");
    for args in [
        &["init", "new", "--owner", "Sam Carter"][..],
        &["demo", "sample"],
    ] {
        let run = lab.command("cpd", &small).args(args).run();
        run.ends(&[2]).says("full");
    }
    assert!(!small.join("new").exists(), "something of `init` is left");
    fs::remove_file(small.join("ballast")).unwrap();
    lab.command("cpd", &small)
        .args(["demo", "sample"])
        .run()
        .ends(&[1, 2]);
}

#[test]
fn an_init_that_failed_can_be_begun_again() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.beside("small"), "size=2m") else {
        return;
    };
    fs::create_dir(lab.beside("small/new")).unwrap();
    disk.fill();
    let small = lab.beside("small");
    let init = || {
        lab.command("cpd", &small)
            .args(["init", "new", "--owner", "Sam Carter"])
            .run()
    };
    init().ends(&[2]);
    let left = fs::read_dir(small.join("new")).unwrap().count();
    assert_eq!(left, 0, "something is left");
    fs::remove_file(small.join("ballast")).unwrap();
    init().ends(&[0]);
}

#[test]
fn a_disk_that_can_only_be_read() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.work(), "size=3m") else {
        return;
    };
    lab.cpd(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    assert!(disk.remount("ro"));
    lab.look();
    fs::write(lab.beside("note.txt"), "x").unwrap();
    for args in [
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ][..],
        &["pack", "--draft", "--award", "bronze"],
        &["attach", "../note.txt", "--to", ACTIVITY],
        &["rename", ACTIVITY, "Another name"],
        &["remove", ACTIVITY, "--anyway"],
        &["save", "--anyway"],
        &["init", "sub", "--owner", "x"],
        &["demo", "sub"],
    ] {
        lab.cpd(args).ends(&[1, 2]);
    }
    // Elsewhere it can still be printed.
    let page = lab.beside("page.html");
    lab.cpd(&[
        "pack",
        "--draft",
        "--award",
        "bronze",
        "-o",
        page.to_str().unwrap(),
    ])
    .ends(&[0]);
}
