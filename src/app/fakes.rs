//! Ports of a portfolio that exists in memory only, for unit tests of use cases.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;

use super::change::ChangeSet;
use super::change::apply::{ApplyError, CommitMessage, Recovered};
use super::moment::Moment;
use super::ports::{
    Blob, BroughtFiles, CommitAuthor, EvidenceSource, ExistingFile, GitIdentity, Head, NewFolder,
    Obstacle, OutputError, OutputFile, OutputFolder, Outputs, OwnPublicKey, PortfolioOpener, Ports,
    Repository, RepositoryAccess, RepositoryError, Revisions, Signer, SignerError, SignerSource,
    UnfinishedMerge, UnreadableKey, UnsavedChange, UserConfig, WorkTree,
};
use super::trust::revision::RevisionChoice;
use super::workspace::{OpenPortfolioError, TrustSettings, Workspace};
use crate::app::trust::anchor::tests::{ANCHOR, sign_as_awarding_body};
use crate::app::trust::anchor_file::UnusableAnchor;
use crate::base::files::digest::BlobId;
use crate::base::files::{Sha256, Snapshot, WriteSeek};
use crate::domain::ports::{CommitInfo, Evidence, HistoryGap, LoggedCommit, PortfolioFiles};
use crate::domain::signoff::ProofKind;

/// The journal of [`World::sams_portfolio`].
pub const JOURNAL: &str = "journals/2026-02-04-saying-i.md";

/// A portfolio in memory, and the settings of whoever works in it.
pub struct World {
    pub files: BTreeMap<String, Vec<u8>>,
    pub repository: RepositoryAccess,
    pub own_key: OwnPublicKey,
    pub anchor: Option<PathBuf>,
    pub outputs: FakeOutputs,
}

impl World {
    /// Returns files in a repository in which nothing was committed.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        let files = files.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Self {
            files: files.collect(),
            repository: RepositoryAccess::Open(Arc::new(FakeRepository::default())),
            own_key: OwnPublicKey::None,
            anchor: None,
            outputs: FakeOutputs::default(),
        }
    }

    /// Returns a portfolio with one journal, whose owner is Sam and whose assessor is Lee.
    pub fn sams_portfolio() -> Self {
        let settings = "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes:\n  lancaster: 1.0.0\n";
        let people = "people:\n  - id: sam-carter\n    name: Sam Carter\n  - id: lee-morgan\n    name: Lee Morgan\n    roles:\n      - { role: assessor, from: 2021-08-02 }\n";
        let journal = "---\ntitle: Saying I\ndate: 2026-02-04\n---\n\nI said it.\n";
        Self::new(&[
            ("cpd.yaml", settings),
            ("trust/people.yaml", people),
            (JOURNAL, journal),
        ])
    }

    pub fn with_file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.as_bytes().to_vec());
        self
    }

    /// Opens the portfolio on 2 October 2026.
    pub fn open(self) -> Result<Workspace, OpenPortfolioError> {
        let files = FakeFiles::default();
        files.0.lock().unwrap().files = self.files;
        let ports = Ports {
            work_tree: Box::new(files.clone()),
            evidence: Arc::new(files),
            repository: self.repository,
            signers: Box::new(FakeSignerSource(self.own_key)),
            user: Box::new(FakeUserConfig(self.anchor)),
            outputs: Box::new(self.outputs),
        };
        opened(ports)
    }
}

fn opened(ports: Ports) -> Result<Workspace, OpenPortfolioError> {
    let trust_settings = TrustSettings {
        choice: RevisionChoice::default(),
        explain: ToString::to_string,
    };
    let day = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
    let root = Path::new("portfolio");
    Workspace::open(root, ports, Moment::at_noon(day), trust_settings)
}

/// A folder in which a portfolio may begin, and whose files are all committed.
#[derive(Default)]
pub struct FakeFolder {
    files: FakeFiles,
    obstacle: Option<Obstacle>,
}

impl FakeFolder {
    pub fn with_obstacle(obstacle: Obstacle) -> Self {
        Self {
            files: FakeFiles::default(),
            obstacle: Some(obstacle),
        }
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut held = self.files.0.lock().unwrap();
        held.files.insert(path.to_owned(), bytes.to_vec());
    }

    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.files.bytes(path)
    }

    /// Returns the message of each commit.
    pub fn commits(&self) -> Vec<String> {
        self.files.0.lock().unwrap().commits.clone()
    }
}

