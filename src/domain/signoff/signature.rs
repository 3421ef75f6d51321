//! The SSH signature beside a sign-off: whether it is one over exactly that file,
//! and whose key made it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ssh_key::{Algorithm, HashAlg, PublicKey, Signature, SshSig};

use super::allowed_signers::{self, AllowedSigner};
use crate::domain::id::{Fingerprint, PersonId};

/// The SSH namespace of signatures over sign-offs.
pub const NAMESPACE: &str = "signoff@cpd.v1";

/// The SSH namespace of a recorder's signatures over records of reviews.
pub const RECORD_NAMESPACE: &str = "record@cpd.v1";

/// The SSH namespace of signatures over the entries of a register.
pub const REGISTER_NAMESPACE: &str = "register@cpd.v1";

/// The SSH namespace of signatures over the list of people and keys.
pub const TRUST_NAMESPACE: &str = "trust@cpd.v1";

/// Keys, and whose they are.
#[derive(Debug, Default, Clone)]
pub struct Keys {
    allowed: Vec<AllowedSigner>,
    /// `None` where the list is missing or not understood: then any key might be
    /// revoked.
    revoked: Option<Vec<ssh_key::public::KeyData>>,
}

/// The one who has to have made a signature, which says in which namespace it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// A person, who signs sign-offs.
    Person(&'a PersonId),
    /// The name of a recorder, who signs records of reviews.
    Recorder(&'a PersonId),
    /// A person, who signs the entries of a register.
    Officer(&'a PersonId),
}

impl<'a> Principal<'a> {
    /// The name by which the lists of keys know them.
    pub fn name(self) -> &'a PersonId {
        match self {
            Self::Person(id) | Self::Recorder(id) | Self::Officer(id) => id,
        }
    }

    /// The namespace of their signatures.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Person(_) => NAMESPACE,
            Self::Recorder(_) => RECORD_NAMESPACE,
            Self::Officer(_) => REGISTER_NAMESPACE,
        }
    }
}

/// A reason why a signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// It is none, is damaged, or is over other contents.
    Bad,
    /// Its lines end in CRLF, which ssh-keygen does not read.
    CrLf,
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
    /// Reads the texts of `allowed_signers` and `revoked_keys`.
    pub fn read(allowed_signers: Option<&str>, revoked_keys: Option<&str>) -> Self {
        Self {
            allowed: allowed_signers
                .map(allowed_signers::parse)
                .unwrap_or_default(),
            revoked: revoked_keys.and_then(allowed_signers::parse_revoked),
        }
    }

    /// Verifies that `signature` (PEM) is one by a principal over `message`, made at a moment,
    /// and returns the fingerprint of its key.
    pub fn verify(
        &self,
        signature: &[u8],
        message: &[u8],
        by: Principal<'_>,
        at: DateTime<Utc>,
    ) -> Result<Fingerprint, SignatureError> {
        self.verify_as(signature, message, by.name(), at, by.namespace())
    }

    /// Verifies a signature by whoever has any name, in any namespace, as `ssh-keygen` does.
    pub fn verify_as(
        &self,
        signature: &[u8],
        message: &[u8],
        name: &str,
        at: DateTime<Utc>,
        namespace: &str,
    ) -> Result<Fingerprint, SignatureError> {
        let _span = tracing::info_span!("key.verify", by = "ssh").entered();
        let signature = dearmoured(signature)?;
        let signature = parsed(&signature).ok_or(SignatureError::Bad)?;
        if signature.namespace() != namespace {
            return Err(SignatureError::WrongNamespace(
                signature.namespace().to_owned(),
            ));
        }
        let key = PublicKey::from(signature.public_key().clone());
        key.verify(namespace, message, &signature)
            .map_err(|_| SignatureError::Bad)?;
        self.check_key(&key, name, at, namespace)
    }

    /// Returns the fingerprint of a public key as text, such as `ssh-ed25519 AAAA…`, if it counts
    /// for a principal at a moment.
    pub fn check_public_key(
        &self,
        public: &str,
        by: Principal<'_>,
        at: DateTime<Utc>,
    ) -> Result<Fingerprint, SignatureError> {
        let key = PublicKey::from_openssh(public.trim()).map_err(|_| SignatureError::Bad)?;
        self.check_key(&key, by.name(), at, by.namespace())
    }

    fn check_key(
        &self,
        key: &PublicKey,
        name: &str,
        at: DateTime<Utc>,
        namespace: &str,
    ) -> Result<Fingerprint, SignatureError> {
        let print = Fingerprint::from_public_key(key);
        let revoked = self.revoked.as_ref().ok_or(SignatureError::NoRevocations)?;
        if revoked.contains(key.key_data()) {
            return Err(SignatureError::RevokedKey(print));
        }
        let lines = self.allowed.iter();
        let lines = lines.filter(|line| line.key == *key.key_data());
        let lines: Vec<&AllowedSigner> = lines.collect();
        let theirs: Vec<&&AllowedSigner> = lines.iter().filter(|line| line.is_for(name)).collect();
        if theirs.is_empty() {
            return Err(SignatureError::UnknownSigner(print));
        }
        if lines
            .iter()
            .any(|line| !line.is_one_person() || !line.is_for(name))
        {
            return Err(SignatureError::SharedKey(print));
        }
        match theirs.iter().find(|line| line.counts_for(namespace, at)) {
            Some(_) => Ok(print),
            None if theirs.iter().any(|line| !line.is_valid(at)) => {
                Err(SignatureError::ExpiredKey(print))
            }
            None => Err(SignatureError::UnknownSigner(print)),
        }
    }
}

