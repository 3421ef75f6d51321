//! The standing of each award, and the next step towards it.

use super::repository_notices::repository_notices;
use crate::check::{AwardVerdict, CheckInput, CheckResult, check};
use crate::domain::signoff::{Proof, Revision};
use crate::views::check::Check;
use crate::views::kept_since;
use crate::views::status::{Status, StatusView};

/// Checks a portfolio and returns where each award stands; with `all`, every requirement
/// that is open. `vouched_by` says whose word the keys are, and is asked only if a step
/// rests on one.
pub fn status(
    input: CheckInput<'_>,
    all: bool,
    vouched_by: impl FnOnce() -> Vec<String>,
) -> StatusView {
    let _span = tracing::info_span!("report.status").entered();
    let result = check(input);
    let mut says = Vec::new();
    if is_proven(&result) {
        says.extend(vouched_by());
    }
    let gap = awards(&result).find_map(|award| award.chain.gap());
    if let Some(gap) = gap {
        says.push(format!("Sign-offs cannot be verified in this copy: {gap}."));
    } else if let Revision::Untrusted(why) = &input.trust.revision {
        says.push(format!("Nobody can sign here: {why}."));
    }
    says.extend(kept_since::sentences(input.portfolio));
    says.extend(repository_notices(&result.diagnostics));
    StatusView {
        status: Status::new(input.portfolio, &result, input.today),
        check: Check::new(input.portfolio, result),
        all,
        vouched_by: says,
    }
}

/// Returns true if any step rests on a key, and so on somebody's word about whose it is.
fn is_proven(result: &CheckResult<'_>) -> bool {
    let mut taken = awards(result).flat_map(|award| award.chain.taken());
    taken.any(|taken| taken.proof != Proof::Claimed)
}

fn awards<'r, 'a>(result: &'r CheckResult<'a>) -> impl Iterator<Item = &'r AwardVerdict<'a>> {
    result.verdicts.iter().flat_map(|scheme| &scheme.awards)
}
