//! The check of a portfolio.

use crate::check::{self, AwardState, CheckInput, CheckResult};
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
pub fn check<T>(input: CheckInput<'_>, look: impl FnOnce(&CheckResult<'_>) -> T) -> CheckReport<T> {
    let _span = tracing::info_span!("report.check").entered();
    let result = check::check(input);
    CheckReport {
        lacking: has_unmet_requirements(input, &result),
        seen: look(&result),
        check: Check::new(input.portfolio, result),
    }
}

fn has_unmet_requirements(input: CheckInput<'_>, result: &CheckResult<'_>) -> bool {
    let Some(award) = input.focus else {
        return false;
    };
    let scheme = input.portfolio.scheme_of(award);
    let before_pack = scheme.map_or(0, Scheme::steps_before_pack);
    result.award(award).is_some_and(|verdict| {
        let mut steps = verdict.chain.steps.iter().take(before_pack);
        verdict.state != AwardState::Closed
            && (verdict.unmet().next().is_some() || steps.any(|state| !state.counts()))
    })
}
