//! Folders to work in, and the program as it runs there: with no settings of
//! the person who runs the tests, and always on the same day.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start programs, read its environment and write where it likes"
)]

pub mod browser;
pub mod page;
mod ran;
pub mod schema_checks;
pub mod tools;
#[cfg(target_os = "linux")]
pub mod trace;
pub mod transcript;
pub mod webhook_schemas;

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use crate::golden::tree;

pub use self::ran::{Ran, Runs, finish};

/// The day on which every test takes place, unless it says otherwise.
pub const TODAY: &str = "2026-10-02";

/// The program just built, which takes the real day for today unless it is told another.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cpd");

/// Everyone with a key in tests/keys, and the name and address they commit with.
const PEOPLE: [(&str, &str, &str); 3] = [
    ("body", "Alex Reed", "alex@example.org"),
    ("sam", "Sam Carter", "sam@example.org"),
    ("priya", "Priya Shah", "priya@example.org"),
];

/// A folder of its own for one test, with a home that holds nothing; gone when the test
/// is over.
pub struct Sandbox {
    root: tempfile::TempDir,
    /// Where commands run, from the folder in which a new sandbox starts.
    folder: String,
    /// What programs find in their environment besides the folders.
    set: RefCell<Vec<(&'static str, String)>>,
}

impl Sandbox {
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("cpd-it-").tempdir();
        let root = root.expect("a folder for a test");
        fs::create_dir(root.path().join("home")).expect("a home");
        fs::create_dir(root.path().join("work")).expect("a place to work");
        Self {
            root,
            folder: String::new(),
            set: RefCell::default(),
        }
    }

    /// With the demo's portfolio in `sample/`, whose commits are always the same.
    pub fn with_demo() -> Self {
        let sandbox = Self::new();
        sandbox
            .cpd(["demo", "sample", "--without-keys"])
            .expect_code(0);
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

    /// The same sandbox with commands that run in another folder, such as a clone.
    pub fn in_folder(self, folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            ..self
        }
    }

    /// Makes another day the one that cpd takes for today.
    pub fn today(self, day: &str) -> Self {
        self.set("TODAY", day);
        self
    }

    /// Makes somebody the author of all commits that no settings of git say more of.
    pub fn committing_as(self, name: &str, email: &str) -> Self {
        for (name, value) in [
            ("GIT_AUTHOR_NAME", name),
            ("GIT_AUTHOR_EMAIL", email),
            ("GIT_COMMITTER_NAME", name),
            ("GIT_COMMITTER_EMAIL", email),
        ] {
            self.set(name, value);
        }
        // cpd asks git's settings.
        let settings = format!("[user]\n\tname = {name}\n\temail = {email}\n");
        fs::write(self.home().join(".gitconfig"), settings).expect("settings of git");
        self
    }

    /// Begins a portfolio of Sam Carter that follows a scheme that comes with cpd.
    #[track_caller]
    pub fn following(self, scheme: &str) -> Self {
        let who = ["--owner", "Sam Carter", "--manager", "Priya Shah"];
        let begin = ["--today", "2026-01-05", "init", "--scheme", scheme];
        self.cpd(begin.iter().chain(&who)).expect_code(0);
        self
    }

    /// Makes the portfolio follow a scheme of its own, and no other.
    pub fn scheme(self, text: &str) -> Self {
        self.follow("own", text);
        self
    }

    /// Writes a scheme into `schemes/own/`, and settings that follow one of that name.
    pub fn follow(&self, name: &str, text: &str) {
        self.write("schemes/own/scheme.yaml", text);
        let settings = self.read("cpd.yaml");
        let lines = settings.lines();
        let kept = lines.take_while(|line| !line.starts_with("schemes"));
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        self.write("cpd.yaml", format!("{kept}schemes:\n  {name}: 1.0.0\n"));
    }

    /// With a copy of a folder of this repository as the place where commands run.
    pub fn copy_of(self, folder: &str) -> Self {
        self.copy(folder, ".");
        self
    }

    /// Copies a folder of this repository.
    pub fn copy(&self, from: &str, to: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
        for (path, bytes) in tree(&from, |_| false) {
            self.write(format!("{to}/{path}"), bytes);
        }
    }

