//! What a program asked of the system, as `strace` saw it. Knows nothing of packs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use super::tools::{require, tool};
use super::{PROGRAM, Ran, Runs as _, Sandbox};

/// Calls that start a program, open or change a file, or reach a network. A question mark
/// lets a machine lack one.
const WATCHED: &str = "trace=execve,?execveat,?open,openat,?openat2,?creat,?open_by_handle_at,\
    socket,connect,?io_uring_setup,?rename,renameat,?renameat2,?unlink,unlinkat,?rmdir,?mkdir,\
    mkdirat,?link,linkat,?symlink,symlinkat,truncate,?chmod,fchmodat,?chown,fchownat,mknodat";

/// A call that succeeded or failed.
#[derive(Debug, Clone)]
pub struct Call {
    /// The last program that the process started, or else that of the process before it.
    pub program: String,
    name: String,
    /// From the first argument to the end of the line.
    rest: String,
}

impl Call {
    fn read(line: &str, program: &str) -> Option<Self> {
        let (name, rest) = line.split_once('(')?;
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (is_name && !name.is_empty()).then(|| Self {
            program: program.to_owned(),
            name: name.to_owned(),
            rest: rest.to_owned(),
        })
    }

    fn result(&self) -> &str {
        self.rest
            .rsplit_once(" = ")
            .map_or("", |(_, result)| result)
    }

    fn arguments(&self) -> &str {
        self.rest
            .rsplit_once(" = ")
            .map_or(&self.rest, |(args, _)| args)
    }

    /// Returns the program that it starts.
    pub fn started(&self) -> Option<String> {
        let is_start = self.name.starts_with("execve") && self.result().starts_with('0');
        is_start.then(|| self.paths(Path::new("")).swap_remove(0))
    }

    /// Returns true for a call that opens a file, to read or to write it.
    pub fn opens(&self) -> bool {
        self.name.starts_with("open") || self.name == "creat"
    }

    /// Returns true for a call that can change what is on disk.
    pub fn changes(&self) -> bool {
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
        if self.opens() {
            return writes.iter().any(|flag| self.arguments().contains(flag));
        }
        !self.reaches_out() && !self.name.starts_with("execve")
    }

    /// Returns true for a call that could lead to a network, or past this list of calls.
    pub fn reaches_out(&self) -> bool {
        ["socket", "connect", "io_uring_setup"].contains(&self.name.as_str())
    }

    /// Returns the files that it names: the one that was opened, or else each path, with the
    /// folder before it or else the folder where the program began.
    pub fn paths(&self, began: &Path) -> Vec<String> {
        let opened = self.result().split_once('<').map(|(_, path)| path);
        // What is below `/proc/self` is shown below the number of the process.
        let opened = opened.filter(|path| self.opens() && !path.starts_with("/proc/"));
        if let Some(path) = opened {
            return vec![path.trim_end_matches('>').to_owned()];
        }
        let mut found = Vec::new();
        let mut folder = began.to_path_buf();
        for (at, part) in self.arguments().split('"').enumerate() {
            if at % 2 == 1 {
                found.push(plain(&folder.join(part)));
            } else if let Some((_, path)) = part.rsplit_once('<') {
                folder = PathBuf::from(path.split('>').next().unwrap_or_default());
            }
        }
        found
    }
}

/// Takes `.` and `..` out of a path without a look at the disk.
fn plain(path: &Path) -> String {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.to_string_lossy().into_owned()
}

/// All calls of a run, but for the one that started the program.
#[derive(Debug)]
pub struct Trace {
    pub ran: Ran,
    pub calls: Vec<Call>,
}

impl Trace {
    /// Reads the files that `strace -ff` wrote, one for each process.
    fn read(ran: Ran, folder: &Path) -> Self {
        let entries = fs::read_dir(folder).expect("traces");
        let files: BTreeSet<PathBuf> = entries
            .map(|entry| entry.expect("a trace").path())
            .collect();
        let mut calls = Vec::new();
        for file in files {
            let text = fs::read_to_string(file).expect("a trace");
            let mut program = PROGRAM.to_owned();
            for line in text.lines() {
                let Some(call) = Call::read(line, &program) else {
                    continue;
                };
                program = call.started().unwrap_or(program);
                calls.push(call);
            }
        }
        let is_first = |call: &Call| call.started().as_deref() == Some(PROGRAM);
        let first = calls.iter().position(is_first);
        calls.remove(first.expect("a start"));
        Self { ran, calls }
    }

