//! The revision whose people, keys and schemes count, found from where the program
//! runs. A change that is being proposed must not say itself who may approve it.

use std::collections::BTreeMap;

use thiserror::Error;
use tracing::{info, info_span};

use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{RepositoryError, Revisions};
use crate::base::files::line_ends::as_git_keeps_them;
use crate::base::text::words;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::FileReader;
use crate::domain::signoff::trust::TRUST_PATHS;
use crate::domain::signoff::{Revision, Trust};

/// The facts that say which revision is trusted.
#[derive(Debug, Clone, Default)]
pub struct RevisionChoice {
    /// As a person named it: a branch, a tag or a commit.
    pub named: Option<String>,
    pub runner: Option<CiRunner>,
}

/// The words of a forge's runner about the work it does.
#[derive(Debug, Clone, Default)]
pub struct CiRunner {
    pub default_branch: Option<String>,
    /// The branch that a pull request goes into; none outside one.
    pub base: Option<String>,
}

/// A reason why nobody's people and keys count.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Untrusted {
    #[error("{0} cannot be found, because this folder has no git history")]
    NoRepository(String),
    #[error(
        "the trusted revision {0} is missing from this copy of the repository: fetch it with git"
    )]
    NoCommit(String),
    #[error("{name} cannot be read: {why}")]
    Unreadable { name: String, why: RepositoryError },
    #[error("{name} has more than one meaning in this repository: {}", words::join_all(.meanings))]
    Ambiguous { name: String, meanings: Vec<String> },
    #[error("CI does not say which branch is the default one")]
    NoDefaultBranch,
    #[error(
        "this pull request goes into {base}, not into {default}, so its author may have made that branch"
    )]
    OtherBranch { base: String, default: String },
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl Explain for Untrusted {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoDefaultBranch => {
                Explanation::failed().hint(Hint::from("name it with ").then(Input::TrustedRevision))
            }
            Self::Ambiguous { .. } => {
                Explanation::failed().hint("name the revision in full, as in refs/heads/main")
            }
            Self::NoRepository(_)
            | Self::NoCommit(_)
            | Self::Unreadable { .. }
            | Self::OtherBranch { .. }
            | Self::Repository(_) => Explanation::failed(),
        }
    }
}

/// Returns the trust that counts for a portfolio in a repository, or in none.
pub fn find(
    repo: Option<&dyn Revisions>,
    portfolio: &Portfolio,
    read: FileReader<'_>,
    choice: &RevisionChoice,
) -> Result<Trust, Untrusted> {
    let _span = info_span!("trust.find").entered();
    let worktree = |revision| Trust::from_worktree(portfolio, revision, read);
    let Some(repo) = repo else {
        return match &choice.named {
            Some(name) => Err(Untrusted::NoRepository(name.clone())),
            None => Ok(worktree(Revision::WorkTree)),
        };
    };
    let Some(name) = name(repo, choice)? else {
        return Ok(worktree(Revision::WorkTree));
    };
    info!("people, keys and schemes are taken from {name}");
    let Some(id) = repo.commit_named(&whole_name(repo, &name, choice)?) else {
        return Err(Untrusted::NoCommit(name));
    };
    let files = match repo.files_at(&id, &TRUST_PATHS) {
        Ok(files) => files,
        Err(why) => return Err(Untrusted::Unreadable { name, why }),
    };
    let revision = Revision::Commit { name, id };
    Ok(if is_same_in_worktree(&files, portfolio, read) {
        // As git keeps them: line ends that it changed on the way out are no part of a key.
        Trust::from_worktree(portfolio, revision, &|path| files.get(path).cloned())
    } else {
        Trust::from_revision(&files, revision)
    })
}

/// Returns the whole name of what this program chose: a remote's branch, or the last commit.
fn whole_name(
    repo: &dyn Revisions,
    name: &str,
    choice: &RevisionChoice,
) -> Result<String, Untrusted> {
    if choice.named.is_some() {
        return certain_name(repo, name);
    }
    Ok(match name.starts_with("origin/") {
        true => format!("{REMOTES}{name}"),
        false => name.to_owned(),
    })
}

