//! Completions: the words that may stand where a person presses Tab. They are made from the
//! definition of the arguments and from the names in the portfolio. Nothing is executed, no
//! repository is opened, and nothing is said where something is wrong.

mod names;
mod shells;
mod typed;

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use clap::builder::ValueHint;
use clap::{Arg, Command};
use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
    complete,
};

use super::commands::new::{command as command_of_kind, parse_directory};
use crate::app::records::form::FieldInput;
use crate::base::text::Safe;
use crate::base::text::safe::is_unsafe;
use names::Names;
pub use shells::ShellName;
use typed::TypedLine;

/// A word that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextWord {
    pub value: String,
    /// A few words about it, which may be empty.
    pub help: String,
}

/// Returns what a shell's script reads: the words that may stand at a place of the line that
/// was typed in a folder, a word to a line, each as that shell has it typed.
pub fn print(shell: ShellName, words: &[String], at: usize, folder: &Path) -> String {
    let line = shell.read_line(words, at);
    let found = candidates(&line, folder);
    let lines = found.iter().filter_map(|found| shell.line(found, &line));
    lines.map(|line| line + "\n").collect()
}

/// Returns the words that may stand at a place of a line.
fn candidates(line: &TypedLine, folder: &Path) -> Vec<NextWord> {
    let folder = match parse_directory(&line.words) {
        Some(named) => folder.join(named),
        None => folder.to_path_buf(),
    };
    let names = Arc::new(Names::new(&folder));
    let program = with_names(super::command(), "", &names);
    let mut program = program.mut_subcommand("new", |new| with_kinds(new, &names, line));
    let words = line.words.iter().map(Into::into).collect();
    let found = complete(&mut program, words, line.at, Some(&folder));
    let found = found.unwrap_or_default();
    found.iter().filter_map(readable).collect()
}

/// Returns a candidate that can be shown and typed: one line, and no option in disguise.
fn readable(found: &CompletionCandidate) -> Option<NextWord> {
    let value = found.get_value().to_str()?;
    let help = found.get_help().map(ToString::to_string);
    let help = help.as_deref().and_then(|help| help.lines().next());
    let is_typable = !value.is_empty() && !value.contains(is_unsafe);
    is_typable.then(|| NextWord {
        value: value.to_owned(),
        help: Safe(help.unwrap_or_default()).to_string(),
    })
}

/// Adds the names of a portfolio to every argument of a command that takes some.
fn with_names(command: Command, of: &str, names: &Arc<Names>) -> Command {
    command
        .mut_args(|arg| {
            let takes = arg.get_value_names().and_then(<[_]>::first).cloned();
            match takes {
                Some(takes) => with_candidates(arg, of, &takes, names),
                None => arg,
            }
        })
        .mut_subcommands(|inner| {
            let own = inner.get_name().to_owned();
            // The commands of `cpd scheme` are about all schemes, like `cpd init`.
            let of = if of == "scheme" { of } else { &own };
            with_names(inner, of, names)
        })
}

/// Adds what an argument takes, by the name of its value.
fn with_candidates(arg: Arg, command: &str, takes: &str, names: &Arc<Names>) -> Arg {
    let list: fn(&Names) -> Vec<CompletionCandidate> = match (command, takes) {
        ("explain", "NAME") => Names::rules_and_kinds,
        ("checklist", "NAME") => Names::catalogues,
        ("ask" | "confirm", "AWARD") => Names::awards_and_records,
        (_, "AWARD" | "FILE_OR_AWARD") => Names::awards,
        (_, "RECORD" | "JOURNAL") | ("rename" | "remove", "PATH") => Names::records,
        (_, "PERSON") => Names::people,
        (_, "ROLE") => Names::roles,
        (_, "STEP") => Names::steps,
        (_, "DUTY") => Names::duties,
        (_, "KIND") => Names::kinds,
        ("init" | "scheme", "SCHEME" | "ID_OR_FILE" | "FROM" | "TO") => Names::known_schemes,
        (_, "SCHEME") => Names::followed_schemes,
        (_, "FOLDER") => return arg.value_hint(ValueHint::DirPath),
        (_, "FILE" | "PATH") => return arg.value_hint(ValueHint::AnyPath),
        _ => return arg,
    };
    let takes_path = ["FILE_OR_AWARD", "ID_OR_FILE", "FROM", "TO"].contains(&takes);
    let names = Arc::clone(names);
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let mut found = list(&names);
        found.retain(|candidate| starts_with(candidate.get_value(), typed));
        if takes_path {
            let paths = PathCompleter::any().current_dir(&names.folder);
            found.extend(paths.complete(typed));
        }
        found
    }))
}

fn starts_with(value: &OsStr, typed: &OsStr) -> bool {
    value
        .as_encoded_bytes()
        .starts_with(typed.as_encoded_bytes())
}

/// Adds the fields of the kind that stands behind `new`, as `cpd new KIND` takes them.
fn with_kinds(new: Command, names: &Arc<Names>, line: &TypedLine) -> Command {
    let mut behind = line.words.iter().skip_while(|word| *word != "new").skip(1);
    let Some(form) = behind.next().and_then(|kind| names.form(kind)) else {
        return new;
    };
    let fields = command_of_kind(&form).name(form.kind.to_string());
    let fields = with_names(fields, "new", names).mut_args(|arg| {
        let field = form.fields.iter().find(|field| {
            let id = arg.get_id().as_str();
            id.strip_prefix("field-") == Some(&field.name)
        });
        match field.map(|field| field.input.item()) {
            Some(FieldInput::Term(terms) | FieldInput::CatalogueItem(terms)) => {
                let terms = terms.clone();
                arg.add(ArgValueCandidates::new(move || {
                    let terms = terms.iter();
                    terms
                        .map(|term| candidate(&term.value, &term.label))
                        .collect()
                }))
            }
            _ => arg,
        }
    });
    new.subcommand(fields)
}

/// Returns a name with a few words about it.
fn candidate(value: &str, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(help.to_owned().into()))
}
