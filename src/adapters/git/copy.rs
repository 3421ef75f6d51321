//! A portfolio as it was at a commit, in a folder of its own, with the history up to there.

use std::path::{Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{Commit, ObjectType, Oid, Repository, RepositoryInitOptions};

use super::{Repo, history};
use crate::adapters::disk::write::write_new;
use crate::app::ports::RepositoryError;

/// The most bytes of files that are copied.
const LARGEST_COPY: u64 = 1024 * 1024 * 1024;

/// The only branch of a copy.
const BRANCH: &str = "refs/heads/main";

impl Repo {
    /// Returns true if a commit is the last one of the branch whose people and keys count, or
    /// comes before it: the own branch of the remote `origin`, or else what `HEAD` names.
    pub fn counts(&self, commit: &str) -> Result<bool, RepositoryError> {
        let tip = match self.origin_head() {
            Some(name) => self.commit_named(&format!("refs/remotes/{name}")),
            None => self.last_commit()?.map(|last| last.id),
        };
        let Some(tip) = tip else {
            return Ok(false);
        };
        let tip = Oid::from_str_ext(&tip, self.repo.object_format())?;
        Ok(self.is_earlier(commit, tip))
    }

    /// Makes a repository in an empty folder, whose branch ends at a commit of this one, with the
    /// files of the portfolio as they were. It has no settings of this one. It reads the objects
    /// of this one and writes none of them. Returns the folder of the portfolio.
    pub fn copy_at(&self, commit: &str, folder: &Path) -> Result<PathBuf, RepositoryError> {
        let found = self.find(commit);
        let commit = found.ok_or_else(|| other("the commit is not in this copy"))?;
        self.refuse_large(&commit)?;
        let mut options = RepositoryInitOptions::new();
        options
            .initial_head("main")
            .external_template(false)
            .object_format(self.repo.object_format());
        let copy = Repository::init_opts(folder, &options)?;
        let objects = self.repo.commondir().join("objects");
        let objects = objects.to_str().filter(|path| !path.contains('\n'));
        let objects = objects.ok_or_else(|| other("the name of its folder is not text"))?;
        let alternates = copy.path().join("objects/info/alternates");
        write_new(&alternates, format!("{objects}\n").as_bytes())
            .map_err(|error| other(&error.to_string()))?;
        // The objects of the other are found from here on.
        let copy = Repository::open(folder)?;
        copy.reference(BRANCH, commit.id(), true, "copy")?;
        let mut checkout = CheckoutBuilder::new();
        checkout.force().disable_pathspec_match(true);
        if !self.prefix.is_empty() {
            checkout.path(self.prefix.trim_end_matches('/'));
        }
        copy.checkout_tree(
            copy.find_commit(commit.id())?.as_object(),
            Some(&mut checkout),
        )?;
        Ok(folder.join(&self.prefix))
    }

    /// Fails where the portfolio is not in its folder at a commit, or is too large to copy.
    fn refuse_large(&self, commit: &Commit<'_>) -> Result<(), RepositoryError> {
        let mut tree = commit.tree()?;
        if !self.prefix.is_empty() {
            let entry = tree.get_path(Path::new(&self.prefix)).ok();
            let entry = entry.filter(|entry| entry.kind() == Some(ObjectType::Tree));
            let entry = entry.ok_or_else(|| other("it was in another folder at that commit"))?;
            tree = self.repo.find_tree(entry.id())?;
        }
        let odb = self.repo.odb()?;
        let mut bytes = 0;
        for (_, blob) in history::files(&tree)? {
            bytes += odb.read_header(blob)?.0 as u64;
            if bytes > LARGEST_COPY {
                return Err(other("it has more than 1 GB of files at that commit"));
            }
        }
        Ok(())
    }
}

fn other(says: &str) -> RepositoryError {
    RepositoryError::Other(says.to_owned())
}
