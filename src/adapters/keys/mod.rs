//! Keys that sign: SSH keys through `ssh-keygen`, so that agents, passphrases and
//! hardware keys just work, and OpenPGP keys through `gpg`. Only programs by their
//! own name, or that the person's own settings name, are ever started; a repository
//! cannot choose one. Knows no record and no portfolio.

mod configured_keys;
mod gpg;
mod gpg_answers;
mod key_maker;
mod ssh;

#[cfg(unix)]
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::app::ports::{Signer, SignerError};
use crate::domain::signoff::ProofKind;

pub use configured_keys::{ConfiguredKeys, public_half};
pub use gpg::Gpg;
pub use key_maker::DiskKeyMaker;

/// A key that the person has set in git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonKey {
    /// A file with the key, or with its public half where an agent holds the other.
    Ssh {
        file: PathBuf,
        program: String,
    },
    /// A public key by its text; an agent holds the other half.
    Agent {
        public: String,
        program: String,
    },
    OpenPgp {
        id: String,
        program: String,
    },
}

impl PersonKey {
    /// Reads the key from git's settings: `gpg.format`, `user.signingkey`, and the program
    /// that the person's own settings name.
    pub fn from_settings(format: Option<&str>, key: &str, program: Option<&str>) -> Option<Self> {
        let named = |usual: &str| program.unwrap_or(usual).to_owned();
        match format {
            Some("ssh") => {
                let literal = key.strip_prefix("key::").or_else(|| {
                    let kinds = ["ssh-", "ecdsa-", "sk-"];
                    kinds
                        .iter()
                        .any(|kind| key.starts_with(kind))
                        .then_some(key)
                });
                let program = named("ssh-keygen");
                Some(match literal {
                    Some(public) => Self::Agent {
                        public: public.to_owned(),
                        program,
                    },
                    None => Self::Ssh {
                        file: PathBuf::from(key),
                        program,
                    },
                })
            }
            None | Some("openpgp") => Some(Self::OpenPgp {
                id: key.to_owned(),
                program: named("gpg"),
            }),
            Some(_) => None,
        }
    }

    /// Returns the key with the path of its file taken from a folder.
    pub fn from(self, folder: &Path) -> Self {
        match self {
            Self::Ssh { file, program } => Self::Ssh {
                file: folder.join(file),
                program,
            },
            other => other,
        }
    }
}

impl Signer for PersonKey {
    /// Returns the kind of proof that a sign-off by this key names.
    fn proof(&self) -> ProofKind {
        match self {
            Self::Ssh { .. } | Self::Agent { .. } => ProofKind::Ssh,
            Self::OpenPgp { .. } => ProofKind::OpenPgp,
        }
    }

    fn public_key(&self) -> Option<String> {
        match self {
            Self::Ssh { file, .. } => configured_keys::public_text(&public_half(file).ok()?),
            Self::Agent { public, .. } => Some(public.clone()),
            Self::OpenPgp { .. } => None,
        }
    }

    /// Returns the ending of the file that holds its signature.
    fn signature_ends(&self) -> &'static str {
        match self {
            Self::Ssh { .. } | Self::Agent { .. } => "sig",
            Self::OpenPgp { .. } => "asc",
        }
    }

    /// Returns a detached signature over `message`, armoured. `namespace` is what an SSH
    /// signature is for.
    fn sign(&self, namespace: &str, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self {
            Self::Ssh { file, program } => ssh::sign(program, file, namespace, message),
            Self::Agent { public, program } => {
                ssh::sign_with_agent(program, public, namespace, message)
            }
            Self::OpenPgp { id, program } => gpg::sign(program, id, message),
        }
    }
}

/// The output of a program that was given input.
struct ProgramOutput {
    good: bool,
    out: Vec<u8>,
    err: String,
}

/// Runs a program to its end with `input`, in a language that can be read.
fn run(command: &mut Command, name: &str, input: &[u8]) -> Result<ProgramOutput, SignerError> {
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SignerError::NoProgram(name.to_owned()),
        _ => SignerError::Io(error),
    })?;
    let input = input.to_vec();
    let stdin = child.stdin.take();
    // A program may speak before it has read everything.
    let feeding = thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let output = child.wait_with_output()?;
    // What it did not want to read does not matter; what it says does.
    let _ = feeding.join();
    Ok(ProgramOutput {
        good: output.status.success(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Returns the error for a program that failed: the last line that it wrote says why.
fn program_error(program: &str, said: &ProgramOutput) -> SignerError {
    let line = said.err.lines().last().unwrap_or("it gave no reason");
    SignerError::Refused {
        program: program.to_owned(),
        said: line.to_owned(),
    }
}

/// Keeps other people out of a folder with keys. gpg complains of folders that others can
/// read.
fn restrict_permissions(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A folder that stays as it is still works.
        if let Err(error) = fs::set_permissions(folder, fs::Permissions::from_mode(0o700)) {
            tracing::warn!("other people can still read {}: {error}", folder.display());
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_gits_settings() {
        let of = |format, key| PersonKey::from_settings(format, key, None).map(|key| key.proof());
        assert_eq!(of(Some("ssh"), "/home/sam/.ssh/id"), Some(ProofKind::Ssh));
        assert_eq!(of(None, "ABCD1234"), Some(ProofKind::OpenPgp));
        assert_eq!(of(Some("x509"), "ABCD1234"), None);
        let literal = PersonKey::from_settings(Some("ssh"), "key::ssh-ed25519 AAAA", None);
        assert!(
            matches!(literal, Some(PersonKey::Agent { public, .. }) if public == "ssh-ed25519 AAAA")
        );
        let literal =
            PersonKey::from_settings(Some("ssh"), "ssh-ed25519 AAAA", Some("op-ssh-sign"));
        assert!(
            matches!(literal, Some(PersonKey::Agent { program, .. }) if program == "op-ssh-sign")
        );
    }
}
