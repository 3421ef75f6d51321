//! Holds the ways in which a command ends: cleanly, with findings, refused, or unable
//! to work; each with its tone and its exit code.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::format::SHELL;
use crate::adapters::disk::error_text;
use crate::app::error::{Class, Explain, Explanation, Hint, HintPart, Input};
use crate::app::ports::RepositoryError;
use crate::base::text::Safe;
use crate::domain::remedy::Remedy;
use crate::formats::remedies;

/// The end of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// Exit code 0.
    Clean,
    /// Exit code 1: something was found, or is not met.
    Findings,
    /// Exit code 3: what was verified is a draft, which proves nothing.
    Draft,
}

/// The reason why a command did not do what was asked, with what belongs to it.
#[derive(Debug)]
pub struct Failure {
    cause: Cause,
    details: Vec<String>,
    hint: Option<String>,
    /// Commands that give the answers of the person again.
    answers: Vec<String>,
}

#[derive(Debug)]
enum Cause {
    /// It could, and will not.
    Refused(String),
    /// It cannot.
    Failed(String),
    /// The person broke off.
    Cancelled,
    /// The person broke off at an offer, after the command had done its work.
    OfferCancelled,
    Usage(clap::Error),
    Io(io::Error),
    Any(anyhow::Error),
}

impl Failure {
    fn from_cause(cause: Cause) -> Self {
        Self {
            cause,
            details: Vec::new(),
            hint: None,
            answers: Vec::new(),
        }
    }

    pub fn refused(message: impl Into<String>) -> Self {
        Self::from_cause(Cause::Refused(message.into()))
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::from_cause(Cause::Failed(message.into()))
    }

    pub fn cancelled() -> Self {
        Self::from_cause(Cause::Cancelled)
    }

    /// Returns the failure for a command that had done its work before it offered more.
    pub fn at_offer(mut self) -> Self {
        if matches!(self.cause, Cause::Cancelled) {
            self.cause = Cause::OfferCancelled;
        }
        self
    }

    /// Returns the failure that an error of a use case is at a terminal.
    pub fn of_case(error: &impl Explain) -> Self {
        Self::explained(error.to_string(), error.explain())
    }

    fn explained(message: String, why: Explanation) -> Self {
        let cause = match why.class {
            Class::Refused => Cause::Refused(message),
            Class::Failed => Cause::Failed(message),
            Class::Cancelled => Cause::Cancelled,
        };
        let mut details = why.details;
        details.extend(why.remedies.iter().filter_map(remedy_text));
        Self {
            cause,
            details,
            hint: why.hint.as_ref().map(hint_text),
            answers: Vec::new(),
        }
    }

    /// Returns a failure for an error that no kind of its own is needed for.
    pub fn other(error: impl Into<anyhow::Error>) -> Self {
        Self::from_cause(Cause::Any(error.into()))
    }

    /// Returns the failure in a sentence that names what the use case does not know, such
    /// as a folder as it was typed.
    pub fn with_message(mut self, says: String) -> Self {
        match &mut self.cause {
            Cause::Refused(message) | Cause::Failed(message) => *message = says,
            Cause::Cancelled
            | Cause::OfferCancelled
            | Cause::Usage(_)
            | Cause::Io(_)
            | Cause::Any(_) => {}
        }
        self
    }

    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    pub fn details(mut self, lines: Vec<String>) -> Self {
        self.details = lines;
        self
    }

    /// Adds the commands that give the answers of the person again, so that nobody has to type
    /// them twice.
    pub fn answers(mut self, commands: impl IntoIterator<Item = String>) -> Self {
        self.answers.extend(commands);
        self
    }

    pub fn class(&self) -> Class {
        match self.cause {
            Cause::Refused(_) => Class::Refused,
            Cause::Cancelled | Cause::OfferCancelled => Class::Cancelled,
            Cause::Failed(_) | Cause::Usage(_) | Cause::Io(_) | Cause::Any(_) => Class::Failed,
        }
    }

