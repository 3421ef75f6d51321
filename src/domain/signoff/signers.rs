//! The people who may take a step.

use chrono::NaiveDate;

use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::schema::{Step, StepActor};

/// Returns those who may take a step on a day.
pub fn signers_of<'a>(step: &Step, portfolio: &'a Portfolio, on: NaiveDate) -> Vec<Person<'a>> {
    let owner = portfolio.owner();
    match &step.by {
        StepActor::Owner => owner.into_iter().collect(),
        StepActor::Role(role) => portfolio
            .people()
            .filter(|person| owner.is_none_or(|owner| owner.id() != person.id()))
            .filter(|person| person.trusted_id().is_some())
            .filter(|person| person.has_role_on(role, owner, on))
            .collect(),
    }
}
