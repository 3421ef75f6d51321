//! The check of a portfolio.

use crate::check::{self, AwardState, CheckInput, Judgement};
use crate::domain::schema::Scheme;
use crate::views::check::Check;

/// A portfolio that was checked.
pub struct CheckReport<T> {
    pub check: Check,
    /// True if the award that was asked about lacks a requirement, or a sign-off up to the pack.
    pub lacking: bool,
    /// The result of `look`.
    pub seen: T,
}

impl<T> CheckReport<T> {
    /// Returns true if nothing is wrong and the award that was asked about lacks nothing.
    pub fn is_clean(&self) -> bool {
        !self.lacking && !self.check.has_errors()
    }
}

/// Checks a portfolio. `look` is shown the verdicts before they are summed up.
pub fn check<T>(case: CheckInput<'_>, look: impl FnOnce(&Judgement<'_>) -> T) -> CheckReport<T> {
    let _span = tracing::info_span!("report.check").entered();
    let judgement = check::check(case);
    CheckReport {
        lacking: has_unmet_requirements(case, &judgement),
        seen: look(&judgement),
        check: Check::new(case.portfolio, judgement),
    }
}

fn has_unmet_requirements(case: CheckInput<'_>, judgement: &Judgement<'_>) -> bool {
    let Some(award) = case.focus else {
        return false;
    };
    let scheme = case.portfolio.scheme(award.scheme());
    let before_pack = scheme.map_or(0, Scheme::steps_before_pack);
    judgement.award(award).is_some_and(|verdict| {
        let mut steps = verdict.chain.steps.iter().take(before_pack);
        verdict.state != AwardState::Closed
            && (verdict.unmet().next().is_some() || steps.any(|state| !state.counts()))
    })
}
