//! What every commit had, not only the last: which contents ever lay in a folder,
//! and who changed a file. Replacement objects are not followed, since libgit2
//! knows none.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use git2::{Commit, DiffFindOptions, DiffOptions, ObjectType, Oid, Sort, Tree};

use super::{GitError, Repo};
use crate::facts::{Change, Changes, Seen, Writer};

/// What was seen in a folder up to a commit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Past {
    /// The folder, from the top of the repository: it may hold several portfolios.
    pub folder: String,
    /// The last commit that was looked at.
    pub tip: String,
    pub seen: Vec<Seen>,
}

impl Repo {
    /// Why this repository does not hold every commit and every tree, where it does not.
    pub fn lacks(&self) -> Option<&'static str> {
        if self.repo.is_shallow() {
            return Some(
                "this clone is shallow: it holds the last commits only (`git fetch --unshallow`)",
            );
        }
        let grafts = self.repo.commondir().join("info").join("grafts");
        if grafts.exists() {
            return Some(
                "parents of commits are overridden here (.git/info/grafts): remove that file",
            );
        }
        if self.is_partial() {
            return Some(
                "this clone was made without some of the files: clone it again without `--filter`",
            );
        }
        None
    }

    /// Whether another repository was promised to have what this one lacks.
    fn is_partial(&self) -> bool {
        let promised = || -> Result<bool, git2::Error> {
            let config = self.repo.config()?.snapshot()?;
            let mut entries = config.entries(Some(r"^remote\..*\.promisor$"))?;
            let mut found = config.get_string("extensions.partialclone").is_ok();
            while let Some(entry) = entries.next() {
                let value = entry?.value();
                found |= value.map_or(true, |value| {
                    git2::Config::parse_bool(value).unwrap_or(true)
                });
            }
            Ok(found)
        };
        promised().unwrap_or(true)
    }

    /// Every content that lay below a folder of the portfolio in any commit up to
    /// `HEAD`, with the first commit that had it. What was found before saves the
    /// walk up to there.
    pub fn past(&self, folder: &str, before: Option<Past>) -> Result<Option<Past>, GitError> {
        let Some(head) = self.head_commit()? else {
            return Ok(None);
        };
        let mut folders = Folders::new(self, folder);
        let before = before
            .filter(|past| past.folder == folders.path && self.is_earlier(&past.tip, head.id()));
        if let Some(past) = before
            .as_ref()
            .filter(|past| past.tip == head.id().to_string())
        {
            return Ok(Some(past.clone()));
        }
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push(head.id())?;
        let mut seen: BTreeMap<(String, String), Seen> = BTreeMap::new();
        if let Some(past) = before {
            walk.hide(Oid::from_str_ext(&past.tip, self.repo.object_format())?)?;
            let known = past.seen.into_iter();
            seen.extend(known.map(|one| ((one.path.clone(), one.blob.clone()), one)));
        }
        for id in walk {
            let commit = self.repo.find_commit(id?)?;
            let Some(tree) = folders.of(&commit)? else {
                continue;
            };
            let mut earlier = Vec::new();
            for parent in commit.parents() {
                earlier.extend(folders.of(&parent)?);
            }
            if earlier.contains(&tree) {
                continue;
            }
            let mut before = HashSet::new();
            for tree in earlier {
                before.extend(files(&self.repo.find_tree(tree)?)?);
            }
            let all = files(&self.repo.find_tree(tree)?)?;
            for (path, blob) in all.into_iter().filter(|file| !before.contains(file)) {
                // What cannot be read might take back what is there.
                self.must_have(&blob)?;
                let now = Seen {
                    path: format!("{folder}/{path}"),
                    blob,
                    commit: commit.id().to_string(),
                    seconds: commit.committer().when().seconds(),
                };
                // Several lines of commits may have brought the same: the oldest counts.
                let known = seen
                    .entry((now.path.clone(), now.blob.clone()))
                    .or_insert_with(|| now.clone());
                if now.seconds < known.seconds {
                    *known = now;
                }
            }
        }
        Ok(Some(Past {
            folder: folders.path,
            tip: head.id().to_string(),
            seen: seen.into_values().collect(),
        }))
    }

    fn must_have(&self, blob: &str) -> Result<(), GitError> {
        let id = Oid::from_str_ext(blob, self.repo.object_format())?;
        if self.repo.odb()?.exists(id) {
            return Ok(());
        }
        let why = format!("the content {blob:.10} of an earlier sign-off is not here");
        Err(GitError::Other(why))
    }

    fn is_earlier(&self, tip: &str, head: Oid) -> bool {
        let Ok(tip) = Oid::from_str_ext(tip, self.repo.object_format()) else {
            return false;
        };
        tip == head || self.repo.graph_descendant_of(head, tip).unwrap_or(false)
    }

    /// The commits that changed these files of the portfolio, oldest first. A file
    /// that was renamed is followed back under its earlier names.
    pub fn changes_of(&self, paths: &[String]) -> Result<Changes, GitError> {
        let mut changes: Changes = paths
            .iter()
            .map(|path| (path.clone(), Vec::new()))
            .collect();
        let Some(head) = self.head_commit()? else {
            return Ok(changes);
        };
        // The name that each had, going back, and the path that was asked for.
        let mut names: Vec<(String, String)> = paths
            .iter()
            .map(|path| (format!("{}{path}", self.prefix), path.clone()))
            .collect();
        let mut trees = Trees::new(self);
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL)?;
        walk.push(head.id())?;
        for id in walk {
            let commit = self.repo.find_commit(id?)?;
            let tree = commit.tree_id();
            let parents: Vec<Commit<'_>> = commit.parents().collect();
            if parents.iter().any(|parent| parent.tree_id() == tree) {
                continue;
            }
            for (name, asked) in &mut names {
                let now = trees.at(tree, name)?;
                let mut earlier = Vec::with_capacity(parents.len());
                for parent in &parents {
                    earlier.push(trees.at(parent.tree_id(), name)?);
                }
                // A merge wrote only what none of its parents had.
                if earlier.contains(&now) || (earlier.is_empty() && now.is_none()) {
                    continue;
                }
                if earlier.iter().all(Option::is_none)
                    && let Some(parent) = parents.first()
                    && let Some(old) = self.earlier_name(parent, &commit, name)?
                {
                    earlier = vec![trees.at(parent.tree_id(), &old)?];
                    *name = old;
                }
                if let Some(list) = changes.get_mut(asked) {
                    list.push(change(&commit, now, &earlier));
                }
            }
        }
        changes.values_mut().for_each(|list| list.reverse());
        Ok(changes)
    }

    /// What a file that a commit brought was called before, if it was only renamed.
    fn earlier_name(
        &self,
        parent: &Commit<'_>,
        commit: &Commit<'_>,
        name: &str,
    ) -> Result<Option<String>, GitError> {
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

    /// The content that is kept under a name.
    pub fn content(&self, blob: &str) -> Option<Vec<u8>> {
        let id = Oid::from_str_ext(blob, self.repo.object_format()).ok()?;
        let (size, kind) = self.repo.odb().ok()?.read_header(id).ok()?;
        if kind != ObjectType::Blob || size > super::LARGEST {
            return None;
        }
        Some(self.repo.find_blob(id).ok()?.content().to_vec())
    }
}

