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
        let key = setting(&config, "user.signingkey")?;
        let key = match key.strip_prefix("~/") {
            Some(path) => std::env::home_dir()?.join(path).to_str()?.to_owned(),
            None => key,
        };
        if key.trim().is_empty() {
            return None;
        }
        let format = setting(&config, "gpg.format");
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
        let filled = |name| setting(&config, name).filter(|value| !value.trim().is_empty());
        Some(GitIdentity {
            name: filled("user.name")?,
            email: filled("user.email")?,
        })
    }

    fn anchor(&self) -> Result<Option<PathBuf>, UnusableAnchor> {
        let Some(written) = personal_setting(ANCHOR) else {
            return Ok(None);
        };
        let path = match written.strip_prefix("~/") {
            Some(path) => std::env::home_dir().map(|home| home.join(path)),
            None if written.starts_with('~') => None,
            None => Some(PathBuf::from(&written)),
        };
        match path {
            Some(path) if path.is_absolute() => Ok(Some(path)),
            Some(path) => Err(UnusableAnchor::Relative(path)),
            None => Err(UnusableAnchor::Unresolved(written)),
        }
    }
}

/// Returns a setting of the person's own, never of a repository.
pub fn personal_setting(name: &str) -> Option<String> {
    setting(&Config::open_default().ok()?, name)
}

/// Returns a setting of the environment, or else of files, as git does.
fn setting(config: &Config, name: &str) -> Option<String> {
    setting_among(name, variable).or_else(|| config.get_string(name).ok())
}

#[expect(
    clippy::disallowed_methods,
    reason = "these variables are settings of git, which libgit2 does not read"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Most settings that are looked for in the environment.
const MOST_SETTINGS: usize = 1_000;

/// Returns the value that `GIT_CONFIG_COUNT`, `GIT_CONFIG_KEY_0` and `GIT_CONFIG_VALUE_0` give to
/// a setting. The last one counts.
fn setting_among(name: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let count: usize = variable("GIT_CONFIG_COUNT")?.trim().parse().ok()?;
    let is_named = |at: &usize| {
        let key = variable(&format!("GIT_CONFIG_KEY_{at}"));
        key.is_some_and(|key| key.eq_ignore_ascii_case(name))
    };
    let at = (0..count.min(MOST_SETTINGS)).rev().find(is_named)?;
    variable(&format!("GIT_CONFIG_VALUE_{at}"))
}

/// Returns the files with git's settings for all repositories of this user.
pub fn settings_files() -> Vec<PathBuf> {
    let found = [
        Config::find_system(),
        Config::find_xdg(),
        Config::find_global(),
    ];
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_the_settings_in_the_environment_counts() {
        let variables = [
            ("GIT_CONFIG_COUNT", "3"),
            ("GIT_CONFIG_KEY_0", "user.signingkey"),
            ("GIT_CONFIG_VALUE_0", "/keys/old.pub"),
            ("GIT_CONFIG_KEY_1", "user.SigningKey"),
            ("GIT_CONFIG_VALUE_1", "/keys/sam.pub"),
            ("GIT_CONFIG_KEY_2", "gpg.format"),
            ("GIT_CONFIG_VALUE_2", "ssh"),
            ("GIT_CONFIG_KEY_3", "user.name"),
            ("GIT_CONFIG_VALUE_3", "beyond the count"),
        ];
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let key = setting_among("user.signingkey", read);
        assert_eq!(key.as_deref(), Some("/keys/sam.pub"));
        assert_eq!(setting_among("gpg.format", read).as_deref(), Some("ssh"));
        assert_eq!(setting_among("user.name", read), None);
        assert_eq!(setting_among("gpg.format", |_| None), None);
    }
}
