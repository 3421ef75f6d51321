//! The entries of a register as rows, and one entry whole.

use super::{Register, SignedFile};
use crate::domain::register::{EntryKind, RegisterEntry, RegisterNumber};
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::signature::REGISTER_NAMESPACE;
use crate::domain::signoff::trust::ALLOWED_SIGNERS;
use crate::views::register::{
    EntryState, RegisterDetails, RegisterLine, RegisterList, RegisteredSignoff, RevokedLine,
};

impl Register<'_> {
    /// Returns every entry in a row.
    pub fn list(&self) -> RegisterList {
        let entries = self.entries.iter();
        RegisterList {
            version: 1,
            prefix: self.settings.prefix.clone(),
            body: self.settings.body.clone(),
            entries: entries
                .map(|(number, file)| self.line(number, file))
                .collect(),
            problems: self.problems().len(),
        }
    }

    /// Returns an entry whole; none if the register does not have the number.
    pub fn details(&self, number: &RegisterNumber) -> Option<RegisterDetails> {
        let file = self.entries.get(number)?;
        let revocation = number.revocation_path();
        let about = [number.to_string(), file.path.clone(), revocation.clone()];
        let about = about.into_iter();
        let about: Vec<String> = about
            .chain([&file.path, &revocation].map(|path| signature_path(path, super::SIGNATURE)))
            .collect();
        let mut problems = self.problems();
        problems.retain(|problem| about.contains(&problem.about));
        let signoffs = file.value.signoffs.iter();
        let signature = signature_path(&file.path, super::SIGNATURE);
        let (by, path) = (&file.value.by, &file.path);
        Some(RegisterDetails {
            version: 1,
            body: self.settings.body.clone(),
            line: self.line(number, file),
            people_says: file.value.people.says(),
            path: path.clone(),
            sha256: file.sha256.clone(),
            key: file.signature.as_ref().ok().map(ToString::to_string),
            fault: file.signature.as_ref().err().cloned(),
            signoffs: signoffs
                .map(|(path, sha256)| RegisteredSignoff {
                    path: path.clone(),
                    sha256: sha256.clone(),
                })
                .collect(),
            problems,
            by_hand: format!(
                "ssh-keygen -Y verify -f {ALLOWED_SIGNERS} -I {by} -n {REGISTER_NAMESPACE} -s {signature} <{path}"
            ),
        })
    }

    fn line(&self, number: &RegisterNumber, file: &SignedFile<RegisterEntry>) -> RegisterLine {
        let entry = &file.value;
        let revoked = self.revocations.get(number).map(|file| RevokedLine {
            on: file.value.on.date_naive(),
            by: file.value.by.clone(),
            reason: file.value.reason.clone(),
        });
        RegisterLine {
            number: number.to_string(),
            // A revocation counts even if its signature does not: whoever can write to the register
            // can stop an award, and cannot start one.
            state: match (self.revoked.contains(number), &file.signature) {
                (true, _) => EntryState::Revoked,
                (false, Ok(_)) => match entry.number.kind {
                    EntryKind::Grant => EntryState::Granted,
                    EntryKind::Return => EntryState::Returned,
                },
                (false, Err(_)) => EntryState::Invalid,
            },
            kind: entry.number.kind,
            decided_on: entry.on.date_naive(),
            person: entry.owner.id.clone(),
            name: entry.owner.name.clone(),
            scheme: entry.scheme.id.clone(),
            scheme_version: entry.scheme.version.clone(),
            award: entry.award.clone(),
            title: entry.title.clone(),
            decided_by: entry.decided_by.clone(),
            assurance: entry.assurance.clone(),
            people: entry.people.name(),
            portfolio: entry.portfolio.clone(),
            pack_sha256: entry.pack.clone(),
            criteria: entry.criteria.clone(),
            registered_by: entry.by.clone(),
            revoked,
        }
    }
}
