//! `cpd scheme`, one thing that can be done with a scheme to a file.

mod adopt;
mod check;
mod diff;
mod list;
mod new;
mod show;

use crate::adapters::disk;
use crate::adapters::disk::scheme_folders::DiskFolders;
use crate::app::scheme::find::Schemes;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::schema::Library;

/// See, start, check and compare schemes
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Adopt(adopt::Args),
    New(new::Args),
    Check(check::Args),
    Diff(diff::Args),
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        Command::List(args) => list::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Adopt(args) => adopt::run(args, session),
        Command::New(args) => new::run(args, session),
        Command::Check(args) => check::run(args, session),
        Command::Diff(args) => diff::run(args, session),
    }
}

/// The portfolio that the session stands in, if any.
fn workspace(session: &Session) -> Result<Option<Workspace>, Failure> {
    match disk::find(&session.folder) {
        Some(_) => Workspace::open(session).map(Some),
        None => Ok(None),
    }
}

/// The schemes within reach of the session.
fn schemes(workspace: Option<&Workspace>, session: &Session) -> Schemes<'static> {
    Schemes {
        library: workspace.map_or_else(Library::built_in, |here| here.portfolio.library.clone()),
        root: workspace.map(|here| here.root.clone()),
        here: session.folder.clone(),
        folders: &DiskFolders,
    }
}
