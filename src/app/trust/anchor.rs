//! The outsider who vouches for people and keys: a list that whoever verifies has
//! brought, the awarding body's key, or nobody. Knows no option and no setting.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::ports::{RepositoryError, Revisions};
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::files::{Sha256, Snapshot};
use crate::base::text::words;
use crate::domain::id::Fingerprint;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::ports::{CommittedContent, FileReader, History, HistoryGap};
use crate::domain::signoff::past_vouchings::PastVouchings;
use crate::domain::signoff::signature::{SignatureError, verify_awarding_body};
use crate::domain::signoff::trust::{
    ALLOWED_SIGNERS, FORGE, REVOKED_KEYS, TRUST_PATHS, list_text, openpgp_key_path,
};
use crate::domain::signoff::trust_manifest::{
    self, Edition, PastManifest, TRUST_MANIFEST, TrustEntry, TrustManifest,
};
use crate::domain::signoff::{Revision, Trust};

/// Files of a portfolio by their paths in it.
pub type TrustFiles = BTreeMap<String, Vec<u8>>;

/// A reason why the awarding body's key does not vouch for people and keys.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotVouched {
    #[error("the anchor does not hold a public key")]
    NoKey,
    #[error("the people and keys are not signed (trust/trust.sig, trust/roll)")]
    NotSigned,
    #[error("trust/roll cannot be read, so it vouches for nobody; the awarding body signs again")]
    UnreadableList,
    #[error("the people and keys have changed since they were signed: {}", words::join_points(.0))]
    Changed(Vec<String>),
    #[error("this anchor does not vouch for the people and keys: {0}")]
    Signature(&'static str),
    #[error("{current} does not count: the history has {newer}, from the awarding body too")]
    Superseded {
        current: EditionInWords,
        newer: EditionInWords,
    },
    #[error("it is not known whether an older list of people and keys was put back: {0}")]
    HistoryGap(#[from] HistoryGap),
    #[error("{0} is dated in the future")]
    InFuture(EditionInWords),
    #[error("{current} is older than {since}")]
    TooOld {
        current: EditionInWords,
        /// The day that was asked for, in words.
        since: String,
    },
}

/// A vouching as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditionInWords(pub Edition);

impl fmt::Display for EditionInWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = calendar::format_long(self.0.date);
        write!(f, "list number {} of {date}", self.0.serial)
    }
}

/// The awarding body's word for people and keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyVouching {
    pub key: Fingerprint,
    pub edition: Edition,
}

/// People and keys, with the awarding body's signature over them if there is one.
pub struct SignableTrust {
    parts: Vec<TrustEntry>,
    /// The list; `None` where there is none, or it cannot be read.
    manifest: Option<TrustManifest>,
    has_list: bool,
    signature: Option<Vec<u8>>,
    is_whole: bool,
}

impl SignableTrust {
    /// Takes people and keys from a portfolio's files. Where they are not whole, entries
    /// may be missing: a pack carries only those that it needs.
    pub fn new(files: &TrustFiles, is_whole: bool) -> Self {
        let read = |path: &str| files.get(path).cloned();
        let portfolio = Portfolio::load(Snapshot::from_bytes(files));
        Self {
            parts: trust_manifest::entries(&portfolio, &read),
            manifest: signed_list(&read),
            has_list: files.contains_key(TRUST_MANIFEST),
            signature: read(TRUST_SIGNATURE),
            is_whole,
        }
    }

    /// Returns `ID VERSION SHA256` of each of the portfolio's own schemes that a list does not
    /// name; a line of the list names one.
    pub fn schemes_missing_in(&self, list: &str) -> Vec<String> {
        let own = self.parts.iter().filter(|part| part.kind == "scheme");
        let is_missing = |text: &&String| !list.lines().any(|line| line.trim() == **text);
        own.map(|part| &part.text)
            .filter(is_missing)
            .cloned()
            .collect()
    }

    pub fn is_signed(&self) -> bool {
        self.signature.is_some()
    }

    /// Returns the digest that is signed; of what is there, where nothing was.
    pub fn digest(&self) -> Sha256 {
        match &self.manifest {
            Some(manifest) => manifest.sha256(),
            None => trust_manifest::sha256_of(&self.parts),
        }
    }

