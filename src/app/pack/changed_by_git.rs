//! Refuses to print files whose bytes in git are not those in the folder: people sign what they
//! open, the pack carries what git has, and so the pack would prove nothing.

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Repository, RepositoryError};
use crate::app::workspace::Workspace;
use crate::base::files::folder_of;
use crate::domain::id::AwardRef;
use crate::domain::query::Scope;
use crate::domain::signoff::required_subjects;

/// Files, other than records, that git gives other bytes than it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("git keeps other bytes of these files than you have in this folder")]
pub struct ChangedByGit {
    pub paths: Vec<String>,
}

/// A reason why nobody can tell if an award has such files, or that it has.
#[derive(Debug, Error)]
pub enum ChangedByGitError {
    #[error(transparent)]
    Changed(#[from] ChangedByGit),
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl ChangedByGit {
    /// Returns an error if sign-offs of an award cover such files. Everything has to be
    /// saved. Records may have other line ends.
    pub fn check(
        award: &AwardRef,
        workspace: &Workspace,
        repository: &dyn Repository,
    ) -> Result<(), ChangedByGitError> {
        let mut paths = Vec::new();
        for path in covered_files(award, workspace) {
            let kept = repository.committed(&path)?;
            let here = workspace.bytes(&path);
            let both = kept.zip(here);
            if both.is_some_and(|(kept, here)| kept.bytes != here) {
                paths.push(path);
            }
        }
        if paths.is_empty() {
            Ok(())
        } else {
            Err(Self { paths }.into())
        }
    }
}

/// Returns the files, other than records, that the steps of an award cover, in order.
fn covered_files(award: &AwardRef, workspace: &Workspace) -> Vec<String> {
    let portfolio = &workspace.portfolio;
    let Some(scheme) = portfolio.scheme_of(award) else {
        return Vec::new();
    };
    let scope = Scope::of_award(portfolio, scheme, award, workspace.moment.today);
    let steps = scheme.steps.iter();
    let mut paths: Vec<String> = steps
        .flat_map(|step| required_subjects(step, scope))
        .filter(|path| portfolio.in_file(path).next().is_none())
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

impl Explain for ChangedByGit {
    fn explain(&self) -> Explanation {
        let folders = self.paths.iter().map(|path| match folder_of(path) {
            "" => format!("{path} -text"),
            folder => format!("{}/** -text", folder.trim_end_matches('/')),
        });
        let mut lines: Vec<String> = folders.map(|line| format!("`{line}`")).collect();
        lines.sort();
        lines.dedup();
        Explanation::refused()
            .details(self.paths.clone())
            .hint(format!(
                "a setting of git changes their line ends: put {} at the end of .gitattributes, run \
                 `git add --renormalize .`, and save. Git then keeps them as they are here",
                lines.join(" and ")
            ))
    }
}
