//! Sending a request to endorse an award: as a zip, as a folder that is a small repository,
//! or as a branch of a repository that is there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::addressees::{addressees, later_steps_of_nobody};
use super::request::{self, Bundle, RequestError, RequestForm, RequestSending};
use super::require_saved::{NotSaved, require_saved};
use crate::app::author::NoIdentity;
use crate::app::change::apply::CommitMessage;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::pack::print::{self, PackError};
use crate::app::ports::{
    ExistingFile, NoRepository, OutputError, OutputFile, OutputFolder, OutputPlace, Outputs,
};
use crate::app::workspace::Workspace;
use crate::base::files::LARGEST_TEXT;
use crate::check::CheckResult;
use crate::domain::id::AwardRef;
use crate::domain::layout::AwardFiles;
use crate::domain::portfolio::Person;
use crate::domain::remedy::Remedy;
use crate::formats::pack::zip;
use crate::views::submission::StepRequest;

/// The place that a request goes to.
#[derive(Debug, Clone, Copy)]
pub enum RequestDestination<'a> {
    /// The zip among the packs of the portfolio, over an older one.
    UsualZip,
    /// A new zip.
    Zip(&'a Path),
    /// A new or empty folder, or a repository that gets a branch.
    Folder(&'a Path),
}

/// A request that was written.
#[derive(Debug)]
pub struct SentRequest {
    pub place: SentPlace,
    /// Those who are asked: the name of each, and a mail address if one is known.
    pub people: Vec<(String, Option<String>)>,
    /// A mail to send it with; none where a website shows it.
    pub mail: Option<String>,
    /// The steps that come later and for which nobody is listed, each with what to do.
    pub later: Vec<Remedy>,
}

/// The form in which a request was written.
#[derive(Debug, PartialEq, Eq)]
pub enum SentPlace {
    Zip(PathBuf),
    Folder,
    /// A branch with this name.
    Branch(String),
}

/// A reason why a request was not written.
#[derive(Debug, Error)]
pub enum SendRequestError {
    #[error("that folder is inside this portfolio")]
    InPortfolio,
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    NoIdentity(#[from] NoIdentity),
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Explain for SendRequestError {
    fn explain(&self) -> Explanation {
        match self {
            Self::InPortfolio => Explanation::refused()
                .hint(Hint::from("choose a folder outside it with ").then(Input::Folder)),
            Self::NotEmpty(_) => Explanation::refused()
                .hint("choose a new folder, or the clone of a review repository"),
            Self::NoRepository(error) => error.explain(),
            Self::NoIdentity(error) => error.explain(),
            Self::NotSaved(error) => error.explain(),
            Self::Request(error) => error.explain(),
            Self::Pack(error) => error.explain(),
            Self::Output(error) => error.explain(),
        }
    }
}

/// Returns the people who would be asked, if nobody is named.
pub fn people<'a>(
    award: &AwardRef,
    result: &'a CheckResult<'a>,
    workspace: &'a Workspace,
) -> Result<Vec<Person<'a>>, RequestError> {
    let portfolio = &workspace.portfolio;
    let request = request::prepare(award, result, portfolio)?;
    Ok(addressees(
        &request.eligible,
        None,
        portfolio,
        workspace.moment.today,
    )?)
}

/// Writes the files that somebody needs to take the next step of an award: the person who is
/// named, or else those who may take it.
pub fn send(
    award: &AwardRef,
    named: Option<&str>,
    destination: RequestDestination<'_>,
    result: &CheckResult<'_>,
    workspace: &Workspace,
) -> Result<SentRequest, SendRequestError> {
    let repository = workspace.repository()?;
    require_saved(repository, &workspace.portfolio)?;
    let (portfolio, today) = (&workspace.portfolio, workspace.moment.today);
    let request = request::prepare(award, result, portfolio)?;
    let eligible = &request.eligible;
    let people = addressees(eligible, named, portfolio, today).map_err(RequestError::from)?;
    let asked = StepRequest {
        step: eligible.step.id.clone(),
        people: people.iter().map(|one| one.id().clone()).collect(),
    };
    let pack = print::committed_for(award, workspace, asked)?;
    let before = letter_before(&request.files, destination, workspace);
    let usual = request.files.ask_zip();
    let form = request_form(destination, &usual, workspace.outputs())?;
    let sending = RequestSending {
        form,
        people: &people,
        before: before.as_deref(),
    };
    let bundle = request::bundle(&request, &pack, sending, portfolio, repository, today)?;
    let place = deliver(&bundle, &request.files, destination, workspace)?;
    let people = people.iter();
    Ok(SentRequest {
        place,
        people: people
            .map(|one| (one.name().to_owned(), address_of(one)))
            .collect(),
        mail: bundle.mail,
        later: later_steps_of_nobody(eligible.step, eligible.scheme, portfolio, today),
    })
}

/// Returns the first mail address of a person, if one is known.
pub(super) fn address_of(person: &Person<'_>) -> Option<String> {
    person.emails().first().map(|&address| address.to_owned())
}

/// Returns the form in which a request goes to a place, the usual one among them.
pub(super) fn request_form<'a>(
    destination: RequestDestination<'a>,
    usual: &'a str,
    outputs: &dyn Outputs,
) -> Result<RequestForm<'a>, OutputError> {
    let file = match destination {
        RequestDestination::Zip(file) => file,
        RequestDestination::UsualZip => Path::new(usual),
        RequestDestination::Folder(folder) => {
            let is_repository = outputs.folder(folder)? == OutputFolder::Repository;
            return Ok(if is_repository {
                RequestForm::Branch
            } else {
                RequestForm::Folder(name_or(folder, usual))
            });
        }
    };
    Ok(RequestForm::Zip(name_or(file, usual)))
}

