//! `cpd trust add`: a person, their roles, their accounts on a forge by number.

use std::path::{Path, PathBuf};

use crate::adapters::forge::{self, LARGEST_EVENT};
use crate::app::trust::add_person::{AccountRequest, AddPersonError, PersonRequest, plan};
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::record_drafts;
use crate::cli::record_reviews::forge_named;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::PEOPLE;
use crate::domain::portfolio::person::LINE_MANAGER;

/// Add a person, or a role, address or account to a person
#[derive(Debug, clap::Args)]
#[command(
    group(clap::ArgGroup::new("held").args(["role", "line_manager"]).multiple(true)),
    after_help = "Examples:\n  cpd trust add \"Lee Morgan\" --role assessor\n  cpd trust add \"Rowan Lee\" --line-manager --from 2026-10-01\n  cpd trust add lee-morgan --line-manager --from 2026-06-01 --until 2026-08-31\n  cpd trust add lee-morgan --line-manager --of sam-carter\n  cpd trust add priya-shah --account 5550102\n  cpd trust add priya-shah --from-event event.json"
)]
pub struct TrustAddArgs {
    /// Their full name, or the id of a person who is in the list
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// A role that they hold from today
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// They are the line manager of the owner, or of the person that `--of` names
    #[arg(long)]
    pub line_manager: bool,
    /// The person whose line manager they are [default: the owner of this portfolio]
    #[arg(long, value_name = "PERSON", requires = "held")]
    pub of: Option<String>,
    /// The first day of the role, instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "held")]
    pub from: Option<TypedDay>,
    /// The last day of the role
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "held")]
    pub until: Option<TypedDay>,
    /// Their new name; their id stays
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Their email address
    #[arg(long, value_name = "ADDRESS")]
    pub email: Vec<String>,
    /// Read their account number from a forge's JSON about a pull request
    #[arg(long, value_name = "FILE")]
    pub from_event: Option<PathBuf>,
    /// The forge that wrote the JSON: github, gitlab or gitea
    #[arg(
        long,
        value_name = "FORGE",
        default_value = "github",
        requires = "from_event"
    )]
    pub forge: String,
    /// The number of their account on the forge, or with `--from-event` its login
    #[arg(long, value_name = "NUMBER")]
    pub account: Option<String>,
    /// The host of the forge of that number [default: that in trust/forge.yaml, or github.com]
    #[arg(
        long,
        value_name = "HOST",
        requires = "account",
        conflicts_with = "from_event"
    )]
    pub host: Option<String>,
}

impl TrustAddArgs {
    /// The roles that are named, that of a line manager among them.
    pub fn roles(&self) -> Vec<String> {
        let manager = self.line_manager.then(|| LINE_MANAGER.to_owned());
        manager
            .into_iter()
            .chain(self.role.iter().cloned())
            .collect()
    }
}

pub fn run(args: &TrustAddArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let account = match (&args.from_event, &args.account) {
        (Some(file), _) => Some(account(file, args, session)?),
        (None, Some(number)) => Some(AccountRequest::Number {
            host: args.host.as_deref(),
            number,
        }),
        (None, None) => None,
    };
    let roles = args.roles();
    let request = PersonRequest {
        person: &args.person,
        new_name: args.name.as_deref(),
        roles: &roles,
        managed: args.of.as_deref(),
        from: session.day(args.from.as_ref())?,
        until: session.day(args.until.as_ref())?,
        emails: &args.email,
        account,
    };
    let changes = plan(&workspace, &request).map_err(|error| match error {
        AddPersonError::Create(error) => record_drafts::describe_error(error),
        error => error.into(),
    })?;
    workspace.apply(&changes)?;
    writeln!(session.out, "{PEOPLE}")?;
    writeln!(
        session.err,
        "Save this with `cpd save`. In a shared portfolio, it takes effect when it is in the shared copy."
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
    Ok(AccountRequest::Event {
        people: forge::people(forge, &event).map_err(unusable)?,
        host: forge::host(forge, &event).map_err(unusable)?,
        file: file.display().to_string(),
        login: args.account.as_deref(),
    })
}
