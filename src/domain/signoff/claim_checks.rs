//! Checks a sign-off by its own fields alone: its portfolio and owner, its signer and role,
//! and the records that it covers. Looks at no key and no history.

use std::collections::BTreeSet;

use super::{Revision, SignedSubject, Signoff, SignoffProblem, Trusted};
use crate::base::files::Sha256;
use crate::domain::portfolio::person;
use crate::domain::query::Scope;
use crate::domain::schema::{Step, StepActor};

/// Returns every problem of a sign-off's own fields, by the people and settings that are
/// trusted.
pub fn claim_problems(
    step: &Step,
    signoff: &Signoff<'_>,
    before: Option<&Signoff<'_>>,
    scope: Scope<'_>,
    trusted: &Trusted<'_>,
) -> Vec<SignoffProblem> {
    // Where nobody is trusted, nothing else can be held against it.
    if let Revision::Untrusted(_) = trusted.revision() {
        let by = signoff.by.to_owned();
        return vec![SignoffProblem::UnknownSigner { by }];
    }
    let mut problems = Vec::new();
    let config = &trusted.portfolio.config;
    let owner = config.owner.as_ref();
    // The id in the folder tells which history is the portfolio's.
    let ids = [trusted.portfolio.id(), scope.portfolio.id()];
    if ids.iter().any(|id| *id != Some(signoff.portfolio)) {
        problems.push(SignoffProblem::Replayed { what: "portfolio" });
    }
    if owner.is_none_or(|own| own.value != signoff.owner) {
        problems.push(SignoffProblem::Replayed { what: "person" });
    }
    problems.extend(wrong_signer(step, signoff, trusted));
    if before.is_some_and(|before| {
        covers_the_same(step, before, scope) && !same_subjects(before, signoff)
    }) {
        problems.push(SignoffProblem::OtherSubjects);
    }
    problems
}

/// Returns true if the scheme has both steps cover the same records.
fn covers_the_same(step: &Step, before: &Signoff<'_>, scope: Scope<'_>) -> bool {
    scope
        .scheme
        .step(before.step)
        .is_some_and(|other| other.subjects == step.subjects)
}

fn wrong_signer(
    step: &Step,
    signoff: &Signoff<'_>,
    trusted: &Trusted<'_>,
) -> Option<SignoffProblem> {
    let owner = trusted.owner();
    let by = signoff.by.to_owned();
    let Some(person) = trusted.person(signoff.by) else {
        return Some(SignoffProblem::UnknownSigner { by });
    };
    let is_owner = owner.is_some_and(|owner| owner.id() == person.id());
    if signoff.role != step.by.role() {
        let role = step.by.role().to_owned();
        return Some(SignoffProblem::RoleNotHeld { by, role });
    }
    match &step.by {
        StepActor::Owner if is_owner => None,
        StepActor::Owner => Some(SignoffProblem::RoleNotHeld {
            by,
            role: person::OWNER.into(),
        }),
        StepActor::Role(_) if is_owner => Some(SignoffProblem::SelfEndorsement),
        StepActor::Role(role) if trusted.has_role_at(signoff.by, role, signoff.on) => None,
        StepActor::Role(role) => Some(SignoffProblem::RoleNotHeld {
            by,
            role: role.clone(),
        }),
    }
}

fn same_subjects(a: &Signoff<'_>, b: &Signoff<'_>) -> bool {
    let contents = |signoff: &Signoff<'_>| -> Option<BTreeSet<(String, Sha256)>> {
        let subjects = signoff.subjects.iter();
        let content = |one: &SignedSubject<'_>| Some((one.path.to_owned(), one.sha256?));
        subjects.map(content).collect()
    };
    contents(a).is_some_and(|of_a| contents(b) == Some(of_a))
}
