//! The sample portfolio: two years of a person's work, replayed from a list of commits.
//! Each commit is one set of changes, and each step is taken by the use case with which
//! everyone takes theirs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use include_dir::{Dir, include_dir};
use thiserror::Error;

use super::demo_keys::DemoKeys;
use super::init::{self, GITATTRIBUTES, GITIGNORE, InitError};
use crate::app::change::apply::{ApplyError, CommitMessage};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::app::lookup::AwardLookupError;
use crate::app::pack::print::{self, PackError};
use crate::app::ports::{
    CommitAuthor, ExistingFile, KeyMaker, MakeKeysError, NewFolder, NoRepository, OutputError,
    OutputFile, OutputPlace, PortfolioOpener, RepositoryError, WorkTree,
};
use crate::app::signoff::eligibility::{Eligibility, NoSigner, NotReady};
use crate::app::signoff::pack_digest::pack_digest;
use crate::app::signoff::sign::{
    self, Declaration, ProofMethod, SignError, SignedReferences, SigningContext,
};
use crate::app::trust::add_key::AddKeyError;
use crate::app::trust::sign_list::SignListError;
use crate::app::workspace::{OpenPortfolioError, Workspace};
use crate::base::calendar;
use crate::base::document::{Node, read_yaml};
use crate::base::files::Snapshot;
use crate::base::text::words;
use crate::formats::PrintError;
use crate::formats::pack;

/// The list of commits, and the files that they bring.
static SOURCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/demo-source");

/// Largest number of nodes of the list.
const MOST_NODES: usize = 10_000;

