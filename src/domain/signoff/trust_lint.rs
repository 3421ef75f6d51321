//! Reads the lists of people and keys in `trust/` and finds faults in them. A line that is
//! not understood allows nobody, so nobody would notice it otherwise.

use std::collections::BTreeMap;

use ssh_key::PublicKey;

use super::allowed_signers::{self, AllowedSigner};
use super::signature::RECORD_NAMESPACE;
use super::trust::{ALLOWED_SIGNERS, FORGE, REVOKED_KEYS};
use crate::domain::id::{Fingerprint, PersonId};
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::review::ForgeSettings;

/// A fault of one of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    pub path: &'static str,
    /// Counted from 1; none where the whole file is meant.
    pub line: Option<usize>,
    pub kind: ListFaultKind,
}

/// Kind of fault in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFaultKind {
    /// It is not one that ssh-keygen would understand.
    NotUnderstood,
    /// It has to be there, were it empty.
    Missing,
    /// It holds more than plain public keys.
    NotPlain,
    /// A key that is given to more than one person.
    Shared { key: Fingerprint },
    /// A name that is nobody's in `trust/people.yaml`.
    Nobody { name: String },
    /// A name that is no lower-case slug, so that it stands for nobody.
    NotAnId { name: String },
    /// A setting of the forge, in words.
    Setting(String),
}

/// A key and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    pub names: Vec<String>,
    pub key: Fingerprint,
    pub revoked: bool,
}

/// Returns everything that is wrong with the lists of a portfolio.
pub fn faults(portfolio: &Portfolio, file: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<ListFault> {
    // What git did to line ends on the way out is no fault of the lists.
    let text = |path: &str| Some(String::from_utf8_lossy(&file(path)?).replace("\r\n", "\n"));
    let mut faults = Vec::new();
    let settings = text(FORGE).map(|text| ForgeSettings::read(&text));
    let recorder = settings
        .as_ref()
        .and_then(|settings| settings.as_ref().ok())
        .map(|settings| settings.recorder.clone());
    if let Some(Err(why)) = settings {
        faults.push(ListFault {
            path: FORGE,
            line: None,
            kind: ListFaultKind::Setting(why),
        });
    }
    let people = portfolio.people();
    let unclear = people.filter(|person| person.trusted_id().is_none());
    faults.extend(unclear.map(|person| ListFault {
        path: PEOPLE,
        line: None,
        kind: ListFaultKind::NotAnId {
            name: person.id().to_owned(),
        },
    }));
    let signers = text(ALLOWED_SIGNERS);
    if let Some(signers) = &signers {
        faults.extend(signer_faults(signers, portfolio, recorder.as_deref()));
    }
    let kind = match text(REVOKED_KEYS) {
        None => signers.map(|_| ListFaultKind::Missing),
        Some(list) => allowed_signers::parse_revoked(&list)
            .is_none()
            .then_some(ListFaultKind::NotPlain),
    };
    faults.extend(kind.map(|kind| ListFault {
        path: REVOKED_KEYS,
        line: None,
        kind,
    }));
    faults
}

fn signer_faults(text: &str, portfolio: &Portfolio, recorder: Option<&str>) -> Vec<ListFault> {
    let mut faults = Vec::new();
    let mut owners: BTreeMap<Fingerprint, Vec<String>> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let mut found = |kind| {
            faults.push(ListFault {
                path: ALLOWED_SIGNERS,
                line: Some(at + 1),
                kind,
            });
        };
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let Some(one) = allowed_signers::parse(line).pop() else {
            found(ListFaultKind::NotUnderstood);
            continue;
        };
        let key = fingerprint(&one);
        let before = owners.entry(key.clone()).or_default();
        let others = before.iter().any(|name| !one.principals.contains(name));
        if !one.is_one_person() || others {
            found(ListFaultKind::Shared { key });
        }
        before.extend(one.principals.iter().cloned());
        // Whose records count is for trust/forge.yaml to say, once it is there.
        let may_record = recorder.is_none() && one.is_only_for(RECORD_NAMESPACE);
        for name in &one.principals {
            if name.contains(['*', '?', '!']) {
                continue;
            }
            if PersonId::parse(name).is_none() {
                found(ListFaultKind::NotAnId { name: name.clone() });
                continue;
            }
            let known = may_record || portfolio.person(name).is_some() || recorder == Some(name);
            if !known {
                found(ListFaultKind::Nobody { name: name.clone() });
            }
        }
    }
    faults
}

