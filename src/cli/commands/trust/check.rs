//! `cpd trust` and `cpd trust check`: what the lists say, and what is wrong with them.

use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::{vouching, workspace::Workspace};
use crate::domain::portfolio::{Person, Value, person};
use crate::domain::signoff::Revision;
use crate::domain::signoff::lists::listed;
use crate::views::check::Check;

/// Look for anything wrong with the lists of people and keys
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<Check>())]
    pub format: String,
}

/// Everybody, with their roles, accounts and keys; and who vouches for it.
pub fn show(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let owner = workspace.portfolio.owner();
    let keys = listed(&|path| workspace.bytes(path));
    for one in workspace.portfolio.people() {
        let roles = roles(one, owner, session);
        writeln!(
            session.out,
            "{} ({}){}",
            Safe(one.name()),
            Safe(one.id()),
            if roles.is_empty() {
                String::new()
            } else {
                format!(": {}", Safe(&roles.join(", ")))
            }
        )?;
        for (host, id) in one.accounts() {
            writeln!(session.out, "  account {id} on {}", Safe(host))?;
        }
        for key in keys
            .iter()
            .filter(|key| key.names.iter().any(|name| name == one.id()))
        {
            let revoked = if key.revoked { ", revoked" } else { "" };
            writeln!(session.out, "  key {}{revoked}", key.key)?;
        }
    }
    let is_person = |name: &String| workspace.portfolio.person(name).is_some();
    for key in keys.iter().filter(|key| !key.names.iter().any(is_person)) {
        let revoked = if key.revoked { ", revoked" } else { "" };
        writeln!(
            session.out,
            "{}: key {}{revoked}",
            Safe(&key.names.join(", ")),
            key.key
        )?;
    }
    let vouched = vouching::in_words(&workspace, session);
    writeln!(session.out, "{}", Safe(&vouched))?;
    Ok(ExitKind::Clean)
}

/// The roles that a person holds today.
fn roles(one: Person<'_>, owner: Option<Person<'_>>, session: &Session) -> Vec<String> {
    let mut roles = Vec::new();
    for role in [person::OWNER, person::LINE_MANAGER] {
        if one.holds(role, owner, session.today) {
            roles.push(words::spaced(role));
        }
    }
    if let Some(Value::List(rows)) = one.0.get("roles") {
        for row in rows {
            let name = row
                .value
                .get("role")
                .and_then(Value::text)
                .unwrap_or_default();
            let until = match row.value.get("to") {
                Some(Value::Date(day)) => format!(" until {}", calendar::long(*day)),
                _ => String::new(),
            };
            roles.push(format!("{}{until}", words::spaced(name)));
        }
    }
    roles
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let check = workspace.placed(Check::of(&workspace.portfolio, judgement));
    let check = check.only(|found| found.at.path.starts_with("trust/"));
    let for_people = format::is_for_people(&args.format);
    if check.findings.is_empty() && for_people {
        writeln!(
            session.out,
            "Nothing is wrong with the lists of people and keys."
        )?;
    } else {
        format::print(&check, &args.format, session)?;
    }
    if for_people {
        match &workspace.trust().revision {
            Revision::Commit { name, .. } => writeln!(
                session.err,
                "What counts for sign-offs is what {} says.",
                Safe(name)
            )?,
            Revision::Nowhere(why) => writeln!(session.err, "Nobody may sign: {}.", Safe(why))?,
            Revision::Files => {}
        }
        let vouched = vouching::in_words(&workspace, session);
        writeln!(session.err, "{}", Safe(&vouched))?;
    }
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}