    /// Returns the signature and the list that it is over, if the people and keys are still
    /// those of the list, whoever signed it.
    pub fn unchanged(&self) -> Result<(&[u8], &TrustManifest), NotVouched> {
        let (signature, manifest) = match (&self.signature, &self.manifest) {
            (Some(signature), Some(manifest)) => (signature, manifest),
            (Some(_), None) if self.has_list => return Err(NotVouched::UnreadableList),
            _ => return Err(NotVouched::NotSigned),
        };
        let against = manifest.mismatches(&self.parts, self.is_whole);
        match against.is_empty() {
            true => Ok((signature.as_slice(), manifest)),
            false => Err(NotVouched::Changed(against)),
        }
    }

    /// Returns the awarding body's word, if its key signed what is there and nothing later of
    /// what was there before.
    pub fn vouched_by(
        &self,
        anchor: &[u8],
        past: impl FnOnce() -> Result<PastVouchings, HistoryGap>,
    ) -> Result<BodyVouching, NotVouched> {
        let anchor = std::str::from_utf8(anchor).map_err(|_| NotVouched::NoKey)?;
        let (signature, manifest) = self.unchanged()?;
        let key = verified(anchor, signature, manifest.sha256())?;
        let newer = past()?.superseding(manifest, &signed_with(anchor));
        let edition = manifest.edition;
        match newer {
            None => Ok(BodyVouching { key, edition }),
            Some(newer) => Err(NotVouched::Superseded {
                current: EditionInWords(edition),
                newer: EditionInWords(newer),
            }),
        }
    }
}

/// Returns the fingerprint of the awarding body's key, if that key signed a digest.
fn verified(anchor: &str, signature: &[u8], sha256: Sha256) -> Result<Fingerprint, NotVouched> {
    let message = format!("{sha256}\n");
    let found = verify_awarding_body(anchor, signature, message.as_bytes());
    found.map_err(|flaw| {
        NotVouched::Signature(match flaw {
            SignatureError::Bad => "they were changed since, or the signature is damaged",
            SignatureError::CrLf => "the signature file has Windows line endings (CRLF)",
            SignatureError::WrongNamespace(_) => "the signature was made for another purpose",
            _ => "another key signed them, or the anchor does not hold a public key",
        })
    })
}

/// Returns a question whether a signature is one with a key over a digest.
fn signed_with(key: &str) -> impl Fn(&[u8], Sha256) -> bool {
    move |signature, sha256| verified(key, signature, sha256).is_ok()
}

/// Returns the lists and signatures that any commit up to these had.
pub fn past_vouchings(
    history: History<'_>,
    commits: &BTreeSet<String>,
) -> Result<PastVouchings, HistoryGap> {
    let mut past = PastVouchings::default();
    let History::Read(reader) = history else {
        return Ok(past);
    };
    for commit in commits {
        for content in reader.trust(commit)? {
            let is_list = content.path == TRUST_MANIFEST;
            if !is_list && content.path != TRUST_SIGNATURE {
                continue;
            }
            // What cannot be read might be the later list.
            let Some(bytes) = reader.blob(content.blob) else {
                return Err(unreadable(&content));
            };
            if is_list {
                past.manifests.extend(PastManifest::read(&bytes));
            } else {
                past.signatures.push(bytes);
            }
        }
    }
    Ok(past)
}

fn unreadable(content: &CommittedContent) -> HistoryGap {
    let CommittedContent { path, commit, .. } = content;
    let why = format!("{path} of commit {commit:.10} is damaged or missing in this copy");
    HistoryGap::new(why, None)
}

/// Returns the commits whose history shows which lists there were: the one that is trusted and
/// the last one. An older commit may be trusted, as a folder was handed over or by name.
pub fn commits_with_lists(ws: &Workspace) -> Result<BTreeSet<String>, HistoryGap> {
    let trusted = match &ws.trust().revision {
        Revision::Commit { id, .. } => Some(id.clone()),
        Revision::WorkTree | Revision::Untrusted(_) => None,
    };
    let last = ws
        .repository_if_any()
        .and_then(|repository| match repository {
            Some(repository) => repository.last_commit(),
            None => Ok(None),
        });
    let last = last.map_err(|why| HistoryGap::new(why.to_string(), None))?;
    Ok(trusted
        .into_iter()
        .chain(last.map(|commit| commit.id))
        .collect())
}

