//! The words after `cargo test --test fuzz --`.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::targets::{TARGETS, Target};

/// Seconds for each target if none are given.
const SECONDS: u64 = 4;

pub struct Options {
    pub task: Task,
    /// The seed of all inputs: the same seed makes the same inputs in the same order.
    pub seed: u64,
    pub seconds: u64,
}

pub enum Task {
    List,
    Fuzz(Vec<&'static Target>),
    /// Run one input again.
    Repeat {
        target: &'static Target,
        file: PathBuf,
    },
    /// Run one target in this process, and write each input into a file before it is tried.
    Work {
        target: &'static Target,
        trail: Option<PathBuf>,
    },
}

impl Options {
    pub fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut words = words;
        let clock = SystemTime::now().duration_since(UNIX_EPOCH);
        let mut this = Self {
            task: Task::List,
            seed: clock.map_or(0, |since| since.as_secs()),
            seconds: SECONDS,
        };
        let (mut named, mut repeat, mut work, mut trail) = (Vec::new(), None, None, None);
        let mut is_list = false;
        while let Some(word) = words.next() {
            let mut value = || {
                let value = words.next();
                value.ok_or_else(|| format!("{word} needs a value"))
            };
            match word.as_str() {
                "--list" => is_list = true,
                "--seed" => this.seed = number(&value()?)?,
                "--seconds" => this.seconds = number(&value()?)?,
                "--repeat" => repeat = Some(PathBuf::from(value()?)),
                "--trail" => trail = Some(PathBuf::from(value()?)),
                "--work" => work = Some(target(&value()?)?),
                name => named.push(target(name)?),
            }
        }
        this.task = match (is_list, repeat, work, named.as_slice()) {
            (true, ..) => Task::List,
            (_, _, Some(target), _) => Task::Work { target, trail },
            (_, Some(file), _, [target]) => Task::Repeat { target, file },
            (_, Some(_), ..) => return Err("--repeat FILE needs the name of one target".into()),
            (.., []) => Task::Fuzz(TARGETS.iter().collect()),
            _ => Task::Fuzz(named),
        };
        Ok(this)
    }

    /// The folder for inputs that were found.
    pub fn findings(&self) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
        std::fs::create_dir_all(&folder).expect("a folder for findings");
        folder
    }
}

fn number(word: &str) -> Result<u64, String> {
    word.parse().map_err(|_| format!("{word} is not a number"))
}

fn target(name: &str) -> Result<&'static Target, String> {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.ok_or_else(|| format!("there is no target {name}; --list names them"))
}
