//! The spelling of each [`Invocation`] on a command line: the only place that knows it.
//! A test in `cli` reads every line back with the program's own arguments.

use std::iter;

use serde::Serialize;

use crate::base::text::{Shell, is_id, shell_line};
use crate::domain::portfolio::person::LINE_MANAGER;
use crate::domain::remedy::{Argument, Invocation};
use crate::domain::signoff::RETURN;

/// Steps that have a command of their own; others go by `cpd signoff STEP`.
pub const STEP_COMMANDS: [&str; 5] = ["sign", "endorse", "submit", "grant", "confirm"];

/// Options that mean the same for every kind of record, so that no field is set by them.
pub const TAKEN_OPTIONS: [&str; 12] = [
    "directory",
    "every",
    "format",
    "help",
    "like",
    "no-edit",
    "no-input",
    "plain",
    "today",
    "trust-ref",
    "version",
    "yes",
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
        } => line.push_new_record(kind, title.as_deref(), fields),
        Invocation::DescribeFields { kind } => line.push_words(&["new", kind, "--help"]),
        Invocation::TakeStep { step, award } => {
            let award = award.iter();
            if STEP_COMMANDS.contains(&step.as_str()) || step == RETURN {
                line.push_words(&[step]);
                line.push_values(&award.collect::<Vec<_>>());
            } else {
                line.push_words(&["signoff"]);
                line.push_values(&iter::once(step).chain(award).collect::<Vec<_>>());
            }
        }
        Invocation::Ask { award } => {
            line.push_words(&["ask"]);
            line.push_values(&[award]);
        }
        Invocation::FillFeedback { form } => {
            line.push_words(&["feedback"]);
            line.push_values(&[form]);
        }
        Invocation::RecordReviews => {
            line.push_words(&["endorse", "--from"]);
            line.push_placeholder("FORGE");
            for option in ["--event", "--reviews", "--recorder-key"] {
                line.push_words(&[option]);
                line.push_placeholder("FILE");
            }
        }
        Invocation::Withdraw { award } => {
            line.push_words(&["withdraw"]);
            line.push_values(&[award]);
        }
        Invocation::VerifyPack { file, anchor, pack } => {
            line.push_words(&["verify"]);
            if let Some(pack) = pack {
                line.push_given_option("pack", pack);
            }
            if let Some(anchor) = anchor {
                line.push_given_option("anchor", anchor);
            }
            line.push_values(&[file]);
        }
        Invocation::Rename { record } => {
            line.push_words(&["rename"]);
            line.push_argument(record, "RECORD");
        }
        Invocation::Attach { to } => {
            line.push_words(&["attach"]);
            line.push_placeholder("FILE");
            line.push_option("to", to, "RECORD");
        }
        Invocation::CleanPicture { path } => {
            line.push_words(&["attach", "--clean"]);
            line.push_values(&[path]);
        }
        Invocation::AddPerson { person } => {
            line.push_words(&["trust", "add"]);
            line.push_argument(person, "NAME");
        }
        Invocation::AddRole { person, role, from } => {
            line.push_words(&["trust", "add"]);
            let is_option = matches!(person, Argument::Given(id) if id.starts_with('-'));
            if !is_option {
                line.push_argument(person, "PERSON");
            }
            match role.as_str() {
                LINE_MANAGER => line.push_words(&["--line-manager"]),
                role => line.push_given_option("role", role),
            }
            if let Some(from) = from {
                line.push_given_option("from", &from.to_string());
            }
            if is_option {
                line.push_argument(person, "PERSON");
            }
        }
        Invocation::AddKey { person } => {
            // Last, so that an id with a dash is no option.
            line.push_words(&["trust", "key", "--file"]);
            line.push_placeholder("FILE");
            line.push_argument(person, "PERSON");
        }
        Invocation::AddOwnKey => line.push_words(&["trust", "key"]),
        Invocation::AddRegisterKey => {
            line.push_words(&["trust", "key", "--register"]);
            line.push_placeholder("PERSON");
        }
        Invocation::AddRecorderKey => {
            line.push_words(&["trust", "key"]);
            line.push_placeholder("NAME");
            line.push_words(&["--recorder"]);
        }
        Invocation::ListKeys => line.push_words(&["trust"]),
        Invocation::ExplainRule => {
            line.push_words(&["explain"]);
            line.push_placeholder("RULE");
        }
        Invocation::ListRules => line.push_words(&["explain"]),
        Invocation::BeginPortfolio { folder } => {
            line.push_words(&["init"]);
            line.push_values(folder.as_slice());
        }
        Invocation::Check => line.push_words(&["check"]),
        Invocation::Fix { path } => {
            line.push_words(&["check", "--fix"]);
            line.push_values(&[path]);
        }
        Invocation::Recover => line.push_words(&["recover"]),
        Invocation::Save => line.push_words(&["save"]),
        Invocation::ShowHistory => line.push_words(&["history"]),
        Invocation::ShowStatus => line.push_words(&["status"]),
        Invocation::CheckTrust => line.push_words(&["trust", "check"]),
        Invocation::SetForge => line.push_words(&["trust", "forge"]),
        Invocation::ShowScheme { scheme } => {
            line.push_words(&["scheme", "show"]);
            line.push_values(&[scheme]);
        }
        Invocation::AdoptScheme { scheme } => {
            line.push_words(&["scheme", "adopt"]);
            line.push_values(&[scheme]);
        }
        Invocation::CheckScheme { what } => {
            line.push_words(&["scheme", "check"]);
            line.push_values(&[what]);
        }
        Invocation::NextVersion { scheme, version } => {
            line.push_words(&["scheme", "new"]);
            let looks_like_option = scheme.starts_with('-');
            if !looks_like_option {
                line.push_values(&[scheme]);
            }
            line.push_given_option("from", scheme);
            line.push_given_option("version", version);
            if looks_like_option {
                line.push_values(&[scheme]);
            }
        }
    }
    line
}