/// Reasons why there is no sample portfolio.
#[derive(Debug, Error)]
pub enum DemoError {
    #[error("the folder is not empty")]
    NotEmpty,
    #[error("it cannot be opened: {0}")]
    Unreadable(String),
    #[error("the sample cannot be read: {0}")]
    Sample(String),
    #[error("the demo has no mark called {0}")]
    NoMark(String),
    #[error("the demo has no award in progress")]
    NoAward,
    #[error(transparent)]
    Folder(#[from] InitError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Open(#[from] OpenPortfolioError),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    Lookup(#[from] AwardLookupError),
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error(transparent)]
    NoSigner(#[from] NoSigner),
    #[error(transparent)]
    Sign(#[from] SignError),
    #[error(transparent)]
    MakeKeys(#[from] MakeKeysError),
    #[error(transparent)]
    AddKey(#[from] AddKeyError),
    #[error(transparent)]
    SignList(#[from] SignListError),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Print(#[from] PrintError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Explain for DemoError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotEmpty => Explanation::refused().hint("choose a new folder"),
            Self::Unreadable(_)
            | Self::Sample(_)
            | Self::NoMark(_)
            | Self::NoAward
            | Self::Print(_) => Explanation::failed(),
            Self::Folder(error) => error.explain(),
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
            Self::Open(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::Lookup(error) => error.explain(),
            Self::NotReady(error) => error.explain(),
            Self::NoSigner(error) => error.explain(),
            Self::Sign(error) => error.explain(),
            Self::MakeKeys(error) => error.explain(),
            Self::AddKey(error) => error.explain(),
            Self::SignList(error) => error.explain(),
            Self::Repository(error) => error.explain(),
            Self::Pack(error) => error.explain(),
            Self::Output(error) => error.explain(),
        }
    }
}

/// The proof that the sign-offs of a sample have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoProof {
    /// Signatures with keys, for which this person vouches.
    Keys { voucher: String },
    /// None: no keys were asked for, or they could not be made for a reason.
    Claims { because: Option<String> },
}

/// Makes the sample portfolio in a folder that holds nothing yet. `opener` opens the
/// portfolio in that folder. Its sign-offs are claims without a maker of keys, or where that
/// cannot make any.
pub fn create(
    folder: &dyn NewFolder,
    opener: &dyn PortfolioOpener,
    maker: Option<&dyn KeyMaker>,
) -> Result<DemoProof, DemoError> {
    let _span = tracing::info_span!("portfolio.demo").entered();
    if folder.is_taken().map_err(DemoError::Unreadable)? {
        return Err(DemoError::NotEmpty);
    }
    init::refuse_taken(folder)?;
    let list = DemoList::read()?;
    let mut because = None;
    if let Some(maker) = maker {
        match DemoKeys::make(maker, &list.key_holders()) {
            Ok(keys) => {
                let signed = list.replay_signed(folder, opener, &keys);
                return signed.inspect_err(|_| maker.discard());
            }
            Err(MakeKeysError::Program(why)) => because = Some(why),
            Err(error) => return Err(error.into()),
        }
    }
    list.replay(folder, opener, None, None)?;
    Ok(DemoProof::Claims { because })
}

/// Replays the history into a folder, up to a mark, with claims in place of signatures.
#[cfg(test)]
pub fn create_at(
    folder: &dyn NewFolder,
    opener: &dyn PortfolioOpener,
    mark: &str,
) -> Result<(), DemoError> {
    DemoList::read()?.replay(folder, opener, None, Some(mark))
}

/// The list of commits.
struct DemoList(Node);

impl DemoList {
    fn read() -> Result<Self, DemoError> {
        let list = read_yaml(text("history.yaml")?, 0, MOST_NODES);
        list.map(Self)
            .map_err(|fault| DemoError::Sample(fault.reason))
    }

    fn commits(&self) -> &[Node] {
        self.0.get("commits").map(Node::items).unwrap_or_default()
    }

    /// Returns the ids of the people who have a key, in the order in which they are listed.
    fn key_holders(&self) -> Vec<&str> {
        let keys = self
            .commits()
            .iter()
            .filter_map(|commit| commit.get("keys"));
        keys.flat_map(Node::items)
            .filter_map(Node::scalar)
            .collect()
    }

    /// Replays the history with signatures, and lets the owner sign from then on.
    fn replay_signed(
        &self,
        folder: &dyn NewFolder,
        opener: &dyn PortfolioOpener,
        keys: &DemoKeys<'_>,
    ) -> Result<DemoProof, DemoError> {
        self.replay(folder, opener, Some(keys), None)?;
        let mut commits = self.commits().iter();
        let vouching = commits.find(|commit| commit.get("vouches").is_some());
        let voucher = vouching.and_then(|commit| scalar(commit, "by"));
        let owner = opener.open()?.portfolio.owner().map(|one| one.id().clone());
        if let Some(key) = owner.and_then(|owner| keys.file(&owner)) {
            folder.sign_with(key)?;
        }
        Ok(DemoProof::Keys {
            voucher: voucher.ok_or_else(incomplete)?.to_owned(),
        })
    }

    /// Replays the history into a folder, up to a mark or to its end.
    fn replay(
        &self,
        folder: &dyn NewFolder,
        opener: &dyn PortfolioOpener,
        keys: Option<&DemoKeys<'_>>,
        until: Option<&str>,
    ) -> Result<(), DemoError> {
        let (first, others) = self.commits().split_first().ok_or_else(incomplete)?;
        let mut replayed = Replay {
            opener,
            keys,
            files: BTreeMap::new(),
        };
        replayed.begin(&DemoCommit::of(first)?, folder)?;
        let workspace = opener.open()?;
        let is_last = |commit: &Node| until.is_some() && scalar(commit, "mark") == until;
        if is_last(first) {
            return Ok(());
        }
        for commit in others {
            replayed.replay(commit, workspace.work_tree())?;
            if is_last(commit) {
                return Ok(());
            }
        }
        until.map_or(Ok(()), |mark| Err(DemoError::NoMark(mark.to_owned())))
    }
}

/// Writes the pack of the award that is in progress, and returns its path in the portfolio:
/// the demo ends with an award that is endorsed.
pub fn write_pack(workspace: &Workspace) -> Result<String, DemoError> {
    workspace.check(|result| {
        let award = workspace.award_or_current(None, result)?;
        let verdict = result.award(&award).ok_or(DemoError::NoAward)?;
        let pack = print::ready(verdict, workspace)?;
        let path = workspace.files_of(&award).pack(pack::DEFAULT.extension);
        workspace.outputs().write(&[OutputFile {
            place: OutputPlace::InPortfolio(&path),
            bytes: &(pack::DEFAULT.print)(&pack)?,
            existing: ExistingFile::Replace,
        }])?;
        Ok(path)
    })
}

/// A portfolio whose history is being replayed.
struct Replay<'a> {
    opener: &'a dyn PortfolioOpener,
    /// The keys of its people; none where they sign nothing.
    keys: Option<&'a DemoKeys<'a>>,
    /// The files that were written, by path.
    files: BTreeMap<String, &'static [u8]>,
}

/// A commit of the list.
struct DemoCommit<'n> {
    /// The id of its author.
    by: &'n str,
    on: DateTime<Utc>,
    /// Its message; none for a sign-off, whose step says it.
    says: Option<&'n str>,
    /// Paths in the portfolio, each with the content that it gets.
    files: Vec<(&'n str, &'static [u8])>,
}

impl<'n> DemoCommit<'n> {
    fn of(commit: &'n Node) -> Result<Self, DemoError> {
        let on = scalar(commit, "on").and_then(calendar::instant);
        let files = commit.get("files").map(Node::items).unwrap_or_default();
        let files = files.iter().map(|file| {
            let path = file.scalar().or_else(|| scalar(file, "path"));
            let path = path.ok_or_else(incomplete)?;
            let from = scalar(file, "from").unwrap_or(path);
            Ok((path, content(&format!("files/{from}"))?))
        });
        Ok(Self {
            by: scalar(commit, "by").ok_or_else(incomplete)?,
            on: on.ok_or_else(incomplete)?,
            says: scalar(commit, "says"),
            files: files.collect::<Result<_, DemoError>>()?,
        })
    }