/// Verifies that `signature` (PEM) is one by the awarding body's key over `message`, which
/// vouches for people and keys, and returns the fingerprint of the key. No list says whose
/// the key is: whoever verifies has brought it, and it counts until they bring another.
pub fn verify_awarding_body(
    key: &str,
    signature: &[u8],
    message: &[u8],
) -> Result<Fingerprint, SignatureError> {
    const NAME: &str = "awarding-body";
    let keys = Keys::read(Some(&format!("{NAME} {}", key.trim())), Some(""));
    let always = DateTime::UNIX_EPOCH;
    keys.verify_as(signature, message, NAME, always, TRUST_NAMESPACE)
}

/// The lines around a signature. ssh-keygen reads no further than the last.
const BEGIN: &[u8] = b"-----BEGIN SSH SIGNATURE-----\n";
const BEGIN_CRLF: &[u8] = b"-----BEGIN SSH SIGNATURE-----\r\n";
const END: &[u8] = b"\n-----END SSH SIGNATURE-----";

/// Returns the bytes in the file of a signature, however its lines are broken.
fn dearmoured(file: &[u8]) -> Result<Vec<u8>, SignatureError> {
    const VERTICAL_TAB: u8 = 0x0b;
    if file.starts_with(BEGIN_CRLF) {
        return Err(SignatureError::CrLf);
    }
    let rest = file.strip_prefix(BEGIN).ok_or(SignatureError::Bad)?;
    let end = rest.windows(END.len()).position(|part| part == END);
    let letters = &rest[..end.ok_or(SignatureError::Bad)?];
    let is_letter = |byte: &u8| !byte.is_ascii_whitespace() && *byte != VERTICAL_TAB;
    let letters: Vec<u8> = letters.iter().copied().filter(is_letter).collect();
    STANDARD.decode(letters).map_err(|_| SignatureError::Bad)
}

/// Returns the signature that these bytes are, and nothing else. `ssh_key` reads lengths
/// that do not fit what they are of, and a part that is kept for later versions; as
/// in ssh-keygen, the former are refused here, and the latter is not looked at.
fn parsed(blob: &[u8]) -> Option<SshSig> {
    let rest = blob.strip_prefix(b"SSHSIG")?;
    let (version, mut rest) = rest.split_first_chunk()?;
    let key = string(&mut rest)?;
    let namespace = string(&mut rest)?;
    let _kept_for_later = string(&mut rest)?;
    let hash = string(&mut rest)?;
    let signature = string(&mut rest)?;
    if u32::from_be_bytes(*version) > SshSig::VERSION || !rest.is_empty() {
        return None;
    }
    let key = exact_key(key)?;
    let signature = exact_signature(signature, &key)?;
    let namespace = str::from_utf8(namespace).ok()?;
    let hash = HashAlg::new(str::from_utf8(hash).ok()?).ok()?;
    SshSig::new(key.key_data().clone(), namespace, hash, signature).ok()
}

