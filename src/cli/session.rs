//! Holds the surroundings of one run of the program: its folder, what day it is,
//! how to print and whether anyone is there to ask.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment, the clock and the standard streams"
)]

use std::cell::RefCell;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use chrono::{DateTime, NaiveDate, Utc};

use super::args::{Global, TypedDay};
use super::failure::Failure;
use super::format::SHELL;
use super::progress::ProgressLine;
use super::prompt::{LinePrompter, MenuPrompter, NoPrompter, Prompter};
#[cfg(unix)]
use super::typed_lines::TypedLines;
use crate::adapters::disk;
use crate::adapters::disk::error_text;
use crate::adapters::forge::LARGEST_EVENT;
use crate::app::moment::Moment;
use crate::app::trust::revision::{CiRunner, RevisionChoice};
use crate::base::text::shell_line;
use crate::formats::wrap::{WIDEST, WrappingWriter};

/// One run.
pub struct Session {
    /// Folder in which a portfolio is looked for.
    pub folder: PathBuf,
    pub today: NaiveDate,
    /// The moment that sign-offs are dated.
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
    /// The start of the run by the clock, in seconds since 1970.
    pub started: i64,
    /// One sentence to a line, no boxes or signs.
    pub plain: bool,
    /// As `--format` says; those commands that have formats of their own know more of them.
    pub format: String,
    /// True if the runner of a code host marks lines that are named in GitHub's format, and
    /// nobody asked for another one.
    pub runner_marks_lines: bool,
    /// Columns to print in: the terminal's, or enough where there is none.
    pub width: usize,
    /// True if standard output is a terminal.
    pub prints_at_terminal: bool,
    /// True if standard error is a terminal, so that a person reads it.
    pub reads_at_terminal: bool,
    /// True if somebody can be asked.
    pub interactive: bool,
    /// For words to people: at a terminal, lines break between words.
    pub out: Box<dyn Write>,
    /// The same place, for what has lines of its own or is no text.
    pub raw_out: Box<dyn Write>,
    pub err: Box<dyn Write>,
    pub prompter: Box<dyn Prompter>,
    /// `$VISUAL`, or else `$EDITOR`.
    pub editor: Option<String>,
    /// The choice of the revision that holds the people and keys that count.
    pub revision: RevisionChoice,
    /// The git folder that `GIT_DIR` names.
    pub git_folder: Option<PathBuf>,
    /// The words that the program was started with, if they are all Unicode.
    command: Option<Vec<String>>,
    /// Options with the answers to the questions that were asked.
    answers: Vec<String>,
    /// True if the day was given rather than taken from the clock.
    fixed_day: bool,
}

impl Session {
    /// Starts to count work at a terminal. Who asks for plain lines there gets none that change.
    pub fn progress(&self, total: usize, noun: &'static str) -> ProgressLine<io::Stderr> {
        let is_shown = self.reads_at_terminal && !(self.plain && self.prints_at_terminal);
        ProgressLine::new(is_shown.then(io::stderr), total, noun)
    }

    pub fn start(global: &Global) -> Result<Self, Failure> {
        let here = env::current_dir()
            .map_err(|_| Failure::failed("the current folder no longer exists"))?;
        let folder = global
            .directory
            .as_ref()
            .map_or_else(|| here.clone(), |folder| here.join(folder));
        let clock = Utc::now();
        let day = chrono::Local::now().date_naive();
        let given = global
            .today
            .as_ref()
            .map(|given| given.on(day))
            .transpose()?;
        let today = given.unwrap_or(day);
        // A fixed day is meant at noon.
        let now = given.map_or(clock, |day| Moment::at_noon(day).now);
        let terminal = io::stdout().is_terminal();
        let setting = set_variable("CPD_PLAIN");
        let plain = global.plain || wants_plain(setting.as_deref(), terminal);
        let form_asked = global.format_given || global.plain || setting.is_some();
        let people = io::stdin().is_terminal() && io::stderr().is_terminal();
        let interactive = people && !global.no_input;
        let choice = if plain {
            ColorChoice::Never
        } else {
            ColorChoice::Auto
        };
        let prompter: Box<dyn Prompter> = match (interactive, plain) {
            (true, false) => Box::new(MenuPrompter),
            #[cfg(unix)]
            (true, true) => Box::new(LinePrompter::new(TypedLines::default(), io::stderr())),
            #[cfg(not(unix))]
            (true, true) => Box::new(LinePrompter::new(
                // Not locked: a session may be begun again while this one lasts.
                io::BufReader::new(io::stdin()),
                io::stderr(),
            )),
            (false, _) => Box::new(NoPrompter),
        };
        let out = SharedStdout(Rc::new(RefCell::new(BufWriter::new(AutoStream::new(
            io::stdout(),
            choice,
        )))));
        let width = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
        let err = OrderedStderr {
            first: out.clone(),
            then: AutoStream::new(io::stderr(), choice),
        };
        let reads_at_terminal = io::stderr().is_terminal();
        let raw_out = Box::new(out.clone());
        let out = wrapped(out, width.filter(|_| terminal && !plain));
        let err = wrapped(err, width.filter(|_| reads_at_terminal && !plain));
        Ok(Self {
            folder,
            today,
            now,
            latest: Moment::latest_by(clock, given),
            started: clock.timestamp(),
            plain,
            format: global.format.clone(),
            runner_marks_lines: !form_asked && runs_github_actions(),
            width: width.unwrap_or(WIDTH),
            prints_at_terminal: terminal,
            reads_at_terminal,
            interactive,
            out,
            raw_out,
            err,
            prompter,
            editor: ["VISUAL", "EDITOR"]
                .into_iter()
                .find_map(|name| env::var(name).ok())
                .filter(|e| !e.trim().is_empty()),
            revision: RevisionChoice {
                named: global.trust_ref.clone(),
                runner: runner(),
            },
            git_folder: env::var_os("GIT_DIR").map(|folder| here.join(folder)),
            command: env::args_os()
                .skip(1)
                .map(|word| word.into_string().ok())
                .collect(),
            answers: Vec::new(),
            fixed_day: given.is_some(),
        })
    }

