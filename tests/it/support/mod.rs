//! Folders to work in, and the program as it runs there: with no settings of
//! the person who runs the tests, and always on the same day.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start programs, read its environment and write where it likes"
)]

pub mod browser;
pub mod tools;
pub mod transcript;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// The day on which every test takes place, unless it says otherwise.
pub const TODAY: &str = "2026-10-02";

/// The program just built, which takes the real day for today unless it is told another.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cpd");

/// An empty folder of its own, gone when the test is over.
pub struct Sandbox {
    root: tempfile::TempDir,
}

/// What a program said, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("cpd-it-").tempdir();
        let root = root.expect("a folder for a test");
        fs::create_dir(root.path().join("home")).expect("a home");
        fs::create_dir(root.path().join("work")).expect("a place to work");
        Self { root }
    }

    /// With the demo's portfolio in `sample/`.
    pub fn with_demo() -> Self {
        let sandbox = Self::new();
        sandbox.cpd(["demo", "sample"]).expect_code(0);
        sandbox
    }

    /// With the keys of tests/keys in `~/keys`, for the owner's eyes alone: ssh-keygen
    /// takes no others.
    pub fn with_keys() -> Self {
        let sandbox = Self::new();
        let folder = sandbox.home().join("keys");
        fs::create_dir(&folder).expect("a folder for keys");
        for name in ["sam", "priya", "body", "recorder"] {
            for file in [name.to_owned(), format!("{name}.pub")] {
                let key = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("tests/keys")
                    .join(&file);
                let place = folder.join(&file);
                fs::copy(&key, &place).unwrap_or_else(|error| panic!("{file}: {error}"));
                set_mode(&place, 0o600);
            }
        }
        sandbox
    }

    /// Where commands start.
    pub fn path(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Writes a file, and the folders that lead to it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(&file, bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    #[track_caller]
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program where commands start.
    pub fn cpd<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        ran(self.command("cpd").args(args))
    }

    /// Runs a line of shell in `sam/`, whatever comes of it.
    pub fn line_in_sam(&self, line: &str) -> Ran {
        ran(self
            .command("sh")
            .args(["-c", line])
            .current_dir(self.path().join("sam")))
    }

    /// Runs a line of shell, and takes it for granted that it can be done.
    #[track_caller]
    pub fn sh(&self, line: &str) -> String {
        let ran = ran(self.command("sh").args(["-c", line]));
        assert_eq!(ran.code, 0, "{line}\n{ran:#?}");
        ran.stdout
    }

    /// A program that finds nothing of whoever runs the tests: no settings, no
    /// name, no editor, no time zone.
    pub fn command(&self, program: &str) -> Command {
        let file = if program == "cpd" {
            tools_folder().join("cpd")
        } else {
            PathBuf::from(program)
        };
        let mut command = Command::new(file);
        command.current_dir(self.path()).env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.home();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders =
            std::iter::once(tools_folder().to_path_buf()).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).expect("a path");
        vec![
            ("PATH", path.into()),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_STATE_HOME", home.join("state")),
            ("HOME", home),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
            ("GIT_TERMINAL_PROMPT", "0".into()),
            ("TZ", "UTC".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TERM", "dumb".into()),
        ]
    }
}

impl Ran {
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }
}

#[track_caller]
pub fn ran(command: &mut Command) -> Ran {
    let out = command.stdin(Stdio::null()).output();
    let out = out.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran {
        code: out.status.code().expect("it ended by itself"),
        stdout: text(out.stdout),
        stderr: text(out.stderr),
    }
}

/// [`PROGRAM`] with a home and a cache that are not those of whoever runs the tests, for
/// tests that only read folders of this repository or copies of them.
pub fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["HOME", "XDG_CACHE_HOME"] {
        command.env(name, env!("CARGO_TARGET_TMPDIR"));
    }
    command
}

/// A folder with `cpd` in it and nothing else: the program just built, told
/// what day it is unless the command says so itself.
fn tools_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = run_folder().join("bin");
        fs::create_dir_all(&folder).expect("a folder for programs");
        let script = format!(
            "#!/bin/sh\nfor word in \"$@\"; do\n  case $word in --today*) exec '{cpd}' \"$@\" ;; esac\n\
             done\nexec '{cpd}' --today {TODAY} \"$@\"\n",
            cpd = PROGRAM
        );
        let file = folder.join("cpd");
        fs::write(&file, script).expect("a script");
        set_mode(&file, 0o755);
        folder
    })
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).expect("permissions");
}

/// What the tests of one run share. Nobody is told when the last of them is
/// over, so each run sweeps up after earlier ones.
pub fn run_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let old = SystemTime::now() - Duration::from_secs(3600);
        for entry in fs::read_dir(all).expect("target/tmp").flatten() {
            let is_old = entry.metadata().and_then(|meta| meta.modified());
            let is_run = entry.file_name().to_string_lossy().starts_with("run-");
            if is_run && is_old.is_ok_and(|modified| modified < old) {
                // Another run may be sweeping, too.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(all);
        folder.expect("a folder for this run").keep()
    })
}

/// The demo, made once for all tests that only read it.
fn demo() -> &'static Path {
    static DEMO: OnceLock<PathBuf> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = run_folder().join("demo");
        let sandbox = Sandbox::new();
        sandbox
            .cpd([OsStr::new("demo"), folder.as_os_str()])
            .expect_code(0);
        let draft = ["pack", "--award", "gold", "--draft"].map(OsStr::new);
        let draft = sandbox.cpd(
            [OsStr::new("-C"), folder.as_os_str()]
                .into_iter()
                .chain(draft),
        );
        draft.expect_code(0);
        folder
    })
}

/// The Silver pack of the demo: endorsed, and ready to be sent.
pub fn demo_pack() -> PathBuf {
    demo().join("packs/silver.html")
}

/// What there is of Gold in the demo, which is one journal.
pub fn demo_draft_pack() -> PathBuf {
    demo().join("packs/gold-draft.html")
}

/// The text of the statement in [`demo_pack`], without the details at its top.
pub fn demo_statement() -> String {
    let text = fs::read_to_string(demo().join("statements/silver.md")).expect("a statement");
    let rest = text.strip_prefix("---\n").expect("details at the top");
    let (_, body) = rest.split_once("\n---\n").expect("an end of the details");
    body.to_owned()
}