/// Returns a remote's branch by its whole name: whoever wrote a change may have brought a
/// tag or a branch that is called `origin/main`, which git would take before it. Any other name
/// that a person gave has to stand for one thing alone.
pub fn certain_name(repo: &dyn Revisions, name: &str) -> Result<String, Untrusted> {
    // `v1~2` is two commits before what `v1` stands for.
    let end = ["~", "^", ":", "@{"]
        .iter()
        .filter_map(|mark| name.find(mark));
    let (first, rest) = name.split_at(end.min().unwrap_or(name.len()));
    let mut meanings = repo.meanings(first);
    let remote = format!("{REMOTES}{first}");
    if meanings.contains(&remote) {
        return Ok(remote + rest);
    }
    // Git takes these for what they are.
    let is_certain = first == "HEAD" || meanings.iter().any(|meaning| meaning == first);
    match meanings.len() {
        0 | 1 => Ok(name.to_owned()),
        _ if is_certain => Ok(name.to_owned()),
        _ => {
            meanings.sort();
            Err(Untrusted::Ambiguous {
                name: first.to_owned(),
                meanings,
            })
        }
    }
}

/// The beginning of the whole names of remotes' branches.
const REMOTES: &str = "refs/remotes/";

/// Returns the name of the trusted revision; none where nothing was committed yet.
fn name(repo: &dyn Revisions, choice: &RevisionChoice) -> Result<Option<String>, Untrusted> {
    if let Some(name) = &choice.named {
        info!("the trusted revision was named by a person");
        return Ok(Some(name.clone()));
    }
    // A repository of which no other is known is not the one that a runner fetched.
    if let Some(runner) = choice.runner.as_ref().filter(|_| repo.has_remotes()) {
        let Some(default) = &runner.default_branch else {
            return Err(Untrusted::NoDefaultBranch);
        };
        return match &runner.base {
            Some(base) if base != default => Err(Untrusted::OtherBranch {
                base: base.clone(),
                default: default.clone(),
            }),
            _ => {
                info!("the trusted revision is the default branch that the CI runner names");
                Ok(Some(format!("origin/{default}")))
            }
        };
    }
    if let Some(name) = repo.origin_head() {
        info!("the trusted revision is the default branch of the remote `origin`");
        return Ok(Some(name));
    }
    if repo.last_commit()?.is_none() {
        return Ok(None);
    }
    info!("the trusted revision is the last commit: no remote `origin` is known");
    Ok(Some("HEAD".to_owned()))
}

