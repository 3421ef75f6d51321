//! The SSH signature beside a sign-off: whether it is one over exactly that file,
//! and whose key made it.

use chrono::{DateTime, Utc};
use ssh_key::{Fingerprint, HashAlg, PublicKey, SshSig};

use super::allowed::{self, Allowed};

/// What a signature over a sign-off is made for.
pub const NAMESPACE: &str = "signoff@cpd.v1";

/// What a signature over the list of people and keys is made for.
pub const TRUST_NAMESPACE: &str = "trust@cpd.v1";

/// Keys, and whose they are.
#[derive(Debug, Default, Clone)]
pub struct Keys {
    allowed: Vec<Allowed>,
    /// `None` where the list is missing or not understood: then any key might be
    /// revoked.
    revoked: Option<Vec<ssh_key::public::KeyData>>,
}

/// What is wrong with a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is none, is damaged, or is over other contents.
    Bad,
    /// It was made for something else.
    WrongNamespace(String),
    /// Its key belongs to nobody of that name.
    UnknownSigner(Fingerprint),
    /// Its key was not valid yet, or no longer, when it was made.
    ExpiredKey(Fingerprint),
    /// Its key is revoked.
    RevokedKey(Fingerprint),
    /// Its key might be anybody's, or several people's.
    SharedKey(Fingerprint),
    /// No list says which keys are revoked, or not in a way that is understood.
    NoRevocations,
}

impl Keys {
    /// From the texts of `allowed_signers` and `revoked_keys`.
    pub fn read(allowed_signers: Option<&str>, revoked_keys: Option<&str>) -> Self {
        Self {
            allowed: allowed_signers.map(allowed::read).unwrap_or_default(),
            revoked: revoked_keys.and_then(allowed::revoked),
        }
    }

    /// Whether `signature` (PEM) is one by `person` over `message`, made at a
    /// moment for a purpose; its key's fingerprint where it is.
    pub fn verify(
        &self,
        signature: &[u8],
        message: &[u8],
        person: &str,
        at: DateTime<Utc>,
        namespace: &str,
    ) -> Result<Fingerprint, Flaw> {
        let signature = SshSig::from_pem(signature).map_err(|_| Flaw::Bad)?;
        if signature.namespace() != namespace {
            return Err(Flaw::WrongNamespace(signature.namespace().to_owned()));
        }
        let key = PublicKey::from(signature.public_key().clone());
        key.verify(namespace, message, &signature)
            .map_err(|_| Flaw::Bad)?;
        let print = key.fingerprint(HashAlg::Sha256);
        let revoked = self.revoked.as_ref().ok_or(Flaw::NoRevocations)?;
        if revoked.contains(signature.public_key()) {
            return Err(Flaw::RevokedKey(print));
        }
        let lines = self
            .allowed
            .iter()
            .filter(|line| line.key == *signature.public_key());
        let lines: Vec<&Allowed> = lines.collect();
        let theirs: Vec<&&Allowed> = lines.iter().filter(|line| line.is_for(person)).collect();
        if theirs.is_empty() {
            return Err(Flaw::UnknownSigner(print));
        }
        if lines
            .iter()
            .any(|line| !line.is_one_person() || !line.is_for(person))
        {
            return Err(Flaw::SharedKey(print));
        }
        match theirs.iter().find(|line| line.holds(namespace, at)) {
            Some(_) => Ok(print),
            None if theirs.iter().any(|line| !line.is_valid(at)) => Err(Flaw::ExpiredKey(print)),
            None => Err(Flaw::UnknownSigner(print)),
        }
    }
}
