//! Completions as a person meets them: a line is typed into a real shell, Tab is pressed, and
//! what the shell then runs is looked at.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::support::tools::require_tool;
use crate::support::{Runs as _, Sandbox};

/// No shell takes this long, in milliseconds.
const PATIENCE: u64 = 20_000;

/// A record whose name would do something if a shell read it.
const WILD: &str = "2026-09-09-wild 'x' \"y\" $(touch HARM) `touch HARM`; touch HARM & * \u{e9}\\!";

/// The demo, with records of odd names and a note of what each shell runs.
fn portfolio() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    let record = "---\ntitle: A day\ndate: 2026-09-09\ntype: workshop\nhours: 2\n---\n";
    sandbox.write(format!("sample/activities/{WILD}.md"), record);
    sandbox.write("sample/activities/2026-09-08-two\nlines.md", record);
    sandbox.in_folder("sample")
}

/// A shell at a terminal, in which `cpd` writes down its arguments and does nothing else. The
/// completions look for a program and find the real one.
struct Shell {
    sandbox: Sandbox,
    terminal: PtySession,
}

impl Shell {
    /// Starts a shell, and types what makes it ready.
    fn start(sandbox: Sandbox, program: &str, args: &[&str], ready: &str) -> Option<Self> {
        require_tool(program)?;
        let mut command: Command = sandbox.command(program);
        command.args(args).env("TERM", "xterm").env("PS1", "$ ");
        let terminal = spawn_command(command, Some(PATIENCE)).expect("a terminal");
        let mut shell = Self { sandbox, terminal };
        shell.type_line(ready);
        Some(shell)
    }

    /// Types a line, which ends with the word `done` from the shell.
    fn type_line(&mut self, line: &str) {
        self.terminal.send_line(line).expect("it listens");
        let end = self.terminal.exp_regex("<[d]one>");
        end.unwrap_or_else(|error| panic!("no end of `{line}`: {error}"));
    }

    /// Returns the arguments that the line with its tabs comes to.
    fn run(&mut self, line: &str) -> Vec<String> {
        let note = self.sandbox.at("args");
        let _ = std::fs::remove_file(&note);
        self.type_line(line);
        let text = self.sandbox.read("args");
        let args = text.split_terminator('\u{1}').map(str::to_owned);
        args.collect()
    }

    /// Presses Tab where every sort of name may stand.
    fn complete_everything(&mut self) {
        for (typed, expected) in [
            ("cpd checkl\t", &["checklist"][..]),
            ("cpd check --award sil\t", &["check", "--award", "silver"]),
            ("cpd check --format=sa\t", &["check", "--format=sarif"]),
            (
                "cpd grant gold --as pri\t",
                &["grant", "gold", "--as", "priya-shah"],
            ),
            ("cpd explain hidden-\t", &["explain", "hidden-character"]),
            (
                "cpd check --scheme lan\t",
                &["check", "--scheme", "lancaster"],
            ),
            (
                "cpd scheme show nmc\t",
                &["scheme", "show", "nmc-revalidation"],
            ),
            ("cpd signoff subm\t", &["signoff", "submit"]),
            ("cpd new stat\t", &["new", "statement"]),
            (
                "cpd new activity --type worksh\t",
                &["new", "activity", "--type", "workshop"],
            ),
            (
                "cpd new journal --award gol\t",
                &["new", "journal", "--award", "gold"],
            ),
            (
                "cpd -C .. check --award sil\t",
                &["-C", "..", "check", "--award", "sil"],
            ),
            (
                "cd ..; cpd -C sample check --award sil\t",
                &["-C", "sample", "check", "--award", "silver"],
            ),
            ("cd sample; cpd-portfolio hist\t", &["history"]),
            (
                "cpd remove activities/2026-09-09\t",
                &["remove", &format!("activities/{WILD}.md")],
            ),
            ("cpd remove 2026-09-09\t", &["remove", WILD]),
            ("cpd remove 2026-09-08\t", &["remove", "2026-09-08"]),
        ] {
            assert_eq!(self.run(typed), expected, "{typed:?}");
        }
        let harm = self.sandbox.at("HARM");
        assert!(!harm.exists(), "a name was evaluated");
    }
}

