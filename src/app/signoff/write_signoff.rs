//! The file of a sign-off, what proves it, and the commit of both.

use chrono::{DateTime, Utc};

use super::sign::{ProofMethod, SignError, SigningContext};
use super::unlisted_key::unlisted_key_reason;
use crate::app::change::apply::CommitMessage;
use crate::app::change::{Base, ChangeSet, checked};
use crate::app::ports::CommitAuthor;
use crate::base::calendar;
use crate::base::document::write::{Yaml, front_matter};
use crate::domain::id::{AwardRef, PersonId};
use crate::domain::layout;
use crate::domain::portfolio::Person;
use crate::domain::schema::{Assurance, Scheme};
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::signature::{NAMESPACE, RECORD_NAMESPACE};

/// A sign-off that is about to be written.
pub struct NewSignoff<'a> {
    pub award: &'a AwardRef,
    pub scheme: &'a Scheme,
    pub step: &'a str,
    pub by: Person<'a>,
    pub role: &'a str,
    pub on: DateTime<Utc>,
    /// Fields that only some steps have, in the order in which they are written.
    pub more: Vec<(&'static str, Yaml)>,
    pub words: &'a str,
    /// The assurance that it has to have, at least.
    pub least: Assurance,
    /// The message of the commit.
    pub says: String,
}

/// A sign-off that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSignoff {
    /// The files that were committed.
    pub files: Vec<String>,
    pub assurance: Assurance,
    /// The reason why the proof is weaker than it could have been.
    pub instead: Option<String>,
}

/// Writes a sign-off and its signature and commits both, or neither.
pub fn write(
    entry: &NewSignoff<'_>,
    proof: ProofMethod<'_>,
    may_claim: bool,
    author: &CommitAuthor,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, SignError> {
    let path = signoff_path(entry)?;
    let made = prove(entry, proof, place)?;
    if let Some(why) = made.instead.as_ref().filter(|_| !may_claim) {
        return Err(SignError::NotProven {
            person: entry.by.id().clone(),
            name: entry.by.name().to_owned(),
            why: why.clone(),
            owner: place.asker().map(|owner| owner.name().to_owned()),
        });
    }
    if made.assurance < entry.least {
        let why = made.instead.unwrap_or_else(|| {
            "git is not set up with a key to sign with (`user.signingkey`, with `gpg.format ssh`)".to_owned()
        });
        return Err(SignError::TooWeak {
            step: entry.step.to_owned(),
            least: entry.least,
            made: made.assurance,
            why,
        });
    }
    let mut files = vec![(path.clone(), made.text)];
    files.extend(
        made.signature
            .map(|(end, bytes)| (signature_path(&path, end), bytes)),
    );
    let base = Base {
        snapshot: &place.portfolio.snapshot,
        files: &|_: &str| None,
    };
    let mut changes = ChangeSet::default();
    for (path, bytes) in &files {
        changes.create(base, checked(path)?, bytes.as_slice())?;
    }
    let says = &entry.says;
    let commit = CommitMessage { says, author };
    place.files.keep(&changes, commit, place.work_tree)?;
    Ok(WrittenSignoff {
        files: files.into_iter().map(|(path, _)| path).collect(),
        assurance: made.assurance,
        instead: made.instead,
    })
}

/// The field of a sign-off that says more of its proof, if there is more.
pub(super) type ProofDetails<'a> = Option<(&'static str, &'a Yaml)>;

/// The bytes of a sign-off, and of what proves it.
struct SignoffBytes {
    text: Vec<u8>,
    signature: Option<(&'static str, Vec<u8>)>,
    assurance: Assurance,
    instead: Option<String>,
}

fn prove(
    entry: &NewSignoff<'_>,
    how: ProofMethod<'_>,
    place: SigningContext<'_>,
) -> Result<SignoffBytes, SignError> {
    let claim =
        |instead: Option<String>, about: ProofDetails<'_>| -> Result<SignoffBytes, SignError> {
            Ok(SignoffBytes {
                text: signoff_text(entry, ProofKind::None, about, place)?.into_bytes(),
                signature: None,
                assurance: Assurance::Claimed,
                instead,
            })
        };
    let (key, proof, review, namespace, assurance) = match how {
        ProofMethod::Claim => return claim(None, None),
        ProofMethod::Reply(reply) => return claim(None, Some(("reply", reply))),
        ProofMethod::Own(key) => (key, key.proof(), None, NAMESPACE, Assurance::Signed),
        ProofMethod::Recorder { key, proof, review } => {
            let review = Some(("review", review));
            (key, proof, review, RECORD_NAMESPACE, Assurance::Attested)
        }
    };
    let text = signoff_text(entry, proof, review, place)?.into_bytes();
    let signature = key.sign(namespace, &text)?;
    if let Some(why) = unlisted_key_reason(entry, how, &text, &signature, place) {
        return match how {
            ProofMethod::Recorder { .. } => Err(SignError::RecorderNotListed(why)),
            _ => claim(Some(why), None),
        };
    }
    Ok(SignoffBytes {
        text,
        signature: Some((key.signature_ends(), signature)),
        assurance,
        instead: None,
    })
}

/// Returns the path of a sign-off, by which it is sorted by its moment.
pub(super) fn signoff_path(entry: &NewSignoff<'_>) -> Result<String, SignError> {
    let by = entry.by.id();
    if PersonId::parse(by).is_none() {
        return Err(SignError::NoFileName(by.to_string()));
    }
    Ok(format!(
        "{}{}-{}-{by}.md",
        layout::signoffs_of(entry.award),
        entry.on.format("%Y-%m-%dT%H%M%SZ"),
        entry.step
    ))
}

pub(super) fn signoff_text(
    entry: &NewSignoff<'_>,
    proof: ProofKind,
    about: ProofDetails<'_>,
    place: SigningContext<'_>,
) -> Result<String, SignError> {
    let portfolio = place.portfolio;
    let owner = portfolio.owner().ok_or(SignError::NoOwner)?;
    let uuid = portfolio
        .config
        .portfolio
        .as_ref()
        .ok_or(SignError::NoPortfolioId)?;
    let scheme = yaml_map(&[
        ("id", &entry.scheme.id),
        ("version", &entry.scheme.version),
        ("sha256", &entry.scheme.sha256.to_string()),
    ]);
    let mut fields = vec![
        ("signoff", Yaml::word(entry.step)),
        ("award", Yaml::word(entry.award.to_string())),
        ("by", Yaml::word(&**entry.by.id())),
        ("role", Yaml::word(entry.role)),
        ("on", Yaml::word(calendar::format_instant(entry.on))),
        (
            "owner",
            yaml_map(&[("id", owner.id()), ("name", owner.name())]),
        ),
        ("portfolio", Yaml::word(&uuid.value)),
        ("scheme", scheme),
    ];
    fields.extend(entry.more.iter().cloned());
    // Last but for what depends on it.
    let at = fields
        .iter()
        .position(|(name, _)| *name == "pack")
        .unwrap_or(fields.len());
    fields.insert(at, ("proof", Yaml::word(proof.name())));
    fields.extend(about.map(|(name, value)| (name, value.clone())));
    let fields: Vec<(String, Yaml)> = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let words = entry.words.trim();
    let body = if words.is_empty() {
        String::new()
    } else {
        format!("\n{words}\n")
    };
    Ok(format!("{}{body}", front_matter(&fields)))
}

pub fn yaml_map(entries: &[(&str, &str)]) -> Yaml {
    Yaml::Map(
        entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Yaml::word(*value)))
            .collect(),
    )
}
