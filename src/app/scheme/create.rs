//! Starts a scheme, from the beginning or from another: a folder of files and, if it is to
//! be followed at once, the settings that name it. All of it is one set of changes.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use thiserror::Error;

use super::adopt::{self, AdoptError};
use super::error::SchemeError;
use super::find::{FoundScheme, Schemes, is_version};
use super::folders::Occupant;
use super::{from_scheme, from_template};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::base::files::Snapshot;
use crate::base::text::{is_id, words};
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Invocation, Remedy};
use crate::formats::template::TemplateError;

/// A request for a new scheme.
#[derive(Debug, Clone, Copy)]
pub struct NewScheme<'a> {
    pub id: &'a str,
    pub version: &'a str,
    /// The scheme to begin from: an id, ID@VERSION or a folder.
    pub from: Option<&'a str>,
    /// The folder to write it into, in place of the usual one.
    pub to: Option<&'a Path>,
}

/// A new scheme that only lacks its title.
#[derive(Debug)]
pub struct PreparedScheme {
    id: String,
    version: String,
    from: Option<FoundScheme>,
    folder: PathBuf,
}

/// Answers that complete a new scheme.
#[derive(Debug, Clone, Copy)]
pub struct SchemeAnswers<'a> {
    /// None or blank for the usual one.
    pub title: Option<&'a str>,
    /// The portfolio that is to follow it, if one is.
    pub followed_by: Option<&'a Portfolio>,
    pub today: NaiveDate,
}

/// The files of a new scheme, before they are written.
#[derive(Debug)]
pub struct PlannedScheme {
    pub changes: ChangeSet,
    /// The folder that the paths of the changes start from.
    pub root: PathBuf,
    /// The folder of the scheme.
    pub folder: PathBuf,
}

/// A new scheme as the person wants it.
pub(super) struct SchemeSpec<'a> {
    pub id: &'a str,
    pub version: &'a str,
    /// None keeps the title of the scheme that it is copied from.
    pub title: Option<String>,
    pub today: NaiveDate,
}

/// Files of a new scheme, by path beside `scheme.yaml`.
pub(super) type NewSchemeFiles = Vec<(String, Vec<u8>)>;