#[test]
fn bash_completes_the_names_of_the_portfolio_and_evaluates_none() {
    let sandbox = portfolio();
    let script = sandbox.cpd(["completions", "bash"]).expect_code(0).stdout;
    sandbox.write("cpd.bash", script);
    let ready = "cpd() { printf '%s\\1' \"$@\" >\"$HOME/../work/sample/args\"; printf '<%s>\\n' done; }; \
                 cpd-portfolio() { cpd \"$@\"; }; bind 'set bell-style none'; source ./cpd.bash; printf '<%s>\\n' done";
    let args = ["--norc", "--noprofile", "-i"];
    let Some(mut shell) = Shell::start(sandbox, "bash", &args, ready) else {
        return;
    };
    shell.complete_everything();
    // Behind a quotation mark that is open.
    for (typed, expected) in [
        ("cpd check --award 'sil\t", "silver"),
        ("cpd check --award \"sil\t", "silver"),
        ("cpd check --award '2026-09-09\t'", "2026-09-09"),
        ("cpd remove '2026-09-09\t", WILD),
    ] {
        let args = shell.run(typed);
        assert_eq!(args.last().map(String::as_str), Some(expected), "{typed:?}");
    }
    assert!(!shell.sandbox.at("HARM").exists(), "a name was evaluated");
}

#[test]
fn zsh_completes_the_names_of_the_portfolio_and_evaluates_none() {
    let sandbox = portfolio();
    let script = sandbox.cpd(["completions", "zsh"]).expect_code(0).stdout;
    sandbox.write("functions/_cpd", script);
    let ready = "cpd() { printf '%s\\1' \"$@\" >\"$HOME/../work/sample/args\"; printf '<%s>\\n' done }; \
                 cpd-portfolio() { cpd \"$@\" }; unsetopt beep; fpath=($PWD/functions $fpath); \
                 autoload -Uz compinit; compinit -u -D; printf '<%s>\\n' done";
    let Some(mut shell) = Shell::start(sandbox, "zsh", &["-f", "-i"], ready) else {
        return;
    };
    shell.complete_everything();
}

#[test]
fn fish_completes_the_names_of_the_portfolio_and_evaluates_none() {
    let sandbox = portfolio();
    let script = sandbox.cpd(["completions", "fish"]).expect_code(0).stdout;
    sandbox.write("cpd.fish", script);
    let ready = "function cpd; printf '%s\\1' $argv >$HOME/../work/sample/args; printf '<%s>\\n' done; end; \
                 function cpd-portfolio; cpd $argv; end; function fish_prompt; echo '$ '; end; source ./cpd.fish; \
                 set -g fish_autosuggestion_enabled 0; printf '<%s>\\n' done";
    let Some(mut shell) = Shell::start(sandbox, "fish", &["--no-config", "-i"], ready) else {
        return;
    };
    shell.complete_everything();
}

