//! The reasons why a key or a signature would not count for whoever trusts a portfolio's people.

use chrono::{DateTime, Utc};

use super::sign::{ProofMethod, SigningContext};
use super::write_signoff::NewSignoff;
use crate::app::ports::Signer;
use crate::domain::portfolio::Person;
use crate::domain::ports::{OpenPgpError, OpenPgpQuery};
use crate::domain::signoff::signature::{Principal, SignatureError};
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, openpgp_key_path};
use crate::domain::signoff::{ProofKind, Revision};

/// Returns the reason why whoever trusts this portfolio's people would refuse the signature, if they
/// would not.
pub(super) fn unlisted_key_reason(
    entry: &NewSignoff<'_>,
    how: ProofMethod<'_>,
    text: &[u8],
    signature: &[u8],
    place: SigningContext<'_>,
) -> Option<String> {
    let trusted = place.trust.resolve(place.portfolio);
    let signer = entry.by.trusted_id();
    let by = match how {
        ProofMethod::Claim | ProofMethod::Reply(_) => return None,
        ProofMethod::Own(key) if key.proof() == ProofKind::OpenPgp => {
            let person = entry.by.id();
            let Some(keys) = trusted.openpgp(person) else {
                return Some(format!(
                    "{} has no key of {person} that cpd can read",
                    openpgp_key_path(person)
                ));
            };
            let asked = OpenPgpQuery {
                keys: keys.packets(),
                signature,
                message: text,
                at: entry.on.timestamp(),
            };
            let flaw = match place.openpgp.verify(&asked) {
                Ok(key) if trusted.shares_openpgp(person, &key) => {
                    return Some(format!(
                        "the key {key} is in the file of somebody else as well"
                    ));
                }
                Ok(_) => return None,
                Err(flaw) => flaw,
            };
            return Some(format!(
                "the signature does not match {} ({})",
                openpgp_key_path(person),
                openpgp_words(&flaw)
            ));
        }
        ProofMethod::Own(_) => match &signer {
            Some(person) => Principal::Person(person),
            None => return Some(format!("{} is not an id in small letters", entry.by.id())),
        },
        ProofMethod::Recorder { .. } => match trusted.forge() {
            Some(forge) => Principal::Recorder(&forge.recorder),
            None => return Some("trust/forge.yaml names no recorder".to_owned()),
        },
    };
    let flaw = trusted.keys().verify(signature, text, by, entry.on).err()?;
    Some(describe_flaw(flaw, entry.by, by.name(), place))
}

/// Returns the reason why a signature with somebody's own key would not count, as far as it shows
/// before they sign.
pub fn unlisted_own_key(
    by: Person<'_>,
    key: &dyn Signer,
    on: DateTime<Utc>,
    place: SigningContext<'_>,
) -> Option<String> {
    let trusted = place.trust.resolve(place.portfolio);
    let person = by.trusted_id()?;
    if key.proof() == ProofKind::OpenPgp {
        let path = openpgp_key_path(by.id());
        let is_listed = trusted.openpgp(by.id()).is_some();
        return (!is_listed).then(|| format!("{path} has no key of {person} that cpd can read"));
    }
    let principal = Principal::Person(&person);
    let flaw = trusted
        .keys()
        .check_public_key(&key.public_key()?, principal, on)
        .err()?;
    Some(describe_flaw(flaw, by, principal.name(), place))
}

/// Returns what is wrong with a key or signature, in words. `principal` is the name for which the
/// key has to be listed.
fn describe_flaw(
    flaw: SignatureError,
    by: Person<'_>,
    principal: &str,
    place: SigningContext<'_>,
) -> String {
    let file = match &place.trust.revision {
        Revision::Commit { name, .. } if name != "HEAD" => {
            format!("{ALLOWED_SIGNERS} at {name}")
        }
        _ => ALLOWED_SIGNERS.to_owned(),
    };
    match flaw {
        SignatureError::UnknownSigner(key) => {
            format!("the key {key} is not listed as {principal}'s in {file}")
        }
        SignatureError::SharedKey(key) => {
            format!("{file} lists the key {key} for other people than {principal} too")
        }
        SignatureError::ExpiredKey(key) => {
            format!("the key {key} is not valid now, according to {file}")
        }
        SignatureError::RevokedKey(key) => format!("the key {key} is revoked"),
        SignatureError::NoRevocations
            if place.portfolio.snapshot.get(ALLOWED_SIGNERS).is_none() =>
        {
            format!("no key of {} is listed in {file}", by.name())
        }
        SignatureError::NoRevocations => {
            "trust/revoked_keys is missing or cannot be read".to_owned()
        }
        SignatureError::Bad | SignatureError::CrLf | SignatureError::WrongNamespace(_) => {
            "the signature could not be verified".to_owned()
        }
    }
}

/// Returns what is wrong with an OpenPGP signature, in words.
fn openpgp_words(flaw: &OpenPgpError) -> &'static str {
    match flaw {
        OpenPgpError::NoProgram => "gpg is not installed, so the signature could not be checked",
        OpenPgpError::Bad => "the signature is damaged, or covers other words",
        OpenPgpError::UnknownKey => "it was made with another key",
        OpenPgpError::OtherTime => "it was made at another time",
        OpenPgpError::Expired => "its key has expired",
        OpenPgpError::Revoked => "its key is revoked",
        OpenPgpError::TooMany => "there are too many OpenPGP signatures here to check",
    }
}
