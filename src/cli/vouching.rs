//! Who vouches for the people and keys in a pack: a list that whoever verifies has
//! brought, the awarding body's key, or nobody.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::adapters::git;
use crate::base::files::Snapshot;
use crate::cli::commands::verify::Args;
use crate::cli::error::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::signoff::roll::{self, Part, ROLL, Roll};
use crate::domain::signoff::signature::{Flaw, Keys, TRUST_NAMESPACE};
use crate::domain::signoff::trusted::{ALLOWED_SIGNERS, FILES, FORGE, REVOKED_KEYS, openpgp_keys};
use crate::domain::signoff::{Revision, Trust};
use crate::views::submission::Opened;
use crate::views::submission::carry::TRUST_SIGNATURE;
use crate::views::verification::{About, Finding, Outcome};

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
    pub fn read(args: &Args, session: &Session, opened: &Opened) -> Result<Self, Failure> {
        Self::of(args, session, opened, false)
    }

    fn of(args: &Args, session: &Session, opened: &Opened, whole: bool) -> Result<Self, Failure> {
        let read = |path: &str| opened.files.get(path).cloned();
        let held = Held {
            parts: roll::parts(&opened.portfolio(), &read),
            roll: read(ROLL).and_then(|bytes| Roll::read(&String::from_utf8(bytes).ok()?)),
            signature: opened.files.get(TRUST_SIGNATURE).map(Vec::as_slice),
            whole,
        };
        let sha256 = held.sha256();
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
        Ok(by(held.anchored(&bytes), None))
    }

    /// The same for a portfolio in its own repository.
    pub fn of_repository(
        args: &Args,
        session: &Session,
        workspace: &Workspace,
    ) -> Result<Self, Failure> {
        let opened = Opened {
            files: trusted_files(workspace)?,
            ..Opened::default()
        };
        Self::of(args, session, &opened, true)
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

/// The files that say who may sign, of the revision that is trusted: what is vouched for
/// has to be what counts.
fn trusted_files(workspace: &Workspace) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    match &workspace.trust().revision {
        Revision::Commit { id, .. } => Ok(workspace.repo()?.files_at(id, &FILES)?),
        Revision::Nowhere(_) => Ok(BTreeMap::new()),
        Revision::Files => {
            let files = workspace.portfolio.snapshot.files().iter();
            let counts = |path: &str| FILES.iter().any(|top| path.starts_with(top));
            let read = |path: &String| Some((path.clone(), workspace.bytes(path)?));
            let ours = files.map(|file| &file.path).filter(|path| counts(path));
            Ok(ours.filter_map(read).collect())
        }
    }
}

/// The people and keys in a folder such as a portfolio's `trust/`, with the pack's
/// own settings. A folder that names no people takes the pack's.
fn brought(folder: &Path, session: &Session, opened: &Opened) -> Result<Trust, Failure> {
    let folder = session.folder.join(folder);
    let mut files: BTreeMap<String, Vec<u8>> = opened
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with("trust/") || *path == PEOPLE)
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    let mut take = |path: &str| {
        let name = path.trim_start_matches("trust/");
        if let Ok(bytes) = disk::read_at_most(&folder.join(name), LARGEST) {
            files.insert(path.to_owned(), bytes);
        }
    };
    for path in [PEOPLE, ALLOWED_SIGNERS, REVOKED_KEYS, FORGE] {
        take(path);
    }
    let people = Portfolio::load(Snapshot::of_bytes(&files));
    for person in people.people() {
        if let Ok(bytes) = disk::read_at_most(
            &folder.join("openpgp").join(format!("{}.asc", person.id())),
            LARGEST,
        ) {
            files.insert(openpgp_keys(person.id()), bytes);
        }
    }
    if !files.contains_key(ALLOWED_SIGNERS) {
        let why = format!("there is no allowed_signers in {}", folder.display());
        return Err(
            Failure::failed(why).hint("--trust names a folder such as trust/ in a portfolio")
        );
    }
    Ok(Trust::elsewhere(&files, Revision::Files))
}

/// What there is to vouch for, and what vouches for it.
struct Held<'a> {
    parts: Vec<Part>,
    roll: Option<Roll>,
    signature: Option<&'a [u8]>,
    /// Whether nothing may be missing: a pack carries only the entries that it needs.
    whole: bool,
}

impl Held<'_> {
    /// The digest that is signed; of what is there, where nothing was.
    fn sha256(&self) -> String {
        match &self.roll {
            Some(roll) => roll.sha256(),
            None => Roll::of(&self.parts, &Roll::default(), &mut String::new).sha256(),
        }
    }

    /// Whether the awarding body's key signed what is there.
    fn anchored(&self, anchor: &[u8]) -> Vouched {
        let Some(anchor) = std::str::from_utf8(anchor).ok().map(str::trim) else {
            return Vouched::Refused("the anchor is not a public key".to_owned());
        };
        let (Some(signature), Some(roll)) = (self.signature, &self.roll) else {
            let why = "the people and keys are not signed (trust/trust.sig, trust/roll)";
            return Vouched::Refused(why.to_owned());
        };
        let against = roll.against(&self.parts, self.whole);
        if !against.is_empty() {
            let why = format!(
                "the people and keys are not those that were signed: {}",
                against.join("; ")
            );
            return Vouched::Refused(why);
        }
        // One key, whoever it may be called.
        let keys = Keys::read(Some(&format!("anchor {anchor}")), Some(""));
        let message = format!("{}\n", roll.sha256());
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
}

/// What the awarding body is to sign: the lines for what is here now, and their digest.
pub fn to_sign(workspace: &Workspace) -> (String, String) {
    let read = |path: &str| workspace.bytes(path);
    let before = read(ROLL).and_then(|bytes| Roll::read(&String::from_utf8(bytes).ok()?));
    let parts = roll::parts(&workspace.portfolio, &read);
    let mut salt = || uuid::Uuid::new_v4().simple().to_string();
    let roll = Roll::of(&parts, &before.unwrap_or_default(), &mut salt);
    (roll.text(), roll.sha256())
}

/// Who vouches for the people and keys of a portfolio, for whoever looks at it here.
pub fn in_words(workspace: &Workspace, session: &Session) -> Vec<String> {
    let files = trusted_files(workspace).unwrap_or_default();
    let read = |path: &str| files.get(path).cloned();
    let Some(signature) = read(TRUST_SIGNATURE) else {
        return vec![
            "Nobody outside vouches for these people and keys: the portfolio itself says who they are.".to_owned(),
        ];
    };
    let Some(anchor) = git::personal_setting(ANCHOR) else {
        return vec![format!(
            "These people and keys are signed. Whether by the awarding body, cpd can tell once you have said where its public key is: `git config --global {ANCHOR} FILE`."
        )];
    };
    let trusted = Portfolio::load(Snapshot::of_bytes(&files));
    let held = Held {
        parts: roll::parts(&trusted, &read),
        roll: read(ROLL).and_then(|bytes| Roll::read(&String::from_utf8(bytes).ok()?)),
        signature: Some(&signature),
        whole: true,
    };
    let vouched = match session.read(Path::new(&anchor), LARGEST) {
        Ok(anchor) => held.anchored(&anchor),
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
