//! A pack beside the repository of its portfolio: which commit it is from, and what
//! has changed since.

use std::collections::BTreeMap;

use crate::cli::session::Session;
use crate::disk;
use crate::git::Repo;
use crate::pack::{Opened, Printing};
use crate::portfolio::Portfolio;
use crate::report::verification::{About, Finding, Outcome};
use crate::source::{LARGEST_TEXT, MARK, Snapshot};
use crate::text::words::counted;

/// Inside the portfolio's own repository: where the pack is from, and what has
/// changed since.
pub fn repository(opened: &Opened, printing: &Printing, session: &Session) -> Option<Finding> {
    let root = disk::find(&session.folder)?;
    let repo = Repo::open(&root).ok().flatten()?;
    let here = disk::read_at_most(&root.join(MARK), LARGEST_TEXT).ok()?;
    let carried = portfolio_id(opened.files.get(MARK)?);
    let about = About::Repository;
    if carried.is_none() || portfolio_id(&here) != carried {
        let says = "this is the repository of another portfolio, so nothing was compared with it";
        return Some(Finding::new(about, Outcome::Note, says));
    }
    let Some(made) = &printing.commit else {
        let says = "it was printed from files that were not saved in git";
        return Some(Finding::new(about, Outcome::Unverified, says));
    };
    if !repo.has_commit(&made.id) {
        let says = format!(
            "the commit it is from, {}, is not in this repository",
            made.id
        );
        return Some(Finding::new(about, Outcome::Unverified, says));
    }
    let mut other = Vec::new();
    let mut since = Vec::new();
    for (path, bytes) in &opened.files {
        let then = repo.committed_at(&made.id, path).ok().flatten();
        // Details and cut lists are parts of the file that is there.
        let is_part = |whole: &[u8]| {
            whole == bytes.as_slice() || whole.starts_with(bytes) || path.starts_with("trust/")
        };
        match &then {
            Some(whole) if is_part(&whole.bytes) => {}
            _ => other.push(format!("{path} is not what that commit has")),
        }
        let now = repo.committed(path).ok().flatten();
        if now.map(|blob| blob.id) != then.map(|blob| blob.id) {
            since.push(format!("{path} has changed since"));
        }
    }
    let short: String = made.id.chars().take(10).collect();
    Some(if !other.is_empty() && !printing.draft {
        let says = format!("it is not what commit {short} of this repository holds");
        Finding::new(about, Outcome::Bad, says).details(other)
    } else if since.is_empty() {
        let says = format!("it is from commit {short}, and nothing in it has changed since");
        Finding::new(about, Outcome::Good, says)
    } else {
        let count = counted(since.len(), "file", "files");
        let says = format!("it is from commit {short}; {count} changed since");
        Finding::new(about, Outcome::Note, says).details(since)
    })
}

/// The id that a `cpd.yaml` gives its portfolio.
fn portfolio_id(settings: &[u8]) -> Option<String> {
    let files = BTreeMap::from([(MARK.to_owned(), settings.to_vec())]);
    let id = Portfolio::load(Snapshot::of_bytes(&files))
        .config
        .portfolio?;
    Some(id.value)
}