    /// People of the demo commit under their own names, at an address that nobody has.
    fn author(&self) -> CommitAuthor {
        let name = self.by.split('-').map(words::capitalise);
        CommitAuthor {
            name: name.collect::<Vec<_>>().join(" "),
            email: format!("{}@cpd.invalid", self.by),
            seconds: Some(self.on.timestamp()),
        }
    }
}

impl Replay<'_> {
    /// Makes the portfolio with its first commit.
    fn begin(&mut self, commit: &DemoCommit<'_>, folder: &dyn NewFolder) -> Result<(), DemoError> {
        let settings = [(".gitignore", GITIGNORE), (".gitattributes", GITATTRIBUTES)];
        let settings = settings.map(|(path, text)| (path, text.as_bytes()));
        let changes = self.write(settings.into_iter().chain(commit.files.iter().copied()))?;
        let message = CommitMessage {
            says: commit.says.ok_or_else(incomplete)?,
            author: &commit.author(),
        };
        Ok(folder.begin(&changes, None, message)?)
    }

    /// Makes one of the other commits. Keys are listed and vouched for only if there are any.
    fn replay(&mut self, commit: &Node, work_tree: &dyn WorkTree) -> Result<(), DemoError> {
        let made = DemoCommit::of(commit)?;
        let holders = commit.get("keys").map(Node::items);
        match (scalar(commit, "signoff"), holders, commit.get("vouches")) {
            (Some(step), _, _) => self.take_step(step, commit, &made),
            (None, Some(holders), _) => self.list_keys(holders, &made),
            (None, None, Some(_)) => self.vouch(&made),
            (None, None, None) => self.commit(&made, work_tree),
        }
    }

    fn commit(
        &mut self,
        commit: &DemoCommit<'_>,
        work_tree: &dyn WorkTree,
    ) -> Result<(), DemoError> {
        let changes = self.write(commit.files.iter().copied())?;
        let message = CommitMessage {
            says: commit.says.ok_or_else(incomplete)?,
            author: &commit.author(),
        };
        Ok(work_tree.apply_and_commit(&changes, message)?)
    }

