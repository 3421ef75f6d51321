//! `cpd scheme new`: a scheme of one's own, from the beginning or from another.

use std::path::{Path, PathBuf};

use super::diff::is_version;
use super::find::{self, Found};
use super::start;
use super::{adopt, copy};
use crate::adapters::disk::tree::PortfolioTree;
use crate::adapters::disk::{self, WorkTree};
use crate::app::change::{Base, ChangeSet, checked};
use crate::base::files::Snapshot;
use crate::base::text::{Safe, is_id, words};
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::ports::PortfolioFiles;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::Library;
use crate::formats::remedies;

/// Start a scheme of your own, or the next version of one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme new reading-circle --title \"Reading Circle\"\n  cpd scheme new reading-circle --adopt         and follow it in this portfolio\n  cpd scheme new our-awards --from lancaster    with another scheme to begin from\n  cpd scheme new lancaster --from lancaster --version 1.1.0"
)]
pub struct Args {
    /// Its id: letters, digits and hyphens, as in reading-circle
    #[arg(value_name = "ID")]
    pub id: String,
    /// Its name in words
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Begin from this scheme: an id, ID@VERSION or a folder
    #[arg(long, value_name = "SCHEME")]
    pub from: Option<String>,
    /// Its version, three numbers
    #[arg(long = "version", value_name = "VERSION", default_value = "1.0.0")]
    pub number: String,
    /// Write it into this folder
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Follow it in this portfolio: cpd.yaml then names this version
    #[arg(long, conflicts_with = "to")]
    pub adopt: bool,
}

/// What is being begun.
pub struct Beginning {
    pub id: String,
    pub version: String,
    /// None keeps the title of the scheme that it is copied from.
    pub title: Option<String>,
    pub today: chrono::NaiveDate,
}

/// Files of the new scheme, by path beside `scheme.yaml`.
pub type Files = Vec<(String, Vec<u8>)>;

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    refuse_names(&args.id, &args.number)?;
    let workspace = match disk::find(&session.folder) {
        Some(_) => Some(Workspace::open(session)?),
        None if args.adopt => return Err(no_portfolio()),
        None => None,
    };
    let from = args.from.as_deref().map(|what| find::named(what, session));
    let from = from.transpose()?;
    refuse_known(args, from.as_ref(), workspace.as_ref())?;
    let folder = folder(args, from.as_ref(), workspace.as_ref(), session);
    refuse_taken(&folder)?;
    let beginning = ask(args, from.as_ref(), session)?;
    let files = match &from {
        Some(from) => copy::files(from, &beginning)?,
        None => start::files(&beginning)?,
    };
    write_all(&folder, &files, workspace.as_ref())?;
    say(&folder, args, session)?;
    if let Some(workspace) = &workspace {
        follow(args, workspace, session)?;
    }
    Ok(ExitKind::Clean)
}

fn no_portfolio() -> Failure {
    Failure::failed("there is no portfolio here that could follow it")
        .hint("leave `--adopt` out, or work in a portfolio: `cpd init` begins one")
}

fn refuse_names(id: &str, number: &str) -> Result<(), Failure> {
    let letters = id.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !letters || !is_id(id) {
        let message = format!("{id} cannot be the id of a scheme");
        return Err(Failure::failed(message)
            .hint("an id is made of letters, digits and hyphens, as in reading-circle"));
    }
    if !is_version(number) {
        return Err(Failure::failed(format!("{number} cannot be a version"))
            .hint("a version is three numbers, as in 1.0.0"));
    }
    Ok(())
}

/// An id that somebody may follow already means that scheme, and a version of it is
/// never written again.
fn refuse_known(
    args: &Args,
    from: Option<&Found>,
    workspace: Option<&Workspace>,
) -> Result<(), Failure> {
    let built_in = Library::built_in();
    let library = workspace.map_or(&built_in, |here| &here.portfolio.library);
    let (id, number) = (&args.id, &args.number);
    let again = from.is_some_and(|from| from.files.id == *id);
    let same = from.is_some_and(|from| again && from.files.version == *number);
    let known = library.versions(id);
    if same || known.contains(&number.as_str()) || !known.is_empty() && !again {
        let next = Invocation::NextVersion {
            scheme: id.clone(),
            version: "1.1.0".to_owned(),
        };
        return Err(
            Failure::refused(format!("there is a scheme called {id} already")).remedy(
                &Remedy::invoke("take another id, or begin its next version", next),
            ),
        );
    }
    Ok(())
}

