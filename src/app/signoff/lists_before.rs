//! The people, keys, settings and schemes that counted before a pull request: it must not name
//! the person who approves it.

use crate::app::ports::{BroughtFiles, RepositoryError, Revisions};
use crate::domain::review::{Decision, Refusal};
use crate::domain::signoff::trust::TRUST_PATHS;
use crate::domain::signoff::{Revision, Trust};

/// The lists of each commit from before a pull request, all of which count; none where no such
/// commit is certain.
pub struct ListsBefore(Vec<Trust>);

impl ListsBefore {
    /// Reads the lists from before the request that brought these files.
    pub fn read(
        brought: &BroughtFiles,
        revisions: &dyn Revisions,
    ) -> Result<Self, RepositoryError> {
        let commits = brought.before.iter();
        let lists = commits.map(|id| {
            let files = revisions.files_at(id, &TRUST_PATHS)?;
            let name = id.clone();
            let id = id.clone();
            Ok(Trust::from_revision(&files, Revision::Commit { name, id }))
        });
        Ok(Self(lists.collect::<Result<_, RepositoryError>>()?))
    }

    /// Returns the decision as these lists allow it. An endorsement stands where each of them
    /// lets the same person endorse by the same review; `decide` decides by one of them.
    pub fn confirm<'a>(
        &self,
        decision: Decision<'a>,
        decide: impl Fn(&Trust) -> Vec<Decision<'a>>,
    ) -> Decision<'a> {
        let Decision::Endorses { review, .. } = decision else {
            return decision;
        };
        let reason = if self.0.is_empty() {
            Refusal::NoListsBefore
        } else if self.0.iter().all(|lists| decide(lists).contains(&decision)) {
            return decision;
        } else {
            let login = review.login.clone();
            Refusal::NotBeforeRequest { login }
        };
        let reasons = vec![reason];
        Decision::Refused { review, reasons }
    }
}
