//! Signing and withdrawing below the command line: the use cases with a key that never
//! leaves this process, in a real repository in a temporary folder.

use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey};
use tempfile::TempDir;

use crate::adapters::disk::snapshot;
use crate::adapters::evidence::FolderEvidence;
use crate::adapters::git::Repo;
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::error::{Class, Explain};
use crate::app::ports::{CommitAuthor, Signer, SignerError};
use crate::app::signoff::eligibility::{Eligibility, NoSigner, NotReady};
use crate::app::signoff::require_saved::{self, NotSaved};
use crate::app::signoff::sign::{
    self, Declaration, PreparedSignature, ProofMethod, SignError, SigningContext, WrittenSignoff,
};
use crate::app::signoff::withdraw::{ChoiceError, WithdrawRequest, choose, withdraw};
use crate::check::{CheckInput, Judgement, check};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Assurance;
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS};
use crate::domain::signoff::{ProofKind, Revision, Trust};
use crate::tests::golden::repository;

/// An SSH key in memory.
struct KeyInMemory(PrivateKey);

impl KeyInMemory {
    fn new() -> Self {
        Self(PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32])))
    }

    /// The line that lists it as Sam's.
    fn listed(&self) -> String {
        let public = self.0.public_key().to_openssh().unwrap();
        format!("sam-carter namespaces=\"signoff@cpd.v1\" {public}\n")
    }
}

impl Signer for KeyInMemory {
    fn proof(&self) -> ProofKind {
        ProofKind::Ssh
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
struct NoKey;

impl Signer for NoKey {
    fn proof(&self) -> ProofKind {
        ProofKind::Ssh
    }

    fn signature_ends(&self) -> &'static str {
        "sig"
    }

    fn sign(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::NoProgram("ssh-keygen".into()))
    }
}

/// A portfolio that is ready for its first sign-off, as it is loaded now.
struct OpenedPack {
    portfolio: Portfolio,
    evidence: FolderEvidence,
    repo: Repo,
    work_tree: DiskWorkTree,
    trust: Trust,
}

impl OpenedPack {
    fn at(folder: &Path, allowed_signers: &str) -> Self {
        let portfolio = Portfolio::load(snapshot(folder).unwrap());
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| match path {
            ALLOWED_SIGNERS => Some(allowed_signers.as_bytes().to_vec()),
            REVOKED_KEYS => Some(Vec::new()),
            path => fs::read(folder.join(path)).ok(),
        });
        Self {
            portfolio,
            evidence: FolderEvidence::uncached(folder),
            repo: Repo::open(folder).unwrap().unwrap(),
            work_tree: DiskWorkTree::new(folder),
            trust,
        }
    }

    fn case(&self) -> CheckInput<'_> {
        CheckInput {
            portfolio: &self.portfolio,
            evidence: self.evidence.with_history(),
            trust: &self.trust,
            today: today(),
            focus: None,
            only: None,
        }
    }

    fn judgement(&self) -> Judgement<'_> {
        check(self.case())
    }

    fn place(&self) -> SigningContext<'_> {
        SigningContext {
            portfolio: &self.portfolio,
            trust: &self.trust,
            openpgp: self.evidence.with_history().openpgp,
            repository: &self.repo,
            work_tree: &self.work_tree,
            today: today(),
        }
    }

    fn bronze(&self) -> AwardRef {
        self.portfolio.award("bronze").unwrap()
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 5, 13).unwrap()
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn author() -> CommitAuthor {
    CommitAuthor {
        name: "Sam Carter".into(),
        email: "sam@example.org".into(),
        seconds: Some(now().timestamp()),
    }
}

/// Copies examples/bronze-ready into a repository of its own.
fn ready() -> TempDir {
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
    repo.commit_all("Begin", &author()).unwrap();
    folder
}

/// Signs as Sam what was prepared, with a proof.
fn sign_prepared(
    opened: &OpenedPack,
    prepared: &PreparedSignature,
    proof: ProofMethod<'_>,
) -> Result<WrittenSignoff, SignError> {
    let judgement = opened.judgement();
    let eligible =
        Eligibility::of("sign", &opened.bronze(), &judgement, &opened.portfolio).unwrap();
    let declaration = Declaration {
        by: opened.portfolio.owner().unwrap(),
        words: "This is my own work.",
        on: now(),
        proof,
        author: &author(),
        manifest: None,
    };
    sign::sign(prepared, &eligible, &declaration, opened.place())
}