fn signed_list(read: FileReader<'_>) -> Option<TrustManifest> {
    TrustManifest::read(&String::from_utf8(read(TRUST_MANIFEST)?).ok()?)
}

/// Returns the files that say who may sign, of the revision that is trusted: what is
/// vouched for has to be what counts. None are where that is a commit of no repository.
pub fn trusted_files(
    revision: &Revision,
    portfolio: &Portfolio,
    read: FileReader<'_>,
    revisions: Option<&dyn Revisions>,
) -> Result<TrustFiles, RepositoryError> {
    match revision {
        Revision::Commit { id, .. } => match revisions {
            Some(revisions) => revisions.files_at(id, &TRUST_PATHS),
            None => Ok(TrustFiles::new()),
        },
        Revision::Untrusted(_) => Ok(TrustFiles::new()),
        Revision::WorkTree => Ok(files_here(portfolio, read)),
    }
}

/// Returns the files that say who may sign, as they are in the folder.
pub fn files_here(portfolio: &Portfolio, read: FileReader<'_>) -> TrustFiles {
    let paths = portfolio.snapshot.files().iter().map(|file| &file.path);
    let ours = paths.filter(|path| TRUST_PATHS.iter().any(|top| path.starts_with(top)));
    ours.filter_map(|path| Some((path.clone(), read(path)?)))
        .collect()
}

/// Reads a file of a folder that somebody brought: `None` where there is none, and the reason
/// where it is there and cannot be read.
pub type ListReader<'a> = &'a dyn Fn(&str) -> Result<Option<Vec<u8>>, String>;

/// A file of a list that somebody brought, which is there and cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file} in your list of keys cannot be read: {why}")]
pub struct UnusableListFile {
    pub file: String,
    pub why: String,
}

/// Returns the trust in a list that somebody brought, a folder such as a portfolio's
/// `trust/`, with a pack's own settings; none where the list has no keys. A list that
/// names no people takes the pack's. A file that is there and cannot be used is an error: it
/// must not count as one that is missing.
pub fn trust_from_list(
    read: ListReader<'_>,
    pack: &TrustFiles,
) -> Result<Option<Trust>, UnusableListFile> {
    let mut files: TrustFiles = pack
        .iter()
        .filter(|(path, _)| !path.starts_with("trust/") || *path == PEOPLE)
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    let take = |path: &str| list_file(read, path.strip_prefix("trust/").unwrap_or(path));
    for path in [PEOPLE, ALLOWED_SIGNERS, REVOKED_KEYS, FORGE] {
        files.extend(take(path)?.map(|bytes| (path.to_owned(), bytes)));
    }
    let people = Portfolio::load(Snapshot::from_bytes(&files));
    for person in people.people() {
        let path = openpgp_key_path(person.id());
        let keys = take(&path)?;
        files.extend(keys.map(|bytes| (path, bytes)));
    }
    let has_keys = files.contains_key(ALLOWED_SIGNERS);
    Ok(has_keys.then(|| Trust::from_revision(&files, Revision::WorkTree)))
}

/// Returns a file of a list that somebody brought; `None` where there is none.
pub fn list_file(read: ListReader<'_>, path: &str) -> Result<Option<Vec<u8>>, UnusableListFile> {
    let unusable = |why| UnusableListFile {
        file: path.to_owned(),
        why,
    };
    let Some(bytes) = read(path).map_err(unusable)? else {
        return Ok(None);
    };
    match list_text(&|_| Some(bytes.clone()), path) {
        Some(text) => Ok(Some(text.into_bytes())),
        None => Err(unusable("it is not plain text".to_owned())),
    }
}

