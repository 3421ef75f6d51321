//! Holds the ways in which a command ends: cleanly, with findings, refused, or unable
//! to work; each with its tone and its exit code.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::format::SHELL;
pub use crate::adapters::disk::in_words;
use crate::app::error::{Class, Explain, Explanation, Hint, MissingInput};
use crate::app::ports::RepositoryError;
use crate::base::text::{Safe, words};
use crate::domain::remedy::Remedy;
use crate::formats::remedies;

/// The end of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// Exit code 0.
    Clean,
    /// Exit code 1: something was found, or is not met.
    Findings,
}

/// The reason why a command did not do what was asked, with what belongs to it.
#[derive(Debug)]
pub struct Failure {
    cause: Cause,
    details: Vec<String>,
    hint: Option<String>,
}

#[derive(Debug)]
enum Cause {
    /// It could, and will not.
    Refused(String),
    /// It cannot.
    Failed(String),
    /// The person broke off.
    Cancelled,
    Usage(clap::Error),
    Io(io::Error),
    Any(anyhow::Error),
}

impl Failure {
    fn of(cause: Cause) -> Self {
        Self {
            cause,
            details: Vec::new(),
            hint: None,
        }
    }

    pub fn refused(message: impl Into<String>) -> Self {
        Self::of(Cause::Refused(message.into()))
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::of(Cause::Failed(message.into()))
    }

    pub fn cancelled() -> Self {
        Self::of(Cause::Cancelled)
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
        details.extend(why.remedies.iter().filter_map(in_shell));
        Self {
            cause,
            details,
            hint: why.hint.as_ref().map(worded),
        }
    }

    /// Returns a failure for an error that no kind of its own is needed for.
    pub fn other(error: impl Into<anyhow::Error>) -> Self {
        Self::of(Cause::Any(error.into()))
    }

    /// Returns the failure in a sentence that names what the use case does not know, such
    /// as a folder as it was typed.
    pub fn worded(mut self, says: String) -> Self {
        match &mut self.cause {
            Cause::Refused(message) | Cause::Failed(message) => *message = says,
            Cause::Cancelled | Cause::Usage(_) | Cause::Io(_) | Cause::Any(_) => {}
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

    pub fn class(&self) -> Class {
        match self.cause {
            Cause::Refused(_) => Class::Refused,
            Cause::Cancelled => Class::Cancelled,
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

    fn message(&self) -> String {
        match &self.cause {
            Cause::Refused(message) | Cause::Failed(message) => message.clone(),
            Cause::Io(error) => in_words(error),
            Cause::Any(error) => format!("{error:#}"),
            Cause::Cancelled | Cause::Usage(_) => String::new(),
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
        Some(hint) => format!("{error}: {}", worded(&hint)),
        None => error.to_string(),
    }
}

/// Returns a hint as somebody at a terminal follows it.
fn worded(hint: &Hint) -> String {
    match hint {
        Hint::Advice(says) => says.clone(),
        Hint::Save => "save them with `cpd save`".into(),
        Hint::SaveOrInsist => "save them with `cpd save`, or remove it with `--anyway`".into(),
        Hint::ChangeOrInsist => "change them first, or remove it with `--anyway`".into(),
        Hint::Check(says) => format!("`cpd check` says {says}"),
        Hint::Recover => "run `cpd recover`".into(),
        Hint::BeginRepository => {
            "run `git init` in its folder, or create a new portfolio with `cpd init`".into()
        }
        Hint::SeeStatus => "`cpd status` shows what to do next".into(),
        Hint::SeeWhyNoRound => "`cpd status` shows what is missing".into(),
        Hint::StartEarly => {
            "you can write records for it now; `cpd status` shows what to do next".into()
        }
        Hint::Remedy(remedy) => in_shell(remedy).unwrap_or_default(),
        Hint::Give(input) => asked_for(input),
        Hint::SeeStatusOr(remedy) => format!(
            "`cpd status` shows who signs next; {}",
            in_shell(remedy).unwrap_or_default()
        ),
        Hint::NameSigner { among } => format!("name the person with `--as`: {}", words::join_choices(among)),
        Hint::NameWhose { among } => {
            format!("name the person with `--as`: {}", words::some(among))
        }
        Hint::TakeSteps => "use `cpd sign`, `cpd endorse`, `cpd submit` or `cpd grant`".into(),
        Hint::MendOrInsist => "correct them, or save with `--anyway`".into(),
        Hint::RevertMerge => "use `git revert -m 1 HEAD`".into(),
        Hint::SeeStanding => "`cpd status` shows its awards".into(),
        Hint::BeginInNewFolder => {
            "choose a new folder, as in `cpd init my-portfolio`".into()
        }
        Hint::NameManager => "name somebody else with --manager".into(),
        Hint::ListRules => "`cpd explain` lists the rules".into(),
        Hint::SeeHistory => "`cpd history` shows who signed what".into(),
        Hint::OtherFolder => {
            "choose another folder with `--to`, or another id".into()
        }
        Hint::SaveUnlessIgnored => {
            "save it with `cpd save`; check that git does not ignore it".into()
        }
        Hint::ListOwnKey => {
            "add your key with `cpd trust key`".into()
        }
        Hint::ListRecorderKey => {
            "add the recorder's key with `cpd trust key NAME --recorder`".into()
        }
        Hint::InstallOrClaim => "install it, or sign without a key: `--unsigned`".into(),
        Hint::SetKeyOrClaim => {
            "check `git config user.signingkey` and `gpg.format`, or sign without a key: `--unsigned`"
                .into()
        }
        Hint::NameRevision => "name it with --trust-ref".into(),
        Hint::PrintDraft => "print what you have with `--draft`".into(),
        Hint::AddPerson => "add them with `cpd new person`".into(),
        Hint::NameWriter => {
            "write their name after `by:`, and add them with `cpd trust add`".into()
        }
        Hint::ExplainRules => "to see what each means: `cpd explain RULE`".into(),
    }
}

fn in_shell(remedy: &Remedy) -> Option<String> {
    remedies::in_words(remedy, SHELL)
}

/// Returns the way in which an input is given at a terminal.
fn asked_for(input: &MissingInput) -> String {
    match input {
        MissingInput::Addition => "add a --role, an --email or an account".into(),
        MissingInput::Account { among } => format!("name one with --account: {}", words::join_points(among)),
        MissingInput::OtherAccount => {
            "name another with --account, or remove it from their entry first".into()
        }
        MissingInput::RevokedKey => {
            "name its file with --file; `cpd trust` lists all keys".into()
        }
        MissingInput::ExportedKey { id } => format!(
            "write it to a file with `gpg --armor --export {id}`, and name that with --file"
        ),
        MissingInput::SigningKey => "make one with `ssh-keygen -t ed25519`, then `git config --global gpg.format ssh` and `git config --global user.signingkey ~/.ssh/id_ed25519.pub`".into(),
        MissingInput::AwardingBodyKey => "name one with --key".into(),
        MissingInput::ListOfKeys => "--trust names a folder such as trust/ in a portfolio".into(),
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::of(Cause::Io(error))
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::of(Cause::Usage(error))
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
    use crate::domain::remedy::Invocation;

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
            let remedy = Remedy::invoke("save it", Invocation::CheckTrust).about("a line");
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
