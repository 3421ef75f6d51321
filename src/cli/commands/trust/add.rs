//! `cpd trust add`: a person, their roles, their accounts on a forge by number.

use std::path::PathBuf;

use crate::app::change::{ChangeSet, checked};
use crate::base::document::write::{Yaml, add_to_row};
use crate::base::text::{Safe, slug};
use crate::cli::draft::Drafts;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{PEOPLE, Person, person};
use crate::domain::review::LARGEST_EVENT;
use crate::domain::review::{self, Account, FORGES, Forge, Part};

/// Add a person, or an account or role of somebody who is there already
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust add \"Lee Morgan\" --role assessor\n  cpd trust add priya-shah --from-event event.json"
)]
pub struct Args {
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

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let account = args
        .from_event
        .as_ref()
        .map(|_| account(args, &workspace, session))
        .transpose()?;
    let mut additions: Vec<(&str, Yaml)> = Vec::new();
    additions.extend(args.role.iter().map(|role| ("roles", held(role, session))));
    additions.extend(args.email.iter().map(|email| ("emails", Yaml::word(email))));
    additions.extend(account.iter().map(|account| ("accounts", account.clone())));
    let known = workspace
        .portfolio
        .people()
        .find(|one| one.matches(&args.person));
    match known {
        Some(person) => {
            if additions.is_empty() {
                let who = format!("{} is in {PEOPLE} already", person.name());
                return Err(Failure::refused(who).hint("add a --role, an --email or an account"));
            }
            grow(person, &additions, &workspace)?;
        }
        None => new(args, &additions, &workspace, session)?,
    }
    writeln!(session.out, "{PEOPLE}")?;
    writeln!(
        session.err,
        "`cpd save` keeps it. Where others look after this portfolio, it counts once they have it."
    )?;
    Ok(ExitKind::Clean)
}

fn held(role: &str, session: &Session) -> Yaml {
    Yaml::Map(vec![
        ("role".to_owned(), Yaml::word(role)),
        ("from".to_owned(), Yaml::word(session.today.to_string())),
    ])
}

/// Puts values at the end of lists in a person's entry; everything else stays as it is.
fn grow(
    person: Person<'_>,
    additions: &[(&str, Yaml)],
    workspace: &Workspace,
) -> Result<(), Failure> {
    let before = workspace.portfolio.snapshot.text(PEOPLE);
    let mut text = before.map(|text| text.to_string()).unwrap_or_default();
    for (key, value) in additions {
        text = add_to_row(&text, "people", person.id(), key, value).ok_or_else(|| {
            Failure::refused(format!(
                "the entry of {} is written in a way that nothing can be added to",
                person.id()
            ))
            .hint(format!("add `{key}: [{}]` to it by hand", value.flow()))
        })?;
    }
    let mut changes = ChangeSet::default();
    changes.edit(workspace.base(), &checked(PEOPLE)?, text.into_bytes())?;
    Ok(workspace.apply(&changes)?)
}

fn new(
    args: &Args,
    additions: &[(&str, Yaml)],
    workspace: &Workspace,
    session: &Session,
) -> Result<(), Failure> {
    let kind = workspace
        .portfolio
        .kinds()
        .get(person::KIND)
        .ok_or_else(|| Failure::failed("there is no kind called person"))?;
    let mut values = vec![
        ("id".to_owned(), vec![slug(&args.person)]),
        ("name".to_owned(), vec![args.person.clone()]),
    ];
    for key in ["emails", "accounts", "roles"] {
        let mine = additions.iter().filter(|(name, _)| *name == key);
        let words: Vec<String> = mine
            .map(|(_, value)| match value {
                Yaml::Word(word) => word.clone(),
                other => other.flow(),
            })
            .collect();
        if !words.is_empty() {
            values.push((key.to_owned(), words));
        }
    }
    let mut drafts = Drafts::new(workspace, session);
    let draft = drafts.defaults.begin(kind, values);
    drafts.add(draft)?;
    drafts
        .write(session)?
        .map(drop)
        .ok_or_else(|| Failure::refused(format!("{PEOPLE} has just been changed: try again")))
}

/// The account that is meant, from what a forge says: nobody knows their own number.
fn account(args: &Args, workspace: &Workspace, session: &Session) -> Result<Yaml, Failure> {
    let forge = Forge::named(&args.forge).ok_or_else(|| {
        let names: Vec<&str> = FORGES.iter().map(|forge| forge.name()).collect();
        Failure::failed(format!("no forge is called {}", args.forge))
            .hint(format!("there is: {}", names.join(", ")))
    })?;
    let file = args
        .from_event
        .as_ref()
        .ok_or_else(|| Failure::failed("--from-event is missing"))?;
    let event = session.read(file, LARGEST_EVENT)?;
    let unusable = |fault| Failure::failed(format!("{} cannot be used: {fault}", file.display()));
    let people = review::people(forge, &event).map_err(unusable)?;
    let host = review::host(forge, &event)
        .map_err(unusable)?
        .ok_or_else(|| {
            Failure::failed(format!(
                "{} does not say which forge it is from",
                file.display()
            ))
        })?;
    let known: Vec<(&str, u64)> = workspace
        .portfolio
        .people()
        .flat_map(Person::accounts)
        .collect();
    let free = |account: &&Account| !known.contains(&(host.as_str(), account.id));
    let candidates: Vec<&Account> = match &args.account {
        Some(login) => people
            .iter()
            .filter(|one| one.login.eq_ignore_ascii_case(login))
            .collect(),
        None => people
            .iter()
            .filter(|one| one.part != Part::Author)
            .filter(free)
            .collect(),
    };
    let [one] = candidates.as_slice() else {
        let names: Vec<String> = people
            .iter()
            .map(|one| format!("{} ({}, {})", one.login, one.id, one.part))
            .collect();
        let hint = format!("say which with --account: {}", names.join("; "));
        return Err(Failure::failed("it is not plain whose account is meant").hint(hint));
    };
    refuse_taken(&host, one.id, args, workspace)?;
    Ok(Yaml::Map(vec![
        ("host".to_owned(), Yaml::word(Safe(&host).to_string())),
        ("id".to_owned(), Yaml::word(one.id.to_string())),
    ]))
}

/// An account is one person's, and is listed once.
fn refuse_taken(
    host: &str,
    account: u64,
    args: &Args,
    workspace: &Workspace,
) -> Result<(), Failure> {
    let mut people = workspace.portfolio.people();
    let Some(taken) = people.find(|one| one.accounts().contains(&(host, account))) else {
        return Ok(());
    };
    let name = taken.name();
    if taken.matches(&args.person) {
        return Err(Failure::refused(format!(
            "that account is listed for {name} already"
        )));
    }
    Err(Failure::refused(format!("that account is {name}'s"))
        .hint("name another with --account, or take it out of their entry first"))
}
