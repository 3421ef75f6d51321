//! Commands that something goes wrong for at any moment: what is there after the next command is
//! the old portfolio or the new one, git's repository is sound, and nothing else is left.

mod failing_calls;
mod full_disk;
mod killed;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::golden::tree;
use crate::support::{Runs as _, Sandbox};

#[path = "../../../../fuzz/random.rs"]
#[allow(dead_code, reason = "the fuzzer uses the rest")]
mod random;

use random::Random;

/// The number of rows that are imported, enough for faults among them.
const ROWS: usize = 100;

/// A command that changes something, and the folder in which its portfolio is before it.
struct Operation {
    name: &'static str,
    before: &'static str,
    line: &'static str,
    compares: Compares,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compares {
    Contents,
    /// The portfolio gets an id that is never the same twice, so names are compared.
    Names,
}

const fn operation(name: &'static str, before: &'static str, line: &'static str) -> Operation {
    Operation {
        name,
        before,
        line,
        compares: Compares::Contents,
    }
}

static OPERATIONS: [Operation; 10] = [
    Operation {
        compares: Compares::Names,
        ..operation(
            "init",
            "empty",
            "init . --owner 'Sam Carter' --scheme lancaster",
        )
    },
    operation(
        "new",
        "unsigned",
        "new activity 'A course' --date 2026-02-01 --type workshop",
    ),
    operation("save", "edited", "save --anyway -m Edited"),
    operation(
        "rename",
        "unsigned",
        "rename 2025-07-08-two-days-in-the-timetabling-office 'Three days'",
    ),
    operation(
        "import",
        "unsigned",
        "import ../log.csv --set type=workshop --yes",
    ),
    operation("sign", "unsigned", "--today 2026-10-03 sign silver --yes"),
    operation(
        "receive",
        "signed",
        "--today 2026-10-06 receive ../for-priya",
    ),
    operation(
        "submit",
        "endorsed",
        "--today 2026-10-06 submit silver --yes",
    ),
    operation("report", "endorsed", "report . -o ../report.html"),
    operation(
        "grant",
        "lists",
        "--today 2026-10-12 grant ../silver.zip --as organisation-development -m Granted --yes",
    ),
];

/// Folders outside of portfolios in which commands write.
const CACHE: &str = "cache";
const TEMPORARY: &str = "tmp";

/// A file of every command that is no part of the portfolio.
const OUTPUTS: [&str; 4] = [
    "try/packs/silver.html",
    "try/packs/silver.zip",
    "report.html",
    "silver-signed.zip",
];

/// The portfolios from which commands start, each in a folder of its own.
fn portfolios() -> Sandbox {
    let mut log = "Date,Title,Hours\n".to_owned();
    for number in 0..ROWS {
        writeln!(log, "2026-01-{:02},Clinic {number},1", number % 28 + 1).unwrap();
    }
    let sandbox = Sandbox::with_keys();
    sandbox.write("log.csv", log);
    sandbox.sh("mkdir empty && cpd demo unsigned --without-keys");
    sandbox.signed_by("sam", "unsigned");
    sandbox.sh("
        cd unsigned && cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        cpd trust key organisation-development --file ~/keys/body.pub
        sed -i 's/^title: .*/title: What Silver changed/' statements/silver.md
        cpd save -m 'Our keys'
        cd .. && cp -a unsigned edited && echo More. >>edited/profile.md
        cp -a unsigned signed && cd signed && cpd --today 2026-10-03 sign silver --yes
        cpd --today 2026-10-03 ask silver --to ../for-priya");
    sandbox.signed_by("priya", "for-priya");
    sandbox.sh("
        (cd for-priya && cpd --today 2026-10-05 endorse -m 'This is how it happened.' --yes)
        cp -a signed endorsed && (cd endorsed && cpd --today 2026-10-06 receive ../for-priya)
        cp -a endorsed submitted && (cd submitted && cpd --today 2026-10-06 submit silver --yes)
        cp submitted/packs/silver.zip . && rm -r submitted
        cpd --today 2026-10-05 init lists --owner 'Organisation Development' --no-input");
    sandbox.signed_by("body", "lists");
    sandbox.sh("cd lists &&
         cpd --today 2026-10-05 register init --prefix LPP --body 'Organisation Development'");
    sandbox
}

/// Every file of the portfolio, and what git has of it.
type State = BTreeMap<String, Vec<u8>>;

/// What came of a fault, after the next command.
#[derive(PartialEq, Eq)]
enum Came {
    Old,
    New,
}

/// A command, and what it makes of the portfolio if nothing goes wrong.
struct Trial<'s> {
    sandbox: &'s Sandbox,
    /// The folder in which everything happens, in the one where commands run.
    folder: &'static str,
    operation: &'s Operation,
    old: State,
    new: State,
    outputs: BTreeMap<&'static str, Vec<u8>>,
}

impl<'s> Trial<'s> {
    /// Runs the command once without any fault.
    fn new(sandbox: &'s Sandbox, folder: &'static str, operation: &'s Operation) -> Self {
        let mut trial = Self {
            sandbox,
            folder,
            operation,
            old: State::new(),
            new: State::new(),
            outputs: BTreeMap::new(),
        };
        trial.lay_out();
        if operation.compares == Compares::Contents {
            trial.old = trial.state();
        }
        trial.run_whole();
        trial.new = trial.state();
        let read = |path: &&'static str| Some((*path, fs::read(trial.at(path)).ok()?));
        let outputs = OUTPUTS.iter().filter_map(read).collect();
        trial.outputs = outputs;
        trial.leaves_nothing(operation.name);
        trial
    }

    fn at(&self, path: &str) -> PathBuf {
        self.sandbox.at(self.folder).join(path)
    }

    /// Runs a line of shell in the folder, which has to succeed.
    #[track_caller]
    fn sh(&self, line: &str) -> String {
        self.sandbox.sh(&format!("cd '{}' && {line}", self.folder))
    }

    /// Lays out the portfolio as it is before the command.
    fn lay_out(&self) {
        let before = self.sandbox.at(self.operation.before);
        self.sh(&format!(
            "rm -rf try {CACHE} {TEMPORARY} {}
             mkdir {TEMPORARY} && cp -a '{}' try",
            OUTPUTS.join(" "),
            before.display()
        ));
    }

    /// Returns the command, in a shell that it takes the place of.
    fn in_shell(&self, before: &str) -> Command {
        let mut shell = self.sandbox.command("sh");
        let line = format!("exec {before} cpd {}", self.operation.line);
        shell.args(["-c", &line]).current_dir(self.at("try"));
        self.outside(shell)
    }

    /// Adds the folders outside of the portfolio.
    fn outside(&self, mut command: Command) -> Command {
        command.env("XDG_CACHE_HOME", self.at(CACHE));
        command.env("TMPDIR", self.at(TEMPORARY));
        command
    }

    #[track_caller]
    fn run_whole(&self) {
        self.in_shell("").run().expect_code(0);
    }

    /// Returns what is in `try/`. Packs and reports are outputs, and no part of a portfolio.
    fn state(&self) -> State {
        let compares = self.operation.compares;
        let is_output = |path: &str| path.starts_with(".git/") || path.starts_with("packs/");
        let mut state: State = tree(&self.at("try"), is_output).into_iter().collect();
        if compares == Compares::Names {
            state.values_mut().for_each(Vec::clear);
        }
        // A start whose files are all there may not be saved yet.
        if compares == Compares::Contents && self.at("try/.git").exists() {
            let git = "cd try && git log --format=%s && git status --porcelain && git ls-files";
            state.insert("git".to_owned(), self.sh(git).into_bytes());
        }
        state
    }

    /// Runs the next commands after a fault, and asserts that the portfolio is the old one or
    /// the new one, that outputs are whole, and that nothing else is left.
    fn judge(&self, what: &str) -> Came {
        // A known gap: locks of git outlive whoever made them. cpd names the file, and a person
        // deletes it.
        self.sh("cd try && [ ! -d .git ] || find .git -name '*.lock' -exec rm {} +");
        let recover = match self.operation.name {
            // There may be no portfolio yet. Repeated, it begins one, or says that there is one.
            "init" => format!("cpd recover; cpd {}", self.operation.line),
            // It reads the portfolio, and sweeps where it writes.
            "report" => format!("cpd {}", self.operation.line),
            _ => "cpd recover".to_owned(),
        };
        let mut shell = self.sandbox.command("sh");
        shell.args(["-c", &recover]).current_dir(self.at("try"));
        let next = self.outside(shell).run();
        let found = self.state();
        let is_new = found == self.new;
        let is_either = is_new || found == self.old && !self.old.is_empty();
        assert!(
            is_either,
            "{what}: {:#?}\n{next:#?}",
            differences(&found, &self.new)
        );
        for (path, whole) in &self.outputs {
            let Ok(bytes) = fs::read(self.at(path)) else {
                continue;
            };
            // It may be of another moment, and is whole.
            let is_end = bytes.last_chunk::<9>() == whole.last_chunk();
            assert!(
                is_end || path.ends_with("zip"),
                "{what}: {path} is cut, {} bytes",
                bytes.len()
            );
            if path.ends_with("zip") {
                self.sh(&format!("unzip -tqq {path}"));
            }
        }
        self.leaves_nothing(what);
        if is_new { Came::New } else { Came::Old }
    }

    /// Asserts that nothing is left of what was not completed: in the portfolio and beside it, in
    /// git's folder, in the cache, and in the folder of temporary files.
    fn leaves_nothing(&self, what: &str) {
        // A known gap: the folder of an unpacked zip is left to the system, which clears it.
        let unpacked = match self.operation.name {
            "grant" => "-not -path '*/.tmp*'",
            _ => "",
        };
        let left = self.sh(&format!(
            "find . -name '.cpd*' -print
             find try/.git -name '*.lock' -print -o -path '*/cpd/*' -print 2>/dev/null
             find {TEMPORARY} -mindepth 1 {unpacked}"
        ));
        assert_eq!(left, "", "{what}");
        let fsck = self.sh("cd try && [ ! -d .git ] || git fsck --strict 2>&1");
        let is_said_in_passing = |line: &str| {
            let words = ["dangling ", "notice: "];
            words.iter().any(|word| line.starts_with(word))
        };
        let is_sound = fsck.lines().all(is_said_in_passing);
        assert!(is_sound, "{what}: {fsck}");
    }
}

/// Returns the names of the files in which two states differ.
fn differences<'s>(one: &'s State, other: &'s State) -> BTreeSet<&'s String> {
    let paths = one.keys().chain(other.keys());
    paths
        .filter(|path| one.get(*path) != other.get(*path))
        .collect()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// Returns every operation, or else some at random, since each takes a second.
fn chosen(is_every: bool, random: &mut Random) -> Vec<&'static Operation> {
    let some = random.next() % 2;
    let numbered = (0..).zip(&OPERATIONS);
    let chosen = numbered.filter(|(number, _)| is_every || number % 2 == some);
    chosen.map(|(_, operation)| operation).collect()
}

/// Random numbers whose seed is printed. `CPD_SEED` repeats a run. If nothing is asked for, the
/// moments are always the same.
fn random(is_asked: bool) -> Random {
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let usual = if is_asked { clock.as_secs() } else { 1 };
    let seed = number("CPD_SEED").unwrap_or(usual);
    println!("seed {seed}");
    Random::new(seed)
}
