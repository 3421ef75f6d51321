//! The lines of `trust/allowed_signers` one by one, with everything that keeps a key from
//! counting. A line that is not understood is listed too.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ssh_key::PublicKey;

use super::allowed_signers::{self, AllowedSigner};
use super::signature::{NAMESPACE, RECORD_NAMESPACE, REGISTER_NAMESPACE};
use super::trust::{ALLOWED_SIGNERS, REVOKED_KEYS, list_text};
use crate::base::files::line_ends::as_git_keeps_them;
use crate::domain::id::{Fingerprint, PersonId};
use crate::domain::ports::FileReader;

/// A line of `trust/allowed_signers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// Counted from 1.
    pub line: usize,
    /// The names that it gives the key to; none where it is not understood.
    pub names: Vec<String>,
    pub key: Option<Fingerprint>,
    /// The first moment at which the key counts.
    pub from: Option<DateTime<Utc>>,
    /// The last moment at which the key counts.
    pub until: Option<DateTime<Utc>>,
    /// Empty where the key counts.
    pub flaws: Vec<KeyFlaw>,
}

/// A reason why the key of a line counts for nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFlaw {
    /// ssh-keygen would not understand the line, or cpd does not.
    NotUnderstood,
    /// It is the key of an authority that issues certificates.
    Authority,
    /// It is given to more than one name, or to a pattern.
    Shared,
    /// A name that is no lower-case slug.
    NotAnId(String),
    /// A name that is neither a person's nor the recorder's.
    Nobody(String),
    /// It is for neither sign-offs, records of reviews nor entries of a register.
    OtherPurpose,
    Revoked,
    /// No list says which keys are revoked, or not in a way that is understood.
    NoRevocations,
}

impl KeyLine {
    pub fn is_revoked(&self) -> bool {
        self.flaws.contains(&KeyFlaw::Revoked)
    }

    /// Returns true if the line names one person and nobody else.
    pub fn is_of(&self, person: &str) -> bool {
        matches!(self.names.as_slice(), [name] if name == person)
    }
}

/// The names to which a key may be given.
pub struct PeopleOfKeys<'a> {
    pub is_person: &'a dyn Fn(&str) -> bool,
    /// As `trust/forge.yaml` names it. Where that file is missing, every key that is only
    /// for records may be a recorder's.
    pub recorder: Option<&'a str>,
}

/// Reads every line that is neither empty nor a comment, in order.
pub fn read(file: FileReader<'_>, known: &PeopleOfKeys<'_>) -> Vec<KeyLine> {
    // Line ends that git changed on checkout are not a flaw.
    let text = |path: &str| Some(as_git_keeps_them(&list_text(file, path)?).into_owned());
    let signers = text(ALLOWED_SIGNERS).unwrap_or_default();
    let revoked = text(REVOKED_KEYS).and_then(|text| allowed_signers::parse_revoked(&text));
    let lines = signers.split('\n').enumerate();
    let lines = lines.filter(|(_, line)| allowed_signers::lines_of_keys(line).next().is_some());
    let mut read: Vec<(KeyLine, Option<AllowedSigner>)> = lines
        .map(|(at, line)| {
            let signer = allowed_signers::parse(line).pop();
            (key_line(at + 1, signer.as_ref()), signer)
        })
        .collect();
    let mut owners: BTreeMap<Fingerprint, Vec<String>> = BTreeMap::new();
    for (line, _) in &read {
        if let Some(key) = &line.key {
            let names = owners.entry(key.clone()).or_default();
            names.extend(line.names.iter().cloned());
        }
    }
    for (line, signer) in &mut read {
        let Some(signer) = signer else { continue };
        line.flaws = flaws(signer, &line.names, known);
        let of_key = line.key.as_ref().and_then(|key| owners.get(key));
        let others =
            of_key.is_some_and(|names| names.iter().any(|name| !line.names.contains(name)));
        if others || !signer.is_one_person() {
            line.flaws.push(KeyFlaw::Shared);
        }
        match &revoked {
            None => line.flaws.push(KeyFlaw::NoRevocations),
            Some(keys) if keys.contains(&signer.key) => line.flaws.push(KeyFlaw::Revoked),
            Some(_) => {}
        }
    }
    read.into_iter().map(|(line, _)| line).collect()
}

fn key_line(line: usize, signer: Option<&AllowedSigner>) -> KeyLine {
    KeyLine {
        line,
        names: signer.map_or_else(Vec::new, |signer| signer.principals.clone()),
        key: signer
            .map(|signer| Fingerprint::from_public_key(&PublicKey::from(signer.key.clone()))),
        from: signer.and_then(|signer| signer.from),
        until: signer.and_then(|signer| signer.to),
        flaws: match signer {
            Some(_) => Vec::new(),
            None => vec![KeyFlaw::NotUnderstood],
        },
    }
}

