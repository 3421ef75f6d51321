//! The steps of an award, each with the state of its sign-off, and those that have to be
//! valid before anything counts as proven. Knows no words of a report.

use serde::Serialize;
use thiserror::Error;

use crate::domain::signoff::{Chain, StepState};

/// A step of an award, as verifying found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedStep {
    pub id: String,
    pub state: VerifiedState,
    /// True if the award is not proven without it.
    pub needed: bool,
}

/// The state of a step's sign-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifiedState {
    Valid,
    /// There is a sign-off, and it does not count.
    Invalid,
    NotSigned,
    Withdrawn,
    /// Whoever closes the award returned it.
    Returned,
}

/// The error for a step that the award does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this award has no step called {written}")]
pub struct UnknownStep {
    pub written: String,
    pub known: Vec<String>,
}

/// Returns every step of a chain. Needed are those before the step that carries the pack,
/// or those up to `until`.
pub fn verified_steps(
    chain: &Chain<'_>,
    until: Option<&str>,
) -> Result<Vec<VerifiedStep>, UnknownStep> {
    let ids = || chain.steps.iter().map(|state| state.step().id.as_str());
    let needed = match until {
        None => {
            let carries = |state: &StepState<'_>| state.step().carries_pack;
            chain.steps.iter().position(carries)
        }
        Some(written) => {
            let at = ids().position(|id| id == written);
            let unknown = || UnknownStep {
                written: written.to_owned(),
                known: ids().map(str::to_owned).collect(),
            };
            Some(at.ok_or_else(unknown)? + 1)
        }
    };
    let needed = needed.unwrap_or(chain.steps.len());
    let steps = chain.steps.iter().enumerate();
    let steps = steps.map(|(at, state)| VerifiedStep {
        id: state.step().id.clone(),
        state: state_of(state, chain.is_provably_closed()),
        needed: at < needed,
    });
    Ok(steps.collect())
}

/// The sign-offs that closed an award stay valid, whatever is edited afterwards.
fn state_of(state: &StepState<'_>, closed: bool) -> VerifiedState {
    match state {
        StepState::Open(_) => VerifiedState::NotSigned,
        StepState::Withdrawn(..) => VerifiedState::Withdrawn,
        StepState::Returned(..) => VerifiedState::Returned,
        StepState::Taken(taken) if taken.unsaved => VerifiedState::Invalid,
        StepState::Taken(taken) if taken.counts() || closed && taken.stands() => {
            VerifiedState::Valid
        }
        StepState::Taken(_) => VerifiedState::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Span;
    use crate::domain::schema::{Assurance, Origin, Step, StepActor};

    fn step(id: &str, carries_pack: bool) -> Step {
        Step {
            id: id.to_owned(),
            title: id.to_owned(),
            by: StepActor::Owner,
            assurance: Assurance::Claimed,
            subjects: None,
            needs: None,
            fills_in: None,
            carries_pack,
            words: Default::default(),
            origin: Origin {
                path: "scheme.yaml".into(),
                span: Span::default(),
                language: "en".into(),
            },
        }
    }

    fn needed(steps: &[Step], until: Option<&str>) -> Result<Vec<bool>, UnknownStep> {
        let chain = Chain {
            steps: steps.iter().map(StepState::Open).collect(),
            ..Chain::default()
        };
        let steps = verified_steps(&chain, until)?;
        let is_open = |one: &VerifiedStep| one.state == VerifiedState::NotSigned;
        assert!(steps.iter().all(is_open), "{steps:?}");
        Ok(steps.iter().map(|one| one.needed).collect())
    }

    #[test]
    fn needed_are_the_steps_before_the_pack_or_up_to_the_one_that_is_named() {
        let steps = [
            ("sign", false),
            ("endorse", false),
            ("submit", true),
            ("grant", false),
        ];
        let steps = steps.map(|(id, pack)| step(id, pack));
        let of = |until| needed(&steps, until).unwrap();
        assert_eq!(of(None), [true, true, false, false]);
        assert_eq!(of(Some("sign")), [true, false, false, false]);
        assert_eq!(of(Some("grant")), [true; 4]);
        // All steps are needed if none carries a pack.
        assert_eq!(needed(&steps[..2], None).unwrap(), [true; 2]);
        let error = needed(&steps, Some("grnat")).unwrap_err();
        assert_eq!(error.known, ["sign", "endorse", "submit", "grant"]);
    }
}
