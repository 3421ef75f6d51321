//! `cpd init`: a portfolio in an empty folder, with its first save.

use std::path::{Path, PathBuf};

use super::init_ci as ci;
use crate::adapters::disk::tree::PortfolioTree;
use crate::adapters::disk::{self, WorkTree, write};
use crate::adapters::git::Repo;
use crate::app::change::{Base, ChangeSet, checked};
use crate::app::ports::CommitAuthor;
use crate::base::document::write::scalar;
use crate::base::files::Snapshot;
use crate::base::text::{Safe, did_you_mean, slug};
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::session::Session;
use crate::domain::ports::PortfolioFiles;
use crate::domain::schema::{Library, SchemeFiles, SchemeSet};
use crate::formats::template::{self, context};

/// Begin a portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd init                           asks for everything\n  cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster\n  cpd init --ci github               adds workflows to the portfolio you are in"
)]
pub struct Args {
    /// The folder to make; the one you are in when left out
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Your full name
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Your line manager's full name
    #[arg(long, value_name = "NAME")]
    pub manager: Option<String>,
    /// The scheme to follow; `cpd scheme list` shows them
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Add what a forge needs so that Approve counts, to a portfolio that is there or a new
    /// one: github, gitlab or gitea
    #[arg(long, value_name = "FORGE")]
    pub ci: Option<String>,
}

/// What a portfolio begins with.
pub struct Beginning {
    pub owner: String,
    pub manager: Option<String>,
    pub scheme: Option<SchemeFiles>,
    pub portfolio: String,
    pub since: chrono::NaiveDate,
}

/// Files that every portfolio begins with, by path, with the template of each.
const FILES: [(&str, &str); 5] = [
    (
        "cpd.yaml",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/cpd.yaml.j2"
        )),
    ),
    (
        "trust/people.yaml",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/people.yaml.j2"
        )),
    ),
    (
        ".gitignore",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/gitignore.j2"
        )),
    ),
    (
        ".gitattributes",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/gitattributes.j2"
        )),
    ),
    (
        "docs/who-sees-what.md",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/who-sees-what.md.j2"
        )),
    ),
];

const HOOK: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/init/pre-commit"
));

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let forge = args.ci.as_deref().map(ci::of).transpose()?;
    if let Some(forge) = &forge
        && args.folder.is_none()
        && let Some(portfolio) = disk::find(&session.folder)
    {
        return ci::add(forge, &portfolio, session);
    }
    let folder = args.folder.as_ref().map_or_else(
        || session.folder.clone(),
        |folder| session.folder.join(folder),
    );
    refuse_taken(&folder)?;
    let beginning = ask(args, session)?;
    let repo = make(&folder, &beginning)?;
    let who = repo.configured_who().unwrap_or_else(|| CommitAuthor {
        name: beginning.owner.clone(),
        email: format!("{}@cpd.invalid", slug(&beginning.owner)),
        seconds: None,
    });
    let who = CommitAuthor {
        seconds: session.moment().commit_at,
        ..who
    };
    if let Some(forge) = &forge {
        ci::write_all(forge, &folder)?;
    }
    let message = format!("Begin the portfolio of {}", beginning.owner);
    repo.commit_all(&message, &who)?;
    let shown = folder.strip_prefix(&session.folder).unwrap_or(&folder);
    let shown = if shown.as_os_str().is_empty() {
        Path::new(".")
    } else {
        shown
    };
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    let hint = if shown == Path::new(".") {
        String::new()
    } else {
        format!("`cd {}`, then ", Safe(&shown.display().to_string()))
    };
    writeln!(
        session.err,
        "Next: {hint}`cpd status`, which says what to write first. Who sees what: docs/who-sees-what.md."
    )?;
    Ok(ExitKind::Clean)
}

fn refuse_taken(folder: &Path) -> Result<(), Failure> {
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::refused(format!(
            "{} is not a folder",
            folder.display()
        )));
    }
    // `../other` is beside the portfolio that one stands in, not inside it.
    let there = folder
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    if let Some(above) = there.as_deref().and_then(disk::find) {
        return Err(
            Failure::refused(format!("{} is a portfolio already", above.display()))
                .hint("`cpd status` shows where it stands"),
        );
    }
    let free = disk::is_free(folder).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be opened: {}",
            folder.display(),
            in_words(&error)
        ))
    })?;
    if free {
        return Ok(());
    }
    Err(
        Failure::refused(format!("{} has other things in it", folder.display()))
            .hint("begin in a new folder, as in `cpd init my-portfolio`"),
    )
}

