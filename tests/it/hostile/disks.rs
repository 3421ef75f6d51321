//! Disks that are full, or can only be read.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use super::{ACTIVITY, DAY_OF_DEMO, JOURNAL, activity, empty, journal};
use crate::support::Runs;

/// A small file system, taken down at the end; `None` where that is not allowed.
pub struct Mount(PathBuf);

impl Mount {
    pub fn tmpfs(at: PathBuf, options: &str) -> Option<Self> {
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
    let sandbox = empty();
    let Some(disk) = Mount::tmpfs(sandbox.path(), "size=3m") else {
        return;
    };
    fs::write(sandbox.beside("big.txt"), "x".repeat(100_000)).unwrap();
    sandbox
        .cpd([
            "init",
            "--owner",
            "Sam Carter",
            "--manager",
            "Priya Shah",
            "--scheme",
            "lancaster",
        ])
        .ends(&[0]);
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox.write(JOURNAL, journal("\nWords.\n"));
    disk.fill();
    let before: Vec<_> = sandbox.words();
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
        sandbox.cpd(args).ends(&[1, 2]);
    }
    assert!(
        sandbox.words() == before,
        "something was lost or left behind"
    );
    fs::remove_file(sandbox.at("ballast")).unwrap();
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox.git("fsck --strict");
    // There is no room to begin in, either.
    let sandbox = empty();
    let Some(disk) = Mount::tmpfs(sandbox.beside("small"), "size=256k") else {
        return;
    };
    disk.fill();
    let small = sandbox.beside("small");
    for args in [
        &["init", "new", "--owner", "Sam Carter"][..],
        &["demo", "sample", "--today", DAY_OF_DEMO],
    ] {
        let run = sandbox.command("cpd").current_dir(&small).args(args).run();
        run.ends(&[2]).says("full");
    }
    assert!(!small.join("new").exists(), "something of `init` is left");
    fs::remove_file(small.join("ballast")).unwrap();
    sandbox
        .command("cpd")
        .current_dir(&small)
        .args(["demo", "sample", "--today", DAY_OF_DEMO])
        .run()
        .ends(&[1, 2]);
}

#[test]
fn init_can_be_repeated_after_a_failure() {
    let sandbox = empty();
    let Some(disk) = Mount::tmpfs(sandbox.beside("small"), "size=2m") else {
        return;
    };
    fs::create_dir(sandbox.beside("small/new")).unwrap();
    disk.fill();
    let small = sandbox.beside("small");
    let init = || {
        sandbox
            .command("cpd")
            .current_dir(&small)
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
fn a_read_only_disk_gives_an_error_and_changes_nothing() {
    let sandbox = empty();
    let Some(disk) = Mount::tmpfs(sandbox.path(), "size=3m") else {
        return;
    };
    sandbox
        .cpd([
            "init",
            "--owner",
            "Sam Carter",
            "--manager",
            "Priya Shah",
            "--scheme",
            "lancaster",
        ])
        .ends(&[0]);
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    assert!(disk.remount("ro"));
    sandbox.look();
    fs::write(sandbox.beside("note.txt"), "x").unwrap();
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
        &["demo", "sub", "--today", DAY_OF_DEMO],
    ] {
        sandbox.cpd(args).ends(&[1, 2]);
    }
    // Elsewhere it can still be printed.
    let page = sandbox.beside("page.html");
    sandbox
        .cpd([
            "pack",
            "--draft",
            "--award",
            "bronze",
            "-o",
            page.to_str().unwrap(),
        ])
        .ends(&[0]);
}
