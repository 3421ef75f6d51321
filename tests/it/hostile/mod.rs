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
mod disks;
mod files;
mod interrupted;
mod links;
mod names;
mod numbers;
mod output;
mod pasted_commands;
mod programs;
mod repositories;
mod scheme_commands;
mod schemes;
mod texts;

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::PROGRAM;

/// Longest that one command may take, on a busy machine and unoptimised.
const PATIENCE: Duration = Duration::from_secs(300);

/// The day on which these tests happen.
const TODAY: &str = "2026-03-01";

/// What one run of a program did.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// Ended by itself with one of these codes, said nothing that drives a
    /// terminal, and did not fall over.
    #[track_caller]
    fn ends(&self, codes: &[i32]) -> &Self {
        let code = self.code.unwrap_or(-1);
        assert!(
            codes.contains(&code),
            "exit {code}\n{}\n{}",
            self.out,
            self.err
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for (name, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            let raw = text.chars().find(|c| drives(*c));
            assert!(raw.is_none(), "{name} holds {raw:?}: {text}");
        }
        self
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        let said = format!("{}{}", self.out, self.err);
        assert!(said.contains(words), "{words:?} is not in\n{said}");
        self
    }

    #[track_caller]
    fn is_silent_on(&self, words: &str) -> &Self {
        let said = format!("{}{}", self.out, self.err);
        assert!(!said.contains(words), "{words:?} is in\n{said}");
        self
    }
}

/// Characters that a terminal acts upon instead of showing.
fn drives(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A folder of its own for each test, with a home that holds nothing.
struct Lab {
    top: TempDir,
}

impl Lab {
    fn new() -> Self {
        let top = tempfile::Builder::new()
            .prefix("cpd-hostile-")
            .tempdir()
            .unwrap();
        for folder in ["home", "config", "work"] {
            fs::create_dir(top.path().join(folder)).unwrap();
        }
        Self { top }
    }

    /// A portfolio that follows the Lancaster programme.
    fn portfolio() -> Self {
        let lab = Self::new();
        lab.cpd(&[
            "init",
            "--owner",
            "Sam Carter",
            "--manager",
            "Priya Shah",
            "--scheme",
            "lancaster",
            "--today",
            "2026-01-05",
        ])
        .ends(&[0]);
        lab
    }

    /// A portfolio with records of two years.
    fn demo() -> Self {
        let lab = Self::new();
        fs::remove_dir(lab.work()).unwrap();
        lab.command("cpd", lab.top.path())
            .args(["demo", "work"])
            .run()
            .ends(&[0]);
        lab
    }

    fn work(&self) -> PathBuf {
        self.top.path().join("work")
    }

    fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.work().join(inside)
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    fn write(&self, inside: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// A program with nothing of this machine's settings.
    fn command(&self, program: &str, folder: &Path) -> Command {
        let program = match program {
            "cpd" => PROGRAM.into(),
            other => std::ffi::OsString::from(other),
        };
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.beside("home"))
            .env("XDG_CONFIG_HOME", self.beside("config"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Sam Carter")
            .env("GIT_AUTHOR_EMAIL", "sam@cpd.invalid")
            .env("GIT_COMMITTER_NAME", "Sam Carter")
            .env("GIT_COMMITTER_EMAIL", "sam@cpd.invalid")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn cpd<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        let mut command = self.command("cpd", &self.work());
        let dated = args.iter().any(|arg| arg.as_ref() == "--today");
        command.args(args);
        if !dated && args.first().is_some_and(|arg| arg.as_ref() != "demo") {
            command.args(["--today", TODAY]);
        }
        command.run()
    }

    fn git(&self, args: &[&str]) -> Run {
        self.command("git", &self.work()).args(args).run()
    }

    #[track_caller]
    fn git_ok(&self, args: &[&str]) -> String {
        let run = self.git(args);
        assert_eq!(run.code, Some(0), "git {args:?}: {}", run.err);
        run.out
    }

    /// Everything that looks and changes nothing, in every format.
    #[track_caller]
    fn look(&self) -> String {
        let mut said = String::new();
        for command in ["check", "status"] {
            for format in [&["--plain"][..], &["--format", "json"], &[]] {
                let mut all = vec![command];
                all.extend(format);
                let run = self
                    .command("cpd", &self.work())
                    .args(&all)
                    .args(["--today", TODAY])
                    .env("CPD_PLAIN", "0")
                    .run();
                run.ends(if command == "check" { &[0, 1] } else { &[0] });
                said.push_str(&run.out);
                said.push_str(&run.err);
            }
        }
        said
    }

    /// As [`Self::look`], and prints a draft of what there is.
    #[track_caller]
    fn look_and_print(&self) -> (String, String) {
        let said = self.look();
        self.cpd(&["pack", "--draft", "--award", "bronze"])
            .ends(&[0]);
        let page = fs::read_to_string(self.path("packs/bronze-draft.html")).unwrap();
        (said, page)
    }

    /// Every file that a person could have written, with its bytes.
    fn words(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.work()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let kind = fs::symlink_metadata(&path).unwrap().file_type();
                if kind.is_dir() && path.file_name() != Some(OsStr::new(".git")) {
                    folders.push(path);
                } else if kind.is_file() {
                    found.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

trait Runs {
    fn run(&mut self) -> Run;
}

impl Runs for Command {
    /// Waits, but not for ever.
    fn run(&mut self) -> Run {
        finish(self.spawn().unwrap())
    }
}

fn finish(mut child: Child) -> Run {
    let read = |pipe: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                let _ = pipe.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let out = read(child.stdout.take().map(|pipe| Box::new(pipe) as _));
    let err = read(child.stderr.take().map(|pipe| Box::new(pipe) as _));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Run {
        code: status.code(),
        out: out.join().unwrap(),
        err: err.join().unwrap(),
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
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}
