//! Writes `trust/forge.yaml`: which repository on which forge counts, and who records what
//! was approved there.

use thiserror::Error;

use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::app::workspace::Workspace;
use crate::base::document::write::scalar;
use crate::domain::review::ForgeSettings;
use crate::domain::signoff::trust::{FORGE, list_text};

const HEAD: &str = "# Approvals in this repository count if this recorder has signed what they say.
";

/// The recorder where nobody names another, as the lists of settings call it.
const RECORDER: &str = "cpd-recorder";

/// Settings of a forge that a person gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForgeValues {
    /// The host, such as `github.com`.
    pub host: Option<String>,
    /// The number of the repository.
    pub repository: Option<String>,
    /// The branch that pull requests go into. Else the one of the remote, or `main`.
    pub base: Option<String>,
    /// The name of the recorder in `trust/allowed_signers`.
    pub recorder: Option<String>,
}

/// Reasons why the settings of a forge were not written.
#[derive(Debug, Error)]
pub enum SetForgeError {
    #[error("{FORGE} was not written: {0}")]
    Invalid(String),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for SetForgeError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Invalid(_) => Explanation::failed(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Returns true if the portfolio has no settings of a forge.
pub fn is_missing(ws: &Workspace) -> bool {
    ws.bytes(FORGE).is_none()
}

/// Plans the file. What is in it stays as it is where no other value is given.
pub fn plan(ws: &Workspace, values: &ForgeValues) -> Result<ChangeSet, SetForgeError> {
    let _span = tracing::info_span!("trust.set-forge").entered();
    let before = list_text(&|path| ws.bytes(path), FORGE);
    let text = filled(before.as_deref().unwrap_or(HEAD), values, &base_branch(ws));
    ForgeSettings::read(&text).map_err(SetForgeError::Invalid)?;
    let mut changes = ChangeSet::default();
    changes.write(ws.base(), checked(FORGE)?, text.into_bytes())?;
    Ok(changes)
}

/// Returns the branch that the remote has for its own, if this copy knows it.
fn base_branch(ws: &Workspace) -> String {
    let remote = ws.repository().ok().and_then(|repo| repo.origin_head());
    let branch = remote.as_deref().and_then(|name| name.split_once('/'));
    branch.map_or("main", |(_, branch)| branch).to_owned()
}

/// Returns the text of the file with these values in it.
fn filled(before: &str, values: &ForgeValues, base: &str) -> String {
    let mut text = before.to_owned();
    for (key, value, otherwise) in [
        ("host", &values.host, None),
        ("repository", &values.repository, None),
        ("base", &values.base, Some(base)),
        ("recorder", &values.recorder, Some(RECORDER)),
    ] {
        let is_there = text.lines().any(|line| has_key(line, key));
        let otherwise = otherwise.filter(|_| !is_there);
        if let Some(value) = value.as_deref().or(otherwise) {
            text = with_line(&text, key, &format!("{key}: {}\n", scalar(value.trim())));
        }
    }
    text
}

fn has_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// Returns the text with this line in the place of the one with the same key, or at its end.
fn with_line(text: &str, key: &str, new: &str) -> String {
    let mut found = false;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_first = !found && has_key(line, key);
        found |= is_first;
        if is_first { new } else { line }
    });
    let mut text: String = lines.collect();
    if !found {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(new);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    fn values(host: Option<&str>, repository: Option<&str>) -> ForgeValues {
        ForgeValues {
            host: host.map(str::to_owned),
            repository: repository.map(str::to_owned),
            ..ForgeValues::default()
        }
    }

    #[test]
    fn settings_are_complete_from_a_host_and_a_number() {
        let text = filled(HEAD, &values(Some("github.com"), Some("4242")), "trunk");
        assert!(text.starts_with(HEAD), "{text}");
        let settings = ForgeSettings::read(&text).unwrap();
        assert_eq!((&*settings.host, settings.repository), ("github.com", 4242));
        assert_eq!(&*settings.base, "trunk");
        assert_eq!(&*settings.recorder, RECORDER);
    }

    #[test]
    fn a_new_value_takes_the_place_of_the_old_one_and_nothing_else_changes() {
        let before = "# ours\nhost: a.org # here\nrepository: 1\nbase: main\nrecorder: r";
        let text = filled(before, &values(Some("b.org"), None), "trunk");
        let after = "# ours\nhost: b.org\nrepository: 1\nbase: main\nrecorder: r";
        assert_eq!(text, after);
        assert_eq!(filled(before, &ForgeValues::default(), "trunk"), before);
    }

    #[test]
    fn values_that_say_nothing_clear_are_not_written() {
        let ws = World::sams_portfolio().open().unwrap();
        assert!(is_missing(&ws));
        for (values, says) in [
            (values(Some("github.com"), None), "`repository` is missing"),
            (
                values(Some("https://a.b/"), Some("1")),
                "`host` cannot be read",
            ),
            (
                values(Some("a.b"), Some("sam/portfolio")),
                "`repository` cannot be read",
            ),
            (
                values(Some("a.b\nbase: x"), Some("1")),
                "`host` cannot be read",
            ),
        ] {
            let error = plan(&ws, &values).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let changes = plan(&ws, &values(Some("a.b"), Some("7"))).unwrap();
        assert_eq!(changes.on_disk().len(), 1);
    }
}
