//! The commits that changed the files of a portfolio, under all names that they had, and the log of
//! what each commit changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Commit, DiffFindOptions, DiffOptions, Oid};
use tracing::info_span;

use super::Repo;
use super::history::{file_at, folder_in, identity, named};
use super::tree::{ChangedFiles, Trees};
use super::walk::{ChangedPaths, CommitNode};
use crate::app::ports::RepositoryError;
use crate::domain::ports::{CommitIdentity, FileCommit, FileCommits, LoggedCommit};

impl Repo {
    /// Returns the commits that changed these files of the portfolio, oldest first. A file
    /// that was renamed is followed back under its earlier names.
    pub fn changes_of(&self, paths: &[String]) -> Result<FileCommits, RepositoryError> {
        let _span = info_span!("git.changes", files = paths.len()).entered();
        let mut changes: FileCommits = paths
            .iter()
            .map(|path| (path.clone(), Vec::new()))
            .collect();
        let Some(history) = self.repository_history(None, || None)? else {
            return Ok(changes);
        };
        let head = self.id(&history.tip)?;
        let trees = Trees::new(self)?;
        let portfolio = self.folders_among(&history.portfolios, head, &trees)?;
        let mut followed = RenameTracker::new(paths, &self.prefix, portfolio);
        let walk = self.walk(head, None)?;
        let mut next = NextChanges {
            changed: self.changed_paths(&walk)?,
            files: BTreeSet::new(),
        };
        next.add(followed.names(), walk.commits.len());
        while let Some((at, names)) = next.take_last() {
            let now = &walk.commits[at];
            let parents = walk.parents(now)?;
            // All of one commit, before any of them goes on under another name.
            let names = names.into_iter().map(|name| (followed.asked(&name), name));
            for (asked, name) in names.collect::<Vec<_>>() {
                if is_folder_kept(&name, now, &parents, &trees)? {
                    next.add(vec![name], at);
                    continue;
                }
                let blob = file_at(now.tree, &name, &trees)?;
                let earlier = parents.iter().map(|node| file_at(node.tree, &name, &trees));
                let mut earlier = earlier.collect::<Result<Vec<_>, RepositoryError>>()?;
                let is_kept = earlier.is_empty() && blob.is_none() || earlier.contains(&blob);
                if is_kept {
                    next.add(vec![name], at);
                    continue;
                }
                let commit = self.repo.find_commit(now.id)?;
                let mut names = Vec::new();
                if earlier.iter().all(Option::is_none) {
                    let found = self.earlier_names(&commit, &name, &followed, &trees)?;
                    earlier = found.iter().map(|(_, blob)| Some(*blob)).collect();
                    names.extend(found.into_iter().map(|(name, _)| name));
                }
                for asked in asked {
                    followed.rename(&asked, &name, &names);
                    if let Some(list) = changes.get_mut(&asked) {
                        list.push(change(&commit, blob, &earlier)?);
                    }
                }
                names.extend(names.is_empty().then_some(name));
                next.add(names, at);
            }
        }
        changes.values_mut().for_each(|list| list.reverse());
        Ok(changes)
    }

