//! The spelling of each [`Invocation`] on a command line: the only place that knows it.
//! A test in `cli` reads every line back with the program's own arguments.

use std::iter;

use serde::Serialize;

use crate::base::text::{Shell, is_id, shell_line};
use crate::domain::remedy::{Argument, Invocation};

/// Steps that have a command of their own; others go by `cpd signoff STEP`.
pub const STEP_COMMANDS: [&str; 4] = ["sign", "endorse", "submit", "grant"];

/// Options that mean the same for every kind of record, so that no field is set by them.
pub const TAKEN_OPTIONS: [&str; 9] = [
    "directory",
    "format",
    "help",
    "no-edit",
    "no-input",
    "plain",
    "today",
    "trust-ref",
    "version",
];

/// The words of a command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandLine {
    pub argv: Vec<String>,
    /// Indices of words that stand for what a person has to fill in, in order.
    pub blanks: Vec<usize>,
}

/// Returns the words that do what is asked, `cpd` first.
pub fn command_line(what: &Invocation) -> CommandLine {
    let mut line = CommandLine {
        argv: vec!["cpd".to_owned()],
        blanks: Vec::new(),
    };
    match what {
        Invocation::NewRecord {
            kind,
            title,
            fields,
        } => line.new_record(kind, title.as_deref(), fields),
        Invocation::DescribeFields { kind } => line.words(&["new", kind, "--help"]),
        Invocation::TakeStep { step, award } => {
            let award = award.iter();
            if STEP_COMMANDS.contains(&step.as_str()) {
                line.words(&[step]);
                line.values(&award.collect::<Vec<_>>());
            } else {
                line.words(&["signoff"]);
                line.values(&iter::once(step).chain(award).collect::<Vec<_>>());
            }
        }
        Invocation::RecordReviews => {
            line.words(&["endorse", "--from"]);
            line.blank("FORGE");
            for option in ["--event", "--reviews", "--recorder-key"] {
                line.words(&[option]);
                line.blank("FILE");
            }
        }
        Invocation::Withdraw { award } => {
            line.words(&["withdraw"]);
            line.values(&[award]);
        }
        Invocation::Rename { record } => {
            line.words(&["rename"]);
            line.argument(record, "RECORD");
        }
        Invocation::Attach { to } => {
            line.words(&["attach"]);
            line.blank("FILE");
            line.option("to", to, "RECORD");
        }
        Invocation::AddPerson { person } => {
            line.words(&["trust", "add"]);
            line.argument(person, "NAME");
        }
        Invocation::AddKey { person } => {
            line.words(&["trust", "key"]);
            line.argument(person, "PERSON");
        }
        Invocation::AddOwnKey => line.words(&["trust", "key"]),
        Invocation::AddRecorderKey => {
            line.words(&["trust", "key"]);
            line.blank("NAME");
            line.words(&["--recorder"]);
        }
        Invocation::ListKeys => line.words(&["trust"]),
        Invocation::ExplainRule => {
            line.words(&["explain"]);
            line.blank("RULE");
        }
        Invocation::ListRules => line.words(&["explain"]),
        Invocation::BeginPortfolio { folder } => {
            line.words(&["init"]);
            line.values(folder.as_slice());
        }
        Invocation::Check => line.words(&["check"]),
        Invocation::Recover => line.words(&["recover"]),
        Invocation::Save => line.words(&["save"]),
        Invocation::ShowHistory => line.words(&["history"]),
        Invocation::ShowStatus => line.words(&["status"]),
        Invocation::CheckTrust => line.words(&["trust", "check"]),
        Invocation::AddForge => {
            line.words(&["init", "--ci"]);
            line.blank("FORGE");
        }
        Invocation::CheckScheme { what } => {
            line.words(&["scheme", "check"]);
            line.values(&[what]);
        }
        Invocation::NextVersion { scheme, version } => {
            line.words(&["scheme", "new"]);
            let looks_like_option = scheme.starts_with('-');
            if !looks_like_option {
                line.values(&[scheme]);
            }
            line.given_option("from", scheme);
            line.given_option("version", version);
            if looks_like_option {
                line.values(&[scheme]);
            }
        }
    }
    line
}

/// Returns the command as a person pastes it into a shell; `None` if a word of it could
/// not be.
pub fn pasted(what: &Invocation, shell: Shell) -> Option<String> {
    shell_line(&command_line(what).argv, shell)
}

impl CommandLine {
    fn words(&mut self, words: &[&str]) {
        self.argv
            .extend(words.iter().map(|word| (*word).to_owned()));
    }

    /// Adds values that stand by their place; behind `--` if one looks like an option.
    fn values<V: AsRef<str>>(&mut self, values: &[V]) {
        if values.iter().any(|value| value.as_ref().starts_with('-')) {
            self.words(&["--"]);
        }
        let values = values.iter().map(|value| value.as_ref().to_owned());
        self.argv.extend(values);
    }

    fn blank(&mut self, placeholder: &str) {
        self.blanks.push(self.argv.len());
        self.words(&[placeholder]);
    }

    fn argument(&mut self, argument: &Argument, placeholder: &str) {
        match argument {
            Argument::Given(value) => self.values(&[value]),
            Argument::Blank => self.blank(placeholder),
        }
    }

    fn option(&mut self, name: &str, argument: &Argument, placeholder: &str) {
        match argument {
            Argument::Given(value) => self.given_option(name, value),
            Argument::Blank => {
                self.words(&[&format!("--{name}")]);
                self.blank(placeholder);
            }
        }
    }

    /// Adds an option as one word if its value could be taken for another option.
    fn given_option(&mut self, name: &str, value: &str) {
        if value.starts_with('-') || value.is_empty() {
            self.words(&[&format!("--{name}={value}")]);
        } else {
            self.words(&[&format!("--{name}"), value]);
        }
    }

    fn new_record(&mut self, kind: &str, title: Option<&str>, fields: &[(String, String)]) {
        self.words(&["new", kind]);
        let is_option = |title: &&str| title.starts_with('-');
        self.argv
            .extend(title.filter(|title| !is_option(title)).map(str::to_owned));
        for (field, value) in fields {
            let name = field.replace('_', "-");
            if is_id(field) && !TAKEN_OPTIONS.contains(&name.as_str()) {
                self.given_option(&name, value);
            }
        }
        if let Some(title) = title.filter(is_option) {
            self.words(&["--", title]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::KindId;

    fn line(what: &Invocation) -> String {
        shell_line(&command_line(what).argv, Shell::Posix).unwrap()
    }

    #[test]
    fn commands_are_spelt_as_people_know_them() {
        let journal = Invocation::NewRecord {
            kind: KindId::parse("journal").unwrap(),
            title: Some("What minutes are for".into()),
            fields: vec![
                ("award".into(), "bronze".into()),
                ("format".into(), "json".into()),
                ("learning_need".into(), "-x".into()),
            ],
        };
        assert_eq!(
            line(&journal),
            "cpd new journal 'What minutes are for' --award bronze --learning-need=-x"
        );
        let step = |step: &str| Invocation::TakeStep {
            step: step.into(),
            award: Some("silver".into()),
        };
        assert_eq!(line(&step("endorse")), "cpd endorse silver");
        assert_eq!(line(&step("review")), "cpd signoff review silver");
        let attach = Invocation::Attach {
            to: Argument::Blank,
        };
        assert_eq!(line(&attach), "cpd attach FILE --to RECORD");
        assert_eq!(command_line(&attach).blanks, [2, 4]);
    }
}
