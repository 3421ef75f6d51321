//! Signing a step: what is written, what proves it, what is committed. Two calls, so that
//! whoever signs sees first what they sign, and signs that and nothing else.

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use super::eligibility::{Eligibility, NoSigner};
use super::files_to_sign::FilesToSign;
use super::write_signoff::{
    NewSignoff, WrittenSignoff, signoff_path, signoff_text, write, yaml_map,
};
use crate::app::change::apply::ApplyError;
use crate::app::change::review::{Overlay, overlaid};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::conflict::InConflict;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{
    CommitAuthor, NoRepository, RepositoryError, Signer, SignerError, WorkTree,
};
use crate::app::workspace::Workspace;
use crate::base::document::write::Yaml;
use crate::base::files::digest;
use crate::base::text::words;
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::finding::Severity;
use crate::domain::id::{AwardRef, RecordId, RuleId};
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::ports::OpenPgpVerifier;
use crate::domain::query::Scope;
use crate::domain::register::RegisterNumber;
use crate::domain::remedy::{Argument, Invocation};
use crate::domain::schema::{Assurance, Scheme, Step, StepActor};
use crate::domain::signoff::{ProofKind, Trust, required_subjects};

/// The portfolio in which somebody signs, and the ports that signing needs.
#[derive(Clone, Copy)]
pub struct SigningContext<'a> {
    pub portfolio: &'a Portfolio,
    pub trust: &'a Trust,
    pub openpgp: &'a dyn OpenPgpVerifier,
    pub files: FilesToSign<'a>,
    pub work_tree: &'a dyn WorkTree,
    pub today: NaiveDate,
}

impl<'a> SigningContext<'a> {
    /// Returns what signing needs of a portfolio that is open. A request that was sent as a
    /// zip needs no repository.
    pub fn of(workspace: &'a Workspace) -> Result<Self, NoRepository> {
        Ok(Self {
            portfolio: &workspace.portfolio,
            trust: workspace.trust(),
            openpgp: workspace.evidence().openpgp,
            files: FilesToSign::of(workspace)?,
            work_tree: workspace.work_tree(),
            today: workspace.moment.today,
        })
    }

    /// Returns whoever sent these files, if they are a request.
    pub fn asker(self) -> Option<Person<'a>> {
        match self.files {
            FilesToSign::Request(_) => self.portfolio.owner(),
            FilesToSign::Repository(_) => None,
        }
    }
}

/// A step that was looked at before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedSignature {
    pub award: AwardRef,
    pub step: String,
    /// The id and the name of the one who signs.
    pub signer: (RecordId, String),
    /// Paths of the files that the signature covers, in order.
    pub subjects: Vec<String>,
    /// The commit that was looked at; none where nothing has been committed.
    pub head: Option<String>,
    /// Reasons why the sign-off would not count once it is made.
    pub objections: Vec<Objection>,
}

/// A finding because of which a sign-off does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub rule: RuleId,
    pub says: String,
}

/// Returns the findings because of which the sign-offs in these files do not count. The
/// award has to be the one that the result was made for.
pub fn objections(result: &CheckResult<'_>, files: &[String]) -> Vec<Objection> {
    let found = result.diagnostics.iter();
    found
        .filter(|found| found.severity == Severity::Error && files.contains(&found.at.path))
        .map(|found| Objection {
            rule: found.rule,
            says: found.message.clone(),
        })
        .collect()
}

/// The words of a person, the moment, and what belongs to their sign-off.
pub struct Declaration<'a> {
    pub by: Person<'a>,
    pub words: &'a str,
    pub on: DateTime<Utc>,
    pub proof: ProofMethod<'a>,
    pub author: &'a CommitAuthor,
    pub references: SignedReferences<'a>,
    /// True if whoever is at work said that they are this person. Otherwise no claim is
    /// made in place of a signature.
    pub may_claim: bool,
}

/// The references of a sign-off to what lies outside the portfolio.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignedReferences<'a> {
    /// The digest of the pack's list of files, for a step that carries a pack.
    pub manifest: Option<&'a str>,
    /// The number of a grant in the register of the awarding body.
    pub number: Option<&'a RegisterNumber>,
}

