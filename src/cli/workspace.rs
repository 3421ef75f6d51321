//! Holds the portfolio that a command works on: its folder, its records, its repository.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::{Failure, with_hint};
use super::session::Session;
use crate::adapters::disk::{self, write};
use crate::adapters::evidence::FolderEvidence;
use crate::adapters::git::settings::GitSettings;
use crate::adapters::git::{Repo, SharedReads, SharedRepo};
use crate::adapters::keys::ConfiguredKeys;
use crate::adapters::outputs::DiskOutputs;
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::change::ChangeSet;
use crate::app::change::apply::CommitMessage;
use crate::app::moment::Moment;
use crate::app::ports::{PortfolioOpener, Ports};
use crate::app::trust::revision::RevisionChoice;
use crate::app::workspace::{self as app, OpenPortfolioError, TrustSettings};
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::id::AwardRef;

/// An opened portfolio, with what commands alone do with it.
pub struct CliWorkspace {
    opened: app::Workspace,
}

/// Every use case takes the portfolio without what only commands do with it.
impl Deref for CliWorkspace {
    type Target = app::Workspace;

    fn deref(&self) -> &app::Workspace {
        &self.opened
    }
}

/// Opens the portfolio in a folder.
pub struct DiskOpener {
    pub root: PathBuf,
    pub moment: Moment,
    pub choice: RevisionChoice,
    /// Read of the repository by others.
    pub reads: SharedReads,
}

impl DiskOpener {
    /// Opens it as this run was told to.
    pub fn of(root: &Path, session: &Session) -> Self {
        Self {
            root: root.to_path_buf(),
            moment: session.moment(),
            choice: session.revision.clone(),
            reads: SharedReads::default(),
        }
    }
}

impl PortfolioOpener for DiskOpener {
    fn open(&self) -> Result<app::Workspace, OpenPortfolioError> {
        let ports = disk_ports(
            &self.root,
            &self.reads,
            FolderEvidence::sharing(&self.root, &self.reads),
        );
        let trust_settings = TrustSettings {
            choice: self.choice.clone(),
            explain: |why| with_hint(why),
        };
        app::Workspace::open(&self.root, ports, self.moment, trust_settings)
    }
}

/// Wires the ports of the portfolio in a folder.
fn disk_ports(root: &Path, reads: &SharedReads, evidence: FolderEvidence) -> Ports {
    let settings = || GitSettings(evidence.shared_repository().ok().flatten());
    Ports {
        work_tree: Box::new(DiskWorkTree::sharing(root, reads)),
        repository: evidence.repository(),
        signers: Box::new(ConfiguredKeys {
            root: root.to_path_buf(),
            settings: settings(),
        }),
        user: Box::new(settings()),
        outputs: Box::new(DiskOutputs::new(root)),
        evidence: Arc::new(evidence),
    }
}

impl CliWorkspace {
    /// The portfolio that the session stands in.
    pub fn open(session: &Session) -> Result<Self, Failure> {
        if !session.folder.is_dir() {
            return Err(Failure::failed(format!(
                "there is no folder {}",
                session.folder.display()
            )));
        }
        let root = disk::find(&session.folder).ok_or_else(|| {
            Failure::failed("this is not a portfolio: there is no cpd.yaml here or above")
                .hint("create one with `cpd init`, or see a finished one with `cpd demo sample`")
        })?;
        let workspace = Self::by(&DiskOpener::of(&root, session))?;
        if let Some(named) = &session.git_folder {
            refuse_other_git_folder(named, &root)?;
        }
        Ok(workspace)
    }

    /// Believes nothing that was worked out before, from here on.
    pub fn without_caches(self) -> Self {
        let ports = disk_ports(
            &self.root,
            &SharedReads::default(),
            FolderEvidence::without_caches(&self.root),
        );
        Self {
            opened: self.opened.with_ports(ports),
        }
    }

    /// Opens the portfolio in a folder.
    pub fn open_at(root: &Path, moment: Moment) -> Result<Self, OpenPortfolioError> {
        Self::open_with(root, moment, &SharedReads::default())
    }

    /// Opens it with what other portfolios may have read of its repository.
    pub fn open_with(
        root: &Path,
        moment: Moment,
        reads: &SharedReads,
    ) -> Result<Self, OpenPortfolioError> {
        Self::by(&DiskOpener {
            root: root.to_path_buf(),
            moment,
            choice: RevisionChoice::default(),
            reads: reads.clone(),
        })
    }

    /// Opens the portfolio that an opener is for.
    pub fn by(opener: &DiskOpener) -> Result<Self, OpenPortfolioError> {
        let opened = opener.open()?;
        Ok(Self { opened })
    }

    pub fn check_input_for<'a>(
        &'a self,
        session: &Session,
        focus: Option<&'a AwardRef>,
    ) -> CheckInput<'a> {
        CheckInput {
            today: session.today,
            focus,
            ..self.check_input()
        }
    }

    pub fn check<'a>(&'a self, session: &Session, focus: Option<&'a AwardRef>) -> CheckResult<'a> {
        check(self.check_input_for(session, focus))
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Returns the path on disk to write a file to, or why nothing is written there.
    pub fn output_path(&self, inside: &str) -> Result<PathBuf, Failure> {
        write::path_in_portfolio(&self.root, inside)
            .map_err(|error| Failure::refused(format!("{inside} cannot be written: {error}")))
    }

    /// Applies a set of changes and commits the files; neither where either fails.
    pub fn apply_and_commit(&self, changes: &ChangeSet, says: &str) -> Result<(), Failure> {
        self.repository()?;
        let author = &self.author()?;
        let commit = CommitMessage { says, author };
        Ok(self.opened.apply_and_commit(changes, commit)?)
    }
}

/// Fails if `GIT_DIR` names another repository than the one that a folder is in: what git
/// shows there, and what cpd would save, are not the same.
fn refuse_other_git_folder(named: &Path, root: &Path) -> Result<(), Failure> {
    let Ok(repository) = SharedRepo::open(root) else {
        return Ok(());
    };
    let own = repository.map(|repo| repo.with_repository(Repo::git_folder));
    let is_same = own.is_some_and(|own| own.canonicalize().ok() == named.canonicalize().ok());
    if is_same {
        return Ok(());
    }
    let message = "`GIT_DIR` names a git folder that is not the one of this portfolio, and cpd does not follow it";
    let hint = format!(
        "unset `GIT_DIR`; to keep its git folder apart, write a file `.git` with the line `gitdir: {}`",
        named.display()
    );
    Err(Failure::failed(message).hint(hint))
}