/// Returns what the awarding body is to sign with its key: the lines for what is here now, with
/// the next serial number; `None` where there is no higher number. `salt` returns a number that
/// nobody can guess, for each entry that has none yet. Numbers and salts are taken over from
/// lists that the same key signed, and from no others.
pub fn list_to_sign(
    portfolio: &Portfolio,
    read: FileReader<'_>,
    key: &str,
    mut past: PastVouchings,
    today: NaiveDate,
    salt: &mut dyn FnMut() -> u128,
) -> Option<TrustManifest> {
    let is_signed = signed_with(key);
    let signature = read(TRUST_SIGNATURE);
    let before = signed_list(read).filter(|before| {
        let signature = signature.as_ref();
        signature.is_some_and(|signature| is_signed(signature, before.sha256()))
    });
    past.manifests
        .extend(read(TRUST_MANIFEST).and_then(|bytes| PastManifest::read(&bytes)));
    past.signatures.extend(signature);
    let edition = Edition {
        serial: past.next_serial(&is_signed)?,
        date: today,
    };
    let parts = trust_manifest::entries(portfolio, read);
    Some(TrustManifest::build(&parts, edition, before.as_ref(), salt))
}

#[cfg(test)]
pub mod tests {
    use ssh_key::private::Ed25519Keypair;
    use ssh_key::{HashAlg, LineEnding, PrivateKey};

    use super::*;
    use crate::domain::signoff::signature::TRUST_NAMESPACE;

    /// The public key of the awarding body.
    pub const ANCHOR: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
    /// The public key of somebody else.
    pub const OTHER: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlbTrkQxj9jtaDsdmghRxd/KQ1NzxyyQfrMu6LeAI2P";

    /// The day on which the awarding body signed.
    pub const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();

    fn awarding_body_key() -> PrivateKey {
        PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
    }

    pub fn sign_as_awarding_body(namespace: &str, message: &[u8]) -> Vec<u8> {
        let signature = awarding_body_key().sign(namespace, HashAlg::Sha512, message);
        let signature = signature.unwrap().to_pem(LineEnding::LF).unwrap();
        signature.into_bytes()
    }