    /// Returns the exit code: a refusal is an answer, and so is a reader who has read
    /// enough of the output.
    pub fn exit_code(&self) -> u8 {
        match (&self.cause, self.class()) {
            (Cause::Io(error), _) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            (Cause::Usage(error), _) => u8::try_from(error.exit_code()).unwrap_or(2),
            (_, Class::Refused) => 1,
            (_, Class::Failed | Class::Cancelled) => 2,
        }
    }

    /// Says what is wrong, without what to do next.
    pub fn message(&self) -> String {
        match &self.cause {
            Cause::Refused(message) | Cause::Failed(message) => message.clone(),
            Cause::Io(error) => error_text(error),
            Cause::Any(error) => format!("{error:#}"),
            Cause::Cancelled | Cause::OfferCancelled | Cause::Usage(_) => String::new(),
        }
    }

    /// Writes what is wrong, then what to do next.
    pub fn write(&self, out: &mut dyn Write, plain: bool) -> io::Result<()> {
        let (red, cyan) = if plain {
            (Style::new(), Style::new())
        } else {
            (
                AnsiColor::Red.on_default().effects(Effects::BOLD),
                AnsiColor::Cyan.on_default().effects(Effects::BOLD),
            )
        };
        match &self.cause {
            // A person who breaks off has made no mistake.
            Cause::Cancelled => writeln!(out, "Cancelled. Nothing was changed.")?,
            Cause::OfferCancelled => writeln!(out, "Cancelled. What was done before stays.")?,
            // clap words and colours its own messages.
            Cause::Usage(error) => error.print()?,
            Cause::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            _ => writeln!(out, "{red}error{red:#}: {}", Safe(&self.message()))?,
        }
        for line in &self.details {
            writeln!(out, "  - {}", Safe(line))?;
        }
        if let Some(hint) = &self.hint {
            writeln!(out, "{cyan}help{cyan:#}: {}", Safe(hint))?;
        }
        if !self.answers.is_empty() {
            let commands: Vec<String> = self
                .answers
                .iter()
                .map(|line| format!("`{line}`"))
                .collect();
            let commands = commands.join(", then ");
            let says = "to continue with your answers";
            writeln!(out, "{cyan}help{cyan:#}: {says}: {}", Safe(&commands))?;
        }
        Ok(())
    }
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::of_case(&error)
    }
}

/// Returns what is wrong and what to do about it, in one line.
pub fn with_hint(error: &impl Explain) -> String {
    match error.explain().hint {
        Some(hint) => format!("{error}: {}", hint_text(&hint)),
        None => error.to_string(),
    }
}

/// Returns a hint as somebody at a terminal follows it.
fn hint_text(hint: &Hint) -> String {
    let words = hint.parts().iter().map(|part| match part {
        HintPart::Words(words) => words.clone(),
        HintPart::Remedy(remedy) => remedy_text(remedy).unwrap_or_default(),
        HintPart::Input(input) => format!("`--{}`", option(*input)),
    });
    words.collect()
}

fn remedy_text(remedy: &Remedy) -> Option<String> {
    remedies::remedy_text(remedy, SHELL)
}

/// Returns the option that takes an input.
fn option(input: Input) -> &'static str {
    match input {
        Input::Anyway => "anyway",
        Input::Signer => "as",
        Input::Unsigned => "unsigned",
        Input::Preview => "dry-run",
        Input::Manager => "manager",
        Input::Folder => "to",
        Input::TrustedRevision => "trust-ref",
        Input::Draft => "draft",
        Input::CurrentFiles => "current",
        Input::Role => "role",
        Input::Email => "email",
        Input::Account => "account",
        Input::LastDay => "until",
        Input::KeyFile => "file",
        Input::SigningKey => "key",
        Input::KeyList => "trust",
        Input::WithoutKeys => "without-keys",
        Input::Award => "award",
        Input::ReceivedOn => "on",
        Input::Approved => "approved",
        Input::Declined => "declined",
        Input::Words => "message",
        Input::Reply => "reply",
        Input::DateOrder => "dates",
        Input::Mapping => "map",
        Input::Sheet => "sheet",
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::from_cause(Cause::Io(error))
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::from_cause(Cause::Usage(error))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::other(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::other(error)
    }
}

