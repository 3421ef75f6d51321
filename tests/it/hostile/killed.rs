//! Commands that are killed at any moment: what is there afterwards is the old portfolio or the
//! new one.
//!
//! `CPD_KILLS=60` kills each command so many times, and `CPD_SEED` repeats a run.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::golden::tree;
use crate::support::Sandbox;

#[path = "../../../fuzz/random.rs"]
#[allow(dead_code, reason = "the fuzzer uses the rest")]
mod random;

use random::Random;

/// Times that each command is killed, if nothing else is asked for.
const KILLS: u64 = 1;

/// The number of rows that are imported, enough to be killed among them.
const ROWS: usize = 100;

/// A command, and the folder in which its portfolio is before it.
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

const OPERATIONS: [Operation; 9] = [
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
        sed -i 's/^title: .*/title: What Silver changed/' statements/silver.md
        cpd save -m 'Our keys'
        cd .. && cp -a unsigned edited && echo More. >>edited/profile.md
        cp -a unsigned signed && cd signed && cpd --today 2026-10-03 sign silver --yes
        cpd --today 2026-10-03 ask silver --to ../for-priya");
    sandbox.signed_by("priya", "for-priya");
    sandbox.sh("
        (cd for-priya && cpd --today 2026-10-05 endorse -m 'This is how it happened.' --yes)
        cp -a signed endorsed && cd endorsed && cpd --today 2026-10-06 receive ../for-priya");
    sandbox
}

/// Every file of the portfolio, and what git has of it.
type State = BTreeMap<String, Vec<u8>>;

/// Returns what is in `try/`. Packs and reports are outputs, and no part of a portfolio.
fn state(sandbox: &Sandbox, compares: Compares) -> State {
    let is_output = |path: &str| path.starts_with(".git/") || path.starts_with("packs/");
    let mut state: State = tree(&sandbox.at("try"), is_output).into_iter().collect();
    if compares == Compares::Names {
        state.values_mut().for_each(Vec::clear);
    }
    // A start whose files are all there may not be saved yet.
    if compares == Compares::Contents && sandbox.at("try/.git").exists() {
        let git = "cd try && git log --format=%s && git status --porcelain && git ls-files";
        state.insert("git".to_owned(), sandbox.sh(git).into_bytes());
    }
    state
}

/// Returns the outputs that a command writes.
fn outputs(sandbox: &Sandbox) -> BTreeMap<&'static str, Vec<u8>> {
    let paths = ["try/packs/silver.html", "report.html"];
    let read = |path| Some((path, fs::read(sandbox.at(path)).ok()?));
    paths.into_iter().filter_map(read).collect()
}

impl Operation {
    /// Lays out the portfolio as it is before the command.
    fn lay_out(&self, sandbox: &Sandbox) {
        let before = self.before;
        sandbox.sh(&format!("rm -rf try report.html && cp -a {before} try"));
    }

    /// Runs the command, and kills it after a time.
    fn kill(&self, sandbox: &Sandbox, after: Duration) -> bool {
        let mut shell = sandbox.command("sh");
        let line = format!("cd try && exec cpd {}", self.line);
        shell.args(["-c", &line]).stdin(Stdio::null());
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = shell.spawn().unwrap();
        sleep(after);
        let is_killed = child.try_wait().unwrap().is_none();
        let _ = child.kill();
        child.wait().unwrap();
        is_killed
    }

    /// Asserts that nothing is left of what was not completed.
    fn leaves_nothing(&self, sandbox: &Sandbox, what: &str) {
        let found = sandbox.sh("find . -maxdepth 1 -name '.cpd-*'; cd try
             find . -path ./.git -prune -o -name '.cpd*' -print
             if [ -d .git ]; then
                find .git -name '*.lock' -o -path .git/cpd/pending; git fsck --strict 2>&1
             fi");
        let is_said_in_passing = |line: &&str| {
            ["dangling ", "notice: "]
                .iter()
                .any(|word| line.starts_with(word))
        };
        let lines = found.lines().filter(|line| !is_said_in_passing(line));
        let left: Vec<&str> = lines.collect();
        assert!(left.is_empty(), "{what}: {left:#?}");
    }

    /// Kills the command so many times, and returns how often it was still running.
    fn test(&self, sandbox: &Sandbox, kills: u64, random: &mut Random) -> u64 {
        self.lay_out(sandbox);
        let old = match self.compares {
            Compares::Contents => state(sandbox, self.compares),
            Compares::Names => State::new(),
        };
        let since = Instant::now();
        sandbox.sh(&format!("cd try && cpd {}", self.line));
        let took = since.elapsed();
        let new = state(sandbox, self.compares);
        let whole = outputs(sandbox);
        self.leaves_nothing(sandbox, self.name);
        let mut killed = 0;
        for _ in 0..kills {
            self.lay_out(sandbox);
            let micros = u64::try_from(took.as_micros()).unwrap();
            let after = Duration::from_micros(random.next() % micros);
            killed += u64::from(self.kill(sandbox, after));
            // A known gap: locks of git outlive whoever made them. cpd names the file, and a person
            // deletes it.
            sandbox.sh("cd try && [ ! -d .git ] || find .git -name '*.lock' -exec rm {} +");
            let what = format!("{} killed after {} ms", self.name, after.as_millis());
            if self.name == "init" {
                // There may be no portfolio yet. Repeated, it begins one, or says that there is one.
                sandbox.try_sh(&format!("cd try && cpd recover; cpd {}", self.line));
            } else {
                sandbox.sh("cd try && cpd recover");
            }
            let found = state(sandbox, self.compares);
            let is_either = found == new || found == old && !old.is_empty();
            assert!(is_either, "{what}: {:#?}", differences(&found, &new));
            for (path, bytes) in outputs(sandbox) {
                // It may be of another moment, and is whole.
                let end = whole[path].last_chunk::<9>();
                assert!(bytes.last_chunk() == end, "{what}: {path} is cut");
            }
            self.leaves_nothing(sandbox, &what);
        }
        killed
    }
}

/// Returns the names of the files in which two states differ.
fn differences<'s>(one: &'s State, other: &'s State) -> Vec<&'s String> {
    let mut paths: Vec<&String> = one.keys().chain(other.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| one.get(*path) != other.get(*path));
    paths
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[test]
fn a_command_that_is_killed_leaves_the_old_portfolio_or_the_new_one() {
    let kills = number("CPD_KILLS").unwrap_or(KILLS);
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = number("CPD_SEED").unwrap_or(clock.as_secs());
    println!("seed {seed}");
    let sandbox = portfolios();
    let mut random = Random::new(seed);
    let mut killed = 0;
    for operation in OPERATIONS {
        let times = operation.test(&sandbox, kills, &mut random);
        println!(
            "{}: {times} of {kills} killed before their end",
            operation.name
        );
        killed += times;
    }
    assert!(killed > 0, "no command was killed before its end");
}
