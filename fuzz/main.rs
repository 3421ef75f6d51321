//! A fuzzer that needs no other build than the tests': inputs are made from seeds by changes to
//! bytes, words and entries of zips, and kept where they come out in a new way.
//!
//! `cargo test --test fuzz -- --seconds 600 mail` runs one target, and without a name it runs all.
//! fuzz/README.md says more.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a fuzzer starts itself again, reads and writes files, and prints what it finds"
)]

mod limits;
mod mutate;
mod options;
mod random;
mod targets;
mod worker;

use std::collections::VecDeque;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;

use options::{Options, Task};
use targets::{TARGETS, Target};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    match &options.task {
        Task::List => {
            TARGETS
                .iter()
                .for_each(|target| println!("{}", target.name));
            ExitCode::SUCCESS
        }
        Task::Repeat { target, file } => worker::repeat(target, file),
        Task::Work { target, trail } => worker::run(target, &options, trail.as_deref()),
        Task::Fuzz(targets) => fuzz(targets, &options),
    }
}

/// Runs each target in a process of its own, as many at a time as there are cores.
fn fuzz(targets: &[&'static Target], options: &Options) -> ExitCode {
    println!("seed {}, {} s a target", options.seed, options.seconds);
    // A process that is ended leaves its temporary files.
    let temporary = tempfile::tempdir().expect("a folder");
    let left = Mutex::new(targets.iter().copied().collect::<VecDeque<_>>());
    let failed = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(target) = next(&left) {
                    if !is_sound(target, options, temporary.path()) {
                        failed.lock().unwrap().push(target.name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let passed = targets.len() - failed.len();
    if !failed.is_empty() {
        println!("findings in: {}", failed.join(", "));
    }
    println!("{passed} passed, {} failed", failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}

fn next(left: &Mutex<VecDeque<&'static Target>>) -> Option<&'static Target> {
    left.lock().unwrap().pop_front()
}

/// Runs a target, and says what it found. A process that is ended by a signal is run again with
/// its inputs written down.
fn is_sound(target: &Target, options: &Options, temporary: &Path) -> bool {
    let status = worker(target, options, temporary, None);
    if status.code().is_some() {
        return status.success();
    }
    let file = options.findings().join(format!("{}-last", target.name));
    let again = worker(target, options, temporary, Some(&file));
    println!(
        "{}: the process was ended ({status}); again: {again}. The last input is {}",
        target.name,
        file.display()
    );
    false
}

fn worker(
    target: &Target,
    options: &Options,
    temporary: &Path,
    trail: Option<&Path>,
) -> std::process::ExitStatus {
    let mut command = Command::new(std::env::current_exe().expect("a program"));
    command.env("TMPDIR", temporary);
    command.args(["--work", target.name]);
    command.args(["--seed", &options.seed.to_string()]);
    command.args(["--seconds", &options.seconds.to_string()]);
    if let Some(file) = trail {
        command.arg("--trail").arg(file);
    }
    command.status().expect("a process")
}