impl NewFolder for FakeFolder {
    fn obstacle(&self) -> Option<Obstacle> {
        self.obstacle.clone()
    }

    fn is_taken(&self) -> Result<bool, String> {
        Ok(!self.files.0.lock().unwrap().files.is_empty())
    }

    fn identity(&self) -> Option<GitIdentity> {
        None
    }

    fn sign_with(&self, _: &Path) -> Result<(), RepositoryError> {
        Ok(())
    }

    fn begin(
        &self,
        changes: &ChangeSet,
        _: Option<&[u8]>,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        self.files.apply_and_commit(changes, commit)
    }
}

impl PortfolioOpener for FakeFolder {
    fn open(&self) -> Result<Workspace, OpenPortfolioError> {
        let committed = self.files.0.lock().unwrap().files.clone();
        opened(Ports {
            work_tree: Box::new(self.files.clone()),
            evidence: Arc::new(self.files.clone()),
            repository: RepositoryAccess::Open(Arc::new(FakeRepository(committed))),
            signers: Box::new(FakeSignerSource(OwnPublicKey::None)),
            user: Box::new(FakeUserConfig(None)),
            outputs: Box::new(FakeOutputs::default()),
        })
    }
}

/// Files that many hold, as a disk is, and the messages of commits.
#[derive(Clone, Default)]
struct FakeFiles(Arc<Mutex<FakeDisk>>);

#[derive(Default)]
struct FakeDisk {
    files: BTreeMap<String, Vec<u8>>,
    commits: Vec<String>,
}

impl WorkTree for FakeFiles {
    fn snapshot(&self) -> Result<Snapshot, OpenPortfolioError> {
        Ok(Snapshot::from_bytes(&self.0.lock().unwrap().files))
    }

    fn not_checked_out(&self) -> Vec<String> {
        Vec::new()
    }

    fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError> {
        let files = &mut self.0.lock().unwrap().files;
        let changes = changes.on_disk();
        for change in &changes {
            let now = files.get(change.path.as_str());
            let path = change.path.to_string();
            match (now.map(|bytes| Sha256::digest(bytes)), change.before) {
                (now, before) if now == before => {}
                (_, None) => return Err(ApplyError::Taken(path)),
                (_, Some(_)) => return Err(ApplyError::Changed(path)),
            }
        }
        for change in changes {
            let path = change.path.to_string();
            match change.after {
                Some(bytes) => files.insert(path, bytes.to_vec()),
                None => files.remove(&path),
            };
        }
        Ok(())
    }

    fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        self.apply(changes)?;
        self.0.lock().unwrap().commits.push(commit.says.to_owned());
        Ok(())
    }

    fn is_unfinished(&self) -> bool {
        false
    }

    fn recover(&self) -> Result<Recovered, ApplyError> {
        Ok(Recovered::Nothing)
    }
}

impl PortfolioFiles for FakeFiles {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap().files.get(path).cloned()
    }
}

impl EvidenceSource for FakeFiles {
    fn evidence(&self) -> Evidence<'_> {
        Evidence {
            files: self,
            ..Evidence::in_memory()
        }
    }
}

/// Files outside of change sets, by their paths on a disk that is in memory. The portfolio
/// is in the folder `portfolio`.
#[derive(Clone, Default)]
pub struct FakeOutputs(Arc<Mutex<FakeOutputDisk>>);

#[derive(Default)]
struct FakeOutputDisk {
    files: BTreeMap<PathBuf, Vec<u8>>,
    folders: Vec<PathBuf>,
    repositories: Vec<PathBuf>,
}

impl FakeOutputs {
    pub fn put(&self, path: &Path, bytes: &[u8]) {
        let files = &mut self.0.lock().unwrap().files;
        files.insert(path.to_path_buf(), bytes.to_vec());
    }