/// Returns true if the files of the work tree say the same, but for line ends that git changed.
fn is_same_in_worktree(
    files: &BTreeMap<String, Vec<u8>>,
    portfolio: &Portfolio,
    read: FileReader<'_>,
) -> bool {
    let here = portfolio.snapshot.files().iter().map(|file| &file.path);
    let ours = |path: &&String| {
        TRUST_PATHS.iter().any(|top| {
            path.strip_prefix(top)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let same = |path: &String| match (files.get(path), read(path)) {
        (Some(there), Some(here)) => {
            *there == here || as_git_keeps_them(&String::from_utf8_lossy(&here)).as_bytes() == there
        }
        _ => false,
    };
    let mut count = 0;
    let all_same = here.filter(ours).all(|path| {
        count += 1;
        same(path)
    });
    all_same && count == files.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ports::{Blob, BroughtFiles};
    use crate::base::files::Snapshot;
    use crate::base::files::digest::BlobId;
    use crate::domain::ports::CommitInfo;

    /// A clone that has heard of a remote, and knows one commit by each of these names.
    struct Clone(&'static [&'static str]);

    impl Revisions for Clone {
        fn commit_named(&self, name: &str) -> Option<String> {
            self.0.contains(&name).then(|| "c0ffee".into())
        }

        fn meanings(&self, name: &str) -> Vec<String> {
            let names = self
                .0
                .iter()
                .filter(|whole| whole.ends_with(&format!("/{name}")));
            names.map(|whole| (*whole).to_owned()).collect()
        }

        fn find_commit(&self, _: &str) -> Option<CommitInfo> {
            None
        }

        fn committed_at(&self, _: &str, _: &str) -> Result<Option<Blob>, RepositoryError> {
            Ok(None)
        }

        fn brought(&self, _: &str, _: &str) -> Result<BTreeMap<String, BlobId>, RepositoryError> {
            Ok(BTreeMap::new())
        }

        fn brought_by_merge(
            &self,
            _: &str,
            _: Option<&str>,
        ) -> Result<BroughtFiles, RepositoryError> {
            Ok(BroughtFiles::default())
        }

        fn origin_head(&self) -> Option<String> {
            Some("origin/main".into())
        }

        fn has_remotes(&self) -> bool {
            true
        }

        fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
            Ok(None)
        }

        fn files_at(
            &self,
            _: &str,
            _: &[&str],
        ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
            Ok(BTreeMap::new())
        }
    }

    fn find_revision(
        clone: &dyn Revisions,
        choice: &RevisionChoice,
    ) -> Result<Revision, Untrusted> {
        let portfolio = Portfolio::load(Snapshot::from_bytes(&BTreeMap::new()));
        find(Some(clone), &portfolio, &|_| None, choice).map(|trust| trust.revision)
    }

    fn runner_choice(default_branch: Option<&str>, base: Option<&str>) -> RevisionChoice {
        RevisionChoice {
            named: None,
            runner: Some(CiRunner {
                default_branch: default_branch.map(str::to_owned),
                base: base.map(str::to_owned),
            }),
        }
    }

    #[test]
    fn a_tag_called_like_the_remote_branch_is_not_taken_for_it() {
        let choice = RevisionChoice::default();
        let tag = find_revision(&Clone(&["origin/main"]), &choice);
        assert_eq!(tag, Err(Untrusted::NoCommit("origin/main".into())));
        let branch = find_revision(&Clone(&["refs/remotes/origin/main"]), &choice);
        assert!(matches!(branch, Ok(Revision::Commit { name, .. }) if name == "origin/main"));
    }

    #[test]
    fn a_name_that_a_person_gives_stands_for_a_remotes_branch_or_one_thing() {
        let named = |clone: &'static [&'static str], name: &str| {
            let choice = RevisionChoice {
                named: Some(name.to_owned()),
                runner: None,
            };
            find_revision(&Clone(clone), &choice).map(|_| ())
        };
        // `origin/main` itself, which would be the tag, is not known here.
        let both: &'static [&'static str] = &["refs/tags/origin/main", "refs/remotes/origin/main"];
        assert_eq!(named(both, "origin/main"), Ok(()));
        assert_eq!(named(both, "refs/remotes/origin/main"), Ok(()));
        let two: &'static [&'static str] = &["refs/tags/main", "refs/heads/main", "main", "HEAD"];
        let ambiguous = Err(Untrusted::Ambiguous {
            name: "main".into(),
            meanings: vec!["refs/heads/main".into(), "refs/tags/main".into()],
        });
        for name in ["main", "main~2", "main^{commit}", "main@{1}"] {
            assert_eq!(named(two, name), ambiguous, "{name}");
        }
        assert_eq!(named(two, "refs/heads/main"), Ok(()));
        assert_eq!(named(two, "HEAD"), Ok(()));
        assert_eq!(named(&["refs/heads/main", "main"], "main"), Ok(()));
    }

    #[test]
    fn a_pull_request_into_another_branch_names_no_signer() {
        let clone = Clone(&["refs/remotes/origin/main"]);
        let other = find_revision(&clone, &runner_choice(Some("main"), Some("mine")));
        let (base, default) = ("mine".into(), "main".into());
        assert_eq!(other, Err(Untrusted::OtherBranch { base, default }));
        let into_main = find_revision(&clone, &runner_choice(Some("main"), Some("main")));
        assert!(matches!(into_main, Ok(Revision::Commit { .. })));
    }

    #[test]
    fn a_runner_without_a_default_branch_needs_an_explicit_revision() {
        let error = find_revision(&Clone(&["HEAD"]), &runner_choice(None, None)).unwrap_err();
        assert_eq!(
            error.explain().hint,
            Some(Hint::from("name it with ").then(Input::TrustedRevision))
        );
        let choice = RevisionChoice {
            named: Some("HEAD".into()),
            ..runner_choice(None, None)
        };
        assert!(matches!(
            find_revision(&Clone(&["HEAD"]), &choice),
            Ok(Revision::Commit { .. })
        ));
    }
}