/// The proof that a sign-off is to have.
#[derive(Clone, Copy)]
pub enum ProofMethod<'a> {
    /// None: somebody says so.
    Claim,
    /// None: the owner says that the signer replied. Holds who wrote, when and how.
    Reply(&'a Yaml),
    /// The signer's own key.
    Own(&'a dyn Signer),
    /// A recorder's key, over the record of a review on a forge.
    Recorder {
        key: &'a dyn Signer,
        proof: ProofKind,
        review: &'a Yaml,
    },
}

impl<'a> ProofMethod<'a> {
    /// Returns the proof that a person's own key gives, or a claim without one.
    pub fn of_own(key: Option<&'a dyn Signer>) -> Self {
        key.map_or(Self::Claim, Self::Own)
    }
}

/// A reason why nothing was signed.
#[derive(Debug, Error)]
pub enum SignError {
    #[error(transparent)]
    NoSigner(#[from] NoSigner),
    #[error(transparent)]
    InConflict(#[from] InConflict),
    #[error("nothing was signed, because the portfolio has changed since you looked at it")]
    Conflict,
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("{0} has not been saved")]
    NotCommitted(String),
    #[error(
        "these files are a request, and {owner} signs \u{201c}{step}\u{201d} in their own portfolio"
    )]
    OwnStepInRequest { owner: String, step: String },
    #[error("the step \u{201c}{step}\u{201d} has to be {}, and this sign-off would only be {}", .least.name(), .made.name())]
    TooWeak {
        step: String,
        least: Assurance,
        made: Assurance,
        why: String,
    },
    #[error("{0}")]
    RecorderNotListed(String),
    /// The key does not prove who signs, and nobody said who it is.
    #[error("nothing was signed, because nothing shows that you are {name}: {why}")]
    NotProven {
        person: RecordId,
        name: String,
        why: String,
        /// The name of whoever sent these files, if they are a request.
        owner: Option<String>,
    },
    #[error("nothing was signed: {0}")]
    Signer(#[from] SignerError),
    #[error("the id {0} cannot be used in a file name")]
    NoFileName(String),
    #[error("cpd.yaml has no owner who is listed in trust/people.yaml")]
    NoOwner,
    #[error("cpd.yaml has no `portfolio` id")]
    NoPortfolioId,
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Explain for SignError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoSigner(error) => error.explain(),
            Self::InConflict(error) => error.explain(),
            Self::Conflict => Explanation::refused().hint("read it again, then sign"),
            Self::Repository(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::OwnStepInRequest { .. } => {
                Explanation::refused().hint("send back what you have signed")
            }
            Self::NotCommitted(_) => {
                let save = Hint::from("save it with ").then(Invocation::Save);
                Explanation::refused().hint(save.then("; check that git does not ignore it"))
            }
            Self::TooWeak { why, .. } => Explanation::refused()
                .details([why.clone()])
                .hint(Hint::from("add your key with ").then(Invocation::AddOwnKey)),
            Self::RecorderNotListed(_) => {
                let add = Invocation::AddRecorderKey;
                Explanation::refused().hint(Hint::from("add the recorder's key with ").then(add))
            }
            Self::NotProven { person, owner, .. } => {
                let list = Invocation::AddKey {
                    person: Argument::value(person.to_string()),
                };
                let hint = match owner {
                    Some(owner) => Hint::from(format!(
                        "to sign with your key, send {owner} your public key. Ask them to run "
                    ))
                    .then(list)
                    .then(" and to send the files again. To answer without a key, say who you are with "),
                    None => Hint::from("if you are this person, list the key with ")
                        .then(list)
                        .then(", or say who you are with "),
                };
                Explanation::refused().hint(hint.then(Input::Signer))
            }
            Self::Signer(SignerError::NoProgram(_)) => Explanation::failed()
                .hint(Hint::from("install it, or sign without a key: ").then(Input::Unsigned)),
            Self::Signer(SignerError::Refused { .. }) => {
                let lead =
                    "check `git config user.signingkey` and `gpg.format`, or sign without a key: ";
                Explanation::failed().hint(Hint::from(lead).then(Input::Unsigned))
            }
            Self::NoFileName(_) => {
                Explanation::refused().hint("write ids in trust/people.yaml like sam-carter")
            }
            Self::Signer(SignerError::Io(_)) | Self::NoOwner | Self::NoPortfolioId => {
                Explanation::failed()
            }
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
        }
    }
}

/// Returns what would be signed and by whom, as the last commit has it now, and what would
/// speak against it. `case` is judged with the sign-off in place.
pub fn prepare(
    eligible: &Eligibility<'_>,
    named: Option<&str>,
    on: DateTime<Utc>,
    input: CheckInput<'_>,
    place: SigningContext<'_>,
) -> Result<PreparedSignature, SignError> {
    let _span = tracing::info_span!("signoff.prepare").entered();
    let signer = eligible
        .signer(named, place.portfolio, place.today)
        .map_err(|why| why.in_files(place.files, eligible.step, place.portfolio))?;
    if eligible.step.by == StepActor::Owner && place.files.repository().is_none() {
        return Err(SignError::OwnStepInRequest {
            owner: signer.name().to_owned(),
            step: eligible.step.id.clone(),
        });
    }
    let subjects = subject_paths(eligible.step, eligible.scheme, &eligible.award.id, place);
    InConflict::check(place.portfolio, &subjects)?;
    Ok(PreparedSignature {
        award: eligible.award.id.clone(),
        step: eligible.step.id.clone(),
        signer: (signer.id().clone(), signer.name().to_owned()),
        subjects,
        head: head(place)?,
        objections: expected_objections(eligible, signer, on, input, place)?,
    })
}