/// Returns the command as a person pastes it into a shell; `None` if a word of it could
/// not be.
pub fn shell_command(what: &Invocation, shell: Shell) -> Option<String> {
    shell_line(&command_line(what).argv, shell)
}

impl CommandLine {
    fn push_words(&mut self, words: &[&str]) {
        self.argv
            .extend(words.iter().map(|word| (*word).to_owned()));
    }

    /// Adds values that stand by their place; behind `--` if one looks like an option.
    fn push_values<V: AsRef<str>>(&mut self, values: &[V]) {
        if values.iter().any(|value| value.as_ref().starts_with('-')) {
            self.push_words(&["--"]);
        }
        let values = values.iter().map(|value| value.as_ref().to_owned());
        self.argv.extend(values);
    }

    fn push_placeholder(&mut self, placeholder: &str) {
        self.blanks.push(self.argv.len());
        self.push_words(&[placeholder]);
    }

    fn push_argument(&mut self, argument: &Argument, placeholder: &str) {
        match argument {
            Argument::Given(value) => self.push_values(&[value]),
            Argument::Blank => self.push_placeholder(placeholder),
        }
    }

    fn push_option(&mut self, name: &str, argument: &Argument, placeholder: &str) {
        match argument {
            Argument::Given(value) => self.push_given_option(name, value),
            Argument::Blank => {
                self.push_words(&[&format!("--{name}")]);
                self.push_placeholder(placeholder);
            }
        }
    }

    /// Adds an option as one word if its value could be taken for another option.
    fn push_given_option(&mut self, name: &str, value: &str) {
        if value.starts_with('-') || value.is_empty() {
            self.push_words(&[&format!("--{name}={value}")]);
        } else {
            self.push_words(&[&format!("--{name}"), value]);
        }
    }

    fn push_new_record(&mut self, kind: &str, title: Option<&str>, fields: &[(String, String)]) {
        self.push_words(&["new", kind]);
        let is_option = |title: &&str| title.starts_with('-');
        self.argv
            .extend(title.filter(|title| !is_option(title)).map(str::to_owned));
        for (field, value) in fields {
            let name = field.replace('_', "-");
            if is_id(field) && !TAKEN_OPTIONS.contains(&name.as_str()) {
                self.push_given_option(&name, value);
            }
        }
        if let Some(title) = title.filter(is_option) {
            self.push_words(&["--", title]);
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
