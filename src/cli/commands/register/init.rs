//! `cpd register init`: begins a register.

use crate::adapters::disk;
use crate::app::register::init::plan;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::register::RegisterSettings;

/// Begin a register, in the portfolio that holds your lists of people and keys
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The key that git signs with is listed, so that it can sign entries. List others with `cpd trust key PERSON --register`.\n\nExamples:\n  cpd register init --prefix LPP --body \"Organisation Development\"\n  cpd register init --prefix LPP --body \"Organisation Development\" --as organisation-development"
)]
pub struct RegisterInitArgs {
    /// The letters that each number begins with, such as LPP in LPP-2026-0001
    #[arg(long, value_name = "LETTERS")]
    pub prefix: String,
    /// The name of the awarding body
    #[arg(long, value_name = "NAME")]
    pub body: String,
    /// The person whose key this is, by id or name [default: the owner of this portfolio]
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
}

pub fn run(args: &RegisterInitArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if disk::find(&session.folder).is_none() {
        return Err(Failure::failed(
            "a register is kept in the portfolio that holds your lists of people and keys, and this is none",
        )
        .hint("create one with `cpd init our-lists --owner NAME`, go to it, and run this again"));
    }
    let workspace = CliWorkspace::open(session)?;
    let settings = RegisterSettings {
        prefix: args.prefix.trim().to_uppercase(),
        body: args.body.trim().to_owned(),
    };
    let planned = plan(&settings, args.person.as_deref(), &workspace)?;
    let says = format!("Begin the register of {}", settings.body);
    workspace.apply_and_commit(&planned.changes, &says)?;
    for change in planned.changes.on_disk() {
        writeln!(session.out, "{}", change.path)?;
    }
    match planned.officer {
        Some(person) => writeln!(
            session.err,
            "The register begins. {} signs its entries with the key that git signs with.",
            Safe(&person)
        )?,
        None => writeln!(
            session.err,
            "The register begins. Nobody can sign in it yet: list a key with `cpd trust key PERSON --register --file FILE`, and save it."
        )?,
    }
    writeln!(
        session.err,
        "Next: `cpd grant FILE` in this folder, with a submission, adds an entry."
    )?;
    Ok(ExitKind::Clean)
}
