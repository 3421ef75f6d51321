//! The awarding body vouches for the people and keys of a portfolio by signing their list.

use std::path::Path;

use chrono::NaiveDate;
use thiserror::Error;

use super::anchor::{self, NotVouched, SignableTrust, list_to_sign};
use super::list;
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, Signer, SignerError};
use crate::app::workspace::Workspace;
use crate::base::files::Sha256;
use crate::base::text::words;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::ports::HistoryGap;
use crate::domain::remedy::Invocation;
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::past_vouchings::PastVouchings;
use crate::domain::signoff::signature::TRUST_NAMESPACE;
use crate::domain::signoff::trust_manifest::{Edition, TRUST_MANIFEST};
use crate::views::trust_list::TrustList;

/// The files that hold the list and the signature over it.
pub const FILES: [&str; 2] = [TRUST_MANIFEST, TRUST_SIGNATURE];

/// A list that was signed and is to be written.
#[derive(Debug)]
pub struct SignedList {
    pub changes: ChangeSet,
    /// The digest that was signed.
    pub sha256: Sha256,
    pub edition: Edition,
}

/// Reasons why the list was not signed.
#[derive(Debug, Error)]
pub enum SignListError {
    #[error("git is not set up with an SSH key to sign with")]
    NoKey,
    #[error("nothing was signed: {0}")]
    Signer(#[from] SignerError),
    #[error("nothing was signed, because the number of this list cannot be found: {0}")]
    HistoryGap(#[from] HistoryGap),
    #[error("nothing was signed, because the public half of the key cannot be read")]
    NoPublicKey,
    #[error("nothing was signed, because the signature would not count: {0}")]
    NotVouched(#[from] NotVouched),
    #[error("nothing was signed, because there is no higher number for a list")]
    NoNumber,
    #[error("nothing was signed, because trust/ has {}", words::count_noun(*.0, "error", "errors"))]
    ErrorsInTrust(usize),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for SignListError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoKey => {
                Explanation::failed().hint(Hint::from("name one with ").then(Input::SigningKey))
            }
            Self::NoPublicKey => Explanation::failed()
                .hint("put it beside the private key, in a file with the same name and `.pub`"),
            Self::ErrorsInTrust(_) => Explanation::refused()
                .hint(Hint::from("to see them: ").then(Invocation::CheckTrust)),
            Self::Signer(_) | Self::HistoryGap(_) | Self::NotVouched(_) | Self::NoNumber => {
                Explanation::failed()
            }
            Self::NoRepository(error) => error.explain(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Returns the people and keys that are to be signed, for whoever signs to read. Refuses lists
/// with errors: what is signed might not be what counts.
pub fn list_without_errors(ws: &Workspace) -> Result<TrustList, SignListError> {
    match list::check(ws).summary().errors {
        0 => Ok(list::list(ws)),
        errors => Err(SignListError::ErrorsInTrust(errors)),
    }
}

/// Signs the list of people and keys on a day, with the key in a file or with the one that
/// git signs with here. `salt` returns a number that nobody can guess, for each entry that has
/// none yet. Refuses lists with errors.
pub fn sign(
    ws: &Workspace,
    key: Option<&Path>,
    on: NaiveDate,
    salt: &mut dyn FnMut() -> u128,
) -> Result<SignedList, SignListError> {
    let _span = tracing::info_span!("trust.sign-list").entered();
    let key = match key {
        Some(file) => ws.signers().in_file(file),
        None => own_key(ws)?,
    };
    list_without_errors(ws)?;
    let public = key.public_key().ok_or(SignListError::NoPublicKey)?;
    let commits = anchor::commits_with_lists(ws)?;
    let past = anchor::past_vouchings(ws.evidence().history, &commits)?;
    let read = |path: &str| ws.bytes(path);
    let manifest = list_to_sign(&ws.portfolio, &read, &public, past, on, salt);
    let manifest = manifest.ok_or(SignListError::NoNumber)?;
    let (text, sha256) = (manifest.text(), manifest.sha256());
    let signature = key.sign(TRUST_NAMESPACE, format!("{sha256}\n").as_bytes())?;
    require_readable(ws, &text, &signature, &public)?;
    let mut changes = ChangeSet::default();
    for (path, bytes) in FILES.into_iter().zip([text.into_bytes(), signature]) {
        changes.write(ws.base(), checked(path)?, bytes)?;
    }
    Ok(SignedList {
        changes,
        sha256,
        edition: manifest.edition,
    })
}

/// Reads what was signed as whoever verifies will.
fn require_readable(
    ws: &Workspace,
    text: &str,
    signature: &[u8],
    public: &str,
) -> Result<(), SignListError> {
    let mut files = anchor::files_here(&ws.portfolio, &|path| ws.bytes(path));
    files.insert(TRUST_MANIFEST.to_owned(), text.as_bytes().to_vec());
    files.insert(TRUST_SIGNATURE.to_owned(), signature.to_vec());
    let none = || Ok(PastVouchings::default());
    let vouched = SignableTrust::new(&files, true).vouched_by(public.as_bytes(), none);
    Ok(vouched.map(|_| ())?)
}

fn own_key(ws: &Workspace) -> Result<Box<dyn Signer>, SignListError> {
    ws.repository()?;
    let own = ws.signers().own();
    let own = own.filter(|key| key.proof() == ProofKind::Ssh);
    own.ok_or(SignListError::NoKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::ports::OwnPublicKey;
    use crate::app::trust::anchor::tests::sign_as_awarding_body;
    use crate::domain::portfolio::PEOPLE;
    use crate::domain::signoff::trust_manifest::TrustManifest;

    fn world(own_key: OwnPublicKey) -> World {
        let config = "cpd: 1\nportfolio: p\nowner: sam\nschemes: {}\n";
        let people = "people:\n- { id: sam, name: Sam Carter }\n";
        World {
            own_key,
            ..World::new(&[("cpd.yaml", config), (PEOPLE, people)])
        }
    }

    fn sign_list(ws: &Workspace, key: Option<&Path>) -> Result<SignedList, SignListError> {
        let mut number = 0;
        sign(ws, key, ws.moment.today, &mut || {
            number += 1;
            number
        })
    }

    #[test]
    fn the_digest_of_the_list_is_signed_and_both_are_written() {
        let ws = world(OwnPublicKey::None).open().unwrap();
        let made = sign_list(&ws, Some(Path::new("key"))).unwrap();
        ws.apply(&made.changes).unwrap();
        let text = |path| String::from_utf8(ws.bytes(path).unwrap()).unwrap();
        let roll = TrustManifest::read(&text(TRUST_MANIFEST)).unwrap();
        assert_eq!(roll.sha256(), made.sha256);
        let message = format!("{}\n", made.sha256);
        let signature = sign_as_awarding_body(TRUST_NAMESPACE, message.as_bytes());
        assert_eq!(text(TRUST_SIGNATURE).as_bytes(), signature);
        assert_eq!(made.edition.serial, 1);
        // The salts of entries that are there stay, and the number is the next one.
        let again = sign_list(&ws, Some(Path::new("key"))).unwrap();
        assert_eq!(again.edition.serial, 2);
        ws.apply(&again.changes).unwrap();
        assert!(text(TRUST_MANIFEST).contains(&format!(" {:032x} ", 1)));
        assert!(!text(TRUST_MANIFEST).contains(&format!(" {:032x} ", 2)));
    }

    #[test]
    fn lists_with_errors_are_not_signed() {
        let people = "people:
- { id: sam, name: Sam Carter }
- { id: noor, name: Noor Khan, roles: [{ role: assessor, to: 31/07/2025 }] }
";
        let config = "cpd: 1\nportfolio: p\nowner: sam\nschemes: {}\n";
        let world = World::new(&[("cpd.yaml", config), (PEOPLE, people)]);
        let error = sign_list(&world.open().unwrap(), Some(Path::new("key"))).unwrap_err();
        assert!(matches!(error, SignListError::ErrorsInTrust(1)), "{error}");
        assert_eq!(
            error.to_string(),
            "nothing was signed, because trust/ has 1 error"
        );
    }

    #[test]
    fn only_an_ssh_key_vouches() {
        for own in [
            OwnPublicKey::None,
            OwnPublicKey::OpenPgp { id: "AB12".into() },
        ] {
            let error = sign_list(&world(own).open().unwrap(), None).unwrap_err();
            assert_eq!(
                error.explain().hint,
                Some(Hint::from("name one with ").then(Input::SigningKey))
            );
        }
        let own = OwnPublicKey::Ssh(Vec::new());
        assert!(sign_list(&world(own).open().unwrap(), None).is_ok());
    }
}