fn prepare(opened: &OpenedPack, named: Option<&str>) -> Result<PreparedSignature, SignError> {
    let judgement = opened.judgement();
    let eligible =
        Eligibility::of("sign", &opened.bronze(), &judgement, &opened.portfolio).unwrap();
    sign::prepare(&eligible, named, now(), opened.case(), opened.place())
}

fn head(opened: &OpenedPack) -> String {
    opened.repo.last_commit().unwrap().unwrap().id
}

#[test]
fn what_is_prepared_and_signed_with_a_listed_key_counts() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPack::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    assert_eq!(prepared.signer.1, "Sam Carter");
    assert_eq!(prepared.head, Some(head(&opened)));
    assert!(!prepared.subjects.is_empty());
    assert_eq!(prepared.objections, []);
    let signed = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();
    assert_eq!(signed.assurance, Assurance::Signed);
    assert_eq!(signed.instead, None);
    assert_eq!(signed.files.len(), 2, "{:?}", signed.files);
    assert_ne!(prepared.head, Some(head(&opened)));
    assert_eq!(require_saved::require_saved(&opened.repo), Ok(()));

    let opened = OpenedPack::at(folder.path(), &key.listed());
    let judgement = opened.judgement();
    let again = Eligibility::of("sign", &opened.bronze(), &judgement, &opened.portfolio);
    assert!(matches!(again, Err(NotReady::Taken { .. })));
}

#[test]
fn a_key_that_nobody_listed_gives_a_claim_and_says_why() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPack::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    let signed = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();
    assert_eq!(signed.assurance, Assurance::Claimed);
    let why = signed.instead.unwrap();
    assert!(why.contains("is not listed as sam-carter's"), "{why}");
    assert_eq!(signed.files.len(), 1, "{:?}", signed.files);
}

#[test]
fn nothing_is_signed_once_the_repository_has_moved_on() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPack::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    fs::write(folder.path().join("later.md"), "Later.\n").unwrap();
    opened.repo.commit_all("Go on", &author()).unwrap();
    let before = head(&opened);
    let error = sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap_err();
    assert!(matches!(error, SignError::Conflict), "{error}");
    assert_eq!(error.class(), Class::Refused);
    assert_eq!(head(&opened), before);
    assert!(!folder.path().join("signoffs").exists());
}

#[test]
fn somebody_who_may_not_take_a_step_does_not_get_to_see_it() {
    let folder = ready();
    let opened = OpenedPack::at(folder.path(), "");
    let error = prepare(&opened, Some("priya-shah")).unwrap_err();
    let found = matches!(error, SignError::NoSigner(NoSigner::NotInRole { .. }));
    assert!(found, "{error}");
    let error = prepare(&opened, Some("nobody")).unwrap_err();
    assert!(
        matches!(error, SignError::NoSigner(NoSigner::Unknown(_))),
        "{error}"
    );
}

#[test]
fn a_key_that_does_not_sign_leaves_no_file_and_no_commit() {
    let folder = ready();
    let opened = OpenedPack::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    let error = sign_prepared(&opened, &prepared, ProofMethod::Own(&NoKey)).unwrap_err();
    assert_eq!(error.class(), Class::Failed);
    assert!(error.hint().is_some());
    assert_eq!(prepared.head, Some(head(&opened)));
    assert!(!folder.path().join("signoffs").exists());
}

#[test]
fn what_is_not_saved_is_not_signed() {
    let folder = ready();
    fs::write(folder.path().join("later.md"), "Later.\n").unwrap();
    let opened = OpenedPack::at(folder.path(), "");
    let expected = NotSaved::Changed(vec!["later.md".into()]);
    assert_eq!(require_saved::require_saved(&opened.repo), Err(expected));
}