/// Reasons why a scheme cannot be started.
#[derive(Debug, Error)]
pub enum CreateSchemeError {
    #[error("{0} cannot be the id of a scheme")]
    Id(String),
    #[error("{0} cannot be a version")]
    Version(String),
    /// An id that somebody may follow already means that scheme, and a version of it is
    /// never written again.
    #[error("a scheme called {0} already exists")]
    Known(String),
    #[error("{0} already exists and is not a folder")]
    SomethingElse(String),
    #[error("{0} is not empty")]
    NotEmpty(String),
    #[error("{folder} cannot be opened: {why}")]
    Folder { folder: String, why: String },
    #[error("{path} cannot be copied: {why}")]
    Copy { path: String, why: String },
    /// The scheme to begin from has no id or version that could be replaced.
    #[error("{path} cannot be read")]
    Unreadable { path: String, id: String },
    #[error(transparent)]
    Find(#[from] SchemeError),
    #[error(transparent)]
    Adopt(#[from] AdoptError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl Explain for CreateSchemeError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Id(_) => Explanation::failed()
                .hint("an id is made of letters, digits and hyphens, as in reading-circle"),
            Self::Version(_) => {
                Explanation::failed().hint("a version is three numbers, as in 1.0.0")
            }
            Self::Known(id) => {
                let next = Invocation::NextVersion {
                    scheme: id.clone(),
                    version: "1.1.0".to_owned(),
                };
                let says = "choose another id, or create its next version";
                Explanation::refused().hint(Remedy::invoke(says, next))
            }
            Self::SomethingElse(_) => Explanation::refused(),
            Self::NotEmpty(_) => {
                let folder = Hint::from("choose another folder with ").then(Input::Folder);
                Explanation::refused().hint(folder.then(", or another id"))
            }
            Self::Unreadable { id, .. } => {
                let check = Invocation::CheckScheme { what: id.clone() };
                Explanation::failed().hint(Remedy::invoke("to see why", check))
            }
            Self::Folder { .. } | Self::Copy { .. } | Self::Template(_) => Explanation::failed(),
            Self::Find(error) => error.explain(),
            Self::Adopt(error) => error.explain(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Finds the scheme to begin from and the folder to write into, and refuses what could not
/// be written whatever its title is.
pub fn prepare(
    request: NewScheme<'_>,
    schemes: &Schemes<'_>,
) -> Result<PreparedScheme, CreateSchemeError> {
    let NewScheme { id, version, .. } = request;
    refuse_names(id, version)?;
    let from = request.from.map(|what| schemes.named(what)).transpose()?;
    refuse_known(id, version, from.as_ref(), schemes)?;
    let folder = folder(request, from.as_ref(), schemes);
    refuse_taken(&folder, schemes)?;
    Ok(PreparedScheme {
        id: id.to_owned(),
        version: version.to_owned(),
        from,
        folder,
    })
}

/// Plans the files of a new scheme.
pub fn plan(
    prepared: PreparedScheme,
    answers: SchemeAnswers<'_>,
    schemes: &Schemes<'_>,
) -> Result<PlannedScheme, CreateSchemeError> {
    let _span = tracing::info_span!("scheme.create").entered();
    let title = answers.title.map(str::trim);
    let beginning = SchemeSpec {
        id: &prepared.id,
        version: &prepared.version,
        title: match title {
            Some(title) if !title.is_empty() => Some(title.to_owned()),
            None if prepared.is_next_version() => None,
            _ => Some(prepared.usual_title()),
        },
        today: answers.today,
    };
    let files = match &prepared.from {
        Some(from) => from_scheme::files(from, &beginning, schemes.folders)?,
        None => from_template::files(&beginning)?,
    };
    let root = root(&prepared.folder, schemes);
    let nothing = Snapshot::default();
    let snapshot = answers.followed_by.map(|portfolio| &portfolio.snapshot);
    let base = Base {
        snapshot: snapshot.unwrap_or(&nothing),
        // Files that the snapshot does not hold are met when the changes are applied.
        files: &|_: &str| None,
    };
    let mut changes = ChangeSet::default();
    let below = prepared.folder.strip_prefix(&root).unwrap_or(Path::new(""));
    for (path, bytes) in &files {
        let path = below.join(path).to_string_lossy().replace('\\', "/");
        changes.create(base, checked(&path)?, bytes.as_slice())?;
    }
    if answers.followed_by.is_some() {
        adopt::follow(&mut changes, base, &prepared.id, &prepared.version)?;
    }
    Ok(PlannedScheme {
        changes,
        root,
        folder: prepared.folder,
    })
}

impl PreparedScheme {
    /// Returns true if it is another version of the scheme that it begins from, so that it
    /// keeps the title.
    pub fn is_next_version(&self) -> bool {
        let from = self.from.as_ref();
        from.is_some_and(|from| from.files.id == self.id)
    }

    /// Returns the title that the id suggests.
    pub fn usual_title(&self) -> String {
        words::capitalise(&words::with_spaces(&self.id))
    }
}

fn refuse_names(id: &str, version: &str) -> Result<(), CreateSchemeError> {
    let is_plain = id.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !is_plain || !is_id(id) {
        return Err(CreateSchemeError::Id(id.to_owned()));
    }
    if !is_version(version) {
        return Err(CreateSchemeError::Version(version.to_owned()));
    }
    Ok(())
}

fn refuse_known(
    id: &str,
    version: &str,
    from: Option<&FoundScheme>,
    schemes: &Schemes<'_>,
) -> Result<(), CreateSchemeError> {
    let is_next = from.is_some_and(|from| from.files.id == id);
    let is_same = is_next && from.is_some_and(|from| from.files.version == version);
    let known = schemes.library.versions(id);
    if is_same || known.contains(&version) || !known.is_empty() && !is_next {
        return Err(CreateSchemeError::Known(id.to_owned()));
    }
    Ok(())
}

/// Returns the folder that is written into: beside the other versions, if there are any.
fn folder(request: NewScheme<'_>, from: Option<&FoundScheme>, schemes: &Schemes<'_>) -> PathBuf {
    let NewScheme { id, version, .. } = request;
    if let Some(to) = request.to {
        return schemes.here.join(to);
    }
    if let Some(root) = &schemes.root {
        return root.join(format!("schemes/{id}/{version}"));
    }
    let other = from.filter(|from| from.files.id == id);
    let beside = other.and_then(|from| Some((from.folder.as_ref()?, &from.files.version)));
    match beside {
        Some((folder, other)) if folder.ends_with(other) => folder.with_file_name(version),
        Some((folder, _)) => folder.with_file_name(format!("{id}-{version}")),
        None => schemes.here.join(id),
    }
}

fn refuse_taken(folder: &Path, schemes: &Schemes<'_>) -> Result<(), CreateSchemeError> {
    let shown = folder.display().to_string();
    let kind = |path: &Path| schemes.folders.kind(path);
    if kind(&folder.join(".git")) != Occupant::Nothing || kind(folder) == Occupant::Link {
        return Err(CreateSchemeError::SomethingElse(shown));
    }
    match schemes.folders.is_free(folder) {
        Ok(true) => Ok(()),
        Ok(false) => Err(CreateSchemeError::NotEmpty(shown)),
        Err(why) => Err(CreateSchemeError::Folder { folder: shown, why }),
    }
}

/// Returns the portfolio's folder for a scheme inside it, or else the nearest folder there is.
fn root(folder: &Path, schemes: &Schemes<'_>) -> PathBuf {
    let inside = schemes
        .root
        .as_deref()
        .filter(|root| folder.starts_with(root));
    let is_there = |above: &&Path| schemes.folders.kind(above).may_be_folder();
    let root = inside.or_else(|| folder.ancestors().find(is_there));
    root.unwrap_or(folder).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::super::fake_folders::{FakeFolders, scheme};
    use super::super::find::has_mistakes;
    use super::*;
    use crate::domain::portfolio::load;
    use crate::domain::schema::Library;

    const SETTINGS: &str = "cpd: 1\nschemes: { mine: 1.0.0 }\n";

    fn folders() -> FakeFolders {
        FakeFolders::of(&[
            ("/p/cpd.yaml", SETTINGS),
            (
                "/p/schemes/mine/1.0.0/scheme.yaml",
                &scheme("mine", "1.0.0"),
            ),
            ("/p/notes/a.txt", "mine"),
        ])
    }

    fn request<'a>(id: &'a str, from: Option<&'a str>) -> NewScheme<'a> {
        NewScheme {
            id,
            version: if from == Some(id) { "1.1.0" } else { "1.0.0" },
            from,
            to: None,
        }
    }

    fn answers(followed_by: Option<&Portfolio>) -> SchemeAnswers<'_> {
        SchemeAnswers {
            title: None,
            followed_by,
            today: NaiveDate::from_ymd_opt(2026, 2, 3).unwrap(),
        }
    }

    fn paths(planned: &PlannedScheme) -> Vec<String> {
        let changes = planned.changes.on_disk();
        changes.iter().map(|one| one.path.to_string()).collect()
    }

    #[test]
    fn creating_and_following_a_scheme_is_one_change_set() {
        let folders = folders();
        let schemes = folders.schemes("/p");
        let snapshot = schemes.folders.snapshot(Path::new("/p")).unwrap();
        let portfolio = Portfolio::load(snapshot);
        let prepared = prepare(request("new-one", None), &schemes).unwrap();
        let planned = plan(prepared, answers(Some(&portfolio)), &schemes).unwrap();
        let paths = paths(&planned);
        assert!(paths.contains(&"cpd.yaml".to_owned()), "{paths:?}");
        assert!(paths.contains(&"schemes/new-one/1.0.0/scheme.yaml".to_owned()));
        // As it would lie on disk it is followed, and has no mistakes.
        let after = Portfolio::load(planned.changes.overlay(&portfolio.snapshot));
        assert_eq!(after.config.version("new-one"), Some("1.0.0"));
        assert_eq!(
            after.scheme("new-one").map(|one| &*one.title),
            Some("New one")
        );
        assert!(!has_mistakes(&after));
    }

    #[test]
    fn settings_that_cannot_be_changed_leave_nothing_planned() {
        let folders = FakeFolders::of(&[("/p/cpd.yaml", "cpd: 1\nschemes: []\n")]);
        let schemes = folders.schemes("/p");
        let snapshot = schemes.folders.snapshot(Path::new("/p")).unwrap();
        let portfolio = Portfolio::load(snapshot);
        let prepared = prepare(request("new-one", None), &schemes).unwrap();
        let error = plan(prepared, answers(Some(&portfolio)), &schemes).unwrap_err();
        assert!(matches!(
            error,
            CreateSchemeError::Adopt(AdoptError::Settings { .. })
        ));
    }

    #[test]
    fn the_next_version_keeps_the_title_and_lies_beside_the_other() {
        let folders = folders();
        let schemes = folders.schemes("/p");
        let prepared = prepare(request("mine", Some("mine")), &schemes).unwrap();
        let planned = plan(prepared, answers(None), &schemes).unwrap();
        assert_eq!(paths(&planned), ["schemes/mine/1.1.0/scheme.yaml"]);
        let text = planned.changes.on_disk()[0].after.clone().unwrap();
        let expected = scheme("mine", "1.0.0").replace("version: 1.0.0", "version: 1.1.0");
        assert_eq!(String::from_utf8_lossy(&text), expected);
        // Without a portfolio it lies beside the folder of the other one.
        let alone = Schemes {
            library: Library::built_in(),
            root: None,
            ..folders.schemes("/p")
        };
        let from = Some("schemes/mine/1.0.0");
        let next = NewScheme {
            version: "2.0.0",
            ..request("mine", from)
        };
        let prepared = prepare(next, &alone).unwrap();
        assert_eq!(prepared.folder, Path::new("/p/schemes/mine/2.0.0"));
        assert_eq!(root(&prepared.folder, &alone), Path::new("/p/schemes/mine"));
    }

    #[test]
    fn names_that_are_taken_and_folders_with_other_things_are_refused() {
        let folders = folders();
        let schemes = folders.schemes("/p");
        let error = |request| prepare(request, &schemes).unwrap_err().to_string();
        let known = "a scheme called mine already exists";
        assert_eq!(error(request("mine", None)), known);
        assert_eq!(error(request("mine", Some("lancaster"))), known);
        let taken = NewScheme {
            to: Some(Path::new("notes")),
            ..request("new-one", None)
        };
        assert_eq!(error(taken), "/p/notes is not empty");
        let id = error(request("../x", None));
        assert_eq!(id, "../x cannot be the id of a scheme");
    }

    #[test]
    fn a_copy_of_another_scheme_has_its_own_name_and_says_it_is_unofficial() {
        let official = format!(
            "{}source: {{ name: Me, official: true }}\n",
            scheme("a", "1.0.0")
        );
        let folders = FakeFolders::of(&[
            ("/p/a/scheme.yaml", &official),
            (
                "/p/a/examples/one/cpd.yaml",
                "cpd: 1\nschemes: { a: 1.0.0 }\n",
            ),
            (
                "/p/a/examples/expected.yaml",
                "one:\n  findings: [{ rule: unmet-criterion, criterion: a/one/enough }]\n",
            ),
        ]);
        let schemes = Schemes {
            root: None,
            ..folders.schemes("/p")
        };
        let prepared = prepare(request("b", Some("a")), &schemes).unwrap();
        let planned = plan(prepared, answers(None), &schemes).unwrap();
        let texts: Vec<(String, String)> = planned
            .changes
            .on_disk()
            .iter()
            .map(|one| {
                let bytes = one.after.clone().unwrap().to_vec();
                (one.path.to_string(), String::from_utf8(bytes).unwrap())
            })
            .collect();
        let text = |path: &str| &texts.iter().find(|(at, _)| at == path).unwrap().1;
        assert_eq!(
            text("b/examples/one/cpd.yaml"),
            "cpd: 1\nschemes: { b: 1.0.0 }\n"
        );
        assert!(text("b/examples/expected.yaml").contains("criterion: b/one/enough"));
        assert!(text("b/scheme.yaml").contains("id: b\nversion: 1.0.0\ntitle: B\n"));
        assert!(text("b/scheme.yaml").contains("official: false"));
        let read =
            Library::default().with_portfolio(&planned.changes.overlay(&Snapshot::default()));
        assert!(
            read.iter()
                .all(|files| !has_mistakes(&load::with_scheme(files.clone())))
        );
    }
}