fn completed(sandbox: &Sandbox, shell: &str, words: &[&str]) -> Vec<String> {
    let at = (words.len() - 1).to_string();
    let args = ["completions", shell, "--word", &at, "--"];
    let ran = sandbox.cpd(args.iter().chain(words)).expect_code(0);
    assert_eq!(ran.stderr, "", "{words:?}");
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn powershell_is_given_words_that_it_does_not_evaluate() {
    let sandbox = portfolio();
    let found = completed(&sandbox, "powershell", &["cpd", "remove", "2026-09-09"]);
    let word = format!("'{}'\tA day", WILD.replace('\'', "''"));
    assert_eq!(found, [word]);
    let script = sandbox.cpd(["completions", "powershell"]).expect_code(0);
    assert!(!script.stdout.contains("Invoke-Expression"), "{script:#?}");
}

#[test]
fn a_portfolio_that_is_broken_is_completed_in_silence() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/every-rule", "every-rule");
    sandbox.write("none/cpd.yaml", "{{{\u{0}");
    sandbox.write("none/trust/people.yaml", [0xff, 0xfe, 0x00]);
    sandbox.write(
        "cut/cpd.yaml",
        "cpd: 1\nschemes: { lancaster: 99.0.0, ../..: x }\n",
    );
    let mut found = 0;
    for folder in [
        ".",
        "every-rule",
        "none",
        "cut",
        "no-such-folder",
        "none/cpd.yaml",
    ] {
        for words in [
            &["check", ""][..],
            &["check", "--award", ""],
            &["remove", ""],
            &["grant", "x", "--as", ""],
            &["check", "--scheme", ""],
            &["explain", ""],
            &["new", ""],
            &["new", "journal", "--award", ""],
            &["new", "no-such-kind", ""],
            &["checklist", ""],
            &["pack", "--duty", ""],
            &["verify", ""],
            &["-C", ""],
            &["--", ""],
            &["no-such-command", "--award=", "-x"],
        ] {
            for shell in ["bash", "zsh", "fish", "powershell"] {
                let typed = [&["cpd", "-C", folder][..], words].concat();
                found += completed(&sandbox, shell, &typed).len();
            }
        }
    }
    assert!(found > 1000, "{found}");
    // Places that are not there.
    for at in ["0", "9", "18446744073709551615"] {
        let args = ["completions", "zsh", "--word", at, "--", "cpd"];
        sandbox.cpd(args).expect_code(0);
    }
}

/// Other programs let this variable change what they do.
#[test]
fn no_variable_makes_a_check_do_anything_else() {
    let sandbox = portfolio();
    sandbox.git("init -q ../clone");
    let expected = sandbox.cpd(["check", "--no-input"]);
    for shell in ["bash", "zsh", "fish", "./HARM", "powershell"] {
        for name in ["COMPLETE", "_CPD_COMPLETE", "_CLAP_COMPLETE_INDEX"] {
            let mut command = sandbox.command("cpd");
            let ran = command.args(["check", "--no-input"]).env(name, shell).run();
            assert_eq!((ran.code, &ran.stdout), (expected.code, &expected.stdout));
        }
    }
}

/// The pages of the manual that packages bring.
#[test]
fn there_is_a_manual_page_for_every_command_and_man_finds_no_fault() {
    let sandbox = Sandbox::new();
    sandbox.cpd(["man", "--to", "man1"]).expect_code(0);
    let names = std::fs::read_dir(sandbox.at("man1")).expect("pages");
    let mut names: Vec<String> = names
        .map(|name| {
            name.expect("a page")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    names.sort();
    let help = sandbox.cpd(["--help"]).expect_code(0).stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end");
    let commands = commands.lines().filter_map(|line| line.strip_prefix("  "));
    let commands = commands.filter(|line| !line.starts_with(' '));
    let mut count = 0;
    for command in commands.filter_map(|line| line.split(' ').next()) {
        if command != "help" {
            let page = format!("cpd-{command}.1");
            assert!(names.contains(&page), "{page}: {names:?}");
            count += 1;
        }
    }
    assert!(count > 30, "{help}");
    for page in [
        "cpd.1",
        "cpd-portfolio.1",
        "cpd-trust-key.1",
        "cpd-scheme-show.1",
    ] {
        assert!(names.iter().any(|name| name == page), "{page}: {names:?}");
    }
    assert!(
        !names
            .iter()
            .any(|name| name.contains("man.1") || name.contains("help"))
    );
    if require_tool("man").is_none() {
        return;
    }
    for name in names.iter().filter(|name| *name != "cpd-portfolio.1") {
        let mut man = sandbox.command("man");
        man.args(["--warnings", "--local-file"])
            .arg(format!("man1/{name}"));
        let ran = man
            .env("MANWIDTH", "80")
            .env("MAN_KEEP_FORMATTING", "")
            .run();
        assert_eq!((ran.code, &*ran.stderr), (0, ""), "{name}");
        for part in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"] {
            assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
        }
    }
    let page = sandbox.read("man1/cpd-check.1");
    assert!(page.contains(".SH EXAMPLES\n.nf\ncpd check "), "{page}");
    let page = sandbox.read("man1/cpd.1");
    assert!(
        page.contains(".SH \"EXIT STATUS\"\n0 no problems"),
        "{page}"
    );
}
