//! The reasons why nothing was read from a register or written to it.

use thiserror::Error;

use crate::app::author::NoIdentity;
use crate::app::change::PlanError;
use crate::app::change::apply::ApplyError;
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{NoRepository, RepositoryError, SignerError, UnfinishedMerge};
use crate::app::signoff::certificate::CertificateError;
use crate::app::trust::add_key::AddKeyError;
use crate::domain::ports::HistoryGap;
use crate::domain::register::{RegisterNumber, SETTINGS};
use crate::domain::remedy::Invocation;

/// A reason why nothing was read from a register or written to it.
#[derive(Debug, Error)]
pub enum RegisterError {
    #[error("there is no register here: this folder has no {SETTINGS}")]
    None,
    #[error("{SETTINGS} cannot be read: {0}")]
    Settings(String),
    #[error("there is a register here already: {SETTINGS}")]
    Exists,
    #[error("“{0}” cannot begin a number: use 1 to 12 capital letters and digits, such as LPP")]
    Prefix(String),
    #[error("the register needs the name of the awarding body")]
    NoBody,
    #[error("{0} is not a number of this register")]
    NotANumber(String),
    #[error("there is no {0} in this register")]
    NoEntry(RegisterNumber),
    #[error("{0} is revoked already")]
    Revoked(RegisterNumber),
    #[error("{0} is a return, and only an award can be revoked")]
    NotAnAward(RegisterNumber),
    #[error("a revocation needs a reason")]
    NoReason,
    #[error("{award} of {owner} is in the register already, as {number}")]
    Granted {
        award: String,
        owner: String,
        number: RegisterNumber,
    },
    #[error("{0} is another award's number by now, so nothing was registered")]
    NumberTaken(RegisterNumber),
    /// The paths that have changed.
    #[error("some changes of the register have not been saved")]
    NotSaved(Vec<String>),
    #[error(
        "git is not set up with a key to sign with (`user.signingkey`, with `gpg.format ssh`), and every entry of the register is signed"
    )]
    NoKey,
    #[error(
        "every entry of the register is signed with an SSH key, and git is set up with an OpenPGP key"
    )]
    OpenPgp,
    #[error("the key {key} may not sign in this register")]
    NotListed { key: String },
    #[error("nothing was registered, because the signature would not count: {0}")]
    BadSignature(String),
    #[error("the history of the register cannot be read whole: {0}")]
    History(HistoryGap),
    #[error("this cannot be registered, because {0} cannot be read")]
    Unreadable(String),
    #[error(transparent)]
    UnfinishedMerge(#[from] UnfinishedMerge),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    NoIdentity(#[from] NoIdentity),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Key(#[from] AddKeyError),
    #[error("nothing was signed: {0}")]
    Signer(#[from] SignerError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Explain for RegisterError {
    fn explain(&self) -> Explanation {
        match self {
            Self::None
            | Self::Settings(_)
            | Self::Prefix(_)
            | Self::NoBody
            | Self::NotANumber(_)
            | Self::NoEntry(_)
            | Self::NoReason
            | Self::Unreadable(_) => Explanation::failed(),
            Self::NotSaved(paths) => Explanation::refused()
                .details(paths.clone())
                .hint(Hint::from("save them with ").then(Invocation::Save)),
            Self::NumberTaken(_) => Explanation::refused().hint("run the same command again"),
            Self::NotListed { .. } => {
                let list = Invocation::AddRegisterKey;
                Explanation::refused().hint(Hint::from("list it with ").then(list))
            }
            Self::Exists
            | Self::Revoked(_)
            | Self::NotAnAward(_)
            | Self::Granted { .. }
            | Self::BadSignature(_)
            | Self::OpenPgp
            | Self::NoKey => Explanation::refused(),
            Self::History(_) | Self::Signer(_) => Explanation::failed(),
            Self::UnfinishedMerge(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::Repository(error) => error.explain(),
            Self::NoIdentity(error) => error.explain(),
            Self::Certificate(error) => error.explain(),
            Self::Key(error) => error.explain(),
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
        }
    }
}