fn flaws(signer: &AllowedSigner, names: &[String], known: &PeopleOfKeys<'_>) -> Vec<KeyFlaw> {
    let mut flaws = Vec::new();
    if signer.is_authority() {
        flaws.push(KeyFlaw::Authority);
    }
    let may_record = known.recorder.is_none() && signer.is_only_for(RECORD_NAMESPACE);
    for name in names.iter().filter(|name| !name.contains(['*', '?', '!'])) {
        if PersonId::parse(name).is_none() {
            flaws.push(KeyFlaw::NotAnId(name.clone()));
        } else if !may_record && !(known.is_person)(name) && known.recorder != Some(name) {
            flaws.push(KeyFlaw::Nobody(name.clone()));
        }
    }
    if ![NAMESPACE, RECORD_NAMESPACE, REGISTER_NAMESPACE]
        .iter()
        .any(|one| signer.is_for_namespace(one))
    {
        flaws.push(KeyFlaw::OtherPurpose);
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    const OTHER: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlbTrkQxj9jtaDsdmghRxd/KQ1NzxyyQfrMu6LeAI2P";

    fn lines(signers: &str, revoked: Option<&str>) -> Vec<KeyLine> {
        let file = |path: &str| match path {
            ALLOWED_SIGNERS => Some(signers.as_bytes().to_vec()),
            REVOKED_KEYS => revoked.map(|text| text.as_bytes().to_vec()),
            _ => None,
        };
        let known = PeopleOfKeys {
            is_person: &|name| ["priya", "sam"].contains(&name),
            recorder: None,
        };
        read(&file, &known)
    }

    fn flaws_of(signers: &str) -> Vec<Vec<KeyFlaw>> {
        let lines = lines(signers, Some(""));
        lines.into_iter().map(|line| line.flaws).collect()
    }

    #[test]
    fn a_key_that_counts_has_its_line_its_person_and_its_time() {
        let text = format!("# keys\r\n\r\npriya valid-before=\"20270101Z\" {KEY} x\r\n");
        let [line] = &lines(&text, Some(""))[..] else {
            panic!("one line")
        };
        assert_eq!((line.line, line.is_of("priya")), (3, true));
        assert_eq!(line.flaws, []);
        assert!(line.from.is_none() && line.until.is_some() && line.key.is_some());
    }

    #[test]
    fn every_line_is_listed_with_what_keeps_its_key_from_counting() {
        let own = |name: &str| KeyFlaw::NotAnId(name.to_owned());
        for (line, flaw) in [
            ("priya nonsense".to_owned(), KeyFlaw::NotUnderstood),
            (format!("PRIYA {KEY}"), own("PRIYA")),
            (format!("priya_shah {KEY}"), own("priya_shah")),
            (format!("eve {KEY}"), KeyFlaw::Nobody("eve".to_owned())),
            (format!("* {KEY}"), KeyFlaw::Shared),
            (format!("priya,sam {KEY}"), KeyFlaw::Shared),
            (format!("priya cert-authority {KEY}"), KeyFlaw::Authority),
            (
                format!("priya namespaces=\"git\" {KEY}"),
                KeyFlaw::OtherPurpose,
            ),
        ] {
            assert_eq!(flaws_of(&line), [vec![flaw]], "{line}");
        }
        // Each of the lines that share a key says so.
        let twice = format!("priya {KEY}\nsam {KEY}\nsam {OTHER}\n");
        let shared = vec![KeyFlaw::Shared];
        assert_eq!(flaws_of(&twice), [shared.clone(), shared, Vec::new()]);
    }

    #[test]
    fn a_revoked_key_counts_for_nobody_and_without_a_list_none_does() {
        let text = format!("priya {KEY}\n");
        let of = |revoked| lines(&text, revoked).remove(0).flaws;
        assert_eq!(of(Some(KEY)), [KeyFlaw::Revoked]);
        assert_eq!(of(None), [KeyFlaw::NoRevocations]);
        assert_eq!(of(Some("not a key")), [KeyFlaw::NoRevocations]);
    }

    #[test]
    fn a_recorder_is_nobody_in_the_list_of_people() {
        assert_eq!(
            flaws_of(&format!("recorder namespaces=\"record@cpd.v1\" {KEY}")),
            [Vec::new()]
        );
        let nobody = vec![KeyFlaw::Nobody("recorder".to_owned())];
        assert_eq!(flaws_of(&format!("recorder {KEY}")), [nobody]);
    }
}
