//! Writes the history of a branch as a file that `git clone` reads (gitformat-bundle).

use std::io::{self, Write};

use git2::{Commit, Oid, Sort};

use super::Repo;
use crate::app::ports::RepositoryError;

/// Hexadecimal digits of the name of an object that is made by SHA-256.
const SHA256_DIGITS: usize = 64;

impl Repo {
    /// Writes every commit up to the last one, with all that they hold. Of the objects one is in
    /// memory at a time.
    pub fn write_bundle(&self, out: &mut dyn Write) -> io::Result<()> {
        let failed = |error: RepositoryError| io::Error::other(format!("git: {error}"));
        let from_git = |error: git2::Error| failed(error.into());
        let Some(head) = self.head_commit().map_err(failed)? else {
            return Err(io::Error::other("git: there is no commit yet"));
        };
        let mut pack = self.repo.packbuilder().map_err(from_git)?;
        // The order of objects, and so the bytes, would depend on the threads.
        pack.set_threads(1);
        for id in self.commits_to(&head).map_err(from_git)? {
            pack.insert_commit(id).map_err(from_git)?;
        }
        out.write_all(self.bundle_header(&head).as_bytes())?;
        let mut written = Ok(());
        let packed = pack.foreach(|bytes| {
            written = out.write_all(bytes);
            written.is_ok()
        });
        written?;
        packed.map_err(from_git)
    }

    /// Returns a commit and all that it was made on top of, the newest first.
    fn commits_to(&self, head: &Commit<'_>) -> Result<Vec<Oid>, git2::Error> {
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL)?;
        walk.push(head.id())?;
        walk.collect()
    }

    /// Returns the lines that say which branch is in the bundle.
    fn bundle_header(&self, head: &Commit<'_>) -> String {
        let id = head.id().to_string();
        let branch = self.repo.head().ok();
        let branch = branch.as_ref().filter(|branch| branch.is_branch());
        let branch = branch.and_then(|branch| branch.name().ok());
        let form = match id.len() {
            SHA256_DIGITS => "# v3 git bundle\n@object-format=sha256\n",
            _ => "# v2 git bundle\n",
        };
        let branch = branch.unwrap_or("refs/heads/main");
        format!("{form}{id} HEAD\n{id} {branch}\n\n")
    }
}
