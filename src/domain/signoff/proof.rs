//! Proofs of a sign-off: the signer's own key, a recorder's record of a review, or none.

use super::signature::{Principal, SignatureError};
use super::{ProofKind, RecordedReview, Signoff, Trusted};
use crate::base::files::line_ends::as_git_keeps_them;
use crate::domain::id::{Fingerprint, PersonId};
use crate::domain::ports::{Evidence, OpenPgpError, OpenPgpQuery, PortfolioFiles};
use crate::domain::schema::Assurance;

/// A proof that held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// None: somebody says so.
    Claimed,
    /// A review on a forge, as its recorder signed it.
    Attested {
        recorder: PersonId,
        key: Fingerprint,
    },
    /// The signer's own key.
    Signed { key: Fingerprint },
}

/// A reason why the proof that a sign-off names does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofError {
    /// It is said to be by an id that is no person's in any spelling.
    NotAPerson,
    /// It says a proof that cpd does not know, and so cannot check.
    UnknownProof,
    /// There is no file with a signature beside it.
    NoSignature,
    Signature(SignatureError),
    OpenPgp(OpenPgpError),
    /// No recorder is trusted here.
    NoRecorder,
    /// The review that it records is of something else; what.
    ReviewMismatch(&'static str),
}

impl Proof {
    pub const fn assurance(&self) -> Assurance {
        match self {
            Self::Claimed => Assurance::Claimed,
            Self::Attested { .. } => Assurance::Attested,
            Self::Signed { .. } => Assurance::Signed,
        }
    }

    /// Returns the fingerprint of the key that signed.
    pub fn key(&self) -> Option<&Fingerprint> {
        match self {
            Self::Claimed => None,
            Self::Attested { key, .. } | Self::Signed { key } => Some(key),
        }
    }
}

/// Returns the path of the signature beside a sign-off.
pub fn signature_path(path: &str, end: &str) -> String {
    format!("{}.{end}", path.trim_end_matches(".md"))
}

/// Verifies the proof of a sign-off by the keys that are trusted.
pub fn prove(
    signoff: &Signoff<'_>,
    trusted: &Trusted<'_>,
    evidence: Evidence<'_>,
) -> Result<Proof, ProofError> {
    let by = PersonId::parse(signoff.by).ok_or(ProofError::NotAPerson)?;
    let ssh = |by: Principal<'_>| {
        let signature = evidence
            .files
            .bytes(&signature_path(&signoff.record.path, "sig"))
            .ok_or(ProofError::NoSignature)?;
        let verify = |message: &[u8]| trusted.keys().verify(&signature, message, by, signoff.on);
        signed_bytes(signoff, evidence.files)
            .iter()
            .map(|message| verify(message))
            .reduce(Result::or)
            .unwrap_or(Err(SignatureError::Bad))
            .map_err(ProofError::Signature)
    };
    match signoff.proof {
        None => Err(ProofError::UnknownProof),
        Some(ProofKind::None) => Ok(Proof::Claimed),
        Some(ProofKind::Ssh) => Ok(Proof::Signed {
            key: ssh(Principal::Person(&by))?,
        }),
        Some(ProofKind::OpenPgp) => {
            openpgp(signoff, trusted, evidence).map(|key| Proof::Signed { key })
        }
        Some(ProofKind::Review(_)) => {
            let forge = trusted.forge().ok_or(ProofError::NoRecorder)?;
            let review = signoff
                .review
                .as_ref()
                .ok_or(ProofError::ReviewMismatch("it records none"))?;
            let key = ssh(Principal::Recorder(&forge.recorder))?;
            if let Some(why) = review_mismatch(review, signoff, trusted) {
                return Err(ProofError::ReviewMismatch(why));
            }
            Ok(Proof::Attested {
                recorder: forge.recorder.clone(),
                key,
            })
        }
    }
}

/// Returns the bytes that were signed: the file as it lies here and, where git changed its
/// line ends on the way out, as git keeps it.
fn signed_bytes(signoff: &Signoff<'_>, files: &dyn PortfolioFiles) -> Vec<Vec<u8>> {
    let path = &signoff.record.path;
    let bytes = files
        .bytes(path)
        .unwrap_or_else(|| signoff.record.text.as_bytes().to_vec());
    let mut forms = vec![bytes];
    let kept = with_line_feeds(forms[0].clone());
    if kept != forms[0] {
        forms.push(kept);
    }
    forms
}

/// Returns a text as git keeps it, where it changed its line ends on the way out.
fn with_line_feeds(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => as_git_keeps_them(&text).into_owned().into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

fn openpgp(
    signoff: &Signoff<'_>,
    trusted: &Trusted<'_>,
    evidence: Evidence<'_>,
) -> Result<Fingerprint, ProofError> {
    let signature = evidence
        .files
        .bytes(&signature_path(&signoff.record.path, "asc"))
        .ok_or(ProofError::NoSignature)?;
    let keys = trusted
        .openpgp(signoff.by)
        .ok_or(ProofError::OpenPgp(OpenPgpError::UnknownKey))?;
    let ask = |message: &[u8]| {
        evidence.openpgp.verify(&OpenPgpQuery {
            keys: keys.packets(),
            signature: &signature,
            message,
            at: signoff.on.timestamp(),
        })
    };
    let tried = signed_bytes(signoff, evidence.files);
    tried
        .iter()
        .map(|message| ask(message))
        .reduce(Result::or)
        .unwrap_or(Err(OpenPgpError::Bad))
        .map_err(ProofError::OpenPgp)
        .and_then(|key| match trusted.shares_openpgp(signoff.by, &key) {
            true => Err(ProofError::Signature(SignatureError::SharedKey(key))),
            false => Ok(key),
        })
}

/// Returns the way in which a recorded review differs from one of this repository by the
/// signer.
fn review_mismatch(
    review: &RecordedReview<'_>,
    signoff: &Signoff<'_>,
    trusted: &Trusted<'_>,
) -> Option<&'static str> {
    let forge = trusted.forge()?;
    if review.host != forge.host {
        return Some("it was given on another forge than the one in trust/forge.yaml");
    }
    if review.repository != forge.repository {
        return Some("it was given in another repository than the one in trust/forge.yaml");
    }
    if !has_account(signoff.by, review, trusted) {
        return Some("its account is not listed for that person in trust/people.yaml");
    }
    if review.submitted_at != signoff.on {
        return Some("it was given at another time");
    }
    None
}

/// Returns true if a person's entry lists the account that gave a review.
fn has_account(person: &str, review: &RecordedReview<'_>, trusted: &Trusted<'_>) -> bool {
    let found = trusted.person(person);
    found.is_some_and(|person| person.accounts().contains(&(review.host, review.user)))
}