fn exact_key(bytes: &[u8]) -> Option<PublicKey> {
    let key = PublicKey::from_bytes(bytes).ok()?;
    (key.to_bytes().ok()? == bytes).then_some(key)
}

/// Returns a signature of the kind that the key makes.
fn exact_signature(bytes: &[u8], key: &PublicKey) -> Option<Signature> {
    let mut rest = bytes;
    let _kind = string(&mut rest)?;
    let _made = string(&mut rest)?;
    let signature = Signature::try_from(bytes).ok()?;
    // A security key adds a byte of flags and a counter of four.
    let is_of_kind = match (key.algorithm(), signature.algorithm()) {
        (Algorithm::Rsa { .. }, Algorithm::Rsa { .. }) => rest.is_empty(),
        (Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256, made) => {
            made == key.algorithm() && rest.len() == 5
        }
        (of_key, made) => made == of_key && rest.is_empty(),
    };
    is_of_kind.then_some(signature)
}

/// Takes bytes with their length before them.
fn string<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (string, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ssh_key::private::Ed25519Keypair;
    use ssh_key::{LineEnding, PrivateKey};

    const MESSAGE: &[u8] = b"A fair account.\n";

    /// Keys with one of Priya's, and her signature over the message.
    fn signed() -> (Keys, String) {
        let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
        let line = format!("priya {}\n", key.public_key().to_openssh().unwrap());
        let signature = key.sign(NAMESPACE, HashAlg::Sha512, MESSAGE).unwrap();
        let keys = Keys::read(Some(&line), Some(""));
        (keys, signature.to_pem(LineEnding::LF).unwrap())
    }

    fn verify(keys: &Keys, signature: &[u8]) -> Result<Fingerprint, SignatureError> {
        let now = DateTime::UNIX_EPOCH;
        let priya = PersonId::parse("priya").unwrap();
        keys.verify(signature, MESSAGE, Principal::Person(&priya), now)
    }

    #[test]
    fn a_signature_may_be_wrapped_in_any_way_and_followed_by_anything() {
        let (keys, good) = signed();
        let letters = good.lines().filter(|line| !line.starts_with('-'));
        let line: String = letters.collect();
        let begin = str::from_utf8(BEGIN).unwrap();
        let end = str::from_utf8(END).unwrap();
        for text in [
            good.clone(),
            format!("{begin}{line}{end}"),
            format!("{begin}{}\r{end} and more", line.replace('A', "A\t")),
            format!("{good}{good}"),
        ] {
            assert!(verify(&keys, text.as_bytes()).is_ok(), "{text}");
        }
        for text in [
            format!("Dear Sam\n{good}"),
            format!("\n{good}"),
            good.replace("SSH SIGNATURE", "PGP SIGNATURE"),
            format!("{begin}{line}-{end}"),
            format!("{begin}{}{end}", &line[..line.len() / 2]),
            String::new(),
        ] {
            assert_eq!(
                verify(&keys, text.as_bytes()),
                Err(SignatureError::Bad),
                "{text}"
            );
        }
        let windows = good.replace('\n', "\r\n");
        let found = verify(&keys, windows.as_bytes());
        assert_eq!(found, Err(SignatureError::CrLf));
    }

    #[test]
    fn no_byte_of_a_signature_can_be_changed() {
        let (keys, good) = signed();
        let blob = dearmoured(good.as_bytes()).unwrap();
        let written = |blob: &[u8]| {
            let letters = STANDARD.encode(blob).into_bytes();
            [BEGIN, &letters, END].concat()
        };
        assert!(verify(&keys, &written(&blob)).is_ok());
        // The lowest bit of the version, which was 0 once.
        let version = 9;
        for at in (0..blob.len()).filter(|at| *at != version) {
            let mut changed = blob.clone();
            changed[at] ^= 1;
            assert!(verify(&keys, &written(&changed)).is_err(), "byte {at}");
        }
        for length in 0..blob.len() {
            assert!(verify(&keys, &written(&blob[..length])).is_err());
        }
        assert!(verify(&keys, &written(&[&blob[..], b"\0"].concat())).is_err());
    }
}
