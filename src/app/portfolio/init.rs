//! Beginning a portfolio: its first files, its repository and its first commit, all of them
//! or none.
//!
//! The files are one set of changes that is applied in place and committed with it. A
//! folder that is staged elsewhere and renamed would not do: a person may begin in the
//! folder that they stand in, or in one that holds a repository already.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use thiserror::Error;

use super::editor_files;
use super::forge_files::ForgeFiles;
use super::owner_details::{self, OwnerAnswer};
use crate::app::change::apply::{ApplyError, CommitMessage};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::moment::Moment;
use crate::app::ports::{CommitAuthor, NewFolder, Obstacle};
use crate::base::document::write::scalar;
use crate::base::files::Snapshot;
use crate::base::text::slug;
use crate::check::{CheckInput, check};
use crate::domain::finding::Severity;
use crate::domain::portfolio::person::LINE_MANAGER;
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::ports::Evidence;
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Library, SchemeFiles, SchemeSet};
use crate::domain::signoff::Trust;
use crate::formats::template::{self, TemplateError, context};

/// Inputs of a new portfolio.
#[derive(Debug)]
pub struct NewPortfolio<'a> {
    /// The owner's full name.
    pub owner: &'a str,
    /// The full name of their line manager.
    pub manager: Option<&'a str>,
    pub scheme: Option<&'a SchemeFiles>,
    /// Details of the owner that the scheme asks for.
    pub details: &'a [OwnerAnswer],
    /// Files that a forge needs, where there is one.
    pub forge: Option<&'a ForgeFiles>,
    /// True if editors are told how to check records.
    pub editors: bool,
    pub known: KnownOwner<'a>,
}

/// Facts about the owner and their line manager, beside their names.
#[derive(Debug, Clone, Default)]
pub struct KnownOwner<'a> {
    /// Their id, if it is not made of their name.
    pub id: Option<&'a str>,
    pub manager_id: Option<&'a str>,
    /// Lines of their entry in the list of people.
    pub lines: Vec<String>,
    /// The first day of which records are kept, if it is not the present one.
    pub kept_since: Option<NaiveDate>,
}

/// Reasons why a portfolio cannot be begun. Nothing is left of it.
#[derive(Debug, Error)]
pub enum InitError {
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} is already a portfolio", .0.display())]
    InPortfolio(PathBuf),
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} cannot be opened: {why}", .folder.display())]
    Unreadable { folder: PathBuf, why: String },
    #[error("there is no scheme called {written}")]
    NoScheme { written: String, known: Vec<String> },
    #[error("the owner's name is missing")]
    NoOwner,
    #[error("you cannot be your own line manager")]
    OwnManager,
    #[error("one of your details is not valid: {0}")]
    Detail(String),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Explain for InitError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotAFolder(_) => Explanation::refused(),
            Self::InPortfolio(_) => Explanation::refused()
                .hint(Hint::from(Invocation::ShowStatus).then(" shows its awards")),
            Self::NotEmpty(_) => {
                let folder = Some("my-portfolio".to_owned());
                let begin = Invocation::BeginPortfolio { folder };
                Explanation::refused().hint(Hint::from("choose a new folder, as in ").then(begin))
            }
            Self::OwnManager => Explanation::refused()
                .hint(Hint::from("name somebody else with ").then(Input::Manager)),
            Self::NoScheme { written, known } => {
                Explanation::failed().hint(Hint::similar(written, known, "choose from"))
            }
            Self::Unreadable { .. } | Self::NoOwner | Self::Detail(_) | Self::Template(_) => {
                Explanation::failed()
            }
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
        }
    }
}

impl From<Obstacle> for InitError {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::NotAFolder(folder) => Self::NotAFolder(folder),
            Obstacle::InPortfolio(folder) => Self::InPortfolio(folder),
            Obstacle::NotEmpty(folder) => Self::NotEmpty(folder),
            Obstacle::Unreadable { folder, why } => Self::Unreadable { folder, why },
        }
    }
}

macro_rules! template {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/",
            $name
        ))
    };
}

pub const GITIGNORE: &str = template!("gitignore.j2");
pub const GITATTRIBUTES: &str = template!("gitattributes.j2");

/// Files that every portfolio begins with, by path, with the template of each.
const FILES: [(&str, &str); 5] = [
    ("cpd.yaml", template!("cpd.yaml.j2")),
    ("trust/people.yaml", template!("people.yaml.j2")),
    (".gitignore", GITIGNORE),
    (".gitattributes", GITATTRIBUTES),
    ("docs/who-sees-what.md", template!("who-sees-what.md.j2")),
];

/// The check before each commit.
const HOOK: &str = template!("pre-commit");

/// Fails if a portfolio cannot be begun in a folder.
pub fn refuse_taken(folder: &dyn NewFolder) -> Result<(), InitError> {
    folder
        .obstacle()
        .map_or(Ok(()), |obstacle| Err(obstacle.into()))
}

/// Returns the newest version of a scheme that comes with cpd.
pub fn scheme(written: &str) -> Result<SchemeFiles, InitError> {
    let library = Library::built_in();
    let found = library.newest(written).cloned();
    found.ok_or_else(|| InitError::NoScheme {
        written: written.to_owned(),
        known: library.ids().into_iter().map(str::to_owned).collect(),
    })
}

