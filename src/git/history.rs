//! What every commit had, not only the last: which contents ever lay in a folder,
//! and who changed a file. Replacement objects are not followed, since libgit2
//! knows none.

#![expect(
    clippy::disallowed_types,
    reason = "names of objects are looked up by the ten thousand, and never listed"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

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
        let path = format!("{}{folder}", self.prefix);
        let mut tops = Tops::new(self, [folder.to_owned()]);
        let before =
            before.filter(|past| past.folder == path && self.is_earlier(&past.tip, head.id()));
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
            let Some(tree) = tops.of(commit.tree_id())?[0] else {
                continue;
            };
            let mut earlier = Vec::new();
            for parent in commit.parents() {
                earlier.extend(tops.of(parent.tree_id())?[0]);
            }
            // A file or a link of that name holds nothing.
            if earlier.contains(&tree) || self.is_no_tree(tree) {
                continue;
            }
            earlier.retain(|tree| !self.is_no_tree(*tree));
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
            folder: path,
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
        let mut names: Vec<Followed> = paths.iter().map(|path| Followed::new(path)).collect();
        let tops: BTreeSet<String> = names.iter().map(|one| one.top.clone()).collect();
        let mut tops = Tops::new(self, tops);
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL)?;
        walk.push(head.id())?;
        for id in walk {
            let commit = self.repo.find_commit(id?)?;
            let now = tops.of(commit.tree_id())?;
            let mut before = Vec::with_capacity(1);
            for parent in commit.parents() {
                before.push(tops.of(parent.tree_id())?);
            }
            if before.contains(&now) {
                continue;
            }
            for one in &mut names {
                let at = tops.names.iter().position(|name| *name == one.top);
                let top = |tops: &[Option<Oid>]| tops.get(at?).copied().flatten();
                // A folder that some parent had as it is was not written here.
                if before.iter().any(|tops| top(tops) == top(&now)) {
                    continue;
                }
                let blob = self.followed(one, top(&now))?;
                let mut earlier = Vec::with_capacity(before.len());
                for tops in &before {
                    earlier.push(self.followed(one, top(tops))?);
                }
                // A merge wrote only what none of its parents had.
                if earlier.contains(&blob) || (earlier.is_empty() && blob.is_none()) {
                    continue;
                }
                if earlier.iter().all(Option::is_none)
                    && let Some(parent) = commit.parents().next()
                    && let Some(old) = self.earlier_name(&parent, &commit, &one.name())?
                {
                    earlier = vec![self.below(parent.tree_id(), &format!("{}{old}", self.prefix))?];
                    one.go_by(&old);
                    tops.watch(&one.top);
                }
                if let Some(list) = changes.get_mut(&one.asked) {
                    list.push(change(&commit, blob, &earlier));
                }
            }
        }
        changes.values_mut().for_each(|list| list.reverse());
        Ok(changes)
    }

    /// Every commit up to `HEAD` that changed files of the portfolio, oldest first, with
    /// what it changed. A merge is told with what none of its parents had.
    pub fn log(&self) -> Result<Vec<Logged>, GitError> {
        let Some(head) = self.head_commit()? else {
            return Ok(Vec::new());
        };
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push(head.id())?;
        let mut log = Vec::new();
        for id in walk {
            let commit = self.repo.find_commit(id?)?;
            let files = self.changed_in(&commit)?;
            if !files.is_empty() {
                log.push(Logged {
                    change: change(&commit, None, &[]),
                    committed: commit.committer().when().seconds(),
                    files,
                });
            }
        }
        Ok(log)
    }

    /// The files of the portfolio that a commit changed: of a merge, those that differ
    /// from each of its parents.
    fn changed_in(&self, commit: &Commit<'_>) -> Result<Files, GitError> {
        let now = commit.tree()?;
        let mut changed: Option<Files> = None;
        for parent in commit.parents() {
            let one = self.between(Some(&parent.tree()?), &now)?;
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
            None => self.between(None, &now),
        }
    }

    fn between(&self, old: Option<&Tree<'_>>, new: &Tree<'_>) -> Result<Files, GitError> {
        let mut options = DiffOptions::new();
        options.skip_binary_check(true).context_lines(0);
        if !self.prefix.is_empty() {
            options.pathspec(&self.prefix).disable_pathspec_match(true);
        }
        let diff = self
            .repo
            .diff_tree_to_tree(old, Some(new), Some(&mut options))?;
        let mut files = Files::new();
        for delta in diff.deltas() {
            let there = delta.status() != git2::Delta::Deleted;
            let path = delta
                .new_file()
                .path_bytes()
                .or(delta.old_file().path_bytes());
            let path = String::from_utf8_lossy(path.unwrap_or_default()).into_owned();
            if let Some(path) = path.strip_prefix(self.prefix.as_str()) {
                let blob = there.then(|| delta.new_file().id().to_string());
                files.insert(path.to_owned(), blob);
            }
        }
        Ok(files)
    }

    /// What lies where a file is followed, in what its first folder was.
    fn followed(&self, one: &Followed, top: Option<Oid>) -> Result<Option<Oid>, GitError> {
        match (&one.rest, top) {
            (Some(rest), Some(top)) => self.below(top, rest),
            (None, top) => Ok(top),
            (Some(_), None) => Ok(None),
        }
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
        let whole = format!("{}{name}", self.prefix);
        let renamed = diff.deltas().find(|delta| {
            delta.status() == git2::Delta::Renamed
                && delta.new_file().path() == Some(Path::new(&whole))
        });
        let old = renamed.and_then(|delta| Some(delta.old_file().path()?.to_str()?.to_owned()));
        Ok(old.and_then(|old| Some(old.strip_prefix(self.prefix.as_str())?.to_owned())))
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

/// A file that is followed back under the names it had.
struct Followed {
    /// The path that was asked for.
    asked: String,
    /// The first part of its name at this point of the way, and the rest.
    top: String,
    rest: Option<String>,
}

impl Followed {
    fn new(path: &str) -> Self {
        let mut one = Self {
            asked: path.to_owned(),
            top: String::new(),
            rest: None,
        };
        one.go_by(path);
        one
    }

    fn name(&self) -> String {
        match &self.rest {
            Some(rest) => format!("{}/{rest}", self.top),
            None => self.top.clone(),
        }
    }

    fn go_by(&mut self, name: &str) {
        match name.split_once('/') {
            Some((top, rest)) => {
                self.top = top.to_owned();
                self.rest = Some(rest.to_owned());
            }
            None => {
                self.top = name.to_owned();
                self.rest = None;
            }
        }
    }
}

/// A commit that changed files of the portfolio.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Who wrote it, when, and its first line.
    pub change: Change,
    /// Committer's time in seconds since 1970.
    pub committed: i64,
    /// By path: git's name of the content that it left, or none where it removed one.
    pub files: Files,
}