#[test]
fn a_sign_off_that_is_withdrawn_counts_no_longer() {
    let (folder, key) = (ready(), KeyInMemory::new());
    let opened = OpenedPack::at(folder.path(), &key.listed());
    let prepared = prepare(&opened, None).unwrap();
    sign_prepared(&opened, &prepared, ProofMethod::Own(&key)).unwrap();

    let opened = OpenedPack::at(folder.path(), &key.listed());
    let judgement = opened.judgement();
    let award = judgement.award(&prepared.award).unwrap();
    let other = choose(award, Some("robin"), &opened.portfolio).unwrap_err();
    assert_eq!(other.class(), Class::Refused);
    assert!(
        other
            .to_string()
            .starts_with("there is no sign-off by robin for ")
    );
    let signoff = choose(award, Some("Sam Carter"), &opened.portfolio).unwrap();
    assert_eq!(
        choose(award, None, &opened.portfolio).unwrap().record.path,
        signoff.record.path
    );
    let withdrawal = WithdrawRequest {
        signoff,
        award: &prepared.award,
        title: "Bronze",
        scheme: opened.portfolio.scheme(prepared.award.scheme()).unwrap(),
        by: opened.portfolio.owner().unwrap(),
        words: "Too early.",
        on: now() + chrono::TimeDelta::minutes(5),
        proof: ProofMethod::Own(&key),
        author: &author(),
    };
    let made = withdraw(&withdrawal, opened.place()).unwrap();
    assert_eq!(made.assurance, Assurance::Signed);

    let opened = OpenedPack::at(folder.path(), &key.listed());
    let judgement = opened.judgement();
    let award = judgement.award(&prepared.award).unwrap();
    assert_eq!(award.chain.taken().count(), 0);
    let nothing = ChoiceError::Nothing {
        award: prepared.award.clone(),
        person: None,
    };
    assert_eq!(choose(award, None, &opened.portfolio).err(), Some(nothing));
    let again = Eligibility::of("sign", &prepared.award, &judgement, &opened.portfolio);
    assert!(again.is_ok());
}

#[test]
fn whoever_signs_what_they_wrote_is_told_before_and_after_in_the_same_words() {
    let folder = ready();
    let statement = folder.path().join("statements/bronze.md");
    let text = fs::read_to_string(&statement).unwrap();
    let (details, body) = text.split_once("\n---\n").unwrap();
    let theirs = format!("{details}\n---\n{}", body.replace('e', "a"));
    fs::write(&statement, theirs).unwrap();
    let opened = OpenedPack::at(folder.path(), "");
    let priya = CommitAuthor {
        name: "Priya Shah".into(),
        ..author()
    };
    opened.repo.commit_all("Help", &priya).unwrap();
    let opened = OpenedPack::at(folder.path(), "");
    let prepared = prepare(&opened, None).unwrap();
    assert_eq!(prepared.objections, []);
    sign_prepared(&opened, &prepared, ProofMethod::Claim).unwrap();

    let opened = OpenedPack::at(folder.path(), "");
    let judgement = opened.judgement();
    let bronze = opened.bronze();
    let eligible = Eligibility::of("endorse", &bronze, &judgement, &opened.portfolio).unwrap();
    let on = now() + chrono::TimeDelta::minutes(5);
    let prepared = sign::prepare(&eligible, None, on, opened.case(), opened.place()).unwrap();
    let rules: Vec<&str> = prepared
        .objections
        .iter()
        .map(|one| one.rule.as_str())
        .collect();
    assert_eq!(rules, ["endorser-wrote-it"], "{:?}", prepared.objections);
    assert!(prepared.objections[0].says.contains("statements/bronze.md"));

    let declaration = Declaration {
        by: opened.portfolio.person("priya-shah").unwrap(),
        words: "I have seen it.",
        on,
        proof: ProofMethod::Claim,
        author: &author(),
        manifest: None,
    };
    let signed = sign::sign(&prepared, &eligible, &declaration, opened.place()).unwrap();
    let opened = OpenedPack::at(folder.path(), "");
    let judgement = check(CheckInput {
        focus: Some(&bronze),
        ..opened.case()
    });
    assert_eq!(
        sign::objections(&judgement, &signed.files),
        prepared.objections
    );
}
