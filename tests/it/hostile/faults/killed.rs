//! Commands that are killed at any moment.
//!
//! `CPD_KILLS=50` kills each command so many times before its end, and `CPD_SEED` repeats a run.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Came, OPERATIONS, Operation, Random, Trial, number, portfolios, random};
use crate::support::Sandbox;

/// Times that each command is killed, if nothing else is asked for.
const KILLS: u64 = 1;

impl Trial<'_> {
    /// Runs the command, and kills it after a time. Returns false if it ended before.
    fn kill(&self, after: Duration) -> bool {
        let mut command = self.in_shell("");
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        sleep(after);
        let is_killed = child.try_wait().unwrap().is_none();
        let _ = child.kill();
        child.wait().unwrap();
        is_killed
    }
}

/// Returns how often the new portfolio was there after a kill.
fn kill(operation: &Operation, sandbox: &Sandbox, kills: u64, random: &mut Random) -> u64 {
    let trial = Trial::new(sandbox, ".", operation);
    trial.lay_out();
    let since = Instant::now();
    trial.run_whole();
    let took = u64::try_from(since.elapsed().as_micros()).unwrap();
    let (mut killed, mut new) = (0, 0);
    while killed < kills {
        trial.lay_out();
        let after = Duration::from_micros(random.next() % took);
        if trial.kill(after) {
            killed += 1;
            let what = format!("{} killed after {} us", operation.name, after.as_micros());
            new += u64::from(trial.judge(&what) == Came::New);
        }
    }
    new
}

#[test]
fn a_command_that_is_killed_leaves_the_old_portfolio_or_the_new_one() {
    let kills = number("CPD_KILLS").unwrap_or(KILLS);
    let mut random = random(true);
    let sandbox = portfolios();
    for operation in &OPERATIONS {
        let new = kill(operation, &sandbox, kills, &mut random);
        let old = kills - new;
        println!(
            "{}: {kills} killed before their end; {old} old, {new} new",
            operation.name
        );
    }
}
