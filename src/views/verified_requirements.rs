//! Tells if the requirements of an award are met, for whoever verifies it. A signature says
//! that somebody agreed with contents. It does not make them enough.

use crate::check::{AwardState, AwardVerdict};
use crate::domain::finding::{Diagnostic, Severity};
use crate::views::requirement_count::RequirementCount;
use crate::views::verification::{AnswerOutcome, VerificationAnswer, VerificationQuestion};

/// Returns the answer for an award that was judged again. `found` is what judging found to be
/// wrong; errors in what the steps cover count.
pub fn requirements(verdict: &AwardVerdict<'_>, found: &[Diagnostic]) -> VerificationAnswer {
    let is_covered = |path: &str| {
        let signoffs = verdict.chain.taken().map(|taken| &taken.signoff);
        let mut subjects = signoffs.flat_map(|signoff| &signoff.subjects);
        subjects.any(|subject| subject.path == path)
    };
    let errors = found
        .iter()
        .filter(|one| one.severity == Severity::Error && is_covered(&one.at.path));
    let errors = errors.map(|one| format!("{}: {}: {}", one.at.path, one.rule, one.message));
    let unmet = verdict.unmet().map(|one| one.criterion.says.clone());
    let details: Vec<String> = unmet.chain(errors).collect();
    let last = verdict.chain.last_done().filter(|_| verdict.chain.closed());
    let changed = last.is_some_and(|taken| !taken.changed.is_empty());
    let (outcome, says) = if details.is_empty() {
        let count = RequirementCount::new(verdict);
        (AnswerOutcome::Good, count.describe())
    } else if verdict.state == AwardState::Closed && changed {
        let says = "the files have changed since the award was closed, and are not enough now";
        (AnswerOutcome::Note, says.to_owned())
    } else if !verdict.chain.begun() {
        let says = "the requirements are not met";
        (AnswerOutcome::Unverified, says.to_owned())
    } else {
        let says = "what was signed does not meet the requirements";
        (AnswerOutcome::Bad, says.to_owned())
    };
    VerificationAnswer::new(VerificationQuestion::Requirements, outcome, says).with_details(details)
}
