//! Keys for a sample portfolio, made by `ssh-keygen` in a folder of their own beside it.
#![expect(
    clippy::disallowed_methods,
    reason = "keys are made by the program that signs with them, and removed where the sample is not made"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{public_half, restrict_permissions, run, ssh};
use crate::adapters::disk::write::write_new;
use crate::adapters::disk::{self, error_text};
use crate::app::ports::{KeyMaker, MadeKey, MakeKeysError, SignerError};
use crate::domain::signoff::signature::NAMESPACE;

/// The program that makes keys and signs with them.
const PROGRAM: &str = "ssh-keygen";

/// The file that says what the keys are for.
const README: &str = "README.txt";
const README_TEXT: &str = "\
These keys belong to the invented people of a sample portfolio that `cpd demo` made.
They have no passphrase. Use them for nothing else. You can delete this folder.
";

/// Makes keys in a folder that is not there yet, or is empty.
pub struct DiskKeyMaker {
    folder: PathBuf,
}

impl DiskKeyMaker {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    fn make_all(&self, people: &[&str]) -> Result<BTreeMap<String, MadeKey>, MakeKeysError> {
        let unwritable = |error: io::Error| self.unwritable(&error);
        fs::create_dir_all(&self.folder).map_err(unwritable)?;
        restrict_permissions(&self.folder);
        write_new(&self.folder.join(README), README_TEXT.as_bytes()).map_err(unwritable)?;
        let made = people.iter().map(|person| {
            let key = make_key(&self.folder.join(person), person)?;
            Ok(((*person).to_owned(), key))
        });
        made.collect()
    }

    fn unwritable(&self, error: &io::Error) -> MakeKeysError {
        MakeKeysError::Unwritable {
            folder: self.folder.clone(),
            why: error_text(error),
        }
    }
}

impl KeyMaker for DiskKeyMaker {
    fn make(&self, people: &[&str]) -> Result<BTreeMap<String, MadeKey>, MakeKeysError> {
        if !disk::is_free(&self.folder).map_err(|error| self.unwritable(&error))? {
            return Err(MakeKeysError::Taken(self.folder.clone()));
        }
        self.make_all(people).inspect_err(|_| self.discard())
    }

    fn discard(&self) {
        if let Err(error) = fs::remove_dir_all(&self.folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            let folder = self.folder.display();
            tracing::warn!("{folder} cannot be removed: {error}");
        }
    }

    fn salt(&self) -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }
}

/// Makes a key, and signs with it once: an older ssh-keygen makes keys and signs nothing.
fn make_key(file: &Path, person: &str) -> Result<MadeKey, MakeKeysError> {
    let mut command = Command::new(PROGRAM);
    command.args(["-q", "-t", "ed25519", "-N", "", "-C"]);
    command.arg(format!("{person}, for a demo of cpd only"));
    command.arg("-f").arg(file);
    let said = run(&mut command, PROGRAM, b"").map_err(|error| no_key(&error))?;
    if !said.good {
        let line = said.err.lines().last().unwrap_or("it gave no reason");
        let why = format!("{PROGRAM} did not make a key: {line}");
        return Err(MakeKeysError::Program(why));
    }
    ssh::sign(PROGRAM, file, NAMESPACE, b"").map_err(|error| no_key(&error))?;
    let public = public_half(file).map_err(|error| MakeKeysError::Unwritable {
        folder: error.file,
        why: error.why,
    })?;
    Ok(MadeKey {
        file: file.to_path_buf(),
        public,
    })
}

fn no_key(error: &SignerError) -> MakeKeysError {
    MakeKeysError::Program(error.to_string())
}