/// Returns the name of a file or folder, or else the usual one.
fn name_or<'a>(path: &'a Path, usual: &'a str) -> &'a str {
    let name = path.file_name().and_then(OsStr::to_str);
    name.unwrap_or(usual)
}

/// Returns the letter that was written to the same place last time, if any.
fn letter_before(
    files: &AwardFiles,
    destination: RequestDestination<'_>,
    workspace: &Workspace,
) -> Option<String> {
    let letter = files.request();
    let bytes = match destination {
        RequestDestination::Folder(folder) => {
            let outputs = workspace.outputs();
            outputs.sent_before(folder, &files.ask_branch(), &letter)?
        }
        RequestDestination::UsualZip => {
            let zip = workspace.bytes(&files.ask_zip())?;
            let found = zip::files(&zip, LARGEST_TEXT, |path| path == letter).ok()?;
            found.into_values().next()?
        }
        RequestDestination::Zip(_) => return None,
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

pub(super) fn deliver(
    bundle: &Bundle,
    files: &AwardFiles,
    destination: RequestDestination<'_>,
    workspace: &Workspace,
) -> Result<SentPlace, SendRequestError> {
    let usual = files.ask_zip();
    let (place, existing) = match destination {
        RequestDestination::Folder(folder) => {
            return deliver_to_folder(bundle, files, folder, workspace);
        }
        RequestDestination::UsualZip => (OutputPlace::InPortfolio(&usual), ExistingFile::Replace),
        RequestDestination::Zip(file) => (OutputPlace::Named(file), ExistingFile::Keep),
    };
    workspace.outputs().write(&[OutputFile {
        place,
        bytes: &bundle.zip()?,
        existing,
    }])?;
    Ok(SentPlace::Zip(place.below(&workspace.root)))
}

/// Writes onto a branch of its own where a folder is a repository already, else a small
/// repository, so that whoever signs there can.
fn deliver_to_folder(
    bundle: &Bundle,
    files: &AwardFiles,
    folder: &Path,
    workspace: &Workspace,
) -> Result<SentPlace, SendRequestError> {
    let outputs = workspace.outputs();
    let is_repository = match outputs.folder(folder)? {
        OutputFolder::InPortfolio => return Err(SendRequestError::InPortfolio),
        OutputFolder::Taken => return Err(SendRequestError::NotEmpty(folder.to_path_buf())),
        OutputFolder::Repository => true,
        OutputFolder::Free => false,
    };
    let commit = CommitMessage {
        says: &bundle.says,
        author: &workspace.author()?,
    };
    if is_repository {
        let branch = files.ask_branch();
        outputs.commit_on_branch(folder, &branch, &bundle.files, commit)?;
        Ok(SentPlace::Branch(branch))
    } else {
        outputs.create_repository(folder, &bundle.files, commit)?;
        Ok(SentPlace::Folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::{FakeOutputs, World};

    const LETTER: &str = "REQUEST-silver.md";

    /// Delivers a bundle of one file from Sam's portfolio.
    fn deliver_to(
        destination: RequestDestination<'_>,
        outputs: &FakeOutputs,
    ) -> Result<SentPlace, SendRequestError> {
        let mut world = World::sams_portfolio();
        world.outputs = outputs.clone();
        let bundle = Bundle {
            files: [(LETTER.to_owned(), b"Please.".to_vec())].into(),
            says: "Ask".to_owned(),
            mail: None,
        };
        let files = AwardFiles::new("silver");
        deliver(&bundle, &files, destination, &world.open().unwrap())
    }

    #[test]
    fn only_the_usual_zip_takes_the_place_of_an_older_one() {
        let outputs = FakeOutputs::default();
        let usual = Path::new("portfolio/packs/ask-silver.zip");
        outputs.put(usual, b"an older one");
        let sent = deliver_to(RequestDestination::UsualZip, &outputs).unwrap();
        assert_eq!(sent, SentPlace::Zip(usual.to_path_buf()));
        assert_ne!(outputs.bytes(usual).unwrap(), b"an older one");
        let named = Path::new("for-priya.zip");
        let destination = RequestDestination::Zip(named);
        deliver_to(destination, &outputs).unwrap();
        let error = deliver_to(destination, &outputs).unwrap_err();
        assert_eq!(error.to_string(), "for-priya.zip already exists");
    }

    #[test]
    fn a_folder_gets_a_repository_or_a_branch_or_is_refused() {
        let outputs = FakeOutputs::default();
        let folder = Path::new("for-priya");
        let deliver = || deliver_to(RequestDestination::Folder(folder), &outputs);
        assert_eq!(deliver().unwrap(), SentPlace::Folder);
        assert_eq!(outputs.bytes(&folder.join(LETTER)).unwrap(), b"Please.");
        let branch = "ask/silver".to_owned();
        assert_eq!(deliver().unwrap(), SentPlace::Branch(branch));
        let on_branch = folder.join("ask/silver").join(LETTER);
        assert_eq!(outputs.bytes(&on_branch).unwrap(), b"Please.");

        let full = Path::new("full");
        outputs.put(&full.join("mine.md"), b"mine");
        let error = deliver_to(RequestDestination::Folder(full), &outputs).unwrap_err();
        assert_eq!(error.to_string(), "full is not empty");
        let inside = Path::new("portfolio/for-priya");
        let error = deliver_to(RequestDestination::Folder(inside), &outputs).unwrap_err();
        assert!(matches!(error, SendRequestError::InPortfolio), "{error}");
    }
}