    /// Returns every commit up to `HEAD` that changed files of the portfolio, oldest first, with
    /// what it changed. A merge is told with what none of its parents had.
    pub fn log(&self) -> Result<Vec<LoggedCommit>, RepositoryError> {
        let _span = info_span!("git.log").entered();
        let Some(head) = self.head_commit()? else {
            return Ok(Vec::new());
        };
        let walk = self.walk(head.id(), None)?;
        let parts = self.in_parallel(walk.commits.len(), |repo, range| {
            let trees = Trees::new(repo)?;
            let nodes = walk.commits[range].iter();
            let logged = nodes.map(|node| repo.logged(node, &walk.parents(node)?, &trees));
            let logged = logged.filter_map(Result::transpose);
            logged.collect::<Result<Vec<_>, RepositoryError>>()
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Returns a commit with what it changed in the portfolio; `None` if that is nothing.
    fn logged(
        &self,
        node: &CommitNode,
        parents: &[&CommitNode],
        trees: &Trees<'_>,
    ) -> Result<Option<LoggedCommit>, RepositoryError> {
        let files = self.changed_in(node, parents, trees)?;
        if files.is_empty() {
            return Ok(None);
        }
        let name = |(path, id): (String, Option<Oid>)| Ok((path, id.map(named).transpose()?));
        let files = files.into_iter().map(name);
        Ok(Some(LoggedCommit {
            change: change(&self.repo.find_commit(node.id)?, None, &[])?,
            committed: node.seconds,
            files: files.collect::<Result<_, RepositoryError>>()?,
        }))
    }

    /// Returns the files of the portfolio that a commit changed: of a merge, those that differ
    /// from each of its parents.
    fn changed_in(
        &self,
        commit: &CommitNode,
        parents: &[&CommitNode],
        trees: &Trees<'_>,
    ) -> Result<ChangedFiles, RepositoryError> {
        let now = self.portfolio_in(commit.tree, trees)?;
        let mut changed: Option<ChangedFiles> = None;
        for parent in parents {
            let before = self.portfolio_in(parent.tree, trees)?;
            let mut one = ChangedFiles::new();
            trees.collect_differences(before, now, "", &mut one)?;
            changed = Some(match changed {
                None => one,
                Some(mut all) => {
                    all.retain(|path, _| one.contains_key(path));
                    all
                }
            });
        }
        match changed {
            Some(changed) => Ok(changed),
            None => {
                let mut all = ChangedFiles::new();
                trees.collect_differences(None, now, "", &mut all)?;
                Ok(all)
            }
        }
    }

    /// Returns the tree of the portfolio's own folder in that of a commit.
    fn portfolio_in(&self, tree: Oid, trees: &Trees<'_>) -> Result<Option<Oid>, RepositoryError> {
        folder_in(tree, &self.prefix, trees)
    }

    /// Returns the earlier names of a file that a commit moved, and the contents there: one in
    /// each commit before it at most. A portfolio may have been moved or copied as a whole.
    fn earlier_names(
        &self,
        commit: &Commit<'_>,
        name: &str,
        followed: &RenameTracker,
        trees: &Trees<'_>,
    ) -> Result<Vec<(String, Oid)>, RepositoryError> {
        let mut found = Vec::new();
        for parent in commit.parents() {
            let mut old = None;
            for name in followed.names_elsewhere(name) {
                if old.is_none() && file_at(parent.tree_id(), &name, trees)?.is_some() {
                    old = Some(name);
                }
            }
            if old.is_none() {
                old = self.earlier_name(commit, &parent, name)?;
            }
            if let Some(old) = old
                && let Some(blob) = file_at(parent.tree_id(), &old, trees)?
            {
                found.push((old, blob));
            }
        }
        Ok(found)
    }

    /// Returns the name that a file had in a commit before the one that only renamed it.
    fn earlier_name(
        &self,
        commit: &Commit<'_>,
        parent: &Commit<'_>,
        name: &str,
    ) -> Result<Option<String>, RepositoryError> {
        let mut options = DiffOptions::new();
        options.context_lines(0);
        let (old, new) = (parent.tree()?, commit.tree()?);
        let mut diff = self
            .repo
            .diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options))?;
        let mut find = DiffFindOptions::new();
        find.renames(true).rename_threshold(50).rename_limit(200);
        diff.find_similar(Some(&mut find))?;
        let renamed = diff.deltas().find(|delta| {
            delta.status() == git2::Delta::Renamed
                && delta.new_file().path() == Some(Path::new(name))
        });
        Ok(renamed.and_then(|delta| Some(delta.old_file().path()?.to_str()?.to_owned())))
    }
}

/// For each followed file, the last commit not looked at yet that may have changed it.
struct NextChanges<'c> {
    changed: &'c ChangedPaths,
    /// The places of commits in the walk, and the names of files.
    files: BTreeSet<(usize, String)>,
}

impl NextChanges<'_> {
    /// Adds files with the last commit before one that may have changed them.
    fn add(&mut self, names: Vec<String>, before: usize) {
        let last = |name: String| Some((self.changed.last_before(before, &name)?, name));
        self.files.extend(names.into_iter().filter_map(last));
    }

    /// Takes the last commit, and the files that it may have changed.
    fn take_last(&mut self) -> Option<(usize, Vec<String>)> {
        let at = self.files.last()?.0;
        let files = self.files.split_off(&(at, String::new()));
        Some((at, files.into_iter().map(|(_, name)| name).collect()))
    }
}

/// Files that are followed back under the names they had, from the top of the repository.
struct RenameTracker {
    /// The folders that the portfolio was in, each with a final slash.
    portfolio: BTreeSet<String>,
    /// By their names at this point of the way: the paths that were asked for.
    asked: BTreeMap<String, Vec<String>>,
}

