//! Who vouches for the people and keys in a pack: a list that whoever verifies has
//! brought, the awarding body's key, or nobody.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::args::Verify as Args;
use crate::cli::error::Stop;
use crate::cli::session::Session;
use crate::disk;
use crate::pack::Opened;
use crate::pack::carry::TRUST_SIGNATURE;
use crate::portfolio::PEOPLE;
use crate::report::verification::{About, Finding, Outcome};
use crate::signoff::signature::{Keys, TRUST_NAMESPACE};
use crate::signoff::trusted::{ALLOWED_SIGNERS, FORGE, REVOKED_KEYS};
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
        let sha256 = trust_digest(opened);
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
        let Some(anchor) = &args.anchor else {
            return Ok(by(Vouched::Nobody, None));
        };
        let bytes = session.read(anchor, LARGEST)?;
        Ok(by(anchored(&bytes, &sha256, opened), None))
    }

    pub fn finding(&self, args: &Args) -> Finding {
        let about = About::Trust;
        let digest = vec![format!(
            "people and keys in the pack: sha256 {}",
            self.sha256
        )];
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

/// Whether the awarding body's key signed the people and keys that are carried.
fn anchored(anchor: &[u8], sha256: &str, opened: &Opened) -> Vouched {
    let Some(anchor) = std::str::from_utf8(anchor).ok().map(str::trim) else {
        return Vouched::Refused("the anchor is not a public key".to_owned());
    };
    let Some(signature) = opened.files.get(TRUST_SIGNATURE) else {
        let why = "the people and keys in the pack are not signed (trust/trust.sig)";
        return Vouched::Refused(why.to_owned());
    };
    // One key, whoever it may be called.
    let line = format!("anchor {anchor}");
    let keys = Keys::read(Some(&line), Some(""));
    let message = format!("{sha256}\n");
    let now = chrono::DateTime::UNIX_EPOCH;
    match keys.verify(
        signature,
        message.as_bytes(),
        "anchor",
        now,
        TRUST_NAMESPACE,
    ) {
        Ok(print) => Vouched::ByAnchor(print.to_string()),
        Err(flaw) => Vouched::Refused(format!(
            "the people and keys in the pack are not vouched for with this anchor ({flaw:?})"
        )),
    }
}

/// Over the sorted `path NUL digest` lines of what is in `trust/`, the signature
/// over it left out.
fn trust_digest(opened: &Opened) -> String {
    let files = opened.files.iter();
    let trust = files.filter(|(path, _)| path.starts_with("trust/") && *path != TRUST_SIGNATURE);
    let lines: String = trust
        .map(|(path, bytes)| format!("{path}\0{}\n", digest::sha256(bytes)))
        .collect();
    digest::sha256(lines.as_bytes())
}
