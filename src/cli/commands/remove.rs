//! `cpd remove`: take a record away, unless something would be lost by it.

use super::rename::references;
use crate::adapters::disk::write;
use crate::base::text::Safe;
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;

/// Remove a record, unless others refer to it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd remove 2026-02-20-what-minutes-are-for")]
pub struct Args {
    /// The record, by name, title or path
    pub record: String,
    /// Remove it though others refer to it, or its last words were never saved
    #[arg(long)]
    pub anyway: bool,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let record = workspace.record(&args.record)?;
    let others = workspace
        .portfolio
        .records
        .iter()
        .filter(|other| !other.is_row());
    let referring: Vec<String> = others
        .filter(|other| !references(other, record).is_empty())
        .map(|other| other.path.clone())
        .collect();
    if !referring.is_empty() && !args.anyway {
        return Err(
            Failure::refused(format!("other records refer to {}", record.path))
                .details(referring)
                .hint("change them first, or remove it with `--anyway`"),
        );
    }
    let kept = is_kept(&workspace, &record.path)?;
    if !args.anyway && !kept {
        return Err(Failure::refused(format!(
            "the last words of {} were never saved, so they would be lost",
            record.path
        ))
        .hint("`cpd save` keeps them in git; or remove it with `--anyway`"));
    }
    write::remove(&workspace.place(&record.path)?).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be removed: {}",
            record.path,
            in_words(&error)
        ))
    })?;
    writeln!(session.out, "Removed {}", Safe(&record.path))?;
    for other in &referring {
        writeln!(session.err, "{} still refers to it.", Safe(other))?;
    }
    if kept {
        writeln!(
            session.err,
            "`cpd save` makes it so; earlier versions stay in git."
        )?;
    }
    Ok(ExitKind::Clean)
}

/// Whether git has the file just as it is.
fn is_kept(workspace: &Workspace, path: &str) -> Result<bool, Failure> {
    let Some(repo) = workspace.repo_if_any()? else {
        return Ok(false);
    };
    let changed = repo.changes()?.iter().any(|change| change.path == path);
    Ok(!changed && repo.committed(path)?.is_some())
}
