//! Markdown files whose `console` blocks are run as a person would type them.
//!
//! A line that begins with `$ ` is typed, `> ` goes on with it, `# exit 1` says
//! how it must end (0 when nothing is said), and the rest is what was printed, on
//! stdout and stderr together. The folder is kept from command to
//! command, and shown as `/home/me`. `computer NAME` goes on at the computer of another
//! person, with a home of its own. Knows nothing of what the commands mean.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Runs as _, Sandbox};

/// A command, and what follows it in the file.
struct Step<'a> {
    typed: String,
    /// As it stands in the file, `$` included.
    shown: Vec<&'a str>,
    code: Option<i32>,
}

/// A file that was run.
pub struct Replayed {
    /// The file with what was printed this time, and how each command ended.
    pub text: String,
    /// Commands that ended otherwise than the file says, with what they printed.
    pub wrong: Vec<String>,
    /// How many commands were typed.
    pub commands: usize,
}

pub fn replay(text: &str, name: &str, sandbox: &Sandbox) -> Replayed {
    let mut out = Vec::new();
    let mut wrong = Vec::new();
    let mut commands = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push(line.to_owned());
        let Some(fence) = fence(line) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let is_console = line[fence.len()..].trim() == "console";
        if is_console {
            let steps = steps(&block, name);
            commands += steps.len();
            for step in &steps {
                let (code, told) = run(step, sandbox);
                if code != step.code.unwrap_or(0) {
                    wrong.push(format!(
                        "{name}: `{}` ended with {code}:\n{told}",
                        step.typed
                    ));
                }
                out.extend(shown(step, code, &told));
            }
        } else {
            out.extend(block.iter().map(|line| (*line).to_owned()));
        }
        out.push(fence.to_owned());
    }
    Replayed {
        text: out.join("\n") + "\n",
        wrong,
        commands,
    }
}

/// The backticks that open a block.
fn fence(line: &str) -> Option<&str> {
    let ticks = line.len() - line.trim_start_matches('`').len();
    (ticks >= 3).then(|| &line[..ticks])
}

fn steps<'a>(block: &[&'a str], name: &str) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    // Only what directly follows the typed line goes on with it: output may begin
    // with `> ` as well.
    let mut typing = false;
    for line in block {
        if let Some(typed) = line.strip_prefix("$ ") {
            steps.push(Step {
                typed: typed.to_owned(),
                shown: vec![line],
                code: None,
            });
            typing = true;
            continue;
        }
        let step = steps
            .last_mut()
            .unwrap_or_else(|| panic!("{name}: a console block begins with `$ `, not {line:?}"));
        let more = line.strip_prefix("> ").or((*line == ">").then_some(""));
        if let (true, Some(more)) = (typing, more) {
            step.typed = format!("{}\n{more}", step.typed);
            step.shown.push(line);
            continue;
        }
        typing = false;
        let code = line
            .strip_prefix("# exit ")
            .and_then(|code| code.parse().ok());
        if code.is_some() {
            step.code = code;
        }
    }
    steps
}

/// Goes to the computer of a person: a home beside the folders of the others, which has the
/// key of that person where others keep theirs.
const COMPUTER: &str = r#"
all=$PWD keys=$HOME/keys
home() {
    [ "$1" != "$HOME" ] || return 0
    export HOME="$1" GIT_CONFIG_GLOBAL="$1/.gitconfig"
    export XDG_CONFIG_HOME="$1/.config" XDG_CACHE_HOME="$1/.cache"
}
computer() {
    mkdir -p "$all/$1/.ssh"
    for end in '' .pub; do cp "$keys/$1$end" "$all/$1/.ssh/id_ed25519$end"; done
    home "$all/$1"
    cd
}
"#;

/// How a step ended, and what it printed.
fn run(step: &Step<'_>, sandbox: &Sandbox) -> (i32, String) {
    let here = sandbox.home().join("here");
    let script = format!(
        "{COMPUTER}[ -f {here} ] && . {here}\n{}\nstatus=$?\n\
         echo \"home '$HOME'; cd '$PWD'\" >{here}\nexit $status\n",
        step.typed,
        here = here.display()
    );
    let file = sandbox.home().join("typed");
    fs::write(&file, script).expect("a script");
    let mut shell = sandbox.command("sh");
    let ran = shell.args(["-c", "exec sh \"$0\" 2>&1"]).arg(&file).run();
    let place = sandbox.path().display().to_string();
    (ran.code, ran.stdout.replace(&place, "/home/me"))
}

/// What the file should say of a step.
fn shown(step: &Step<'_>, code: i32, told: &str) -> Vec<String> {
    let mut lines: Vec<String> = step.shown.iter().map(|line| (*line).to_owned()).collect();
    if code != 0 {
        lines.push(format!("# exit {code}"));
    }
    lines.extend(told.lines().map(str::to_owned));
    lines
}

/// Every Markdown file below a folder, by name.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|end| end == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}