/// Returns true if a line manager takes a step of a scheme.
pub fn has_managers_step(scheme: &SchemeFiles) -> bool {
    let read = SchemeSet::load(&[scheme]);
    let mut steps = read.schemes.iter().flat_map(|scheme| &scheme.steps);
    steps.any(|step| step.by.role() == LINE_MANAGER)
}

/// Returns the id and the title of each scheme that comes with cpd.
pub fn schemes() -> Vec<(String, Option<String>)> {
    let library = Library::built_in();
    let ids = library.ids().into_iter();
    let titled = ids.map(|id| {
        let read = library.newest(id).map(|files| SchemeSet::load(&[files]));
        let title = read.and_then(|set| Some(set.schemes.first()?.title.clone()));
        (id.to_owned(), title)
    });
    titled.collect()
}

/// Begins a portfolio in a folder and commits it. `id` is one that no other portfolio has.
pub fn init(
    folder: &dyn NewFolder,
    id: &str,
    beginning: &NewPortfolio<'_>,
    at: Moment,
) -> Result<(), InitError> {
    let _span = tracing::info_span!("portfolio.init").entered();
    refuse_taken(folder)?;
    let changes = plan(id, beginning, at)?;
    let owner = beginning.owner.trim();
    let author = author(folder, owner, at);
    let says = format!("Begin the portfolio of {owner}");
    let commit = CommitMessage {
        says: &says,
        author: &author,
    };
    folder.begin(&changes, Some(HOOK.as_bytes()), commit)?;
    Ok(())
}

/// Returns the first files of a portfolio, in which the rules find no error.
pub fn plan(id: &str, beginning: &NewPortfolio<'_>, at: Moment) -> Result<ChangeSet, InitError> {
    let owner = beginning.owner.trim();
    if owner.is_empty() {
        return Err(InitError::NoOwner);
    }
    let manager = beginning.manager.map(str::trim);
    let manager = manager.filter(|name| !name.is_empty());
    let known = &beginning.known;
    let owner_id = known.id.map_or_else(|| slug(owner), str::to_owned);
    let id_of = |name: &str| known.manager_id.map_or_else(|| slug(name), str::to_owned);
    let manager_id = manager.map(id_of).unwrap_or_default();
    if manager.is_some() && manager_id == owner_id {
        return Err(InitError::OwnManager);
    }
    let details = owner_details::lines(beginning.details);
    let details = details.lines().map(str::to_owned);
    let details: Vec<String> = details.chain(known.lines.iter().cloned()).collect();
    let nothing = Snapshot::default();
    let base = Base {
        snapshot: &nothing,
        files: &|_: &str| None,
    };
    let mut changes = ChangeSet::default();
    for (path, template) in FILES {
        let text = template::render(
            template,
            context! {
                portfolio => id,
                owner_id => owner_id.clone(),
                owner => scalar(owner),
                owner_name => owner,
                details => details.clone(),
                manager_id => manager_id.clone(),
                manager => manager.map(scalar).unwrap_or_default(),
                scheme => beginning.scheme.map(|scheme| scheme.id.clone()).unwrap_or_default(),
                version => beginning.scheme.map(|scheme| scheme.version.clone()).unwrap_or_default(),
                since => known.kept_since.unwrap_or(at.today).to_string(),
            },
        )?;
        changes.create(base, checked(path)?, text.into_bytes())?;
    }
    if let Some(forge) = beginning.forge {
        forge.plan(&mut changes, base)?;
    }
    if beginning.editors {
        let schemes: Vec<&SchemeFiles> = beginning.scheme.into_iter().collect();
        for file in editor_files::files(&SchemeSet::load(&schemes).kinds) {
            changes.create(base, checked(&file.path)?, file.text.into_bytes())?;
        }
    }
    refuse_faults(&changes, at)?;
    Ok(changes)
}

/// Refuses a beginning in which the rules would find an error in the list of people.
fn refuse_faults(changes: &ChangeSet, at: Moment) -> Result<(), InitError> {
    let files = changes.on_disk().into_iter();
    let files = files.filter_map(|change| Some((change.path.to_string(), change.after?.to_vec())));
    let files: BTreeMap<String, Vec<u8>> = files.collect();
    let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
    let nobody = Trust::nobody("there are no keys yet");
    let checked = check(CheckInput {
        portfolio: &portfolio,
        evidence: Evidence::in_memory(),
        trust: &nobody,
        today: at.today,
        focus: None,
        only: None,
    });
    let mut found = checked.diagnostics.into_iter();
    let fault = found.find(|found| found.severity == Severity::Error && found.at.path == PEOPLE);
    match fault {
        Some(fault) => Err(InitError::Detail(fault.message)),
        None => Ok(()),
    }
}

/// Returns the author of the first commit: the one that git knows, or else the owner.
fn author(folder: &dyn NewFolder, owner: &str, at: Moment) -> CommitAuthor {
    let (name, email) = match folder.identity() {
        Some(known) => (known.name, known.email),
        None => (owner.to_owned(), format!("{}@cpd.invalid", slug(owner))),
    };
    CommitAuthor {
        name,
        email,
        seconds: at.commit_at,
    }
}

#[cfg(test)]
mod tests;