    /// Lists the key of each of these people, in one commit.
    fn list_keys(&self, holders: &[Node], commit: &DemoCommit<'_>) -> Result<(), DemoError> {
        let Some(keys) = self.keys else {
            return Ok(());
        };
        for person in holders.iter().filter_map(Node::scalar) {
            keys.list(person, &self.opener.open()?)?;
        }
        let workspace = self.opener.open()?;
        let says = commit.says.ok_or_else(incomplete)?;
        let repository = workspace.repository()?;
        let changes = repository.changes()?.into_iter();
        let paths = changes.map(|change| change.path).collect();
        repository.commit_changes(&paths, says, &commit.author())?;
        Ok(())
    }

    /// Lets the author of a commit vouch for the people and keys.
    fn vouch(&self, commit: &DemoCommit<'_>) -> Result<(), DemoError> {
        let Some(keys) = self.keys else {
            return Ok(());
        };
        let message = CommitMessage {
            says: commit.says.ok_or_else(incomplete)?,
            author: &commit.author(),
        };
        keys.vouch(
            commit.by,
            commit.on.date_naive(),
            &self.opener.open()?,
            message,
        )
    }

    /// Plans files to be written over what was written before.
    fn write<'n>(
        &mut self,
        files: impl Iterator<Item = (&'n str, &'static [u8])>,
    ) -> Result<ChangeSet, DemoError> {
        let nothing = Snapshot::default();
        let mut changes = ChangeSet::default();
        for (path, bytes) in files {
            let written = |path: &str| self.files.get(path).map(|bytes| bytes.to_vec());
            let base = Base {
                snapshot: &nothing,
                files: &written,
            };
            changes.write(base, checked(path)?, bytes)?;
            self.files.insert(path.to_owned(), bytes);
        }
        Ok(changes)
    }

    /// Takes a step in the portfolio as it is now.
    fn take_step(
        &self,
        step: &str,
        signoff: &Node,
        commit: &DemoCommit<'_>,
    ) -> Result<(), DemoError> {
        let workspace = self.opener.open()?;
        let award = workspace.award(scalar(signoff, "award").ok_or_else(incomplete)?)?;
        workspace.check(|result| {
            let eligible = Eligibility::check(step, &award, result, &workspace.portfolio)?;
            let day = commit.on.date_naive();
            let manifest = pack_digest(&eligible, &workspace)?;
            let file = self.keys.and_then(|keys| keys.file(commit.by));
            let key = file.map(|file| workspace.signers().in_file(file));
            let declaration = Declaration {
                by: eligible.signer(Some(commit.by), &workspace.portfolio, day)?,
                words: scalar(signoff, "words").unwrap_or_default(),
                on: commit.on,
                proof: ProofMethod::of_own(key.as_deref()),
                author: &commit.author(),
                references: SignedReferences {
                    manifest: manifest.as_deref(),
                    number: None,
                },
                may_claim: key.is_none(),
            };
            sign::sign_now(&eligible, &declaration, SigningContext::of(&workspace)?)?;
            Ok(())
        })
    }
}

fn scalar<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::scalar)
}

fn content(path: &str) -> Result<&'static [u8], DemoError> {
    let file = SOURCE.get_file(path);
    let missing = || DemoError::Sample(format!("{path} is missing"));
    Ok(file.ok_or_else(missing)?.contents())
}

fn text(path: &str) -> Result<&'static str, DemoError> {
    std::str::from_utf8(content(path)?).map_err(|error| DemoError::Sample(error.to_string()))
}

