//! `cpd scheme`, one thing that can be done with a scheme to a file.

mod adopt;
mod check;
mod diff;
mod drop;
mod list;
mod new;
mod show;

use crate::adapters::disk;
use crate::adapters::disk::scheme_folders::DiskFolders;
use crate::app::scheme::find::Schemes;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::schema::Library;

/// List, show, create, check and compare schemes
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd scheme list\n  cpd scheme show lancaster")]
pub struct SchemeArgs {
    #[command(subcommand)]
    pub command: SchemeCommand,
}

#[derive(Debug, clap::Subcommand)]
pub enum SchemeCommand {
    List(list::SchemeListArgs),
    Show(show::SchemeShowArgs),
    Adopt(adopt::SchemeAdoptArgs),
    Drop(drop::SchemeDropArgs),
    New(new::SchemeNewArgs),
    Check(check::SchemeCheckArgs),
    Diff(diff::SchemeDiffArgs),
}

pub fn run(args: &SchemeArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        SchemeCommand::List(args) => list::run(args, session),
        SchemeCommand::Show(args) => show::run(args, session),
        SchemeCommand::Adopt(args) => adopt::run(args, session),
        SchemeCommand::Drop(args) => drop::run(args, session),
        SchemeCommand::New(args) => new::run(args, session),
        SchemeCommand::Check(args) => check::run(args, session),
        SchemeCommand::Diff(args) => diff::run(args, session),
    }
}

/// The portfolio that the session stands in, if any.
fn workspace(session: &Session) -> Result<Option<CliWorkspace>, Failure> {
    match disk::find(&session.folder) {
        Some(_) => CliWorkspace::open(session).map(Some),
        None => Ok(None),
    }
}

/// The schemes within reach of the session.
fn schemes(workspace: Option<&CliWorkspace>, session: &Session) -> Schemes<'static> {
    Schemes {
        library: workspace.map_or_else(Library::built_in, |here| here.portfolio.library.clone()),
        root: workspace.map(|here| here.root.clone()),
        here: session.folder.clone(),
        folders: &DiskFolders,
    }
}