impl From<RepositoryError> for Failure {
    fn from(error: RepositoryError) -> Self {
        Self::explained(format!("git: {error}"), error.explain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use crate::domain::remedy::Invocation;
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    /// One failure of each kind, with its class and its exit code.
    fn every_kind() -> Vec<(Failure, Class, u8)> {
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        let usage = clap::Error::new(clap::error::ErrorKind::InvalidValue);
        vec![
            (Failure::refused("no"), Class::Refused, 1),
            (Failure::failed("no"), Class::Failed, 2),
            (Failure::cancelled(), Class::Cancelled, 2),
            (Failure::from(usage), Class::Failed, 2),
            (io::Error::other("no").into(), Class::Failed, 2),
            (pipe.into(), Class::Failed, 0),
            (anyhow::anyhow!("no").into(), Class::Failed, 2),
            (Thing(Class::Refused).into(), Class::Refused, 1),
            (Thing(Class::Failed).into(), Class::Failed, 2),
            (Thing(Class::Cancelled).into(), Class::Cancelled, 2),
        ]
    }

    #[derive(Debug, thiserror::Error)]
    #[error("no")]
    struct Thing(Class);

    impl Explain for Thing {
        fn explain(&self) -> Explanation {
            let remedy = Remedy::invoke("save it", Invocation::CheckTrust).with_subject("a line");
            let why = Explanation::failed()
                .details(["the thing itself".into()])
                .remedies(vec![remedy])
                .hint("take another");
            Explanation {
                class: self.0,
                ..why
            }
        }
    }

    #[test]
    fn an_input_that_a_hint_names_is_an_option_of_a_command() {
        use Input::*;
        let inputs = [
            Anyway,
            Signer,
            Unsigned,
            Preview,
            Manager,
            Folder,
            TrustedRevision,
            Draft,
            CurrentFiles,
            Role,
            Email,
            Account,
            KeyFile,
            SigningKey,
            KeyList,
            WithoutKeys,
            Award,
            ReceivedOn,
            Approved,
            Declined,
            Words,
            Reply,
        ];
        let mut known = BTreeSet::new();
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            let options = command.get_arguments().filter_map(clap::Arg::get_long);
            known.extend(options.map(str::to_owned));
            commands.extend(command.get_subcommands().cloned());
        }
        for input in inputs {
            assert!(known.contains(option(input)), "{input:?}");
        }
    }

    #[test]
    fn a_hint_names_commands_and_options_where_its_parts_stand() {
        let save = Hint::from("save them with ").then(Invocation::Save);
        let hint = save.then(", or remove it with ").then(Input::Anyway);
        let words = "save them with `cpd save`, or remove it with `--anyway`";
        assert_eq!(hint_text(&hint), words);
        let check = Invocation::CheckScheme {
            what: "club".into(),
        };
        let hint = Hint::from(Remedy::invoke("to see why", check));
        assert_eq!(hint_text(&hint), "to see why: `cpd scheme check club`");
    }

    fn written(failure: &Failure) -> String {
        let mut out = Vec::new();
        failure.write(&mut out, true).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_kind_has_its_class_and_its_exit_code() {
        for (failure, class, code) in every_kind() {
            assert_eq!(failure.class(), class, "{failure:?}");
            assert_eq!(failure.exit_code(), code, "{failure:?}");
        }
    }

    #[test]
    fn no_kind_drops_its_details_or_its_hint() {
        let pipe = |failure: &Failure| failure.exit_code() == 0;
        for (failure, _, _) in every_kind() {
            // Nobody reads any more.
            if pipe(&failure) {
                continue;
            }
            let failure = failure.details(vec!["one".into(), "two".into()]).hint("do");
            let text = written(&failure);
            assert!(text.ends_with("  - one\n  - two\nhelp: do\n"), "{text}");
        }
    }

    #[test]
    fn an_error_of_a_use_case_keeps_its_sentence_details_and_hint() {
        let failure = Failure::from(Thing(Class::Refused));
        let whole = "error: no\n  - the thing itself\n  - a line: save it: `cpd trust check`\nhelp: take another\n";
        assert_eq!(written(&failure), whole);
    }
}