/// Returns what a check would hold against a step that a person takes now. It is judged as
/// a claim, since nobody signs before they are asked; too weak a proof is refused later.
fn expected_objections(
    eligible: &Eligibility<'_>,
    by: Person<'_>,
    on: DateTime<Utc>,
    input: CheckInput<'_>,
    place: SigningContext<'_>,
) -> Result<Vec<Objection>, SignError> {
    let entry = new_entry(eligible, by, on, "", SignedReferences::default(), place)?;
    let text = signoff_text(&entry, ProofKind::None, None, place)?;
    let path = signoff_path(&entry)?;
    let base = Base {
        snapshot: &place.portfolio.snapshot,
        files: input.evidence.files,
    };
    let mut changes = ChangeSet::default();
    changes.create(base, checked(&path)?, text.into_bytes())?;
    let portfolio = overlaid(place.portfolio, &changes);
    let overlay = Overlay::new(input.evidence, &changes);
    let result = check(CheckInput {
        portfolio: &portfolio,
        evidence: overlay.evidence(),
        focus: Some(&eligible.award.id),
        ..input
    });
    let mut found = objections(&result, &[path]);
    found.retain(|one| one.rule.as_str() != "assurance-too-low");
    Ok(found)
}

/// Signs what was prepared, unless the repository has moved on since.
pub fn sign(
    prepared: &PreparedSignature,
    eligible: &Eligibility<'_>,
    declaration: &Declaration<'_>,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, SignError> {
    let _span = tracing::info_span!("signoff.sign").entered();
    let is_same = prepared.award == eligible.award.id
        && prepared.step == eligible.step.id
        && prepared.signer.0 == *declaration.by.id();
    if !is_same || head(place)? != prepared.head {
        return Err(SignError::Conflict);
    }
    sign_now(eligible, declaration, place)
}

fn head(place: SigningContext<'_>) -> Result<Option<String>, SignError> {
    Ok(place.files.last_commit()?.map(|commit| commit.id))
}

/// Takes a step: writes its record, and the signature where there is a key, and commits
/// those files alone.
pub fn sign_now(
    eligible: &Eligibility<'_>,
    declaration: &Declaration<'_>,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, SignError> {
    let entry = new_entry(
        eligible,
        declaration.by,
        declaration.on,
        declaration.words,
        declaration.references,
        place,
    )?;
    write(
        &entry,
        declaration.proof,
        declaration.may_claim,
        declaration.author,
        place,
    )
}

/// Returns the sign-off of a step as the last commit has what it covers.
fn new_entry<'a>(
    eligible: &'a Eligibility<'_>,
    by: Person<'a>,
    on: DateTime<Utc>,
    words: &'a str,
    references: SignedReferences<'_>,
    place: SigningContext<'_>,
) -> Result<NewSignoff<'a>, SignError> {
    let mut more = Vec::new();
    if let Some(before) = eligible.before {
        let path = &before.record.path;
        let kept = place.files.committed(path)?;
        more.push((
            "after",
            yaml_map(&[("path", path), ("blob", &kept.id.to_string())]),
        ));
    }
    more.push(("subjects", subjects(eligible, place)?));
    if let Some(manifest) = references.manifest {
        more.push(("pack", yaml_map(&[("sha256", manifest)])));
    }
    if let Some(number) = references.number {
        more.push(("register", Yaml::word(number.to_string())));
    }
    Ok(NewSignoff {
        award: &eligible.award.id,
        scheme: eligible.scheme,
        step: &eligible.step.id,
        by,
        role: eligible.step.by.role(),
        on,
        more,
        words,
        least: eligible.step.assurance,
        says: format!(
            "{} {}: {}",
            words::capitalise(&eligible.step.id),
            eligible.award.title,
            by.name()
        ),
    })
}

/// Returns every subject as the last commit has it.
fn subjects(eligible: &Eligibility<'_>, place: SigningContext<'_>) -> Result<Yaml, SignError> {
    let paths = subject_paths(eligible.step, eligible.scheme, &eligible.award.id, place);
    let mut items = Vec::with_capacity(paths.len());
    for path in paths {
        let kept = place.files.committed(&path)?;
        items.push(yaml_map(&[
            ("path", &path),
            ("blob", &kept.id.to_string()),
            ("sha256", &digest::sha256(&kept.bytes)),
        ]));
    }
    Ok(Yaml::List(items))
}

/// Returns the files that a step covers, in order.
pub fn subject_paths(
    step: &Step,
    scheme: &Scheme,
    award: &AwardRef,
    place: SigningContext<'_>,
) -> Vec<String> {
    let scope = Scope::of_award(place.portfolio, scheme, award, place.today);
    required_subjects(step, scope).into_iter().collect()
}