    /// Makes git and cpd sign in a folder with the key of one of [`PEOPLE`].
    #[track_caller]
    pub fn signed_by(&self, person: &str, folder: &str) {
        let found = PEOPLE.into_iter().find(|one| one.0 == person);
        let (_, name, email) = found.expect("somebody with a key");
        self.sh(&format!(
            "cd {folder} && git config user.name '{name}' && git config user.email {email}
             git config gpg.format ssh && git config user.signingkey \"$HOME/keys/{person}.pub\""
        ));
    }

    /// Sets a variable for all programs to come.
    pub fn set(&self, name: &'static str, value: &str) {
        let mut set = self.set.borrow_mut();
        set.retain(|one| one.0 != name);
        set.push((name, value.to_owned()));
    }

    /// Where commands run.
    pub fn path(&self) -> PathBuf {
        let mut path = self.root.path().join("work");
        if !self.folder.is_empty() {
            path.push(&self.folder);
        }
        path
    }

    /// A path in the folder where commands run.
    pub fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    /// The folder that holds all there is, the home included.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Writes a file, and the folders that lead to it.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let file = self.at(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    #[track_caller]
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program where commands run.
    #[track_caller]
    pub fn cpd<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        self.command("cpd").args(args).run()
    }

    /// Runs a line of shell, whatever comes of it.
    #[track_caller]
    pub fn try_sh(&self, line: &str) -> Ran {
        self.command("sh").args(["-c", line]).run()
    }

    /// Runs a line of shell in `sam/`, whatever comes of it.
    #[track_caller]
    pub fn line_in_sam(&self, line: &str) -> Ran {
        let mut shell = self.command("sh");
        shell.args(["-c", line]).current_dir(self.at("sam")).run()
    }

    /// Runs a line of shell, and takes it for granted that it can be done.
    #[track_caller]
    pub fn sh(&self, line: &str) -> String {
        let ran = self.try_sh(line);
        assert_eq!(ran.code, 0, "{line}\n{ran:#?}");
        ran.stdout
    }

    /// Runs git, which has to succeed.
    #[track_caller]
    pub fn git(&self, line: &str) -> String {
        self.sh(&format!("git {line}"))
    }

    /// A program that finds nothing of whoever runs the tests: no settings, no
    /// name, no editor, no time zone, and no program that `.ci/run` does not list.
    #[track_caller]
    pub fn command(&self, program: &str) -> Command {
        let is_known = program == "cpd" || tools::is_listed(program);
        assert!(is_known, "`{program}` is not among the programs of .ci/run");
        let mut command = Command::new(tools_folder().join(program));
        command.current_dir(self.path()).env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        for (name, value) in self.set.borrow().iter() {
            command.env(name, value);
        }
        command
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.home();
        vec![
            ("PATH", tools_folder().to_path_buf()),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_STATE_HOME", home.join("state")),
            ("HOME", home.clone()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            // A file that git may write: as root it would replace a device of this name.
            ("GIT_CONFIG_GLOBAL", home.join("gitconfig")),
            ("GIT_TERMINAL_PROMPT", "0".into()),
            ("TZ", "UTC".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TERM", "dumb".into()),
        ]
    }
}

/// A folder with the programs of `.ci/run` and with `cpd`: the program just built, told
/// what day it is unless the command says so itself.
fn tools_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = run_folder().join("bin");
        fs::create_dir_all(&folder).expect("a folder for programs");
        let script = format!(
            "#!/bin/sh\nfor word in \"$@\"; do\n  case $word in --today*) exec '{cpd}' \"$@\" ;; esac\n\
             done\nexec '{cpd}' --today \"${{TODAY:-{TODAY}}}\" \"$@\"\n",
            cpd = PROGRAM
        );
        let file = folder.join("cpd");
        fs::write(&file, script).expect("a script");
        set_mode(&file, 0o755);
        for (_, program) in tools::listed() {
            if let Some(found) = tools::find(program) {
                link(&found, &folder.join(program));
            }
        }
        folder
    })
}

#[cfg(unix)]
fn link(file: &Path, name: &Path) {
    std::os::unix::fs::symlink(file, name).expect("a link");
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
            .cpd([
                OsStr::new("demo"),
                folder.as_os_str(),
                OsStr::new("--without-keys"),
            ])
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
