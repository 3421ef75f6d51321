//! Commands on a small disk on which so many pages are left.
//!
//! `CPD_FULL_DISKS=all` tries every number of pages, and a number so many for each command.

use std::env;
use std::fs::File;
use std::io::Write as _;

use super::{Came, Random, Trial, chosen, portfolios, random};
use crate::hostile::disks::Mount;
use crate::support::Runs as _;

/// Bytes of a page, by which the disk gives room.
const PAGE: usize = 4096;

/// The folder of the disk, where commands run.
const DISK: &str = "disk";

impl Trial<'_> {
    fn room(&self) -> u64 {
        let said = self.sh("df --output=avail --block-size=4096 . | tail -n 1");
        said.trim().parse().unwrap()
    }

    /// Fills the disk but for so many pages.
    fn fill(&self, left: u64) {
        let mut ballast = File::create(self.at("ballast")).unwrap();
        for _ in left..self.room() {
            if ballast.write_all(&[1; PAGE]).is_err() {
                break;
            }
        }
    }

    /// Runs the command with so many pages left, and judges what came of it.
    fn run_with(&self, left: u64) -> Came {
        self.lay_out();
        self.fill(left);
        let ran = self.in_shell("").run();
        let what = format!("{} with {left} pages", self.operation.name);
        std::fs::remove_file(self.at("ballast")).unwrap();
        if ran.code != 0 {
            let says = ran.stderr.contains("full") || ran.stderr.contains("No space left");
            assert!(says, "{what}: {}", ran.stderr);
        }
        let came = self.judge(&what);
        assert!(
            ran.code != 0 || came == Came::New,
            "{what}: it said nothing"
        );
        came
    }
}

/// Returns the numbers of pages to try, below the number that the command needs.
fn rooms(needed: u64, random: &mut Random) -> Vec<u64> {
    let asked = env::var("CPD_FULL_DISKS").unwrap_or_default();
    if asked == "all" {
        return (0..=needed).collect();
    }
    let many = asked.parse().unwrap_or(1_u64);
    (0..many).map(|_| random.next() % needed).collect()
}

#[test]
fn a_command_on_a_disk_that_fills_up_leaves_the_old_portfolio_or_the_new_one() {
    let sandbox = portfolios();
    let Some(_disk) = Mount::tmpfs(sandbox.at(DISK), "size=32m") else {
        return;
    };
    sandbox.sh(&format!("cp -a for-priya log.csv silver.zip {DISK}"));
    let is_every = env::var("CPD_FULL_DISKS").is_ok();
    let mut random = random(is_every);
    for operation in chosen(is_every, &mut random) {
        let trial = Trial::new(&sandbox, DISK, operation);
        trial.lay_out();
        let before = trial.room();
        trial.run_whole();
        // What is staged takes room as well, and goes again.
        let needed = (before - trial.room()) * 2 + 8;
        let rooms = rooms(needed, &mut random);
        let new = rooms
            .iter()
            .filter(|left| trial.run_with(**left) == Came::New);
        println!(
            "{}: {} of {needed} pages, {} new",
            operation.name,
            rooms.len(),
            new.count()
        );
    }
}
