//! Begins a register in the portfolio that holds a body's lists of people and keys.

use super::error::RegisterError;
use super::has_register;
use crate::app::change::ChangeSet;
use crate::app::change::checked;
use crate::app::trust::add_key::{self, AddKeyError, KeyRequest, PlannedKey, Purpose};
use crate::app::workspace::Workspace;
use crate::domain::register::{RegisterSettings, SETTINGS, is_prefix};

/// A register that is about to begin.
#[derive(Debug)]
pub struct PlannedRegister {
    pub changes: ChangeSet,
    /// The id of the person whose key may sign in it; none if no key could be listed.
    pub officer: Option<String>,
}

/// Plans the settings of a register. The key that git signs with here is listed as that of
/// `person`, or of the portfolio's owner, if there is one.
pub fn plan(
    settings: &RegisterSettings,
    person: Option<&str>,
    workspace: &Workspace,
) -> Result<PlannedRegister, RegisterError> {
    if has_register(workspace) {
        return Err(RegisterError::Exists);
    }
    if !is_prefix(&settings.prefix) {
        return Err(RegisterError::Prefix(settings.prefix.clone()));
    }
    if settings.body.trim().is_empty() {
        return Err(RegisterError::NoBody);
    }
    let request = KeyRequest {
        person,
        public: None,
        purpose: Purpose::Register {
            from: None,
            until: None,
        },
    };
    let (mut changes, officer) = match add_key::plan(workspace, request) {
        Ok(PlannedKey {
            changes, person, ..
        }) => (changes, Some(person)),
        Err(AddKeyError::NoOwnKey | AddKeyError::OwnIsOpenPgp { .. }) if person.is_none() => {
            (ChangeSet::default(), None)
        }
        Err(error) => return Err(error.into()),
    };
    let text = settings.text();
    changes.create(workspace.base(), checked(SETTINGS)?, text.as_bytes())?;
    Ok(PlannedRegister { changes, officer })
}