    fn files(people: &str) -> TrustFiles {
        let config = "cpd: 1\nportfolio: p\nowner: sam\nschemes: {}\n";
        let files = [("cpd.yaml", config), (PEOPLE, people)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        files.into()
    }

    /// Returns a portfolio whose people the awarding body has signed.
    pub fn signed_files() -> TrustFiles {
        sign_files(files(
            "people:\n- { id: sam, name: Sam Carter }\n- { id: lee, name: Lee Morgan }\n",
        ))
    }

    fn sign_files(mut files: TrustFiles) -> TrustFiles {
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let mut number = 0;
        let mut salt = || {
            number += 1;
            number
        };
        let read = |path: &str| files.get(path).cloned();
        let past = PastVouchings::default();
        let made = list_to_sign(&portfolio, &read, ANCHOR, past, DAY, &mut salt).unwrap();
        let message = format!("{}\n", made.sha256());
        let signature = sign_as_awarding_body(TRUST_NAMESPACE, message.as_bytes());
        files.insert(TRUST_MANIFEST.to_owned(), made.text().into_bytes());
        files.insert(TRUST_SIGNATURE.to_owned(), signature);
        files
    }

    #[test]
    fn salts_and_numbers_are_taken_from_lists_that_the_same_key_signed() {
        let mut files = signed_files();
        let text = |files: &TrustFiles| String::from_utf8(files[TRUST_MANIFEST].clone()).unwrap();
        let read = |files: &TrustFiles, key: &str| {
            let portfolio = Portfolio::load(Snapshot::from_bytes(files));
            let read = |path: &str| files.get(path).cloned();
            let past = PastVouchings::default();
            let made = list_to_sign(&portfolio, &read, key, past, DAY, &mut || 0xabc);
            made.unwrap()
        };
        let mine = format!(" {:032x} ", 0xabc);
        let again = read(&files, ANCHOR);
        assert_eq!(again.edition.serial, 2);
        assert!(!again.text().contains(&mine));
        let other = read(&files, OTHER);
        assert_eq!(other.edition.serial, 1);
        assert_eq!(other.text().matches(&mine).count(), 2);
        // Somebody has written another number into the list, and it is no longer signed.
        let list = text(&files).replace("serial 1\n", &format!("serial {}\n", u64::MAX));
        files.insert(TRUST_MANIFEST.to_owned(), list.into_bytes());
        let next = read(&files, ANCHOR);
        assert_eq!(next.edition.serial, 1);
        assert_eq!(next.text().matches(&mine).count(), 2);
    }

    fn verify_anchor(files: &TrustFiles, anchor: &str) -> Result<Fingerprint, NotVouched> {
        vouched_after(files, anchor, PastVouchings::default()).map(|vouching| vouching.key)
    }

    fn vouched_after(
        files: &TrustFiles,
        anchor: &str,
        past: PastVouchings,
    ) -> Result<BodyVouching, NotVouched> {
        SignableTrust::new(files, true).vouched_by(anchor.as_bytes(), || Ok(past))
    }

    #[test]
    fn an_older_list_does_not_come_back() {
        let older = signed_files();
        let list = |files: &TrustFiles| PastManifest::read(&files[TRUST_MANIFEST]).unwrap();
        let past = PastVouchings {
            manifests: vec![list(&older)],
            signatures: vec![older[TRUST_SIGNATURE].clone()],
        };
        let newer = sign_files(older.clone());
        assert_eq!(list(&newer).edition.serial, 2);
        assert!(vouched_after(&newer, ANCHOR, past.clone()).is_ok());
        assert!(vouched_after(&older, ANCHOR, past).is_ok());
        let past = PastVouchings {
            manifests: vec![list(&older), list(&newer)],
            signatures: vec![
                older[TRUST_SIGNATURE].clone(),
                newer[TRUST_SIGNATURE].clone(),
            ],
        };
        let put_back = vouched_after(&older, ANCHOR, past).unwrap_err();
        assert_eq!(
            put_back.to_string(),
            "list number 1 of 1 February 2026 does not count: the history has list number 2 of 1 February 2026, from the awarding body too"
        );
        let gap = SignableTrust::new(&older, true)
            .vouched_by(ANCHOR.as_bytes(), || Err(HistoryGap::new("shallow", None)));
        assert_eq!(
            gap,
            Err(NotVouched::HistoryGap(HistoryGap::new("shallow", None)))
        );
    }

    #[test]
    fn the_key_that_signed_vouches_and_no_other_does() {
        let public = awarding_body_key().public_key().to_openssh().unwrap();
        assert_eq!(public.trim(), ANCHOR);
        let files = signed_files();
        let print = Fingerprint::from_public_key(awarding_body_key().public_key());
        assert_eq!(verify_anchor(&files, ANCHOR), Ok(print));
        let other = verify_anchor(&files, OTHER);
        assert!(matches!(other, Err(NotVouched::Signature(_))), "{other:?}");
        let no_key =
            SignableTrust::new(&files, true).vouched_by(&[0xff], || Ok(PastVouchings::default()));
        assert_eq!(no_key, Err(NotVouched::NoKey));
    }

    #[test]
    fn people_who_came_or_changed_since_are_not_vouched_for() {
        let mut files = signed_files();
        let people = "people:\n- { id: sam, name: Sam Carter }\n- { id: eve, name: Eve }\n";
        files.insert(PEOPLE.to_owned(), people.as_bytes().to_vec());
        let changed = verify_anchor(&files, ANCHOR);
        assert!(
            matches!(changed, Err(NotVouched::Changed(_))),
            "{changed:?}"
        );
        files.insert(TRUST_MANIFEST.to_owned(), b"<<<<<<<\n".to_vec());
        assert_eq!(
            verify_anchor(&files, ANCHOR),
            Err(NotVouched::UnreadableList)
        );
        files.remove(TRUST_MANIFEST);
        assert_eq!(verify_anchor(&files, ANCHOR), Err(NotVouched::NotSigned));
    }

    /// Whoever writes a scheme says which steps an award needs.
    #[test]
    fn a_portfolios_own_scheme_is_vouched_for_as_it_is() {
        let mut files = files("people: []\n");
        let config = "cpd: 1\nportfolio: p\nowner: sam\nschemes: { x: 1.0.0 }\n";
        let scheme = "id: x\nversion: 1.0.0\ntitle: X\n";
        let path = "schemes/x/scheme.yaml".to_owned();
        files.insert("cpd.yaml".to_owned(), config.as_bytes().to_vec());
        files.insert(path.clone(), scheme.as_bytes().to_vec());
        let unnamed = sign_files({
            let mut without = files.clone();
            without.remove(&path);
            without
        });
        let signed = sign_files(files);
        assert!(verify_anchor(&signed, ANCHOR).is_ok());
        let changed = |mut files: TrustFiles, text: &str| {
            files.insert(path.clone(), text.as_bytes().to_vec());
            match verify_anchor(&files, ANCHOR) {
                Err(NotVouched::Changed(what)) => what,
                other => panic!("{other:?}"),
            }
        };
        let not_vouched = "the portfolio's own scheme x is not vouched for";
        assert_eq!(changed(unnamed, scheme), [not_vouched]);
        let edited = changed(signed.clone(), &scheme.replace("title: X", "title: Y"));
        assert_eq!(edited, [not_vouched, "scheme x is vouched for but missing"]);
        // A list of one's own names it by a line.
        let signable = SignableTrust::new(&signed, true);
        let missing = signable.schemes_missing_in("");
        let [line] = missing.as_slice() else {
            panic!("one scheme: {missing:?}");
        };
        assert!(line.starts_with("x 1.0.0 "), "{line}");
        assert_eq!(signable.schemes_missing_in(line), Vec::<String>::new());
        assert_eq!(
            signable
                .schemes_missing_in(&line.replace("1.0.0", "1.0.1"))
                .len(),
            1
        );
    }

    #[test]
    fn a_list_that_names_other_entries_than_the_signed_one_is_refused() {
        let mut files = signed_files();
        let text = String::from_utf8(files[TRUST_MANIFEST].clone()).unwrap();
        let fewer: String = text
            .lines()
            .take(text.lines().count() - 1)
            .map(|line| format!("{line}\n"))
            .collect();
        files.insert(TRUST_MANIFEST.to_owned(), fewer.into_bytes());
        assert!(verify_anchor(&files, ANCHOR).is_err());
    }

    #[test]
    fn a_list_that_was_brought_needs_keys_and_takes_the_packs_people_unless_it_has_its_own() {
        let pack = signed_files();
        let brought = |read: FileReader<'_>| trust_from_list(&|path| Ok(read(path)), &pack);
        assert!(brought(&|_| None).unwrap().is_none());
        let keys = |path: &str| (path == "allowed_signers").then(Vec::new);
        let trust = brought(&keys).unwrap().unwrap();
        let portfolio = Portfolio::load(Snapshot::from_bytes(&TrustFiles::new()));
        let names = |trust: &Trust| {
            let people = trust.resolve(&portfolio);
            let people = people.people().map(|one| one.id().to_owned());
            people.collect::<Vec<_>>()
        };
        assert_eq!(names(&trust), ["lee", "sam"]);
        let own = |path: &str| match path {
            "allowed_signers" => Some(Vec::new()),
            "people.yaml" => Some(b"people:\n- { id: noor, name: Noor }\n".to_vec()),
            _ => None,
        };
        assert_eq!(names(&brought(&own).unwrap().unwrap()), ["noor"]);
        // A file that is there and cannot be used is never taken for missing.
        for file in [
            "people.yaml",
            "allowed_signers",
            "revoked_keys",
            "forge.yaml",
            "openpgp/sam.asc",
        ] {
            let unreadable = |path: &str| match path == file {
                true => Err("Permission denied".to_owned()),
                false => Ok(keys(path)),
            };
            let failed = trust_from_list(&unreadable, &pack).err().unwrap();
            assert_eq!((&*failed.file, &*failed.why), (file, "Permission denied"));
            for bytes in [&b"\xff"[..], b"a\0b"] {
                let other = |path: &str| match path == file {
                    true => Some(bytes.to_vec()),
                    false => keys(path),
                };
                let failed = brought(&other).err().unwrap();
                assert_eq!(
                    (&*failed.file, &*failed.why),
                    (file, "it is not plain text")
                );
            }
        }
    }

    #[test]
    fn a_commit_cannot_be_trusted_without_a_repository() {
        let files = signed_files();
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let of = |revision: &Revision| {
            let read = |path: &str| files.get(path).cloned();
            trusted_files(revision, &portfolio, &read, None).unwrap()
        };
        let commit = Revision::Commit {
            name: "main".into(),
            id: "c0ffee".into(),
        };
        assert!(of(&commit).is_empty());
        assert!(of(&Revision::Untrusted("no".into())).is_empty());
        assert_eq!(of(&Revision::WorkTree), files);
    }
}