/// Where it is written: beside its other versions, where it has any.
fn folder(
    args: &Args,
    from: Option<&Found>,
    workspace: Option<&Workspace>,
    session: &Session,
) -> PathBuf {
    let (id, number) = (&args.id, &args.number);
    if let Some(to) = &args.to {
        return session.folder.join(to);
    }
    if let Some(workspace) = workspace {
        return workspace.path(&format!("schemes/{id}/{number}"));
    }
    let other = from.filter(|from| from.files.id == *id);
    let beside = other.and_then(|from| Some((from.folder.as_ref()?, &from.files.version)));
    match beside {
        Some((folder, version)) if folder.ends_with(version) => folder.with_file_name(number),
        Some((folder, _)) => folder.with_file_name(format!("{id}-{number}")),
        None => session.folder.join(id),
    }
}

fn refuse_taken(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    if folder.join(".git").exists() || folder.is_symlink() {
        return Err(Failure::refused(format!(
            "{shown} is something else already"
        )));
    }
    let free = disk::is_free(folder).map_err(|error| {
        Failure::failed(format!("{shown} cannot be opened: {}", in_words(&error)))
    })?;
    if free {
        return Ok(());
    }
    Err(Failure::refused(format!("{shown} has other things in it"))
        .hint("name another folder with `--to`, or take another id"))
}

fn ask(args: &Args, from: Option<&Found>, session: &mut Session) -> Result<Beginning, Failure> {
    let usual = words::capitalised(&words::spaced(&args.id));
    let again = from.is_some_and(|from| from.files.id == args.id);
    let title = match &args.title {
        Some(title) => Some(title.clone()),
        None if again => None,
        None if session.interactive => {
            let help = Some("People read it in their status and on what they print");
            Some(session.ask.text("Its name in words", Some(&usual), help)?)
        }
        None => Some(usual.clone()),
    };
    let title = title.map(|title| title.trim().to_owned());
    Ok(Beginning {
        id: args.id.clone(),
        version: args.number.clone(),
        title: title.map(|title| if title.is_empty() { usual } else { title }),
        today: session.today,
    })
}

/// Writes every file or none: half a scheme would only be in the way.
fn write_all(folder: &Path, files: &Files, workspace: Option<&Workspace>) -> Result<(), Failure> {
    let inside = workspace.filter(|here| folder.starts_with(&here.root));
    let there = folder.ancestors().find(|above| above.is_dir());
    let root = match inside {
        Some(here) => &here.root,
        None => there.unwrap_or(folder),
    };
    let below = folder.strip_prefix(root).unwrap_or(Path::new(""));
    let below = below.to_string_lossy().replace('\\', "/");
    let nothing = Snapshot::default();
    let tree = WorkTree::new(root);
    let base = Base {
        snapshot: &nothing,
        files: &|path: &str| tree.bytes(path),
    };
    let mut changes = ChangeSet::default();
    for (path, bytes) in files {
        let path = match below.as_str() {
            "" => path.clone(),
            below => format!("{below}/{path}"),
        };
        changes.create(base, checked(&path)?, bytes.as_slice())?;
    }
    match inside {
        Some(here) => Ok(here.apply(&changes)?),
        None => Ok(PortfolioTree::new(root, None).apply(&changes)?),
    }
}

fn say(folder: &Path, args: &Args, session: &mut Session) -> Result<(), Failure> {
    let shown = folder.strip_prefix(&session.folder).unwrap_or(folder);
    let shown = Safe(&shown.display().to_string()).to_string();
    writeln!(session.out, "{shown}")?;
    let inside = args.to.is_none() && disk::find(&session.folder).is_some();
    let what = if inside { &args.id } else { &shown };
    let check = remedies::in_words(&Remedy::invoke(
        "Next: make scheme.yaml say what your programme asks for. After each change",
        Invocation::CheckScheme { what: what.clone() },
    ));
    writeln!(session.err, "{}", Safe(&check.unwrap_or_default()))?;
    Ok(())
}

/// Names the new version in cpd.yaml, where that is wanted.
fn follow(args: &Args, workspace: &Workspace, session: &mut Session) -> Result<(), Failure> {
    let (id, number) = (&args.id, &args.number);
    let wanted = args.adopt
        || args.to.is_none()
            && session.interactive
            && session
                .ask
                .confirm(&format!("Follow {id} {number} in this portfolio?"), false)?;
    if !wanted {
        return Ok(());
    }
    adopt::pin(id, number, workspace, session)
}
