//! `cpd trust` and `cpd trust check`: what the lists say, and what is wrong with them.

use crate::app::trust::list::{HeldRole, TrustList, check, list};
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::{anchor, workspace::CliWorkspace};
use crate::domain::signoff::Revision;
use crate::domain::signoff::trust_lint::ListedKey;
use crate::views::check::Check;

/// Check the lists of people and keys
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust check\n  cpd trust check --format json       for programs"
)]
pub struct TrustCheckArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<Check>())]
    pub format: String,
}

/// Prints everybody, with their roles, accounts and keys; and who vouches for it.
pub fn show(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let TrustList { people, others } = list(&workspace);
    for one in &people {
        let roles: Vec<String> = one.roles.iter().map(in_words).collect();
        let roles = match roles.as_slice() {
            [] => String::new(),
            roles => format!(": {}", words::join_choices(roles)),
        };
        let (name, id) = (Safe(&one.name), Safe(&one.id));
        writeln!(session.out, "{name} ({id}){}", Safe(&roles))?;
        for (host, id) in &one.accounts {
            writeln!(session.out, "  account {id} on {}", Safe(host))?;
        }
        for key in &one.keys {
            writeln!(session.out, "  {}", key_in_words(key))?;
        }
    }
    for key in &others {
        let names = words::some(&key.names);
        writeln!(session.out, "{}: {}", Safe(&names), key_in_words(key))?;
    }
    let vouched = anchor::in_words(&workspace, session);
    writeln!(session.out, "{}", Safe(&vouched))?;
    Ok(ExitKind::Clean)
}

fn in_words(role: &HeldRole) -> String {
    let until = role
        .until
        .map(|day| format!(" until {}", calendar::format_long(day)));
    format!("{}{}", role.name, until.unwrap_or_default())
}

fn key_in_words(key: &ListedKey) -> String {
    let revoked = if key.revoked { ", revoked" } else { "" };
    format!("key {}{revoked}", key.key)
}

pub fn run(args: &TrustCheckArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let check = check(&workspace);
    let for_people = format::is_for_people(&args.format);
    if check.findings.is_empty() && for_people {
        writeln!(
            session.out,
            "No problems found in the lists of people and keys."
        )?;
    } else {
        format::print(&check, &args.format, session)?;
    }
    if for_people {
        match &workspace.trust().revision {
            Revision::Commit { name, .. } => writeln!(
                session.err,
                "The lists in {} count for sign-offs.",
                Safe(name)
            )?,
            Revision::Untrusted(why) => writeln!(session.err, "Nobody can sign: {}.", Safe(why))?,
            Revision::WorkTree => {}
        }
        let vouched = anchor::in_words(&workspace, session);
        writeln!(session.err, "{}", Safe(&vouched))?;
    }
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}