/// Files by path: git's name of the content, or none where one was removed.
type Files = BTreeMap<String, Option<String>>;

/// What lies at a few names in the portfolio's folder, commit after commit. Each tree is
/// read once, and only as deep as it differs.
struct Tops<'r> {
    repo: &'r Repo,
    names: Vec<String>,
    found: HashMap<Oid, Rc<[Option<Oid>]>>,
}

impl<'r> Tops<'r> {
    fn new(repo: &'r Repo, names: impl IntoIterator<Item = String>) -> Self {
        Self {
            repo,
            names: names.into_iter().collect(),
            found: HashMap::new(),
        }
    }

    /// Looks at one more name from here on.
    fn watch(&mut self, name: &str) {
        if !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
            self.found.clear();
        }
    }

    /// What each name stands for in the tree of a commit.
    fn of(&mut self, tree: Oid) -> Result<Rc<[Option<Oid>]>, GitError> {
        if let Some(known) = self.found.get(&tree) {
            return Ok(Rc::clone(known));
        }
        let mut at = Some(tree);
        for name in self.repo.prefix.split('/').filter(|name| !name.is_empty()) {
            at = match at {
                Some(tree) => self.repo.entry(tree, name)?,
                None => None,
            };
        }
        let found: Rc<[Option<Oid>]> = match at {
            Some(at) => {
                let folder = self.repo.repo.find_tree(at)?;
                let id = |name: &String| folder.get_name(name).map(|entry| entry.id());
                self.names.iter().map(id).collect()
            }
            None => self.names.iter().map(|_| None).collect(),
        };
        self.found.insert(tree, Rc::clone(&found));
        Ok(found)
    }
}

impl Repo {
    /// What a name stands for in a tree.
    fn entry(&self, tree: Oid, name: &str) -> Result<Option<Oid>, GitError> {
        match self.repo.find_tree(tree) {
            Ok(tree) => Ok(tree.get_name(name).map(|entry| entry.id())),
            // What lies here is a file where a folder was asked for.
            Err(_) if self.is_no_tree(tree) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What lies at a path below a tree.
    fn below(&self, tree: Oid, path: &str) -> Result<Option<Oid>, GitError> {
        let mut at = Some(tree);
        for name in path.split('/') {
            at = match at {
                Some(tree) => self.entry(tree, name)?,
                None => None,
            };
        }
        Ok(at)
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
