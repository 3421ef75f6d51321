//! The awarding body vouches for the people and keys of a portfolio by signing their list.

use std::path::Path;

use chrono::NaiveDate;
use thiserror::Error;

use super::anchor::{self, list_to_sign};
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, Signer, SignerError};
use crate::app::workspace::Workspace;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::ports::HistoryGap;
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::signature::TRUST_NAMESPACE;
use crate::domain::signoff::trust_manifest::{Edition, TRUST_MANIFEST};

/// The files that hold the list and the signature over it.
pub const FILES: [&str; 2] = [TRUST_MANIFEST, TRUST_SIGNATURE];

/// A list that was signed and is to be written.
#[derive(Debug)]
pub struct SignedList {
    pub changes: ChangeSet,
    /// The digest that was signed.
    pub sha256: String,
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
            Self::Signer(_) | Self::HistoryGap(_) => Explanation::failed(),
            Self::NoRepository(error) => error.explain(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Signs the list of people and keys on a day, with the key in a file or with the one that
/// git signs with here. `salt` returns a word that nobody can guess, for each entry that has
/// none yet.
pub fn sign(
    ws: &Workspace,
    key: Option<&Path>,
    on: NaiveDate,
    salt: &mut dyn FnMut() -> String,
) -> Result<SignedList, SignListError> {
    let _span = tracing::info_span!("trust.sign-list").entered();
    let key = match key {
        Some(file) => ws.signers().in_file(file),
        None => own_key(ws)?,
    };
    let past = anchor::past_vouchings(ws.evidence().history, last_commit(ws).as_deref())?;
    let manifest = list_to_sign(&ws.portfolio, &|path| ws.bytes(path), &past, on, salt);
    let (text, sha256) = (manifest.text(), manifest.sha256());
    let signature = key.sign(TRUST_NAMESPACE, format!("{sha256}\n").as_bytes())?;
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

/// Returns the last commit, whose history says which serial numbers there were.
fn last_commit(ws: &Workspace) -> Option<String> {
    let commit = ws.repository().ok()?.last_commit().ok()?;
    commit.map(|commit| commit.id)
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
            format!("salt-{number}")
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
        let signature = format!("{TRUST_NAMESPACE} {}\n", made.sha256);
        assert_eq!(text(TRUST_SIGNATURE), signature);
        assert_eq!(made.edition.serial, 1);
        // The salts of entries that are there stay, and the number is the next one.
        let again = sign_list(&ws, Some(Path::new("key"))).unwrap();
        assert_eq!(again.edition.serial, 2);
        ws.apply(&again.changes).unwrap();
        let digests = |text: &str| text.lines().filter(|line| line.contains("salt-")).count();
        assert_eq!(digests(&text(TRUST_MANIFEST)), 1);
        assert!(text(TRUST_MANIFEST).contains(" salt-1 "));
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
