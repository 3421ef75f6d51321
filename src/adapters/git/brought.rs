//! The files that a pull request brings to a branch, before and after it is merged. Knows no
//! forge: all is taken from the commits.

use std::collections::BTreeMap;

use git2::{Commit, Delta, Oid};

use super::Repo;
use super::history::named;
use crate::app::ports::{BroughtFiles, RepositoryError};
use crate::base::files::digest::BlobId;

type Files = BTreeMap<String, BlobId>;

fn not_here() -> RepositoryError {
    RepositoryError::Other("the commits of that request are not in this clone".to_owned())
}

impl Repo {
    /// Returns the files that the commits up to `head` bring to `base`, which has not taken
    /// them in.
    pub fn brought(&self, base: &str, head: &str) -> Result<Files, RepositoryError> {
        let (base, head) = (self.here(base)?, self.here(head)?);
        self.since_merge_bases(base.id(), &head)
    }

    /// Returns the files that the commits up to `head` brought to the branch that is checked
    /// out. It may have taken them in with a merge, as other commits (a squash or a rebase),
    /// or by moving on to `head`. Then only the forge knows where the request began, which it
    /// calls `base`: a commit that is no ancestor of the request is none from before it.
    pub fn brought_by_merge(
        &self,
        head: &str,
        base: Option<&str>,
    ) -> Result<BroughtFiles, RepositoryError> {
        let (tip, head) = (self.head_commit()?, self.here(head)?);
        let tip = tip.ok_or_else(not_here)?;
        let arrival = self.arrival(tip.id(), head.id())?;
        let last_commit_only = arrival == Some(head.id());
        let (files, before) = match arrival {
            None => {
                let bases = self.repo.merge_bases(tip.id(), head.id())?.to_vec();
                (self.in_none_of(&bases, &head)?, bases)
            }
            Some(_) if last_commit_only => {
                let parents: Vec<Oid> = head.parent_ids().collect();
                let base = base.and_then(|base| self.find(base));
                let base = base.map(|base| base.id()).filter(|base| {
                    let is_older = self.repo.graph_descendant_of(head.id(), *base);
                    is_older.unwrap_or(false)
                });
                (self.in_none_of(&parents, &head)?, Vec::from_iter(base))
            }
            Some(merge) => {
                let before = self.repo.find_commit(merge)?.parent_id(0)?;
                (self.since_merge_bases(before, &head)?, vec![before])
            }
        };
        Ok(BroughtFiles {
            files,
            last_commit_only,
            before: before.iter().map(Oid::to_string).collect(),
        })
    }

    fn here(&self, name: &str) -> Result<Commit<'_>, RepositoryError> {
        self.find(name).ok_or_else(not_here)
    }

    /// Returns the commit with which a branch took in `head`: the oldest on its line of first
    /// parents that contains it.
    fn arrival(&self, tip: Oid, head: Oid) -> Result<Option<Oid>, RepositoryError> {
        let mut walk = self.repo.revwalk()?;
        walk.push(tip)?;
        walk.simplify_first_parent()?;
        let line: Vec<Oid> = walk.collect::<Result<_, _>>()?;
        // The newest contain it, and from some commit on none does.
        let (mut with, mut without) = (0, line.len());
        while with < without {
            let middle = usize::midpoint(with, without);
            let commit = line[middle];
            if commit == head || self.repo.graph_descendant_of(commit, head)? {
                with = middle + 1;
            } else {
                without = middle;
            }
        }
        Ok(with.checked_sub(1).map(|last| line[last]))
    }

    fn since_merge_bases(&self, base: Oid, head: &Commit<'_>) -> Result<Files, RepositoryError> {
        let bases = self.repo.merge_bases(base, head.id())?;
        self.in_none_of(&bases, head)
    }

    /// Returns the files of the portfolio that differ from each of these commits. What two
    /// lines of history had, a merge of both does not bring.
    fn in_none_of(&self, starts: &[Oid], head: &Commit<'_>) -> Result<Files, RepositoryError> {
        let Some((first, others)) = starts.split_first() else {
            return self.new_since(None, head);
        };
        let mut files = self.new_since(Some(*first), head)?;
        for other in others {
            let new = self.new_since(Some(*other), head)?;
            files.retain(|path, _| new.contains_key(path));
        }
        Ok(files)
    }

    fn new_since(&self, start: Option<Oid>, head: &Commit<'_>) -> Result<Files, RepositoryError> {
        let start = start.map(|start| self.repo.find_commit(start)?.tree());
        let (old, new) = (start.transpose()?, head.tree()?);
        let diff = self
            .repo
            .diff_tree_to_tree(old.as_ref(), Some(&new), None)?;
        let mut files = Files::new();
        for delta in diff.deltas() {
            let path = delta.new_file().path().and_then(|path| path.to_str());
            let path = path.and_then(|path| path.strip_prefix(self.prefix.as_str()));
            if let Some(path) = path.filter(|_| delta.status() != Delta::Deleted) {
                files.insert(path.to_owned(), named(delta.new_file().id())?);
            }
        }
        Ok(files)
    }
}
