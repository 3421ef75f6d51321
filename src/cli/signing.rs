//! Taking a step of the sign-off: what is written, what proves it, what is kept.

use chrono::{DateTime, Utc};
use tracing::warn;

use super::error::Failure;
use super::packing;
use super::session::Session;
use super::workspace::Workspace;
use crate::adapters::disk::write;
use crate::adapters::git::Repo;
use crate::adapters::keys::{Key, SignerError};
use crate::app::ports::{Blob, CommitAuthor};
use crate::app::signoff::eligibility::Eligibility;
use crate::base::calendar;
use crate::base::document::write::{Yaml, front_matter};
use crate::base::files::digest;
use crate::base::text::words;
use crate::domain::id::AwardRef;
use crate::domain::id::PersonId;
use crate::domain::portfolio::Person;
use crate::domain::ports::{OpenPgp, OpenPgpFlaw};
use crate::domain::query::Scope;
use crate::domain::schema::{Assurance, Scheme, Step};
use crate::domain::signoff::proof::signature_of;
use crate::domain::signoff::signature::{Flaw, NAMESPACE, RECORD_NAMESPACE};
use crate::domain::signoff::trusted::{ALLOWED_SIGNERS, openpgp_keys};
use crate::domain::signoff::{ProofKind, Revision, required};
use crate::views::submission::build::manifest_sha256;

/// What a person says and when.
pub struct Declaration<'a> {
    pub by: Person<'a>,
    pub words: &'a str,
    pub on: DateTime<Utc>,
}

/// What is to prove a sign-off.
pub enum How<'a> {
    /// Nothing: somebody says so.
    Claim,
    /// The signer's own key.
    Own(&'a Key),
    /// A recorder's key, over the record of a review on a forge.
    Recorder {
        key: &'a Key,
        proof: ProofKind,
        review: Yaml,
    },
}

/// A sign-off that is about to be written.
pub struct Entry<'a> {
    pub award: &'a AwardRef,
    pub scheme: &'a Scheme,
    pub step: &'a str,
    pub by: Person<'a>,
    pub role: &'a str,
    pub on: DateTime<Utc>,
    /// What only some steps say, in the order in which it is written.
    pub more: Vec<(&'static str, Yaml)>,
    pub words: &'a str,
}

/// A sign-off that was written.
pub struct Taken {
    /// The files that were committed.
    pub files: Vec<String>,
    pub assurance: Assurance,
    /// Why it is less than it could have been.
    pub instead: Option<String>,
}

/// Takes the step: writes its record, and the signature where there is a key, and
/// commits those files alone.
#[expect(
    clippy::too_many_arguments,
    reason = "becomes a request once signing is a use case of its own"
)]
pub fn take(
    eligible: &Eligibility<'_>,
    declaration: &Declaration<'_>,
    workspace: &Workspace,
    repo: &Repo,
    who: &CommitAuthor,
    how: &How<'_>,
    session: &Session,
) -> Result<Taken, Failure> {
    let id = &eligible.award.id;
    let mut more = Vec::new();
    if let Some(before) = eligible.before.and_then(|state| state.signoff.as_ref()) {
        let path = &before.record.path;
        let kept = committed(repo, path)?;
        more.push(("after", map(&[("path", path), ("blob", &kept.id)])));
    }
    more.push(("subjects", subjects(eligible, workspace, repo, session)?));
    if eligible.step.carries_pack {
        let pack = packing::pack(id, eligible.scheme, workspace, repo, session)?;
        more.push(("pack", map(&[("sha256", &manifest_sha256(&pack))])));
    }
    let entry = Entry {
        award: id,
        scheme: eligible.scheme,
        step: &eligible.step.id,
        by: declaration.by,
        role: eligible.step.by.role(),
        on: declaration.on,
        more,
        words: declaration.words,
    };
    let says = format!(
        "{} {}: {}",
        words::capitalised(&eligible.step.id),
        eligible.award.title,
        declaration.by.name()
    );
    keep(
        &entry,
        how,
        eligible.step.assurance,
        &says,
        workspace,
        repo,
        who,
    )
}

/// Writes a sign-off and its signature and commits both, or neither.
#[expect(
    clippy::too_many_arguments,
    reason = "becomes a request once signing is a use case of its own"
)]
pub fn keep(
    entry: &Entry<'_>,
    how: &How<'_>,
    least: Assurance,
    says: &str,
    workspace: &Workspace,
    repo: &Repo,
    who: &CommitAuthor,
) -> Result<Taken, Failure> {
    let path = path(entry)?;
    let made = prove(entry, how, workspace)?;
    if made.assurance < least {
        let why = made.instead.unwrap_or_else(|| {
            "git has no key to sign with (`user.signingkey`, with `gpg.format ssh`)".to_owned()
        });
        let refusal = format!(
            "the scheme wants \u{201c}{}\u{201d} {}, and this would be {}",
            entry.step,
            least.name(),
            made.assurance.name()
        );
        return Err(Failure::refused(refusal)
            .details(vec![why])
            .hint("`cpd trust key` lists a key of yours in trust/allowed_signers"));
    }
    let mut files = vec![(path.clone(), made.text)];
    files.extend(
        made.signature
            .map(|(end, bytes)| (signature_of(&path, end), bytes)),
    );
    commit(&files, says, workspace, repo, who)?;
    Ok(Taken {
        files: files.into_iter().map(|(path, _)| path).collect(),
        assurance: made.assurance,
        instead: made.instead,
    })
}