    pub fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        self.0.lock().unwrap().files.get(path).cloned()
    }

    /// Puts a folder where a file may be about to go.
    pub fn make_folder(&self, folder: &Path) {
        self.0.lock().unwrap().folders.push(folder.to_path_buf());
    }

    pub fn make_repository(&self, folder: &Path) {
        let held = &mut self.0.lock().unwrap().repositories;
        held.push(folder.to_path_buf());
    }

    fn refuse_taken(&self, path: PathBuf, existing: ExistingFile) -> Result<PathBuf, OutputError> {
        let held = self.0.lock().unwrap();
        if held.folders.contains(&path) {
            return Err(OutputError::IsFolder(path));
        }
        match (held.files.get(&path), existing) {
            (Some(_), ExistingFile::Keep) => Err(OutputError::Taken(path)),
            (Some(now), ExistingFile::ReplaceIf(may_go)) if !may_go(now) => {
                Err(OutputError::Taken(path))
            }
            _ => Ok(path),
        }
    }
}

impl Outputs for FakeOutputs {
    fn write_through(
        &self,
        path: &Path,
        fill: &mut dyn FnMut(&mut dyn WriteSeek) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let path = self.refuse_taken(path.to_path_buf(), ExistingFile::Keep)?;
        let mut bytes = io::Cursor::new(Vec::new());
        fill(&mut bytes).unwrap();
        self.put(&path, &bytes.into_inner());
        Ok(())
    }

    fn copy(&self, path: &str, out: &mut dyn io::Write) -> io::Result<()> {
        let bytes = self.bytes(&Path::new("portfolio").join(path));
        out.write_all(&bytes.ok_or(io::ErrorKind::NotFound)?)
    }

    fn files_below(&self, folder: &str) -> Vec<String> {
        let held = self.0.lock().unwrap();
        let paths = held.files.keys().filter_map(|path| {
            let path = path.strip_prefix("portfolio").ok()?;
            path.starts_with(folder)
                .then(|| path.to_str().map(str::to_owned))?
        });
        paths.collect()
    }

    fn check(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError> {
        let mut paths = files.iter().map(|file| {
            let path = file.place.below(Path::new("portfolio"));
            self.refuse_taken(path, file.existing)
        });
        paths.try_for_each(|path| path.map(drop))
    }

    fn write(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError> {
        let paths = files.iter().map(|file| {
            let path = file.place.below(Path::new("portfolio"));
            self.refuse_taken(path, file.existing)
        });
        let paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
        for (path, file) in paths.iter().zip(files) {
            self.put(path, file.bytes);
        }
        Ok(())
    }

    fn folder(&self, folder: &Path) -> Result<OutputFolder, OutputError> {
        let held = self.0.lock().unwrap();
        Ok(match () {
            () if folder.starts_with("portfolio") => OutputFolder::InPortfolio,
            () if held.repositories.iter().any(|one| one == folder) => OutputFolder::Repository,
            () if held.files.keys().any(|path| path.starts_with(folder)) => OutputFolder::Taken,
            () => OutputFolder::Free,
        })
    }

    fn sent_before(&self, folder: &Path, _: &str, path: &str) -> Option<Vec<u8>> {
        self.bytes(&folder.join(path))
    }

    fn create_repository(
        &self,
        folder: &Path,
        files: &BTreeMap<String, Vec<u8>>,
        _: CommitMessage<'_>,
    ) -> Result<(), OutputError> {
        for (path, bytes) in files {
            self.put(&folder.join(path), bytes);
        }
        self.make_repository(folder);
        Ok(())
    }

    fn commit_on_branch(
        &self,
        folder: &Path,
        branch: &str,
        files: &BTreeMap<String, Vec<u8>>,
        _: CommitMessage<'_>,
    ) -> Result<(), OutputError> {
        for (path, bytes) in files {
            self.put(&folder.join(branch).join(path), bytes);
        }
        Ok(())
    }
}

struct FakeUserConfig(Option<PathBuf>);

impl UserConfig for FakeUserConfig {
    fn identity(&self) -> Option<GitIdentity> {
        Some(GitIdentity {
            name: "Sam Carter".into(),
            email: "sam@example.org".into(),
        })
    }

    fn anchor(&self) -> Result<Option<PathBuf>, UnusableAnchor> {
        Ok(self.0.clone())
    }
}

struct FakeSignerSource(OwnPublicKey);

impl SignerSource for FakeSignerSource {
    fn own(&self) -> Option<Box<dyn Signer>> {
        let proof = match self.0 {
            OwnPublicKey::None => return None,
            OwnPublicKey::Ssh(_) => ProofKind::Ssh,
            OwnPublicKey::OpenPgp { .. } => ProofKind::OpenPgp,
        };
        Some(Box::new(FakeSigner(proof)))
    }

    fn own_public_key(&self) -> Result<OwnPublicKey, UnreadableKey> {
        Ok(self.0.clone())
    }

    fn in_file(&self, _: &Path) -> Box<dyn Signer> {
        Box::new(FakeSigner(ProofKind::Ssh))
    }
}

/// Signs with the key of the awarding body in tests.
struct FakeSigner(ProofKind);

impl Signer for FakeSigner {
    fn proof(&self) -> ProofKind {
        self.0
    }

    fn public_key(&self) -> Option<String> {
        Some(ANCHOR.to_owned())
    }

    fn signature_ends(&self) -> &'static str {
        "sig"
    }

    fn sign(&self, namespace: &str, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(sign_as_awarding_body(namespace, message))
    }
}

/// A repository without a history: files as if they were committed.
#[derive(Default)]
pub struct FakeRepository(pub BTreeMap<String, Vec<u8>>);

impl Revisions for FakeRepository {
    fn meanings(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn commit_named(&self, _: &str) -> Option<String> {
        None
    }

    fn find_commit(&self, _: &str) -> Option<CommitInfo> {
        None
    }

    fn origin_head(&self) -> Option<String> {
        None
    }

    fn has_remotes(&self) -> bool {
        false
    }

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
        Ok(None)
    }

