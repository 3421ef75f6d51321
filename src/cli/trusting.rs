//! Which revision's people, keys and schemes count, found from where the program
//! runs. A change that is being proposed must not say itself who may approve it.

use std::collections::BTreeMap;

use tracing::{info, info_span};

use super::session::Asked;
use crate::adapters::git::Repo;
use crate::domain::portfolio::Portfolio;
use crate::domain::signoff::trusted::FILES;
use crate::domain::signoff::{Revision, Trust};

/// Reads a file of the portfolio at hand.
type Read<'r> = &'r dyn Fn(&str) -> Option<Vec<u8>>;

/// The trust that counts for a portfolio in a repository, or in none.
pub fn find(repo: Option<&Repo>, portfolio: &Portfolio, read: Read<'_>, asked: &Asked) -> Trust {
    let _span = info_span!("trust.find").entered();
    let at_hand = |revision| Trust::at_hand(portfolio, revision, read);
    let Some(repo) = repo else {
        return match &asked.trust_ref {
            Some(name) => Trust::nobody(format!("there is no repository here to find {name} in")),
            None => at_hand(Revision::Files),
        };
    };
    let name = match name(repo, asked) {
        Ok(Some(name)) => {
            info!("people, keys and schemes are taken from {name}");
            name
        }
        Ok(None) => return at_hand(Revision::Files),
        Err(why) => return Trust::nobody(why),
    };
    let Some(id) = repo.commit_named(&in_full(&name, asked)) else {
        return Trust::nobody(format!(
            "the trusted revision {name} is not in this clone: fetch it with git"
        ));
    };
    let files = match repo.files_at(&id, &FILES) {
        Ok(files) => files,
        Err(error) => return Trust::nobody(format!("{name} cannot be read: {error}")),
    };
    let revision = Revision::Commit { name, id };
    if is_at_hand(&files, portfolio, read) {
        // As git keeps them: line ends that it changed on the way out are no part of a key.
        Trust::at_hand(portfolio, revision, &|path| files.get(path).cloned())
    } else {
        Trust::elsewhere(&files, revision)
    }
}

/// A remote's branch by its whole name: whoever wrote a change may have brought a tag or
/// a branch that is called `origin/main`, which git would take before it.
fn in_full(name: &str, asked: &Asked) -> String {
    match name.strip_prefix("origin/") {
        Some(branch) if asked.trust_ref.is_none() => format!("refs/remotes/origin/{branch}"),
        _ => name.to_owned(),
    }
}

/// The name of the trusted revision; none where nothing was committed yet.
fn name(repo: &Repo, asked: &Asked) -> Result<Option<String>, String> {
    if let Some(name) = &asked.trust_ref {
        info!("the trusted revision was given by option");
        return Ok(Some(name.clone()));
    }
    // A repository of which no other is known is not the one that a runner fetched.
    if let Some(ci) = asked.ci.as_ref().filter(|_| repo.has_remotes()) {
        let Some(default) = &ci.default_branch else {
            return Err(
                "this runs in CI, which does not say which branch is the default one: name it with --trust-ref"
                    .to_owned(),
            );
        };
        return match &ci.base {
            Some(base) if base != default => Err(format!(
                "this request goes into {base}, not into {default}: whoever wrote it may have made that branch"
            )),
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
    match repo.last_commit() {
        Ok(Some(_)) => {
            info!("the trusted revision is the last commit: no remote `origin` is known");
            Ok(Some("HEAD".to_owned()))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether the files at hand say the same, but for line ends that git changed.
fn is_at_hand(files: &BTreeMap<String, Vec<u8>>, portfolio: &Portfolio, read: Read<'_>) -> bool {
    let here = portfolio.snapshot.files().iter().map(|file| &file.path);
    let ours = |path: &&String| {
        FILES.iter().any(|top| {
            path.strip_prefix(top)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let same = |path: &String| match (files.get(path), read(path)) {
        (Some(there), Some(here)) => {
            *there == here
                || String::from_utf8_lossy(&here)
                    .replace("\r\n", "\n")
                    .as_bytes()
                    == there
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
