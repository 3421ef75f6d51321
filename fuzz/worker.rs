//! One target in one process: tries inputs until the time is over or one breaks a promise.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{ExitCode, exit};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cpd::fuzz::Outcome;

use crate::limits::{
    LONGEST, MOST_MEMORY, PATIENCE, SHORTEST_LARGE, limit_address_space, peak, processor_time,
};
use crate::mutate::mutate;
use crate::options::Options;
use crate::random::Random;
use crate::targets::{Target, Try};

/// Most inputs that are kept because they came out in a new way.
const MOST_KEPT: usize = 2_000;

/// The exit code of a process that found something.
const FOUND: u8 = 3;

/// The input that is being tried, and since when.
type Current = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

struct Worker<'a> {
    target: &'static Target,
    options: &'a Options,
    attempt: Try,
    current: Current,
    trail: Option<&'a Path>,
    /// The peak of memory after the seeds, in bytes.
    base: u64,
    runs: u64,
    slowest: Duration,
}

/// Tries inputs for as long as the options say.
pub fn run(target: &'static Target, options: &Options, trail: Option<&Path>) -> ExitCode {
    limit_address_space();
    panic::set_hook(Box::new(|_| {}));
    let mut worker = Worker {
        target,
        options,
        attempt: (target.begin)(),
        current: Current::default(),
        trail,
        base: u64::MAX - MOST_MEMORY,
        runs: 0,
        slowest: Duration::ZERO,
    };
    worker.watch();
    let mut corpus = (target.seeds)();
    assert!(!corpus.is_empty(), "{} has no seeds", target.name);
    let mut shapes: BTreeSet<String> = corpus.iter().map(|seed| worker.attempt(seed)).collect();
    worker.base = peak();
    let mut random = Random::new(options.seed ^ hash(target.name.as_bytes()));
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(options.seconds) {
        let input = mutate(target, &corpus, &mut random);
        let shape = worker.attempt(&input);
        if corpus.len() < MOST_KEPT && shapes.insert(shape) {
            corpus.push(input);
        }
    }
    let seconds = begun.elapsed().as_secs_f64().max(0.001);
    println!(
        "{:<16} {:>9} runs, {:>7.0} a second, {:>4} shapes, slowest {:>4} ms, {:>3} MiB more memory",
        target.name,
        worker.runs,
        worker.runs as f64 / seconds,
        shapes.len(),
        worker.slowest.as_millis(),
        peak().saturating_sub(worker.base) >> 20,
    );
    ExitCode::SUCCESS
}

impl Worker<'_> {
    /// Ends the process when an input takes too long.
    fn watch(&self) {
        let (current, target, folder) = (
            Arc::clone(&self.current),
            self.target,
            self.options.findings(),
        );
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(100));
                let now = current.lock().unwrap();
                if let Some((_, input)) =
                    now.as_ref().filter(|(since, _)| since.elapsed() > PATIENCE)
                {
                    found(target, &folder, input, "does not end");
                }
            }
        });
    }

    /// Tries an input, and returns the shape of what came of it.
    fn attempt(&mut self, input: &[u8]) -> String {
        if let Some(file) = self.trail {
            fs::write(file, input).expect("the last input");
        }
        let (since, before) = (Instant::now(), processor_time());
        *self.current.lock().unwrap() = Some((since, input.to_vec()));
        let outcome = outcome(&self.attempt, input);
        *self.current.lock().unwrap() = None;
        self.runs += 1;
        let took = since.elapsed();
        self.slowest = self.slowest.max(took);
        let folder = self.options.findings();
        if took > LONGEST && processor_time() - before > LONGEST {
            found(self.target, &folder, input, "takes over 2 s");
        }
        if took > SHORTEST_LARGE && peak() > self.base + MOST_MEMORY {
            found(self.target, &folder, input, "takes over 256 MiB");
        }
        match outcome {
            Ok(shape) => shape,
            Err(promise) => found(self.target, &folder, input, &promise),
        }
    }
}

/// Returns what came of an input; a panic is a broken promise.
fn outcome(attempt: &Try, input: &[u8]) -> Outcome {
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| attempt(input)));
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("panics: {}", text.unwrap_or("without words")))
    })
}

/// Writes an input down, says what is wrong with it, and ends the process.
fn found(target: &Target, folder: &Path, input: &[u8], what: &str) -> ! {
    let file = folder.join(format!("{}-{:016x}", target.name, hash(input)));
    fs::write(&file, input).expect("a finding");
    println!(
        "{}: {what}\n  try it again: cargo test --test fuzz -- --repeat {} {}",
        target.name,
        file.display(),
        target.name
    );
    exit(i32::from(FOUND));
}

/// Tries one input again, and says how long it took and how much memory.
pub fn repeat(target: &'static Target, file: &Path) -> ExitCode {
    let input = fs::read(file).expect("an input");
    let attempt = (target.begin)();
    let (before, since) = (peak(), Instant::now());
    // Not caught, so that a panic says where it is.
    let outcome = attempt(&input);
    println!(
        "{} ms, {} MiB more memory: {outcome:?}",
        since.elapsed().as_millis(),
        (peak() - before) >> 20
    );
    ExitCode::from(if outcome.is_ok() { 0 } else { FOUND })
}

/// FNV-1a, for names of files.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
