//! Who vouches for the people and keys in a pack: a list that whoever verifies has
//! brought, the awarding body's key, or nobody.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::args::Verify as Args;
use crate::cli::error::Stop;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::disk;
use crate::facts::Facts;
use crate::git;
use crate::pack::Opened;
use crate::pack::carry::TRUST_SIGNATURE;
use crate::portfolio::PEOPLE;
use crate::report::verification::{About, Finding, Outcome};
use crate::signoff::signature::{Flaw, Keys, TRUST_NAMESPACE};
use crate::signoff::trusted::{ALLOWED_SIGNERS, FILES, FORGE, REVOKED_KEYS};
use crate::signoff::{Revision, Trust};
use crate::source::digest;

/// Largest list of keys that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Who says whose keys are whose.
pub struct Vouching {
    /// The list that whoever verifies has brought; none where the pack's own is used.
    pub trust: Option<Trust>,
    vouched: Vouched,
    /// The digest of the people and keys that the pack carries.
    sha256: String,
}

enum Vouched {
    /// Whoever verifies has brought a list of their own.
    ByFolder(String),
    /// The awarding body's key signed the list in the pack.
    ByAnchor(String),
    /// An anchor was given, and the list is not signed with it.
    Refused(String),
    Nobody,
}

impl Vouching {
    pub fn read(args: &Args, session: &Session, opened: &Opened) -> Result<Self, Stop> {
        let files = opened.files.iter();
        let sha256 = trust_digest(files.map(|(path, bytes)| (path.as_str(), bytes.clone())));
        let by = |vouched, trust| Self {
            trust,
            vouched,
            sha256: sha256.clone(),
        };
        if let Some(folder) = &args.trust {
            let trust = brought(folder, session, opened)?;
            let shown = session.folder.join(folder).display().to_string();
            return Ok(by(Vouched::ByFolder(shown), Some(trust)));
        }
        let setting = git::personal_setting(ANCHOR).map(PathBuf::from);
        let Some(anchor) = args.anchor.clone().or(setting) else {
            return Ok(by(Vouched::Nobody, None));
        };
        let bytes = session.read(&anchor, LARGEST)?;
        let signature = opened.files.get(TRUST_SIGNATURE).map(Vec::as_slice);
        Ok(by(anchored(&bytes, &sha256, signature), None))
    }

    /// The same for a portfolio in its own repository.
    pub fn of_repository(
        args: &Args,
        session: &Session,
        workspace: &Workspace,
    ) -> Result<Self, Stop> {
        let mut opened = Opened::default();
        let files = workspace.portfolio.snapshot.files().iter();
        let counts = |path: &str| FILES.iter().any(|top| path.starts_with(top));
        for file in files.filter(|file| counts(&file.path)) {
            if let Some(bytes) = workspace.facts.bytes(&file.path) {
                opened.add(file.path.clone(), bytes);
            }
        }
        Self::read(args, session, &opened)
    }

    pub fn finding(&self, args: &Args) -> Finding {
        let about = About::Trust;
        let digest = vec![format!("people and keys: sha256 {}", self.sha256)];
        match &self.vouched {
            Vouched::ByFolder(folder) => {
                let says = format!("keys are judged by the list in {folder}");
                Finding::new(about, Outcome::Good, says)
            }
            Vouched::ByAnchor(print) => {
                let says = format!("the people and keys are vouched for with the key {print}");
                Finding::new(about, Outcome::Good, says).details(digest)
            }
            Vouched::Refused(why) => Finding::new(about, Outcome::Bad, why.clone()).details(digest),
            Vouched::Nobody => {
                let says = "nobody outside vouches: the portfolio itself says who these people are";
                if args.accept_self_declared {
                    return Finding::new(about, Outcome::Note, says).details(digest);
                }
                let next = "bring a list with --trust or a key with --anchor, or say --accept-self-declared";
                let details = digest.into_iter().chain([next.to_owned()]);
                Finding::new(about, Outcome::Unverified, says).details(details.collect())
            }
        }
    }
}

