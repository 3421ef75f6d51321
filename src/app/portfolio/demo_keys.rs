//! The keys of the sample portfolio: made when it is made, listed for its invented people,
//! and vouched for by its awarding body.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::demo::DemoError;
use crate::app::change::apply::CommitMessage;
use crate::app::ports::{KeyMaker, MadeKey, MakeKeysError};
use crate::app::trust::add_key::{self, KeyRequest, Purpose};
use crate::app::trust::sign_list;
use crate::app::workspace::Workspace;

/// Keys that were made, by the id of the person whose they are.
pub struct DemoKeys<'a> {
    maker: &'a dyn KeyMaker,
    keys: BTreeMap<String, MadeKey>,
}

impl<'a> DemoKeys<'a> {
    /// Makes a key for each of these people.
    pub fn make(maker: &'a dyn KeyMaker, people: &[&str]) -> Result<Self, MakeKeysError> {
        let keys = maker.make(people)?;
        Ok(Self { maker, keys })
    }

    /// Returns the file of a person's private key.
    pub fn file(&self, person: &str) -> Option<&Path> {
        self.keys.get(person).map(|key| key.file.as_path())
    }

    /// Writes the line that lists a person's key.
    pub fn list(&self, person: &str, workspace: &Workspace) -> Result<(), DemoError> {
        let request = KeyRequest {
            person: Some(person),
            public: self.keys.get(person).map(|key| key.public.clone()),
            purpose: Purpose::Sign {
                from: None,
                until: None,
            },
        };
        let planned = add_key::plan(workspace, request)?;
        Ok(workspace.apply(&planned.changes)?)
    }

    /// Signs the list of people and keys as the one who vouches, and commits the signature.
    pub fn vouch(
        &self,
        voucher: &str,
        on: NaiveDate,
        workspace: &Workspace,
        commit: CommitMessage<'_>,
    ) -> Result<(), DemoError> {
        let mut salt = || self.maker.salt();
        let signed = sign_list::sign(workspace, self.file(voucher), on, &mut salt)?;
        Ok(workspace.apply_and_commit(&signed.changes, commit)?)
    }
}
