//! The keys that sign in a portfolio, found by git's settings or by their file.

use std::io;
use std::path::{Path, PathBuf};

use ssh_key::PrivateKey;

use super::PersonKey;
use crate::adapters::disk::{self, error_text};
use crate::adapters::git::settings::GitSettings;
use crate::app::ports::{OwnPublicKey, Signer, SignerSource, UnreadableKey};

/// Largest public key that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Keys as git is told of them.
pub struct ConfiguredKeys {
    /// The portfolio's folder, from which a path that is not whole is meant.
    pub root: PathBuf,
    pub settings: GitSettings,
}

impl ConfiguredKeys {
    fn key(&self) -> Option<PersonKey> {
        let signing = self.settings.signing_key()?;
        let (format, program) = (signing.format.as_deref(), signing.program.as_deref());
        Some(PersonKey::from_settings(format, &signing.key, program)?.from(&self.root))
    }
}

impl SignerSource for ConfiguredKeys {
    fn own(&self) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.key()?))
    }

    fn own_public_key(&self) -> Result<OwnPublicKey, UnreadableKey> {
        Ok(match self.key() {
            None => OwnPublicKey::None,
            Some(PersonKey::Ssh { file, .. }) => OwnPublicKey::Ssh(public_half(&file)?),
            Some(PersonKey::Agent { public, .. }) => OwnPublicKey::Ssh(public.into_bytes()),
            Some(PersonKey::OpenPgp { id, .. }) => OwnPublicKey::OpenPgp { id },
        })
    }

    fn in_file(&self, file: &Path) -> Box<dyn Signer> {
        Box::new(PersonKey::Ssh {
            file: file.to_path_buf(),
            program: "ssh-keygen".to_owned(),
        })
    }
}

/// Reads a public key. Whoever names the private key means the public half beside it.
pub fn public_half(file: &Path) -> Result<Vec<u8>, UnreadableKey> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!("{name}.pub"));
    let read = |path: &Path| -> io::Result<Vec<u8>> { disk::read_at_most(path, LARGEST) };
    read(&beside)
        .or_else(|_| read(file))
        .map_err(|error| UnreadableKey {
            file: file.to_path_buf(),
            why: error_text(&error),
        })
}

/// Returns the text of a public key, from its file or from that of a private key, which begins
/// with the public half.
pub fn public_text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    match PrivateKey::from_openssh(text) {
        Ok(private) => private.public_key().to_openssh().ok(),
        Err(_) => Some(text.to_owned()),
    }
}
