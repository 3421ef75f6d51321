//! A portfolio in a real repository in a temporary folder, and keys that never leave this
//! process, for tests of use cases below the command line.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey};
use tempfile::TempDir;

use crate::adapters::disk::snapshot;
use crate::adapters::evidence::FolderEvidence;
use crate::adapters::git::{Repo, SharedRepo};
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::moment::Moment;
use crate::app::ports::{CommitAuthor, Revisions as _, Signer, SignerError};
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::files_to_sign::FilesToSign;
use crate::app::signoff::sign::{
    self, Declaration, PreparedSignature, ProofMethod, SignError, SignedReferences, SigningContext,
};
use crate::app::signoff::write_signoff::WrittenSignoff;
use crate::check::{CheckInput, CheckResult, check};
use crate::cli::workspace::CliWorkspace;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS};
use crate::domain::signoff::{ProofKind, Revision, Trust};
use crate::tests::golden::repository;

/// An SSH key in memory.
pub struct KeyInMemory(PrivateKey);

impl KeyInMemory {
    pub fn new() -> Self {
        Self(PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32])))
    }

    /// The line that lists it as Sam's.
    pub fn listed(&self) -> String {
        let public = self.0.public_key().to_openssh().unwrap();
        format!("sam-carter namespaces=\"signoff@cpd.v1\" {public}\n")
    }

    /// The line that lists it as the recorder's of reviews.
    pub fn listed_as_recorder(&self) -> String {
        let listed = self.listed().replace("sam-carter", "recorder");
        listed.replace("signoff@", "record@")
    }
}

impl Signer for KeyInMemory {
    fn proof(&self) -> ProofKind {
        ProofKind::Ssh
    }

    fn public_key(&self) -> Option<String> {
        self.0.public_key().to_openssh().ok()
    }

    fn signature_ends(&self) -> &'static str {
        "sig"
    }

    fn sign(&self, namespace: &str, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let signature = self.0.sign(namespace, HashAlg::Sha512, message).unwrap();
        Ok(signature.to_pem(LineEnding::LF).unwrap().into_bytes())
    }
}

/// A key whose program says no.
pub struct NoKey;

impl Signer for NoKey {
    fn proof(&self) -> ProofKind {
        ProofKind::Ssh
    }

    fn public_key(&self) -> Option<String> {
        None
    }

    fn signature_ends(&self) -> &'static str {
        "sig"
    }

    fn sign(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::NoProgram("ssh-keygen".into()))
    }
}

/// A portfolio that is ready for its first sign-off, as it is loaded now.
pub struct OpenedPortfolio {
    pub folder: PathBuf,
    pub portfolio: Portfolio,
    pub evidence: FolderEvidence,
    pub repo: SharedRepo,
    work_tree: DiskWorkTree,
    pub trust: Trust,
}

impl OpenedPortfolio {
    pub fn at(folder: &Path, allowed_signers: &str) -> Self {
        let portfolio = Portfolio::load(snapshot(folder).unwrap());
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| match path {
            ALLOWED_SIGNERS => Some(allowed_signers.as_bytes().to_vec()),
            REVOKED_KEYS => Some(Vec::new()),
            path => fs::read(folder.join(path)).ok(),
        });
        Self {
            folder: folder.to_path_buf(),
            portfolio,
            evidence: FolderEvidence::without_caches(folder),
            repo: SharedRepo::open(folder).unwrap().unwrap(),
            work_tree: DiskWorkTree::new(folder),
            trust,
        }
    }

    pub fn input(&self) -> CheckInput<'_> {
        CheckInput {
            portfolio: &self.portfolio,
            evidence: self.evidence.with_history(),
            trust: &self.trust,
            today: today(),
            focus: None,
            only: None,
        }
    }

    pub fn result(&self) -> CheckResult<'_> {
        check(self.input())
    }

    pub fn place(&self) -> SigningContext<'_> {
        SigningContext {
            portfolio: &self.portfolio,
            trust: &self.trust,
            openpgp: self.evidence.with_history().openpgp,
            files: FilesToSign::Repository(&self.repo),
            work_tree: &self.work_tree,
            today: today(),
        }
    }

    /// Returns the portfolio as the program opens it on a day.
    pub fn workspace(&self, today: NaiveDate) -> CliWorkspace {
        CliWorkspace::open_at(&self.folder, Moment::at_noon(today)).unwrap()
    }

    pub fn bronze(&self) -> AwardRef {
        self.portfolio.award("bronze").unwrap()
    }
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 5, 13).unwrap()
}

pub fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

pub fn author() -> CommitAuthor {
    CommitAuthor {
        name: "Sam Carter".into(),
        email: "sam@example.org".into(),
        seconds: Some(now().timestamp()),
    }
}

/// Copies examples/bronze-ready into a repository of its own.
pub fn ready() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = repository().join("examples/bronze-ready");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let to = folder
            .path()
            .join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).unwrap();
        } else {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
    let repo = Repo::init(folder.path()).unwrap();
    repo.set_identity(&author()).unwrap();
    repo.commit_all("Begin", &author()).unwrap();
    folder
}

/// Changes one word of a record that is as long as it may be.
pub fn reword(folder: &Path, path: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(" and "));
    fs::write(&path, text.replacen(" and ", " or ", 1)).unwrap();
}

/// Signs as Sam what was prepared, with a proof.
pub fn sign_prepared(
    opened: &OpenedPortfolio,
    prepared: &PreparedSignature,
    proof: ProofMethod<'_>,
) -> Result<WrittenSignoff, SignError> {
    let result = opened.result();
    let eligible =
        Eligibility::check("sign", &opened.bronze(), &result, &opened.portfolio).unwrap();
    let declaration = Declaration {
        by: opened.portfolio.owner().unwrap(),
        words: "This is my own work.",
        on: now(),
        proof,
        author: &author(),
        references: SignedReferences::default(),
        may_claim: true,
    };
    sign::sign(prepared, &eligible, &declaration, opened.place())
}

pub fn prepare(
    opened: &OpenedPortfolio,
    named: Option<&str>,
) -> Result<PreparedSignature, SignError> {
    let result = opened.result();
    let eligible =
        Eligibility::check("sign", &opened.bronze(), &result, &opened.portfolio).unwrap();
    sign::prepare(&eligible, named, now(), opened.input(), opened.place())
}

pub fn head(opened: &OpenedPortfolio) -> String {
    opened.repo.last_commit().unwrap().unwrap().id
}
