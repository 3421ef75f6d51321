//! Decides whether something is asked of the owner at all. A detail that their entry lacks decides
//! nothing: what depends on it is asked until the detail is known.

use super::filter::{clause_holds, values};
use super::{Item, Scope};
use crate::domain::schema::filter::{Condition, Root};
use crate::domain::schema::{Clause, Filter, Guard, Test};

/// The answer to a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardAnswer<'a> {
    Holds,
    Fails,
    /// The owner's entry lacks what it depends on.
    Lacks(LackingDetail<'a>),
}

/// A detail that the owner's entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LackingDetail<'a> {
    /// A field, by its name.
    Field(&'a str),
    /// Any registration with the body that the scheme follows.
    Registration,
}

/// Returns true if an item is meant for the owner, or may be.
pub fn applies(guard: Option<&Guard>, scope: Scope<'_>) -> bool {
    match guard {
        Some(Guard::Owner(filter)) => decide(filter, scope) != GuardAnswer::Fails,
        Some(Guard::Closed(_)) | None => true,
    }
}

/// Returns whether a filter holds of the owner, or the detail without which nobody can tell.
pub fn decide<'f>(filter: &'f Filter, scope: Scope<'_>) -> GuardAnswer<'f> {
    let Some(owner) = scope.portfolio.owner() else {
        return GuardAnswer::Fails;
    };
    decide_all(filter, &Item::Record(owner.0), scope)
}

fn decide_all<'f>(filter: &'f Filter, owner: &Item<'_>, scope: Scope<'_>) -> GuardAnswer<'f> {
    let mut whole = GuardAnswer::Holds;
    for clause in &filter.clauses {
        match decide_clause(clause, owner, scope) {
            GuardAnswer::Holds => {}
            GuardAnswer::Fails => return GuardAnswer::Fails,
            lacks => {
                whole = if whole == GuardAnswer::Holds {
                    lacks
                } else {
                    whole
                }
            }
        }
    }
    whole
}

fn decide_any<'f>(filters: &'f [Filter], owner: &Item<'_>, scope: Scope<'_>) -> GuardAnswer<'f> {
    let mut whole = GuardAnswer::Fails;
    for filter in filters {
        match decide_all(filter, owner, scope) {
            GuardAnswer::Holds => return GuardAnswer::Holds,
            GuardAnswer::Fails => {}
            lacks => {
                whole = if whole == GuardAnswer::Fails {
                    lacks
                } else {
                    whole
                }
            }
        }
    }
    whole
}

fn decide_clause<'f>(clause: &'f Clause, owner: &Item<'_>, scope: Scope<'_>) -> GuardAnswer<'f> {
    let lacking = match clause {
        Clause::Any(filters) => return decide_any(filters, owner, scope),
        Clause::Confirmed(_) => None,
        Clause::Field { path, .. } if path.root == Root::Registration => scope
            .lacks_registration()
            .then_some(LackingDetail::Registration),
        Clause::Field { path, test } => {
            let field = path.steps.first().map(String::as_str);
            let field = field.filter(|_| !is_about_absence(test));
            field
                .filter(|_| values(path, owner, scope).is_empty())
                .map(LackingDetail::Field)
        }
    };
    match lacking {
        Some(detail) => GuardAnswer::Lacks(detail),
        None if clause_holds(clause, owner, scope) => GuardAnswer::Holds,
        None => GuardAnswer::Fails,
    }
}

/// Returns true if a test has an answer for a value that is missing: it asks whether there is one,
/// or how much time there is to give it.
fn is_about_absence(test: &Test) -> bool {
    let Test::All(conditions) = test else {
        return false;
    };
    conditions.iter().any(|condition| match condition {
        Condition::Set(_) | Condition::Within { .. } => true,
        Condition::Not(test) => is_about_absence(test),
        _ => false,
    })
}