    /// Returns the programs that were started, by their names.
    pub fn started(&self) -> BTreeSet<String> {
        let started = self.calls.iter().filter_map(Call::started);
        let name = |path: String| path.rsplit('/').next().unwrap_or_default().to_owned();
        started.map(name).collect()
    }
}

/// Returns true where `strace` is, and may look at programs; says so where it may not.
#[track_caller]
pub fn may_trace() -> bool {
    let works = tool("strace").filter(|strace| {
        let mut trial = Command::new(strace);
        trial.args(["-o", "/dev/null", "true"]);
        super::tools::run(&mut trial).status.success()
    });
    require("strace that may trace", works).is_some()
}

/// Runs cpd and says what it asked of the system.
pub fn trace(sandbox: &Sandbox, args: &[&str]) -> Trace {
    let folder = tempfile::tempdir().expect("a folder for traces");
    let mut strace = sandbox.command("strace");
    strace.args(options(folder.path())).args(args);
    let ran = strace.run();
    Trace::read(ran, folder.path())
}

/// As [`trace`], in a terminal where nobody types.
pub fn trace_in_terminal(sandbox: &Sandbox, line: &str) -> Trace {
    let folder = tempfile::tempdir().expect("a folder for traces");
    let options = options(folder.path()).map(|option| format!("'{option}'"));
    let traced = format!("strace {} {line}", options.join(" "));
    let mut script = sandbox.command("script");
    let ran = script.args(["-qec", &traced, "/dev/null"]).run();
    Trace::read(ran, folder.path())
}

fn options(folder: &Path) -> [String; 12] {
    let file = folder.join("of").display().to_string();
    [
        "-ff",
        "-qq",
        "-y",
        "-s9999",
        "-e",
        WATCHED,
        "-e",
        "signal=none",
        "-o",
        &file,
        PROGRAM,
        "--today=2026-10-02",
    ]
    .map(str::to_owned)
}

#[test]
fn lines_of_strace_are_read() {
    let read = |line| Call::read(line, "cpd").unwrap();
    let opened = read(r#"openat(AT_FDCWD</sam>, "linked/x", O_RDONLY|O_CLOEXEC) = 3</outside/x>"#);
    assert!(opened.opens() && !opened.changes());
    assert_eq!(opened.paths(Path::new("/began")), ["/outside/x"]);
    let missing =
        read(r#"openat(5</sam/a>, "../../x", O_RDONLY) = -1 ENOENT (No such file or directory)"#);
    assert_eq!(missing.paths(Path::new("/began")), ["/x"]);
    let created = read(r#"openat(AT_FDCWD</sam>, "x", O_WRONLY|O_CREAT, 0666) = 3</sam/x>"#);
    assert!(created.changes());
    let moved = read(r#"renameat(AT_FDCWD</sam>, "a", 4</sam/b>, "c") = 0"#);
    assert_eq!(moved.paths(Path::new("/began")), ["/sam/a", "/sam/b/c"]);
    assert!(moved.changes());
    let gone = read(r#"unlink("./a") = 0"#);
    assert_eq!(gone.paths(Path::new("/began")), ["/began/a"]);
    let socket = read("socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[1]>");
    assert!(socket.reaches_out() && !socket.changes());
    let start = read(r#"execve("/bin/sh", ["sh", "-c", "x"], 0x7ff /* 3 vars */) = 0"#);
    assert_eq!(start.started().as_deref(), Some("/bin/sh"));
    let failed = read(
        r#"execve("/bin/x", ["x"], 0x7ff /* 3 vars */) = -1 ENOENT (No such file or directory)"#,
    );
    assert_eq!(failed.started(), None);
    assert!(Call::read("+++ exited with 0 +++", "cpd").is_none());
}
