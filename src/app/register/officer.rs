//! The person who signs in a register: whoever has the key that git signs with here, if the
//! register's list gives it to one person for this purpose.

use chrono::{DateTime, Utc};

use super::error::RegisterError;
use super::{Register, SIGNATURE, describe};
use crate::app::change::apply::CommitMessage;
use crate::app::change::{ChangeSet, checked};
use crate::app::ports::{Signer, UnfinishedMerge};
use crate::domain::id::PersonId;
use crate::domain::register::{FOLDER, SETTINGS};
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::signature::Principal;
use crate::domain::signoff::trust_lint::{listed_keys, parse_public_key};

/// A person who may sign in a register, and their key.
pub struct Officer {
    pub id: PersonId,
    key: Box<dyn Signer>,
}

/// A file that is about to be signed and written.
pub struct FileToSign<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub on: DateTime<Utc>,
    /// The message of the commit.
    pub says: &'a str,
}

impl Register<'_> {
    /// Returns whoever may sign here now, or why nobody may.
    pub fn officer(&self, now: DateTime<Utc>) -> Result<Officer, RegisterError> {
        let workspace = self.workspace;
        let key = workspace.signers().own().ok_or(RegisterError::NoKey)?;
        if key.proof() == ProofKind::OpenPgp {
            return Err(RegisterError::OpenPgp);
        }
        let public = key.public_key().ok_or(RegisterError::NoKey)?;
        let (_, print) = parse_public_key(&public).ok_or(RegisterError::NoKey)?;
        let trusted = workspace.trust().resolve(&workspace.portfolio);
        let lines = listed_keys(&workspace.portfolio, &|path| workspace.bytes(path));
        let names = lines
            .iter()
            .filter(|line| line.key.as_ref() == Some(&print))
            .flat_map(|line| &line.names);
        let may_sign = |id: &PersonId| {
            let by = Principal::Officer(id);
            trusted.keys().check_public_key(&public, by, now).is_ok()
        };
        let found = names
            .filter_map(|name| PersonId::parse(name))
            .find(may_sign);
        match found {
            Some(id) => Ok(Officer { id, key }),
            None => Err(RegisterError::NotListed {
                key: print.to_string(),
            }),
        }
    }

    /// Fails while a merge is half done, or while files of the register differ from the last
    /// commit.
    pub fn require_saved(&self) -> Result<(), RegisterError> {
        let repository = self.workspace.repository()?;
        UnfinishedMerge::check(repository)?;
        let changes = repository.changes()?.into_iter();
        let is_of_register = |path: &String| path.starts_with(FOLDER) || path == SETTINGS;
        let paths = changes.map(|change| change.path).filter(is_of_register);
        let paths: Vec<String> = paths.collect();
        match paths.is_empty() {
            true => Ok(()),
            false => Err(RegisterError::NotSaved(paths)),
        }
    }

    /// Signs a file, and commits it and its signature alone. Returns their paths.
    pub fn write(
        &self,
        file: &FileToSign<'_>,
        officer: &Officer,
    ) -> Result<Vec<String>, RegisterError> {
        let workspace = self.workspace;
        let bytes = file.text.as_bytes();
        let signature = officer
            .key
            .sign(Principal::Officer(&officer.id).namespace(), bytes)?;
        let trusted = workspace.trust().resolve(&workspace.portfolio);
        let by = Principal::Officer(&officer.id);
        let verified = trusted.keys().verify(&signature, bytes, by, file.on);
        verified.map_err(|error| RegisterError::BadSignature(describe(&error, &officer.id)))?;
        let paths = vec![file.path.to_owned(), signature_path(file.path, SIGNATURE)];
        let mut changes = ChangeSet::default();
        changes.create(workspace.base(), checked(&paths[0])?, bytes)?;
        changes.create(workspace.base(), checked(&paths[1])?, signature.as_slice())?;
        let author = &workspace.author()?;
        let says = file.says;
        workspace.apply_and_commit(&changes, CommitMessage { says, author })?;
        Ok(paths)
    }
}