    fn committed_at(&self, _: &str, _: &str) -> Result<Option<Blob>, RepositoryError> {
        Ok(None)
    }

    fn files_at(&self, _: &str, _: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        Ok(BTreeMap::new())
    }

    fn brought(&self, _: &str, _: &str) -> Result<BTreeMap<String, BlobId>, RepositoryError> {
        Ok(BTreeMap::new())
    }

    fn brought_by_merge(&self, _: &str, _: Option<&str>) -> Result<BroughtFiles, RepositoryError> {
        Ok(BroughtFiles::default())
    }
}

/// Nothing can be committed here.
fn refused<T>() -> Result<T, RepositoryError> {
    Err(RepositoryError::Other("a repository in memory".into()))
}

impl Repository for FakeRepository {
    fn write_bundle(&self, _: &mut dyn io::Write) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn prefix(&self) -> String {
        String::new()
    }

    fn unfinished(&self) -> Option<UnfinishedMerge> {
        None
    }

    fn head(&self) -> Result<Head, RepositoryError> {
        Ok(Head::Unborn)
    }

    fn parents(&self) -> Result<usize, RepositoryError> {
        Ok(0)
    }

    fn is_pushed(&self) -> Result<bool, RepositoryError> {
        Ok(false)
    }

    fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError> {
        Ok(Vec::new())
    }

    fn log(&self) -> Result<Vec<LoggedCommit>, RepositoryError> {
        Ok(Vec::new())
    }

    fn lacks(&self) -> Option<HistoryGap> {
        None
    }

    fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError> {
        Ok(self.0.get(path).map(|bytes| Blob {
            id: self.blob_id(bytes),
            bytes: bytes.clone(),
        }))
    }

    fn snapshot_at(&self, _: &str) -> Result<Snapshot, RepositoryError> {
        Ok(Snapshot::from_bytes(&self.0))
    }

    fn content(&self, id: BlobId) -> Option<Vec<u8>> {
        let mut contents = self.0.values();
        contents.find(|bytes| id.matches_content(bytes)).cloned()
    }

    fn blob_id(&self, bytes: &[u8]) -> BlobId {
        crate::base::files::digest::sha1_blob(bytes)
    }

    fn commit_changes(
        &self,
        _: &BTreeSet<String>,
        _: &str,
        _: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        refused()
    }

    fn take_unnamed_settings(&self, _: &BTreeSet<String>) -> Vec<String> {
        Vec::new()
    }

    fn undo(&self) -> Result<(), RepositoryError> {
        refused()
    }
}