/// The bytes of a sign-off, and of what proves it.
struct Made {
    text: Vec<u8>,
    signature: Option<(&'static str, Vec<u8>)>,
    assurance: Assurance,
    instead: Option<String>,
}

fn prove(entry: &Entry<'_>, how: &How<'_>, workspace: &Workspace) -> Result<Made, Failure> {
    let claim = |instead: Option<String>| -> Result<Made, Failure> {
        Ok(Made {
            text: text(entry, ProofKind::None, None, workspace)?.into_bytes(),
            signature: None,
            assurance: Assurance::Claimed,
            instead,
        })
    };
    let (key, proof, namespace, assurance) = match how {
        How::Claim => return claim(None),
        How::Own(key) => (*key, key.proof(), NAMESPACE, Assurance::Signed),
        How::Recorder { key, proof, .. } => (*key, *proof, RECORD_NAMESPACE, Assurance::Attested),
    };
    let review = match how {
        How::Recorder { review, .. } => Some(review),
        _ => None,
    };
    let text = text(entry, proof, review, workspace)?.into_bytes();
    let signature = key.sign(namespace, &text).map_err(not_signed)?;
    let end = key.signature_ends();
    if let Some(why) = not_listed(entry, how, &text, &signature, workspace) {
        return match how {
            How::Recorder { .. } => Err(Failure::refused(why)
                .hint("`cpd trust key NAME --recorder` lists the recorder's key")),
            _ => claim(Some(why)),
        };
    }
    Ok(Made {
        text,
        signature: Some((end, signature)),
        assurance,
        instead: None,
    })
}

fn not_signed(error: SignerError) -> Failure {
    let failure = Failure::failed(format!("nothing was signed: {error}"));
    match error {
        SignerError::NoProgram(_) => failure.hint("install it, or claim without a key: `--unsigned`"),
        SignerError::Refused { .. } => failure.hint(
            "see `git config user.signingkey` and `gpg.format`, or claim without a key: `--unsigned`",
        ),
        SignerError::Io(_) => failure,
    }
}

/// Why whoever trusts this portfolio's people would not take the signature, if they
/// would not.
fn not_listed(
    entry: &Entry<'_>,
    how: &How<'_>,
    text: &[u8],
    signature: &[u8],
    workspace: &Workspace,
) -> Option<String> {
    let trusted = workspace.trust().beside(&workspace.portfolio);
    let (person, namespace) = match how {
        How::Claim => return None,
        How::Own(Key::OpenPgp { .. }) => {
            let person = entry.by.id();
            let Some(keys) = trusted.openpgp(person) else {
                return Some(format!("{} has no key of {person}", openpgp_keys(person)));
            };
            let asked = OpenPgp {
                keys,
                signature,
                message: text,
                at: entry.on.timestamp(),
            };
            let flaw = workspace
                .evidence
                .with_history()
                .openpgp
                .verify(&asked)
                .err()?;
            return Some(format!(
                "{} does not fit it ({})",
                openpgp_keys(person),
                openpgp_words(&flaw)
            ));
        }
        How::Own(_) => (entry.by.id().to_owned(), NAMESPACE),
        How::Recorder { .. } => match trusted.forge() {
            Some(forge) => (forge.recorder.clone(), RECORD_NAMESPACE),
            None => return Some("trust/forge.yaml names no recorder".to_owned()),
        },
    };
    let flaw = trusted
        .keys()
        .verify(signature, text, &person, entry.on, namespace)
        .err()?;
    let file = match &workspace.trust().revision {
        Revision::Commit { name, .. } if name != "HEAD" => {
            format!("{ALLOWED_SIGNERS} (as {name} has it)")
        }
        _ => ALLOWED_SIGNERS.to_owned(),
    };
    Some(match flaw {
        Flaw::UnknownSigner(key) => format!("the key {key} is not listed as {person}'s in {file}"),
        Flaw::SharedKey(key) => format!("{file} gives the key {key} to more than {person}"),
        Flaw::ExpiredKey(key) => format!("the key {key} is not valid now, as {file} has it"),
        Flaw::RevokedKey(key) => format!("the key {key} is revoked"),
        Flaw::NoRevocations => "trust/revoked_keys is missing or cannot be read".to_owned(),
        Flaw::Bad | Flaw::WrongNamespace(_) => "the signature is not a good one".to_owned(),
    })
}

/// Returns what is wrong with an OpenPGP signature, in words.
fn openpgp_words(flaw: &OpenPgpFlaw) -> &'static str {
    match flaw {
        OpenPgpFlaw::NoProgram => "gpg is not installed, so nothing could check it",
        OpenPgpFlaw::Bad => "the signature is damaged, or covers other words",
        OpenPgpFlaw::UnknownKey => "it was made with another key",
        OpenPgpFlaw::Expired => "its key has expired",
        OpenPgpFlaw::Revoked => "its key is revoked",
    }
}