    /// The whole of a file that was named, from where the session stands.
    pub fn read(&self, file: &Path, most: u64) -> Result<Vec<u8>, Failure> {
        let path = self.folder.join(file);
        disk::read_at_most(&path, most).map_err(|error| {
            let why = error_text(&error);
            Failure::failed(format!("{} cannot be read: {why}", path.display()))
        })
    }

    /// Returns a day that was given in an argument.
    pub fn day(&self, given: Option<&TypedDay>) -> Result<Option<NaiveDate>, Failure> {
        given.map(|day| day.on(self.today)).transpose()
    }

    /// Keeps an answer with the option that gives it, for a command that fails afterwards.
    pub fn remember(&mut self, option: &str, answer: &str) {
        if answer.starts_with('-') {
            self.answers.push(format!("{option}={answer}"));
        } else if !answer.trim().is_empty() {
            self.answers.extend([option.to_owned(), answer.to_owned()]);
        }
    }

    /// Returns true if a question was answered that an option would have answered.
    pub fn has_answers(&self) -> bool {
        !self.answers.is_empty()
    }

    /// Lets go of the answers, since what they were for is done.
    pub fn forget_answers(&mut self) {
        self.answers.clear();
    }

    /// Goes on in a folder, which is shown as it is given here.
    pub fn enter(&mut self, folder: PathBuf, shown: &str) {
        self.folder = folder;
        self.answers.clear();
        self.command = Some(["-C", shown, "new"].map(str::to_owned).to_vec());
    }

    /// Returns the options that the program was given before the name of the command.
    pub fn leading_options(&self, command: &str) -> &[String] {
        let words = self.command.as_deref().unwrap_or_default();
        let end = words.iter().position(|word| word == command);
        words.get(..end.unwrap_or(0)).unwrap_or_default()
    }

    /// Returns the command of this run with the answers as options; none without answers.
    pub fn command_with_answers(&self) -> Option<String> {
        let words = self.command.as_ref().filter(|_| !self.answers.is_empty())?;
        let end = words
            .iter()
            .position(|word| word == "--")
            .unwrap_or(words.len());
        let (options, titles) = words.split_at(end);
        let name = ["cpd".to_owned()];
        let line: Vec<&String> = name
            .iter()
            .chain(options)
            .chain(&self.answers)
            .chain(titles)
            .collect();
        shell_line(&line, SHELL)
    }

    /// Returns the day and the moment of this run. Where the day was given, work is
    /// committed as of that day.
    pub fn moment(&self) -> Moment {
        Moment {
            today: self.today,
            now: self.now,
            latest: self.latest,
            commit_at: self.fixed_day.then(|| self.now.timestamp()),
        }
    }
}

/// Returns a variable of the environment that has a value.
fn set_variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns true on a runner of GitHub, Gitea or Forgejo.
fn runs_github_actions() -> bool {
    ["GITHUB_ACTIONS", "GITEA_ACTIONS"]
        .iter()
        .any(|name| set_variable(name).is_some())
}

/// Returns the words of the runner that this runs on, if it does. GitHub, Gitea and
/// Forgejo set the same names; GitLab its own.
fn runner() -> Option<CiRunner> {
    if runs_github_actions() {
        let event = set_variable("GITHUB_EVENT_PATH").map(PathBuf::from);
        let event = event.and_then(|path| disk::read_at_most(&path, LARGEST_EVENT).ok());
        let event: Option<serde_json::Value> =
            event.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let branch = event
            .as_ref()
            .and_then(|event| event.pointer("/repository/default_branch"));
        return Some(CiRunner {
            default_branch: branch.and_then(|name| name.as_str()).map(str::to_owned),
            base: set_variable("GITHUB_BASE_REF"),
        });
    }
    set_variable("GITLAB_CI").map(|_| CiRunner {
        default_branch: set_variable("CI_DEFAULT_BRANCH"),
        base: set_variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
    })
}

/// Standard output, which two hold on to.
#[derive(Clone)]
struct SharedStdout(Rc<RefCell<BufWriter<AutoStream<io::Stdout>>>>);

impl Write for SharedStdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// Returns a writer whose lines break between words where a terminal has so many columns.
fn wrapped(out: impl Write + 'static, width: Option<usize>) -> Box<dyn Write> {
    match width {
        Some(width) => Box::new(WrappingWriter::new(out, width.min(WIDEST))),
        None => Box::new(out),
    }
}

/// Standard error, once all that was said before on standard output is out: a
/// terminal shows both, and in the order in which they were said.
struct OrderedStderr {
    first: SharedStdout,
    then: AutoStream<io::Stderr>,
}

impl Write for OrderedStderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A closed standard output is met again at the end; what is wrong has to be said.
        let _ = self.first.flush();
        self.then.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.then.flush()
    }
}

/// Columns where there is no terminal to fill (docs/accessibility.md).
const WIDTH: usize = 80;

/// `CPD_PLAIN=1` asks for it, `CPD_PLAIN=0` refuses it, and a pipe means it.
fn wants_plain(setting: Option<&str>, terminal: bool) -> bool {
    match setting {
        Some("0") => false,
        Some(_) => true,
        None => !terminal,
    }
}
