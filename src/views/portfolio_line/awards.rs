//! The awards of a line.

use chrono::NaiveDate;
use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::UNKNOWN;
use crate::check::{AwardState, AwardVerdict, CheckResult};
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Step;
use crate::domain::signoff::{StepState, signers_of};
use crate::views::requirement_count::RequirementCount;

/// The standing of one award, or of one round of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AwardLine {
    pub scheme: EcoString,
    pub version: EcoString,
    /// The award as records name it, without its scheme.
    pub award: EcoString,
    /// The last day of the round, if the award is repeated.
    pub round: Option<NaiveDate>,
    /// `locked`, `open`, `ready`, `closed`, `returned` or `unknown`.
    pub state: EcoString,
    /// Requirements that are met, and all of them.
    pub met: usize,
    pub of: usize,
    /// The steps that were taken, in the scheme's order.
    pub steps: Vec<StepLine>,
    /// The step that is next, the role that takes it, and the name of whoever has the role if that
    /// is one person.
    pub next_step: Option<String>,
    pub next_role: Option<String>,
    pub next_by: Option<String>,
    pub times_returned: usize,
    /// The number of the grant in the register of the awarding body.
    pub number: Option<String>,
}

/// A step that was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepLine {
    pub id: String,
    /// The id of the person who took it.
    pub by: String,
    pub on: Option<NaiveDate>,
    pub assurance: String,
    /// True if it counts as the contents are now.
    pub counts: bool,
}

/// Returns the awards of every scheme; of repeated ones the round that runs, and one before it
/// that is under way.
pub fn lines(
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
    unknown: bool,
    today: NaiveDate,
) -> Vec<AwardLine> {
    let schemes = result.verdicts.iter();
    let lines = schemes.flat_map(|scheme| {
        let (id, version) = (&scheme.scheme.id, &scheme.scheme.version);
        scheme.recent_awards().map(move |award| AwardLine {
            scheme: (&**id).into(),
            version: version.to_string().into(),
            ..line(award, portfolio, unknown, today)
        })
    });
    lines.collect()
}

fn line(
    award: &AwardVerdict<'_>,
    portfolio: &Portfolio,
    unknown: bool,
    today: NaiveDate,
) -> AwardLine {
    let count = RequirementCount::new(award);
    let unknown = unknown || award.chain.gap().is_some();
    let next = award.chain.next().filter(|_| !unknown && is_waiting(award));
    let step = next.map(StepState::step);
    AwardLine {
        scheme: EcoString::new(),
        version: EcoString::new(),
        award: (&*award.award.id).into(),
        round: award.round.map(|round| round.to),
        state: match unknown {
            true => UNKNOWN.into(),
            false if award.chain.is_returned() => "returned".into(),
            false => award.state.name().into(),
        },
        met: count.met,
        of: count.of,
        steps: steps(award),
        next_step: step.map(|step| step.id.clone()),
        next_role: step.map(|step| step.by.role().to_owned()),
        next_by: step.and_then(|step| next_person(step, portfolio, today)),
        times_returned: award.chain.returns.len(),
        number: award.number().filter(|_| !unknown).map(ToString::to_string),
    }
}

/// Returns true if somebody can take the next step now: everything is met, or a step was taken.
fn is_waiting(award: &AwardVerdict<'_>) -> bool {
    award.state == AwardState::Ready
}

fn steps(award: &AwardVerdict<'_>) -> Vec<StepLine> {
    let taken = award.chain.taken();
    taken
        .map(|taken| StepLine {
            id: taken.step.id.clone(),
            by: taken.signoff.by.to_string(),
            on: Some(taken.signoff.on.date_naive()),
            assurance: taken.proof.assurance().name().to_owned(),
            counts: taken.counts(),
        })
        .collect()
}

/// Returns the name of whoever takes a step, if that is one person.
fn next_person(step: &Step, portfolio: &Portfolio, today: NaiveDate) -> Option<String> {
    match signers_of(step, portfolio, today).as_slice() {
        [one] => Some(one.name().to_owned()),
        _ => None,
    }
}