/// The people and keys in a folder such as a portfolio's `trust/`, with the pack's
/// own settings. A folder that names no people takes the pack's.
fn brought(folder: &Path, session: &Session, opened: &Opened) -> Result<Trust, Stop> {
    let folder = session.folder.join(folder);
    let mut files: BTreeMap<String, Vec<u8>> = opened
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with("trust/") || *path == PEOPLE)
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    for path in [PEOPLE, ALLOWED_SIGNERS, REVOKED_KEYS, FORGE] {
        let name = path.trim_start_matches("trust/");
        if let Ok(bytes) = disk::read_at_most(&folder.join(name), LARGEST) {
            files.insert(path.to_owned(), bytes);
        }
    }
    if !files.contains_key(ALLOWED_SIGNERS) {
        let why = format!("there is no allowed_signers in {}", folder.display());
        return Err(Stop::failed(why).hint("--trust names a folder such as trust/ in a portfolio"));
    }
    Ok(Trust::elsewhere(&files, Revision::Files))
}

/// Whether the awarding body's key signed the people and keys.
fn anchored(anchor: &[u8], sha256: &str, signature: Option<&[u8]>) -> Vouched {
    let Some(anchor) = std::str::from_utf8(anchor).ok().map(str::trim) else {
        return Vouched::Refused("the anchor is not a public key".to_owned());
    };
    let Some(signature) = signature else {
        let why = "the people and keys are not signed (trust/trust.sig)";
        return Vouched::Refused(why.to_owned());
    };
    // One key, whoever it may be called.
    let line = format!("anchor {anchor}");
    let keys = Keys::read(Some(&line), Some(""));
    let message = format!("{sha256}\n");
    // The anchor is good until whoever verifies puts another in its place.
    let always = chrono::DateTime::UNIX_EPOCH;
    match keys.verify(
        signature,
        message.as_bytes(),
        "anchor",
        always,
        TRUST_NAMESPACE,
    ) {
        Ok(print) => Vouched::ByAnchor(print.to_string()),
        Err(flaw) => {
            let why = match flaw {
                Flaw::Bad => "they were changed since, or the signature is damaged",
                Flaw::WrongNamespace(_) => "the signature was made for another purpose",
                _ => "another key signed them, or the anchor is no public key",
            };
            Vouched::Refused(format!(
                "the people and keys are not vouched for with this anchor: {why}"
            ))
        }
    }
}

/// Over the sorted `path NUL digest` lines of what is in `trust/`, the signature
/// over it left out.
fn trust_digest<'a>(files: impl Iterator<Item = (&'a str, Vec<u8>)>) -> String {
    let trust = files.filter(|(path, _)| path.starts_with("trust/") && *path != TRUST_SIGNATURE);
    let lines: String = trust
        .map(|(path, bytes)| format!("{path}\0{}\n", digest::sha256(&bytes)))
        .collect();
    digest::sha256(lines.as_bytes())
}

/// The digest of the people and keys in the files at hand.
pub fn digest_here(workspace: &Workspace) -> String {
    let files = workspace.portfolio.snapshot.below("trust/");
    let bytes = |path: &str| workspace.facts.bytes(path).unwrap_or_default();
    trust_digest(files.map(|file| (file.path.as_str(), bytes(&file.path))))
}

/// Who vouches for the people and keys of a portfolio, for whoever looks at it here.
pub fn in_words(workspace: &Workspace, session: &Session) -> Vec<String> {
    let Some(signature) = workspace.facts.bytes(TRUST_SIGNATURE) else {
        return vec![
            "Nobody outside vouches for these people and keys: the portfolio itself says who they are.".to_owned(),
        ];
    };
    let Some(anchor) = git::personal_setting(ANCHOR) else {
        return vec![format!(
            "These people and keys are signed. Whether by the awarding body, cpd can tell once you have said where its public key is: `git config --global {ANCHOR} FILE`."
        )];
    };
    let sha256 = digest_here(workspace);
    let vouched = match session.read(Path::new(&anchor), LARGEST) {
        Ok(anchor) => anchored(&anchor, &sha256, Some(&signature)),
        Err(_) => Vouched::Refused(format!("the anchor {anchor} cannot be read")),
    };
    vec![match vouched {
        Vouched::ByAnchor(print) => {
            format!("The awarding body vouches for these people and keys, with the key {print}.")
        }
        Vouched::Refused(why) => format!("Nobody outside vouches: {why}."),
        Vouched::ByFolder(_) | Vouched::Nobody => String::new(),
    }]
}

/// The person's own setting that names the awarding body's public key. Never a
/// repository's: it would vouch for itself.
const ANCHOR: &str = "cpd.anchor";
