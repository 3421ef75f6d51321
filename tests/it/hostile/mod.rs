//! Bad input of every sort against the real program and real git: a clear
//! message, exit 0, 1 or 2, no panic, nothing lost, nothing run, and nothing
//! that drives a terminal. What a machine does not allow is skipped aloud.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    reason = "a test of what happens on disk looks at the disk, and runs programs"
)]

mod at_once;
mod attachments;
mod bad_tables;
mod bait;
mod changing;
mod clock;
mod commands_by_hand;
mod disks;
mod endless;
mod faults;
mod files;
mod interrupted;
mod links;
#[cfg(target_os = "linux")]
mod looking;
mod many_findings;
mod names;
mod numbers;
mod output;
mod pasted_commands;
mod pictures;
mod programs;
mod repositories;
mod scheme_commands;
mod schemes;
mod texts;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Runs, Sandbox};

/// The day on which these tests happen.
const TODAY: &str = "2026-03-01";

/// A day on which nothing in the demo is in the future.
const DAY_OF_DEMO: &str = "2026-10-02";

fn empty() -> Sandbox {
    Sandbox::new()
        .committing_as("Sam Carter", "sam@cpd.invalid")
        .today(TODAY)
}

/// A portfolio that follows the Lancaster programme.
fn portfolio() -> Sandbox {
    empty().following("lancaster")
}

/// A portfolio with records of two years.
fn demo() -> Sandbox {
    let sandbox = empty();
    fs::remove_dir(sandbox.path()).unwrap();
    let mut demo = sandbox.command("cpd");
    let demo = demo.args(["demo", "work", "--without-keys", "--today", DAY_OF_DEMO]);
    demo.current_dir(sandbox.root()).run().ends(&[0]);
    sandbox
}

impl Sandbox {
    /// A path beside the portfolio.
    fn beside(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Runs what looks and changes nothing, in every format, and returns all that it says.
    #[track_caller]
    fn look(&self) -> String {
        let mut said = String::new();
        for command in ["check", "status"] {
            for format in [&["--plain"][..], &["--format", "json"], &[]] {
                let mut program = self.command("cpd");
                let program = program.arg(command).args(format).env("CPD_PLAIN", "0");
                let ran = program.run();
                ran.ends(if command == "check" { &[0, 1] } else { &[0] });
                said.push_str(&ran.stdout);
                said.push_str(&ran.stderr);
            }
        }
        said
    }

    /// As [`Self::look`], and prints a draft of what there is.
    #[track_caller]
    fn look_and_print(&self) -> (String, String) {
        let said = self.look();
        self.cpd(["pack", "--draft", "--award", "bronze"])
            .ends(&[0]);
        (said, self.read("packs/bronze-draft.html"))
    }

    /// Every file that a person could have written, with its bytes.
    fn words(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let walk = walkdir::WalkDir::new(self.path()).sort_by_file_name();
        let files = walk.into_iter();
        let files = files.filter_entry(|entry| entry.file_name() != OsStr::new(".git"));
        let found: Vec<_> = files
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let bytes = fs::read(entry.path()).unwrap();
                (entry.into_path(), bytes)
            })
            .collect();
        assert!(!found.is_empty(), "there is nothing to compare");
        found
    }
}

/// A record that is well but for what a test puts into it.
fn activity(title: &str, more: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-02-01\nstatus: done\ntype: workshop\n{more}---\n{body}"
    )
}

const ACTIVITY: &str = "activities/2026-02-01-a-course.md";
const JOURNAL: &str = "journals/2026-02-02-a-course.md";

fn journal(body: &str) -> String {
    format!(
        "---\ntitle: A course\ndate: 2026-02-02\naward: bronze\nactivity: 2026-02-01-a-course\n---\n{body}"
    )
}

fn fifo(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}
