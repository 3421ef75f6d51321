//! Which scheme a person means: an id, one of its versions, a file or a folder.

use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::base::files::{File, Snapshot};
use crate::base::text::did_you_mean;
use crate::check::compile::CompiledSet;
use crate::cli::error::{Failure, in_words};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Library, SchemeFiles};

/// A scheme, and the folder it was read from where there is one.
pub struct Found {
    pub files: SchemeFiles,
    pub folder: Option<PathBuf>,
}

/// The schemes of the portfolio one stands in, if any, and those that come with cpd.
pub fn library(session: &Session) -> Result<Library, Failure> {
    if disk::find(&session.folder).is_some() {
        return Ok(Workspace::open(session)?.portfolio.library.clone());
    }
    Ok(Library::built_in())
}

pub fn newest<'a>(id: &str, library: &'a Library) -> Result<&'a SchemeFiles, Failure> {
    library.newest(id).ok_or_else(|| {
        let failure = Failure::failed(format!("there is no scheme called {id}"));
        match did_you_mean::question(id, library.ids()) {
            Some(question) => failure.hint(question),
            None => failure.hint(format!("there is: {}", library.ids().join(", "))),
        }
    })
}

/// One version of a scheme, or which there are instead.
pub fn version<'a>(
    id: &str,
    version: &str,
    library: &'a Library,
) -> Result<&'a SchemeFiles, Failure> {
    newest(id, library)?;
    library.get(id, version).ok_or_else(|| {
        let known = library.versions(id).join(", ");
        Failure::failed(format!("there is no version {version} of {id}"))
            .hint(format!("there is: {known}"))
    })
}

/// A scheme by its id, its id and version as in `lancaster@1.0.0`, or its file or folder.
pub fn named(what: &str, session: &Session) -> Result<Found, Failure> {
    let path = session.folder.join(what);
    let folder = if path.is_file() {
        path.parent().map(Path::to_path_buf)
    } else {
        Some(path.clone())
    };
    let folder = folder.filter(|folder| folder.join("scheme.yaml").is_file());
    if let Some(folder) = folder {
        return from_folder(folder, what);
    }
    let library = library(session)?;
    match what.split_once('@') {
        Some((id, number)) => Ok(of(version(id, number, &library)?.clone(), session)),
        None if what.contains(['/', '\\', '.']) => Err(Failure::failed(format!(
            "there is no scheme.yaml at {what}"
        ))
        .hint("name the file, its folder, or a scheme's id")),
        None => Ok(of(newest(what, &library)?.clone(), session)),
    }
}

/// A scheme of the library, with its folder where the portfolio brings it.
pub fn of(files: SchemeFiles, session: &Session) -> Found {
    let root = disk::find(&session.folder);
    let folder = root.map(|root| root.join(&files.prefix));
    Found {
        folder: folder.filter(|folder| folder.join("scheme.yaml").is_file()),
        files,
    }
}

/// A scheme outside any portfolio: read as if a portfolio brought it.
fn from_folder(folder: PathBuf, what: &str) -> Result<Found, Failure> {
    let snapshot = disk::snapshot(&folder)
        .map_err(|error| Failure::failed(format!("{what} cannot be read: {}", in_words(&error))))?;
    let inside = snapshot.files().iter().map(|file| File {
        path: format!("schemes/it/{}", file.path),
        content: file.content.clone(),
    });
    let library = Library::default().with_portfolio(&Snapshot::new(inside.collect()));
    let shown = what.trim_end_matches("scheme.yaml").trim_end_matches('/');
    let prefix = if shown.is_empty() {
        String::new()
    } else {
        format!("{shown}/")
    };
    let files = library.iter().next().cloned();
    let mut files = files.ok_or_else(|| unreadable(what))?;
    files.prefix = prefix;
    whole(files, what).map(|files| Found {
        files,
        folder: Some(folder),
    })
}

/// Returns true if anything is wrong with the schemes of a portfolio, the forms of their
/// criteria included.
pub fn has_mistakes(portfolio: &Portfolio) -> bool {
    let set = CompiledSet::of(portfolio.scheme_set());
    set.faults(None).next().is_some()
}

/// Refuses a scheme whose file is there, and is not text or far too long.
pub fn whole(files: SchemeFiles, what: &str) -> Result<SchemeFiles, Failure> {
    if files.files.contains_key("scheme.yaml") {
        return Ok(files);
    }
    Err(unreadable(what))
}

fn unreadable(what: &str) -> Failure {
    Failure::failed(format!("{what} cannot be read")).hint("a scheme is UTF-8 text of at most 2 MB")
}