/// Where a sign-off lies: sorted by the moment it was made.
fn path(entry: &Entry<'_>) -> Result<String, Failure> {
    let by = entry.by.id();
    if PersonId::parse(by).is_none() {
        return Err(
            Failure::refused(format!("{by} is no id that a file could be named for"))
                .hint("write it in trust/people.yaml as in sam-carter"),
        );
    }
    Ok(format!(
        "signoffs/{}/{}-{}-{by}.md",
        entry.award,
        entry.on.format("%Y-%m-%dT%H%M%SZ"),
        entry.step
    ))
}

fn text(
    entry: &Entry<'_>,
    proof: ProofKind,
    review: Option<&Yaml>,
    workspace: &Workspace,
) -> Result<String, Failure> {
    let portfolio = &workspace.portfolio;
    let owner = portfolio
        .owner()
        .ok_or_else(|| Failure::failed("cpd.yaml names no owner who is in trust/people.yaml"))?;
    let uuid = portfolio
        .config
        .portfolio
        .as_ref()
        .ok_or_else(|| Failure::failed("cpd.yaml has no `portfolio` id"))?;
    let scheme = map(&[
        ("id", &entry.scheme.id),
        ("version", &entry.scheme.version),
        ("sha256", &entry.scheme.sha256),
    ]);
    let mut fields = vec![
        ("signoff", Yaml::word(entry.step)),
        ("award", Yaml::word(entry.award.to_string())),
        ("by", Yaml::word(entry.by.id())),
        ("role", Yaml::word(entry.role)),
        ("on", Yaml::word(calendar::instant_text(entry.on))),
        ("owner", map(&[("id", owner.id()), ("name", owner.name())])),
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
    fields.extend(review.map(|review| ("review", review.clone())));
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

/// Writes new files and commits them; a file that is in no commit would only be in
/// the way, so none is left where that fails.
fn commit(
    files: &[(String, Vec<u8>)],
    says: &str,
    workspace: &Workspace,
    repo: &Repo,
    who: &CommitAuthor,
) -> Result<(), Failure> {
    let mut written = Vec::with_capacity(files.len());
    let mut all = || -> Result<(), Failure> {
        for (path, bytes) in files {
            let full = workspace.place(path)?;
            write::create(&full, bytes)?;
            written.push(full);
        }
        let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
        repo.commit_files(&paths, says, who)?;
        Ok(())
    };
    all().inspect_err(|_| {
        for full in &written {
            // What cannot be removed is found by the next `check`.
            if let Err(error) = write::remove(full) {
                warn!("{} cannot be removed: {error}", full.display());
            }
        }
    })
}

pub fn map(entries: &[(&str, &str)]) -> Yaml {
    Yaml::Map(
        entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Yaml::word(*value)))
            .collect(),
    )
}

pub fn committed(repo: &Repo, path: &str) -> Result<Blob, Failure> {
    repo.committed(path)?.ok_or_else(|| {
        Failure::refused(format!("{path} is not in the last commit"))
            .hint("`cpd save` keeps it; see that git does not ignore it")
    })
}

/// Every subject as the last commit has it.
fn subjects(
    eligible: &Eligibility<'_>,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<Yaml, Failure> {
    let paths = subject_paths(
        eligible.step,
        eligible.scheme,
        &eligible.award.id,
        workspace,
        session,
    );
    let mut items = Vec::with_capacity(paths.len());
    for path in paths {
        let kept = committed(repo, &path)?;
        items.push(map(&[
            ("path", &path),
            ("blob", &kept.id),
            ("sha256", &digest::sha256(&kept.bytes)),
        ]));
    }
    Ok(Yaml::List(items))
}

/// The files that a step covers, in order.
pub fn subject_paths(
    step: &Step,
    scheme: &Scheme,
    award: &AwardRef,
    workspace: &Workspace,
    session: &Session,
) -> Vec<String> {
    let scope = Scope::of_award(&workspace.portfolio, scheme, award, session.today);
    required(step, scope).into_iter().collect()
}

/// The key that git signs with for this person, if any.
pub fn own_key(repo: &Repo, workspace: &Workspace) -> Option<Key> {
    let (format, key) = repo.signing_key()?;
    let program = match format.as_deref() {
        Some("ssh") => crate::adapters::git::personal_setting("gpg.ssh.program"),
        _ => crate::adapters::git::personal_setting("gpg.openpgp.program")
            .or_else(|| crate::adapters::git::personal_setting("gpg.program")),
    };
    let key = Key::of(format.as_deref(), &key, program.as_deref())?;
    // A path that is not whole is meant from the portfolio's folder.
    Some(key.from(&workspace.root))
}