/// Returns the keys that `allowed_signers` lists, in order.
pub fn listed_keys(file: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<ListedKey> {
    let text = |path: &str| Some(String::from_utf8(file(path)?).ok()?.replace("\r\n", "\n"));
    let revoked = text(REVOKED_KEYS).and_then(|text| allowed_signers::parse_revoked(&text));
    let lines = text(ALLOWED_SIGNERS).map(|text| allowed_signers::parse(&text));
    let lines = lines.unwrap_or_default().into_iter();
    lines
        .map(|line| ListedKey {
            key: fingerprint(&line),
            revoked: revoked
                .as_ref()
                .is_some_and(|keys| keys.contains(&line.key)),
            names: line.principals,
        })
        .collect()
}

fn fingerprint(line: &AllowedSigner) -> Fingerprint {
    Fingerprint::of(&PublicKey::from(line.key.clone()))
}

/// Returns true if a list of plain keys holds the one with this fingerprint.
pub fn contains_key(print: &Fingerprint, list: &str) -> bool {
    let keys = allowed_signers::parse_revoked(&list.replace("\r\n", "\n")).unwrap_or_default();
    let mut keys = keys.into_iter().map(PublicKey::from);
    keys.any(|key| Fingerprint::of(&key) == *print)
}

/// Returns a public key by its text: `ssh-ed25519 AAAA…` without its comment, and its
/// fingerprint; `None` where it is none.
pub fn parse_public_key(text: &str) -> Option<(String, Fingerprint)> {
    let key = PublicKey::from_openssh(text.trim()).ok()?;
    let print = Fingerprint::of(&key);
    let bare = PublicKey::from(key.key_data().clone()).to_openssh().ok()?;
    Some((bare.trim().to_owned(), print))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::Snapshot;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    fn faults_of(signers: &str, revoked: Option<&str>) -> Vec<(Option<usize>, ListFaultKind)> {
        let people = "people:\n  - id: priya\n    name: Priya\n  - id: sam\n    name: Sam\n";
        let files = BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            ("trust/people.yaml".to_owned(), people.as_bytes().to_vec()),
        ]);
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let file = |path: &str| match path {
            ALLOWED_SIGNERS => Some(signers.as_bytes().to_vec()),
            REVOKED_KEYS => revoked.map(|text| text.as_bytes().to_vec()),
            _ => None,
        };
        let found = faults(&portfolio, &file).into_iter();
        found.map(|fault| (fault.line, fault.kind)).collect()
    }

    #[test]
    fn good_lists_have_no_faults() {
        assert_eq!(faults_of(&format!("# keys\npriya {KEY} x\n"), Some("")), []);
    }

    #[test]
    fn every_fault_is_found_with_its_line() {
        assert_eq!(
            faults_of("priya nonsense\n", Some("")),
            [(Some(1), ListFaultKind::NotUnderstood)]
        );
        let key = parse_public_key(KEY).unwrap().1;
        let shared = ListFaultKind::Shared { key };
        let twice = format!("priya {KEY}\nsam {KEY}\n");
        assert_eq!(faults_of(&twice, Some("")), [(Some(2), shared.clone())]);
        assert_eq!(
            faults_of(&format!("* {KEY}\n"), Some("")),
            [(Some(1), shared)]
        );
        let nobody = ListFaultKind::Nobody { name: "eve".into() };
        assert_eq!(
            faults_of(&format!("eve {KEY}\n"), Some("")),
            [(Some(1), nobody)]
        );
        let other = ListFaultKind::NotAnId {
            name: "PRIYA".into(),
        };
        assert_eq!(
            faults_of(&format!("PRIYA {KEY}\n"), Some("")),
            [(Some(1), other)]
        );
        let priya = format!("priya {KEY}\n");
        assert_eq!(faults_of(&priya, None), [(None, ListFaultKind::Missing)]);
        assert_eq!(
            faults_of(&priya, Some("KRL")),
            [(None, ListFaultKind::NotPlain)]
        );
    }
}