/// Everything a portfolio needs to begin, from flags or from a person.
fn ask(args: &Args, session: &mut Session) -> Result<Beginning, Failure> {
    let library = Library::built_in();
    let scheme = match &args.scheme {
        Some(id) => Some(find(id, &library)?),
        None => None,
    };
    let owner = match &args.owner {
        Some(owner) => owner.clone(),
        None if session.interactive => session.ask.text("Your full name", None, None)?,
        None => return Err(missing("--owner", "\"Sam Carter\"")),
    };
    if owner.trim().is_empty() {
        return Err(missing("--owner", "\"Sam Carter\""));
    }
    let manager = match &args.manager {
        Some(manager) => Some(manager.clone()),
        None if session.interactive => Some(session.ask.text(
            "Your line manager's full name",
            None,
            Some("They will endorse your statement"),
        )?),
        None => None,
    };
    let scheme = match scheme {
        None if args.scheme.is_none() && session.interactive => choose(&library, session)?,
        scheme => scheme,
    };
    let since = session.today;
    let manager = manager
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty());
    if manager
        .as_deref()
        .is_some_and(|manager| slug(manager) == slug(&owner))
    {
        return Err(Failure::refused("nobody is their own line manager")
            .hint("name somebody else with --manager"));
    }
    Ok(Beginning {
        owner: owner.trim().to_owned(),
        manager,
        scheme,
        portfolio: uuid::Uuid::new_v4().to_string(),
        since,
    })
}

fn missing(flag: &str, example: &str) -> Failure {
    Failure::failed(format!("{flag} is missing"))
        .hint(format!("as in `cpd init my-portfolio {flag} {example}`"))
}

fn find(id: &str, library: &Library) -> Result<SchemeFiles, Failure> {
    library.newest(id).cloned().ok_or_else(|| {
        let failure = Failure::failed(format!("there is no scheme called {id}"));
        match did_you_mean::question(id, library.ids()) {
            Some(question) => failure.hint(question),
            None => failure.hint(format!("there is: {}", library.ids().join(", "))),
        }
    })
}

fn choose(library: &Library, session: &mut Session) -> Result<Option<SchemeFiles>, Failure> {
    let ids = library.ids();
    let named = |id: &&str| {
        let read = library.newest(id).map(|files| SchemeSet::of(&[files]));
        let title = read.and_then(|set| Some(set.schemes.first()?.title.clone()));
        title.map_or_else(|| (*id).to_owned(), |title| format!("{id} ({title})"))
    };
    let mut options: Vec<String> = ids.iter().map(named).collect();
    options.push("none for now".to_owned());
    let chosen = session
        .ask
        .choose("Which scheme do you follow?", &options)?;
    ids.get(chosen).map(|id| find(id, library)).transpose()
}

/// Writes the files and makes the repository, with its check before each commit. Half a
/// portfolio would only keep the person from beginning again: all of it is made, or none.
pub fn make(folder: &Path, beginning: &Beginning) -> Result<Repo, Failure> {
    let nothing = Snapshot::default();
    let tree = WorkTree::new(folder);
    let base = Base {
        snapshot: &nothing,
        files: &|path: &str| tree.bytes(path),
    };
    let mut changes = ChangeSet::default();
    for (path, template) in FILES {
        let text = render(template, beginning)?;
        changes.create(base, checked(path)?, text.into_bytes())?;
    }
    PortfolioTree::new(folder, None).apply_then(&changes, || {
        let repo = Repo::init(folder)?;
        install_hook(&repo)?;
        Ok(repo)
    })
}

/// Never over a hook that is there, and never outside the repository: a folder
/// of hooks set for every repository is the person's own.
fn install_hook(repo: &Repo) -> Result<(), Failure> {
    let own = repo.git_folder();
    let hook = match write::inside(&own, "hooks/pre-commit") {
        Ok(hook) if repo.hooks_folder() == own.join("hooks") && !hook.exists() => hook,
        _ => return Ok(()),
    };
    write::create(&hook, HOOK.as_bytes())?;
    write::make_executable(&hook)?;
    Ok(())
}

fn render(template: &str, beginning: &Beginning) -> Result<String, Failure> {
    template::render(
        template,
        context! {
            portfolio => beginning.portfolio.clone(),
            owner_id => slug(&beginning.owner),
            owner => scalar(&beginning.owner),
            owner_name => beginning.owner.clone(),
            manager_id => beginning.manager.as_deref().map(slug).unwrap_or_default(),
            manager => beginning.manager.as_deref().map(scalar).unwrap_or_default(),
            scheme => beginning.scheme.as_ref().map(|scheme| scheme.id.clone()).unwrap_or_default(),
            version => beginning.scheme.as_ref().map(|scheme| scheme.version.clone()).unwrap_or_default(),
            since => beginning.since.to_string(),
        },
    )
    .map_err(Failure::other)
}
