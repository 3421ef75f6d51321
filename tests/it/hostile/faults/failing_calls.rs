//! Commands for which the system refuses everything from some moment on, as where a permission is
//! lost, a disk is full or can only be read, or which are killed just before a change.
//!
//! `CPD_FAILING_CALLS=all` tries every moment of every command, and a number so many of each.

use std::env;
use std::process::{Command, Stdio};

use super::{Came, Random, Trial, chosen, portfolios, random};
use crate::support::trace::may_trace;

/// Calls that change a folder or what a file is allowed, and opening. A question mark lets a
/// machine lack one.
const PERMITTED: &str = "openat,?mkdir,mkdirat,?rename,renameat,?renameat2,?link,linkat,?unlink,\
    unlinkat,?rmdir,?chmod,fchmod,fchmodat,symlinkat";

/// Calls that may need room on the disk.
const FILLING: &str = "write,pwrite64,writev,?mkdir,mkdirat,?rename,renameat,?renameat2,?link,\
    linkat,fsync,fdatasync,ftruncate,symlinkat";

/// Calls that change what is on the disk.
const CHANGING: &str = "write,pwrite64,?mkdir,mkdirat,?rename,renameat,?renameat2,?link,linkat,\
    ?unlink,unlinkat,?rmdir,fchmod,fchmodat,fsync,fdatasync,ftruncate,symlinkat";

/// Something that goes wrong.
struct Fault {
    name: &'static str,
    calls: &'static str,
    /// The way in which `strace` lets a call go wrong.
    injected: &'static str,
    /// What stands after the number of the first such call.
    lasts: &'static str,
}

const FAULTS: [Fault; 5] = [
    Fault {
        name: "permission lost",
        calls: PERMITTED,
        injected: "error=EACCES",
        lasts: "+",
    },
    Fault {
        name: "permission lost for one moment",
        calls: PERMITTED,
        injected: "error=EACCES",
        lasts: "",
    },
    Fault {
        name: "disk full",
        calls: FILLING,
        injected: "error=ENOSPC",
        lasts: "+",
    },
    Fault {
        name: "disk read-only",
        calls: CHANGING,
        injected: "error=EROFS",
        lasts: "+",
    },
    Fault {
        name: "killed",
        calls: CHANGING,
        injected: "signal=KILL",
        lasts: "",
    },
];

impl Trial<'_> {
    fn traced(&self, options: &str) -> Command {
        let mut command = self.in_shell(&format!("strace -f -qq {options}"));
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Returns how many such calls the command makes if none goes wrong.
    fn calls(&self, fault: &Fault) -> u64 {
        self.lay_out();
        let trace = self.at("trace");
        let options = format!("-e trace={} -o {}", fault.calls, trace.display());
        let status = self.traced(&options).status().unwrap();
        assert!(status.success());
        let trace = std::fs::read_to_string(trace).unwrap();
        // Those of the first thread, which each of them counts for itself.
        let first = trace.split(' ').next().unwrap();
        let calls = trace.lines().filter(|line| line.starts_with(first));
        u64::try_from(calls.count()).unwrap()
    }

    /// Runs the command with a fault from a call on, and judges what came of it.
    fn fail(&self, fault: &Fault, call: u64) -> Came {
        self.lay_out();
        let options = format!(
            "-e trace={0} -e inject={0}:{1}:when={call}{2} -o /dev/null",
            fault.calls, fault.injected, fault.lasts
        );
        let output = self.traced(&options).output().unwrap();
        let what = format!("{}, {} at call {call}", self.operation.name, fault.name);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked at"), "{what}: {said}");
        let came = self.judge(&what);
        let is_done = output.status.success();
        assert!(!is_done || came == Came::New, "{what}: it said nothing");
        came
    }
}

/// Returns the calls at which a fault begins: all of them, or a few.
fn begins(calls: u64, random: &mut Random) -> Vec<u64> {
    let asked = env::var("CPD_FAILING_CALLS").unwrap_or_default();
    if asked == "all" {
        return (1..=calls).collect();
    }
    let many = asked.parse().unwrap_or(1_u64);
    (0..many).map(|_| random.next() % calls + 1).collect()
}

#[test]
fn a_command_that_the_system_refuses_something_leaves_the_old_portfolio_or_the_new_one() {
    if !may_trace() {
        return;
    }
    let is_every = env::var("CPD_FAILING_CALLS").is_ok();
    let mut random = random(is_every);
    let sandbox = portfolios();
    for operation in chosen(is_every, &mut random) {
        let trial = Trial::new(&sandbox, ".", operation);
        // Without a wish, one fault of each command.
        let one = random.choose(&FAULTS);
        let faults = if is_every {
            FAULTS.iter()
        } else {
            std::slice::from_ref(one).iter()
        };
        for fault in faults {
            let calls = trial.calls(fault);
            let begins = begins(calls, &mut random);
            let new = begins
                .iter()
                .filter(|call| trial.fail(fault, **call) == Came::New);
            println!(
                "{}, {}: {} of {calls} calls, {} new",
                operation.name,
                fault.name,
                begins.len(),
                new.count()
            );
        }
    }
}
