//! Settings of git for whoever works in a portfolio: the repository's where there is one,
//! else the person's own. A program or an anchor is taken from the person's own alone.

use std::path::PathBuf;
use std::sync::Arc;

use git2::Config;

use super::SharedRepo;
use crate::app::ports::{GitIdentity, UserConfig};
use crate::app::trust::anchor_file::UnusableAnchor;

/// The person's own setting that names the awarding body's public key.
const ANCHOR: &str = "cpd.anchor";

/// Reads git's settings each time it is asked.
pub struct GitSettings(pub Option<Arc<SharedRepo>>);

/// The key that git is told to sign with.
pub struct SigningKey {
    /// As `gpg.format` has it.
    pub format: Option<String>,
    /// As `user.signingkey` has it; a path that begins with `~` is in the person's own folder.
    pub key: String,
    /// The program that the person's own settings name for it.
    pub program: Option<String>,
}

impl GitSettings {
    fn config(&self) -> Option<Config> {
        let config = match &self.0 {
            Some(repo) => repo.with_repository(|repo| repo.repo.config()),
            None => Config::open_default(),
        };
        config.ok()?.snapshot().ok()
    }

    /// Returns the key that git signs with; none where it is told none.
    pub fn signing_key(&self) -> Option<SigningKey> {
        let config = self.config()?;
        let key = config.get_string("user.signingkey").ok()?;
        let key = if key.starts_with("~/") {
            let path = config.get_path("user.signingkey").ok()?;
            path.to_str()?.to_owned()
        } else {
            key
        };
        if key.trim().is_empty() {
            return None;
        }
        let format = config.get_string("gpg.format").ok();
        let program = match format.as_deref() {
            Some("ssh") => personal_setting("gpg.ssh.program"),
            _ => {
                personal_setting("gpg.openpgp.program").or_else(|| personal_setting("gpg.program"))
            }
        };
        Some(SigningKey {
            format,
            key,
            program,
        })
    }
}

impl UserConfig for GitSettings {
    fn identity(&self) -> Option<GitIdentity> {
        let config = self.config()?;
        let setting = |name| {
            let value = config.get_string(name).ok()?;
            (!value.trim().is_empty()).then_some(value)
        };
        Some(GitIdentity {
            name: setting("user.name")?,
            email: setting("user.email")?,
        })
    }

    fn anchor(&self) -> Result<Option<PathBuf>, UnusableAnchor> {
        let Some(written) = personal_setting(ANCHOR) else {
            return Ok(None);
        };
        let config = Config::open_default();
        let path = config.and_then(|config| config.get_path(ANCHOR));
        match path {
            Ok(path) if path.is_absolute() => Ok(Some(path)),
            Ok(path) => Err(UnusableAnchor::Relative(path)),
            Err(_) => Err(UnusableAnchor::Unresolved(written)),
        }
    }
}

/// Returns a setting of the person's own, never of a repository.
pub fn personal_setting(name: &str) -> Option<String> {
    let config = Config::open_default().ok()?;
    config.get_string(name).ok()
}