fn incomplete() -> DemoError {
    DemoError::Sample("its history is incomplete".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::FakeFolder;
    use crate::app::ports::{MadeKey, Obstacle};

    #[test]
    fn the_history_is_replayed_commit_by_commit_up_to_a_mark() {
        let folder = FakeFolder::default();
        create_at(&folder, &folder, "begun").unwrap();
        let says: Vec<String> = folder.commits();
        assert_eq!(says.len(), 4, "{says:?}");
        assert!(says[0].starts_with("Start my portfolio"), "{says:?}");
        let journal = "journals/2024-11-20-what-minutes-are-for.md";
        assert!(folder.bytes(journal).is_some());
        assert!(folder.bytes(".gitignore").is_some());
        let workspace = folder.open().unwrap();
        assert_eq!(workspace.portfolio.owner().unwrap().id(), "sam-carter");
    }

    #[test]
    fn a_file_that_comes_again_is_replaced() {
        let folder = FakeFolder::default();
        create_at(&folder, &folder, "bronze-ready").unwrap();
        let journal = "journals/2024-11-20-what-minutes-are-for.md";
        let second = "files/journals/2024-11-20-what-minutes-are-for.v2.md";
        assert_eq!(
            folder.bytes(journal).as_deref(),
            Some(content(second).unwrap())
        );
    }

    #[test]
    fn nothing_is_written_where_there_is_something() {
        let folder = FakeFolder::default();
        folder.put("notes.txt", b"mine");
        let error = create(&folder, &folder, None).unwrap_err();
        assert!(matches!(error, DemoError::NotEmpty), "{error}");
        assert!(folder.commits().is_empty());
    }

    #[test]
    fn no_demo_is_made_inside_a_portfolio() {
        let folder = FakeFolder::with_obstacle(Obstacle::InPortfolio("portfolio".into()));
        let error = create(&folder, &folder, None).unwrap_err();
        assert_eq!(error.to_string(), "portfolio is already a portfolio");
        assert!(folder.commits().is_empty());
    }

    /// Without a typesetter nobody knows whether a statement is too long.
    #[test]
    fn a_step_that_may_not_be_taken_stops_the_replay() {
        let folder = FakeFolder::default();
        let error = create(&folder, &folder, None).unwrap_err();
        assert!(matches!(error, DemoError::NotReady(_)), "{error}");
        assert!(!error.explain().remedies.is_empty());
        let signed = folder
            .commits()
            .iter()
            .any(|says| says.starts_with("Sign "));
        assert!(!signed);
    }

    /// Makes no keys, for a reason.
    struct NoKeys(fn() -> MakeKeysError);

    impl KeyMaker for NoKeys {
        fn make(&self, people: &[&str]) -> Result<BTreeMap<String, MadeKey>, MakeKeysError> {
            assert_eq!(
                people,
                ["sam-carter", "priya-shah", "organisation-development"]
            );
            Err((self.0)())
        }

        fn discard(&self) {
            panic!("there are no keys to remove");
        }

        fn salt(&self) -> u128 {
            0
        }
    }

    #[test]
    fn without_a_program_that_makes_keys_the_history_is_the_same_as_without_keys() {
        let made = |maker: Option<&dyn KeyMaker>| {
            let folder = FakeFolder::default();
            let error = create(&folder, &folder, maker).unwrap_err();
            // In memory nobody can sign, with keys or without.
            assert!(matches!(error, DemoError::NotReady(_)), "{error}");
            folder.commits()
        };
        let none = NoKeys(|| MakeKeysError::Program("there is no ssh-keygen".into()));
        assert_eq!(made(Some(&none)), made(None));
        assert!(made(None).len() > 10);
    }

    #[test]
    fn nothing_is_begun_where_keys_would_be_written_over_other_files() {
        let folder = FakeFolder::default();
        let taken = NoKeys(|| MakeKeysError::Taken("sample-keys".into()));
        let error = create(&folder, &folder, Some(&taken)).unwrap_err();
        assert_eq!(error.to_string(), "sample-keys is not empty");
        assert!(folder.commits().is_empty());
    }

    #[test]
    fn a_commit_without_an_author_or_a_moment_is_refused() {
        for list in ["by: sam-carter", "on: 2024-11-04T09:12:00Z"] {
            let list = read_yaml(list, 0, 10).ok().unwrap();
            assert!(matches!(DemoCommit::of(&list), Err(DemoError::Sample(_))));
        }
    }
}
