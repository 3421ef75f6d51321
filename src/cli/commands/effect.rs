//! The effect of each command on the portfolio that the session stands in.

use super::Command;
use super::register::{RegisterArgs, RegisterCommand};
use super::scheme::{SchemeArgs, SchemeCommand};
use super::trust::{TrustArgs, TrustCommand};

/// The effect of a command on the portfolio that the session stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Reads,
    /// It changes the portfolio or its repository.
    Writes,
    /// It begins another portfolio, needs none, or completes an interrupted change.
    Apart,
}

impl Command {
    /// Returns the effect. Every command is named, so that a new one does not compile
    /// before it is decided.
    pub fn effect(&self) -> Effect {
        match self {
            Self::Schema(args) if args.write => Effect::Writes,
            Self::Schema(_)
            | Self::Recover(_)
            | Self::Init(_)
            | Self::Report(_)
            | Self::Demo(_)
            | Self::Completions(_)
            | Self::Man(_) => Effect::Apart,
            Self::List(_)
            | Self::Search(_)
            | Self::Export(_)
            | Self::Check(_)
            | Self::Status(_)
            | Self::Due(_)
            | Self::Plan(_)
            | Self::Checklist(_)
            | Self::Pack(_)
            | Self::Certificate(_)
            | Self::Verify(_)
            | Self::History(_)
            | Self::Explain(_) => Effect::Reads,
            Self::New(_)
            | Self::Edit(_)
            | Self::Sign(_)
            | Self::Endorse(_)
            | Self::Confirm(_)
            | Self::Submit(_)
            | Self::Grant(_)
            | Self::Signoff(_)
            | Self::Ask(_)
            | Self::Feedback(_)
            | Self::Receive(_)
            | Self::Withdraw(_)
            | Self::Return(_)
            | Self::Save(_)
            | Self::Undo(_)
            | Self::Rename(_)
            | Self::Remove(_)
            | Self::Attach(_)
            | Self::Import(_) => Effect::Writes,
            Self::Trust(args) => args.effect(),
            Self::Register(args) => args.effect(),
            Self::Scheme(args) => args.effect(),
        }
    }
}

impl TrustArgs {
    fn effect(&self) -> Effect {
        match self.command {
            None | Some(TrustCommand::Check(_)) => Effect::Reads,
            Some(
                TrustCommand::Add(_)
                | TrustCommand::Key(_)
                | TrustCommand::End(_)
                | TrustCommand::Forge(_)
                | TrustCommand::Sign(_),
            ) => Effect::Writes,
        }
    }
}

impl RegisterArgs {
    fn effect(&self) -> Effect {
        match &self.command {
            RegisterCommand::Init(_) | RegisterCommand::Revoke(_) => Effect::Writes,
            RegisterCommand::List(_) | RegisterCommand::Show(_) | RegisterCommand::Check(_) => {
                Effect::Reads
            }
        }
    }
}

impl SchemeArgs {
    fn effect(&self) -> Effect {
        match &self.command {
            SchemeCommand::New(args) if args.to.is_some() => Effect::Reads,
            SchemeCommand::Adopt(_) | SchemeCommand::Drop(_) | SchemeCommand::New(_) => {
                Effect::Writes
            }
            SchemeCommand::List(_)
            | SchemeCommand::Show(_)
            | SchemeCommand::Check(_)
            | SchemeCommand::Diff(_) => Effect::Reads,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    fn effect(line: &str) -> Effect {
        let args = std::iter::once("cpd").chain(line.split(' '));
        Cli::try_parse_from(args).unwrap().command.unwrap().effect()
    }

    #[test]
    fn commands_under_trust_and_scheme_write_or_read_by_what_they_do() {
        for line in [
            "trust add Priya",
            "trust key priya-shah",
            "scheme adopt lancaster",
            "scheme drop lancaster",
            "scheme new reading-circle",
            "save",
        ] {
            assert_eq!(effect(line), Effect::Writes, "{line}");
        }
        for line in [
            "trust",
            "scheme list",
            "scheme show lancaster",
            "scheme new ours --to ../ours",
            "check",
        ] {
            assert_eq!(effect(line), Effect::Reads, "{line}");
        }
        assert_eq!(effect("recover"), Effect::Apart);
    }
}
