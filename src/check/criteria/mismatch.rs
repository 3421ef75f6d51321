//! Descriptions of how a value differs from the required one, for the person who wrote the record.
//! They use no terms of the scheme language.

use chrono::NaiveDate;

use super::outcome::MissingRole;
use crate::base::calendar;
use crate::base::text::words;
use crate::domain::portfolio::Value;
use crate::domain::query::{Item, Scope, filter};
use crate::domain::schema::filter::Condition;
use crate::domain::schema::{Clause, Filter, Operand, Path, Test};

/// Describes a failed test: `approved by is Kit Moss: not a managing director on 2 March 2026`.
pub fn describe(path: &Path, test: &Test, item: &Item<'_>, scope: Scope<'_>) -> String {
    let name = describe_path(path, "");
    let values = filter::values(path, item, scope);
    if values.is_empty() {
        let last = last_day(test, item, scope)
            .map(|day| format!("; the last day was {}", calendar::format_long(day)));
        return format!("{name} is missing{}", last.unwrap_or_default());
    }
    let written: Vec<String> = values
        .iter()
        .map(|value| display_name(value, scope))
        .collect();
    let wanted = match test {
        Test::Is(operands) => {
            describe_choices(operands, item, scope).map(|all| format!("it must be {all}"))
        }
        Test::All(conditions) => {
            let failing = conditions
                .iter()
                .find(|condition| !filter::condition_holds(condition, &values, item, scope));
            failing.and_then(|condition| describe_condition(condition, item, scope))
        }
    };
    match wanted {
        Some(wanted) => format!("{name} is {}: {wanted}", words::some(&written)),
        None => format!("{name} does not meet the requirement"),
    }
}

/// Returns the role that somebody in a value is not listed with, if a failed test asks for one.
pub fn missing_role(
    path: &Path,
    test: &Test,
    item: &Item<'_>,
    scope: Scope<'_>,
) -> Option<MissingRole> {
    let Test::All(conditions) = test else {
        return None;
    };
    let values = filter::values(path, item, scope);
    let fails = |one: &&Condition| !filter::condition_holds(one, &values, item, scope);
    let Condition::Holds(role) = conditions.iter().find(fails)? else {
        return None;
    };
    let on = item.date().unwrap_or_else(|| scope.as_of());
    let owner = scope.portfolio.owner();
    let people = values.iter().flat_map(|value| value.leaves());
    let mut people = people.filter_map(|value| match value {
        Value::Person(id) => scope.portfolio.person(id),
        _ => None,
    });
    let person = people.find(|person| !person.has_role_on(role, owner, on))?;
    Some(MissingRole {
        person: person.id().clone(),
        role: role.clone(),
        on,
    })
}

/// Describes a path: `until of activity`, or with `its `: `until of its activity`, `its date`.
fn describe_path(path: &Path, whose: &str) -> String {
    let mut steps = path.steps.iter().map(|step| words::with_spaces(step));
    let first = format!("{whose}{}", steps.next().unwrap_or_default());
    steps.fold(first, |inner, step| format!("{step} of {inner}"))
}

