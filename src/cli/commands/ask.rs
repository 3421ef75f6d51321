//! `cpd ask AWARD`: what somebody needs to endorse an award, as a zip, a folder or a branch.

use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::adapters::disk::error_text;
use crate::adapters::disk::write::{Existing, path_in_portfolio, write_output};
use crate::adapters::git::Repo;
use crate::app::pack::print;
use crate::app::signoff::request::{self, Bundle, EndorsementRequest};
use crate::app::signoff::require_saved;
use crate::base::files::LARGEST_TEXT;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::output;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Prepare the files that somebody needs to endorse an award
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository"
)]
pub struct AskArgs {
    /// The award [default: the one in progress]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write to this folder, or to a new branch if it is a git repository
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write to this zip file
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
}

pub fn run(args: &AskArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let judgement = workspace.check(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let repo = workspace.repository()?;
    require_saved::require_saved(repo)?;
    let portfolio = &workspace.portfolio;
    let request = request::prepare(&id, &judgement, portfolio)?;
    let pack = print::committed(&id, &workspace)?;
    let folder = args.to.as_ref().map(|to| session.folder.join(to));
    let before = folder.and_then(|folder| letter_before(&request, &folder));
    let before = before.as_deref();
    let bundle = request::bundle(&request, &pack, before, portfolio, repo, session.today)?;
    match &args.to {
        Some(folder) => to_folder(
            folder,
            &bundle,
            &request.files.ask_branch(),
            &workspace,
            session,
        )?,
        None => to_zip(args.zip.as_deref(), &bundle, &request, &workspace, session)?,
    }
    writeln!(session.err, "When it comes back: `cpd receive PATH`")?;
    Ok(ExitKind::Clean)
}

/// Returns the letter that was written into a folder or its branch last time, if any.
fn letter_before(request: &EndorsementRequest<'_>, folder: &Path) -> Option<String> {
    let repo = Repo::open(folder).ok().flatten();
    let of_branch = repo.and_then(|repo| {
        let mut files = repo.files_on_branch(&request.files.ask_branch()).ok()?;
        files.remove(&request.files.request())
    });
    let in_folder = || disk::read_at_most(&folder.join(request.files.request()), LARGEST_TEXT).ok();
    let bytes = of_branch.or_else(in_folder)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

const SEND: &str = "Send it to the person who signs next.";

/// Writes one zip; over an older one only where no other file was named.
fn to_zip(
    file: Option<&Path>,
    bundle: &Bundle,
    request: &EndorsementRequest<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let zip = bundle.zip()?;
    let place = if let Some(file) = file {
        let place = session.folder.join(file);
        output::write_new(&place, &zip)?;
        place
    } else {
        let place = workspace.output_path(&request.files.ask_zip())?;
        write_output(&place, &zip, Existing::Replace)?;
        place
    };
    let shown = place.strip_prefix(&session.folder).unwrap_or(&place);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    writeln!(session.err, "{SEND}")?;
    Ok(())
}

/// Writes into a folder: onto a branch of its own where that is a repository already, else
/// as a small repository, so that whoever signs there can.
fn to_folder(
    folder: &Path,
    bundle: &Bundle,
    branch: &str,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let place = session.folder.join(folder);
    // The folder itself need not be there yet.
    let there = place
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    if there
        .as_deref()
        .and_then(disk::find)
        .is_some_and(|found| found.canonicalize().ok() == workspace.root.canonicalize().ok())
    {
        return Err(Failure::refused("that folder is inside this portfolio")
            .hint("choose a folder outside it, as in `--to ../for-priya`"));
    }
    let who = workspace.author()?;
    if place.join(".git").exists() {
        let repo = Repo::open(&place)?.ok_or_else(|| {
            Failure::failed(format!("{} is not a git repository", folder.display()))
        })?;
        repo.commit_on_branch(branch, &bundle.files, &bundle.says, &who)?;
        writeln!(session.out, "{branch}")?;
        writeln!(
            session.err,
            "The files are on the branch {branch} of {}. Push it and open a pull request there.",
            Safe(&folder.display().to_string())
        )?;
        return Ok(());
    }
    let free = disk::is_free(&place).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be opened: {}",
            place.display(),
            error_text(&error)
        ))
    })?;
    if !free {
        return Err(
            Failure::refused(format!("{} is not empty", folder.display()))
                .hint("choose a new folder, or the clone of a review repository"),
        );
    }
    for (path, bytes) in &bundle.files {
        write_output(&path_in_portfolio(&place, path)?, bytes, Existing::Keep)?;
    }
    let repo = Repo::init(&place)?;
    repo.commit_all(&bundle.says, &who)?;
    writeln!(session.out, "{}", Safe(&folder.display().to_string()))?;
    writeln!(session.err, "{SEND}")?;
    Ok(())
}