impl RenameTracker {
    /// Follows files of the portfolio, which is in the folder `here` now.
    fn new(paths: &[String], here: &str, portfolio: BTreeSet<String>) -> Self {
        let mut followed = Self {
            portfolio,
            asked: BTreeMap::new(),
        };
        for path in paths.iter().collect::<BTreeSet<_>>() {
            followed.add(path, format!("{here}{path}"));
        }
        followed
    }

    fn add(&mut self, asked: &str, name: String) {
        let all = self.asked.entry(name).or_default();
        if !all.iter().any(|one| one == asked) {
            all.push(asked.to_owned());
        }
    }

    /// Returns the names of all files at this point of the way.
    fn names(&self) -> Vec<String> {
        self.asked.keys().cloned().collect()
    }

    /// Returns the paths that were asked for, by the name of the file at this point of the way.
    fn asked(&self, name: &str) -> Vec<String> {
        self.asked.get(name).cloned().unwrap_or_default()
    }

    /// Returns the innermost folder of the portfolio that a name is in; the top if it is in
    /// none.
    fn place(&self, name: &str) -> &str {
        let around = self.portfolio.iter().filter(|one| name.starts_with(*one));
        around
            .max_by_key(|one| one.len())
            .map_or("", String::as_str)
    }

    /// Returns the names that a file of the portfolio has in its other folders.
    fn names_elsewhere(&self, name: &str) -> Vec<String> {
        let place = self.place(name);
        let others = self.portfolio.iter().filter(|one| *one != place);
        others
            .map(|other| format!("{other}{}", &name[place.len()..]))
            .collect()
    }

    /// Follows a file under its earlier names; under the same name where there are none.
    fn rename(&mut self, asked: &str, from: &str, to: &[String]) {
        if to.is_empty() {
            return;
        }
        if let Some(all) = self.asked.get_mut(from) {
            all.retain(|one| one != asked);
            if all.is_empty() {
                self.asked.remove(from);
            }
        }
        for name in to {
            self.add(asked, name.clone());
        }
    }
}

/// Returns true if a commit has the folder of a file as one of its parents had it.
fn is_folder_kept(
    file: &str,
    now: &CommitNode,
    parents: &[&CommitNode],
    trees: &Trees<'_>,
) -> Result<bool, RepositoryError> {
    let folder = &file[..file.rfind('/').map_or(0, |at| at + 1)];
    let is = folder_in(now.tree, folder, trees)?;
    for parent in parents {
        if folder_in(parent.tree, folder, trees)? == is {
            return Ok(true);
        }
    }
    Ok(false)
}

fn change(
    commit: &Commit<'_>,
    blob: Option<Oid>,
    earlier: &[Option<Oid>],
) -> Result<FileCommit, RepositoryError> {
    let author = commit.author();
    let first = identity(&author);
    let message = String::from_utf8_lossy(commit.message_bytes());
    let others = message.lines().filter_map(co_author);
    Ok(FileCommit {
        commit: commit.id().to_string(),
        seconds: author.when().seconds(),
        blob: blob.map(named).transpose()?,
        parents: earlier
            .iter()
            .flatten()
            .map(|id| named(*id))
            .collect::<Result<_, _>>()?,
        writers: std::iter::once(first).chain(others).collect(),
        summary: message.lines().next().unwrap_or_default().trim().to_owned(),
    })
}

/// Parses a line such as `Co-authored-by: Priya Shah <priya@example.org>`.
fn co_author(line: &str) -> Option<CommitIdentity> {
    let (key, value) = line.split_once(':')?;
    if !key.trim().eq_ignore_ascii_case("co-authored-by") {
        return None;
    }
    let (name, rest) = value.rsplit_once('<')?;
    Some(CommitIdentity {
        name: name.trim().to_owned(),
        email: rest.trim_end().strip_suffix('>')?.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn co_authors_are_read_from_trailers() {
        let writer = co_author("Co-authored-by: Priya Shah <priya@example.org>").unwrap();
        assert_eq!(writer.name, "Priya Shah");
        assert_eq!(writer.email, "priya@example.org");
        assert!(co_author("co-AUTHORED-by:x <y>").is_some());
        for line in ["Signed-off-by: x <y>", "Co-authored-by: x", "text"] {
            assert!(co_author(line).is_none(), "{line}");
        }
    }
}