/// Describes that no alternative holds: `none of these is as required: status, delegated to`.
pub fn describe_none(ways: &[Filter]) -> String {
    let mut fields: Vec<String> = Vec::new();
    for clause in ways.iter().flat_map(|way| &way.clauses) {
        if let Clause::Field { path, .. } = clause {
            let name = describe_path(path, "");
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
    }
    format!(
        "none of these is as required: {}",
        words::join_choices(&fields)
    )
}

/// Describes that a record has none of these confirmations: `not confirmed by a line manager
/// (agreed with Priya Shah, by what the record says)`.
pub fn describe_unconfirmed(names: &[String], item: &Item<'_>, scope: Scope<'_>) -> String {
    let asked = names
        .iter()
        .filter_map(|name| scope.scheme.confirmation(name));
    let asked: Vec<_> = asked.collect();
    let roles: Vec<String> = asked
        .iter()
        .map(|one| words::with_article(&words::with_spaces(one.step().by.role())))
        .collect();
    let claims = asked.iter().filter_map(|one| one.claim.as_deref());
    let claims = claims.filter_map(|field| Some((field, item.get(field)?)));
    let claims: Vec<String> = claims
        .map(|(field, value)| {
            let name = display_name(&value, scope);
            format!("{} {name}", words::with_spaces(field))
        })
        .collect();
    let by = words::join_alternatives(&roles);
    match claims.as_slice() {
        [] => format!("not confirmed by {by}"),
        _ => format!("{}, not confirmed by {by}", words::some(&claims)),
    }
}

/// Returns the last day on which a value could be given.
fn last_day(test: &Test, item: &Item<'_>, scope: Scope<'_>) -> Option<NaiveDate> {
    let Test::All(conditions) = test else {
        return None;
    };
    conditions.iter().find_map(|condition| match condition {
        Condition::Within { length, after } => {
            let from = filter::dates(after, item, scope).into_iter().next()?;
            length.after(from)
        }
        _ => None,
    })
}

fn describe_condition(condition: &Condition, item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    let bound = |operand: &Operand| describe_operand(operand, item, scope);
    Some(match condition {
        Condition::Min(least) => format!("it must be at least {}", bound(least)?),
        Condition::Max(most) => format!("it must be at most {}", bound(most)?),
        Condition::Before(last) => format!("it must not be after {}", bound(last)?),
        Condition::After(first) => format!("it must not be before {}", bound(first)?),
        Condition::Within { length, after } => {
            format!("it must be within {length} of {}", bound(after)?)
        }
        Condition::Holds(role) => {
            let on = item.date().unwrap_or_else(|| scope.as_of());
            let role = words::with_article(&words::with_spaces(role));
            format!("not {role} on {}", calendar::format_long(on))
        }
        Condition::Contains(all) => {
            format!(
                "it must name {}",
                words::some(&describe_each(all, item, scope)?)
            )
        }
        Condition::Count(wanted) => format!("it must name {wanted}"),
        Condition::Set(false) => "it must be empty".to_owned(),
        Condition::Not(test) => match test.as_ref() {
            Test::Is(operands) => format!(
                "it must not be {}",
                describe_choices(operands, item, scope)?
            ),
            Test::All(_) => return None,
        },
        Condition::Set(true) => return None,
    })
}

fn describe_choices(operands: &[Operand], item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    match describe_each(operands, item, scope)?.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("one of {}", words::join_choices(several))),
    }
}

fn describe_each(operands: &[Operand], item: &Item<'_>, scope: Scope<'_>) -> Option<Vec<String>> {
    operands
        .iter()
        .map(|operand| describe_operand(operand, item, scope))
        .collect()
}

fn describe_operand(operand: &Operand, item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    match operand {
        Operand::Literal(text) => Some(text.clone()),
        Operand::Owner => scope.portfolio.owner().map(|owner| owner.name().to_owned()),
        Operand::Award => scope.award().map(|award| award.name().into_owned()),
        Operand::Path(path) => {
            let value = filter::values(path, item, scope);
            let name = describe_path(path, "its ");
            Some(match value.first() {
                Some(value) => format!("{}, {name}", value.to_text()),
                None => format!("{name}, which is missing"),
            })
        }
        Operand::Rank(_) => None,
    }
}

/// Returns a value for display: a person by name, anything else as it is written.
fn display_name(value: &Value, scope: Scope<'_>) -> String {
    match value {
        Value::Person(id) => {
            let person = scope.portfolio.person(id);
            person.map_or(&**id, |person| person.name()).to_owned()
        }
        Value::List(items) => {
            let each = items.iter().map(|item| display_name(&item.value, scope));
            words::some(&each.collect::<Vec<_>>())
        }
        other => other.to_text(),
    }
}
