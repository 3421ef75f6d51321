//! `cpd trust add`: a person, their roles, their accounts on a forge by number.

use std::path::{Path, PathBuf};

use crate::adapters::forge::{self, LARGEST_EVENT};
use crate::app::trust::add_person::{AccountRequest, AddPersonError, PersonRequest, plan};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::record_drafts;
use crate::cli::record_reviews::forge_named;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::PEOPLE;

/// Add a person, or an account or role of somebody who is there already
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust add \"Lee Morgan\" --role assessor\n  cpd trust add priya-shah --from-event event.json"
)]
pub struct TrustAddArgs {
    /// Their full name, or the id of somebody who is there already
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// A role that they hold from today on
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// An address that they write or commit with
    #[arg(long, value_name = "ADDRESS")]
    pub email: Vec<String>,
    /// Take the number of their account from what a forge says of a pull request
    #[arg(long, value_name = "FILE")]
    pub from_event: Option<PathBuf>,
    /// The forge that said it: github, gitlab or gitea
    #[arg(
        long,
        value_name = "FORGE",
        default_value = "github",
        requires = "from_event"
    )]
    pub forge: String,
    /// Which of the accounts in that file is theirs
    #[arg(long, value_name = "LOGIN", requires = "from_event")]
    pub account: Option<String>,
}

pub fn run(args: &TrustAddArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let file = args.from_event.as_ref();
    let account = file.map(|file| account(file, args, session)).transpose()?;
    let request = PersonRequest {
        person: &args.person,
        roles: &args.role,
        emails: &args.email,
        account,
    };
    let changes = plan(&workspace, &request).map_err(|error| match error {
        AddPersonError::Create(error) => record_drafts::in_words(error),
        error => error.into(),
    })?;
    workspace.apply(&changes)?;
    writeln!(session.out, "{PEOPLE}")?;
    writeln!(
        session.err,
        "`cpd save` keeps it. Where others look after this portfolio, it counts once they have it."
    )?;
    Ok(ExitKind::Clean)
}

/// Reads the accounts that a forge's event tells of.
fn account<'a>(
    file: &Path,
    args: &'a TrustAddArgs,
    session: &Session,
) -> Result<AccountRequest<'a>, Failure> {
    let forge = forge_named(&args.forge)?;
    let event = session.read(file, LARGEST_EVENT)?;
    let unusable = |fault| Failure::failed(format!("{} cannot be used: {fault}", file.display()));
    Ok(AccountRequest {
        people: forge::people(forge, &event).map_err(unusable)?,
        host: forge::host(forge, &event).map_err(unusable)?,
        file: file.display().to_string(),
        login: args.account.as_deref(),
    })
}