/// The tree of one folder in many commits.
struct Folders<'r> {
    trees: Trees<'r>,
    path: String,
}

impl<'r> Folders<'r> {
    fn new(repo: &'r Repo, folder: &str) -> Self {
        Self {
            trees: Trees::new(repo),
            path: format!("{}{folder}", repo.prefix),
        }
    }

    fn of(&mut self, commit: &Commit<'_>) -> Result<Option<Oid>, GitError> {
        let found = self.trees.at(commit.tree_id(), &self.path)?;
        // A file or a link of that name holds none.
        Ok(found.filter(|id| !self.trees.repo.is_no_tree(*id)))
    }
}

/// Entries of trees, each looked up once: most commits share most folders.
struct Trees<'r> {
    repo: &'r Repo,
    found: HashMap<(Oid, String), Option<Oid>>,
}

impl<'r> Trees<'r> {
    fn new(repo: &'r Repo) -> Self {
        Self {
            repo,
            found: HashMap::new(),
        }
    }

    /// What lies at a path below a tree.
    fn at(&mut self, tree: Oid, path: &str) -> Result<Option<Oid>, GitError> {
        match path.split_once('/') {
            None => self.entry(tree, path),
            Some((first, rest)) => match self.entry(tree, first)? {
                Some(folder) => self.at(folder, rest),
                None => Ok(None),
            },
        }
    }

    fn entry(&mut self, tree: Oid, name: &str) -> Result<Option<Oid>, GitError> {
        if let Some(known) = self.found.get(&(tree, name.to_owned())) {
            return Ok(*known);
        }
        let found = match self.repo.repo.find_tree(tree) {
            Ok(tree) => tree.get_name(name).map(|entry| entry.id()),
            // What lies here is a file where a folder was asked for.
            Err(error) if self.repo.is_no_tree(tree) => {
                drop(error);
                None
            }
            Err(error) => return Err(error.into()),
        };
        self.found.insert((tree, name.to_owned()), found);
        Ok(found)
    }
}

impl Repo {
    fn is_no_tree(&self, id: Oid) -> bool {
        let header = self.repo.odb().and_then(|odb| odb.read_header(id));
        header.is_ok_and(|(_, kind)| kind != ObjectType::Tree)
    }
}

/// The files below a tree, with the names of their contents.
pub(super) fn files(tree: &Tree<'_>) -> Result<Vec<(String, String)>, GitError> {
    let mut files = Vec::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(ObjectType::Blob) && entry.filemode() != super::LINK {
            let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
            files.push((format!("{folder}{name}"), entry.id().to_string()));
        }
        git2::TreeWalkResult::Ok
    })?;
    Ok(files)
}

fn change(commit: &Commit<'_>, blob: Option<Oid>, earlier: &[Option<Oid>]) -> Change {
    let author = commit.author();
    let first = Writer {
        name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
    };
    let message = String::from_utf8_lossy(commit.message_bytes());
    let others = message.lines().filter_map(co_author);
    Change {
        commit: commit.id().to_string(),
        seconds: author.when().seconds(),
        blob: blob.map(|id| id.to_string()),
        parents: earlier.iter().flatten().map(Oid::to_string).collect(),
        writers: std::iter::once(first).chain(others).collect(),
        summary: message.lines().next().unwrap_or_default().trim().to_owned(),
    }
}

/// `Co-authored-by: Priya Shah <priya@example.org>`.
fn co_author(line: &str) -> Option<Writer> {
    let (key, value) = line.split_once(':')?;
    if !key.trim().eq_ignore_ascii_case("co-authored-by") {
        return None;
    }
    let (name, rest) = value.rsplit_once('<')?;
    Some(Writer {
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
