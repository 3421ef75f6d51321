//! Decides whether a filter holds of an item.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Item, Scope, item};
use crate::base::calendar;
use crate::base::text::fold;
use crate::domain::id::RecordId;
use crate::domain::portfolio::{Person, Value};
use crate::domain::schema::filter::Condition;
use crate::domain::schema::{Clause, Filter, Operand, Path, Root, Test};

/// Returns true if every clause of a filter holds.
pub fn matches(filter: &Filter, item: &Item<'_>, scope: Scope<'_>) -> bool {
    filter
        .clauses
        .iter()
        .all(|clause| clause_holds(clause, item, scope))
}

/// Returns true if a filter holds of the owner.
pub fn owner_holds(filter: &Filter, scope: Scope<'_>) -> bool {
    scope
        .portfolio
        .owner()
        .is_some_and(|owner| matches(filter, &Item::Record(owner.0), scope))
}

/// Returns true if one clause holds; `each` asks clause by clause, to say which failed.
pub fn clause_holds(clause: &Clause, item: &Item<'_>, scope: Scope<'_>) -> bool {
    match clause {
        Clause::Any(filters) => filters.iter().any(|filter| matches(filter, item, scope)),
        Clause::Confirmed(names) => is_confirmed(names, item, scope),
        Clause::Field { path, test } => test_holds(test, &values(path, item, scope), item, scope),
    }
}

/// Returns true if a record has one of these confirmations. None has where nobody judged that.
fn is_confirmed(names: &[String], item: &Item<'_>, scope: Scope<'_>) -> bool {
    let Some((confirmed, record)) = scope.confirmed().zip(item.record()) else {
        return false;
    };
    names.iter().any(|name| confirmed.contains(name, record))
}

/// The values at the end of a path, on the item's date; several where a list is on the way.
pub fn values<'a>(path: &Path, item: &Item<'a>, scope: Scope<'a>) -> Vec<Cow<'a, Value>> {
    if path.root == Root::Registration {
        let registrations = scope.registrations().into_iter();
        let field = path.steps.first().map_or("", String::as_str);
        let values = registrations.filter_map(|one| one.get(field));
        return values.map(Cow::Borrowed).collect();
    }
    let on = item.date().unwrap_or_else(|| scope.as_of());
    let mut at: Vec<Item<'a>> = match path.root {
        Root::Item | Root::Registration => vec![*item],
        Root::Owner => scope
            .portfolio
            .owner()
            .map(|owner| Item::Record(owner.0))
            .into_iter()
            .collect(),
    };
    let Some((last, way)) = path.steps.split_last() else {
        let owner = at
            .first()
            .map(|owner| Value::Person(RecordId::new(owner.id())));
        return owner.map(Cow::Owned).into_iter().collect();
    };
    for step in way {
        // Each once: records that name one another would be counted without end.
        let mut seen = BTreeSet::new();
        at = at
            .iter()
            .filter_map(|item| item.get(step))
            .flat_map(|value| {
                value
                    .items()
                    .filter_map(|one| item::refer(one, scope))
                    .collect::<Vec<_>>()
            })
            .filter(|item| seen.insert(item.key()))
            .collect();
    }
    at.iter()
        .filter_map(|item| item.get(last))
        .filter_map(|value| on_date(value, on))
        .collect()
}

fn on_date(value: Cow<'_, Value>, on: NaiveDate) -> Option<Cow<'_, Value>> {
    match value {
        Cow::Borrowed(value) => value.value_on(on).map(Cow::Borrowed),
        Cow::Owned(value) => value.value_on(on).cloned().map(Cow::Owned),
    }
}

fn test_holds(test: &Test, values: &[Cow<'_, Value>], item: &Item<'_>, scope: Scope<'_>) -> bool {
    match test {
        Test::Is(wanted) => values.iter().any(|value| {
            value.items().any(|one| {
                wanted
                    .iter()
                    .any(|operand| equals(one, operand, item, scope))
            })
        }),
        Test::All(conditions) => conditions
            .iter()
            .all(|condition| condition_holds(condition, values, item, scope)),
    }
}

/// Returns true if one condition holds of the values at the end of a path.
pub fn condition_holds(
    condition: &Condition,
    values: &[Cow<'_, Value>],
    item: &Item<'_>,
    scope: Scope<'_>,
) -> bool {
    let any = |wanted: &dyn Fn(&Value) -> bool| values.iter().any(|value| wanted(value));
    let ordered = |operand: &Operand, allowed: &[Ordering]| {
        any(&|value| {
            compare(value, operand, item, scope).is_some_and(|order| allowed.contains(&order))
        })
    };
    match condition {
        Condition::Min(bound) | Condition::After(bound) => {
            ordered(bound, &[Ordering::Greater, Ordering::Equal])
        }
        Condition::Max(bound) | Condition::Before(bound) => {
            ordered(bound, &[Ordering::Less, Ordering::Equal])
        }
        Condition::Within { length, after } => {
            let Some(end) = dates(after, item, scope)
                .into_iter()
                .next()
                .and_then(|from| length.after(from))
            else {
                return false;
            };
            let given: Vec<NaiveDate> = values.iter().filter_map(|value| date_of(value)).collect();
            if given.is_empty() {
                scope.today <= end
            } else {
                given.iter().any(|date| *date <= end)
            }
        }
        Condition::Set(wanted) => any(&Value::is_given) == *wanted,
        Condition::Count(wanted) => {
            let each = values.iter().flat_map(|value| value.items());
            each.map(Value::to_text).collect::<BTreeSet<_>>().len() == *wanted
        }
        Condition::Not(test) => !test_holds(test, values, item, scope),
        Condition::Contains(wanted) => wanted.iter().all(|operand| {
            values
                .iter()
                .any(|value| value.items().any(|one| equals(one, operand, item, scope)))
        }),
        Condition::Holds(role) => {
            let on = item.date().unwrap_or_else(|| scope.as_of());
            any(&|value| value.items().any(|one| holds_role(one, role, on, scope)))
        }
    }
}

fn holds_role(value: &Value, role: &str, on: NaiveDate, scope: Scope<'_>) -> bool {
    let Value::Person(id) = value else {
        return false;
    };
    scope
        .portfolio
        .person(id)
        .is_some_and(|person: Person<'_>| person.has_role_on(role, scope.portfolio.owner(), on))
}

/// Returns true if a value is what an operand says.
pub fn equals(value: &Value, operand: &Operand, item: &Item<'_>, scope: Scope<'_>) -> bool {
    match operand {
        Operand::Owner => {
            let owner = scope
                .portfolio
                .config
                .owner
                .as_ref()
                .map(|owner| &*owner.value);
            owner.is_some() && value.text() == owner
        }
        Operand::Award => {
            matches!(value, Value::Award(award) if scope.is_award(award, item.date()))
        }
        Operand::Path(path) => values(path, item, scope)
            .iter()
            .any(|other| same(value, other)),
        Operand::Rank(rank) => matches!(value, Value::Term { rank: own, .. } if own == rank),
        Operand::Literal(text) => match value {
            Value::Award(award) => award.name() == *text || award.to_string() == *text,
            Value::Number(number) => text
                .parse()
                .is_ok_and(|wanted: rust_decimal::Decimal| wanted == *number),
            other => other
                .text()
                .map_or_else(|| other.to_text() == *text, |own| own == text),
        },
    }
}

/// Returns true if two values are the same, references by the record they name.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Reference { kind: x, id: i }, Value::Reference { kind: y, id: j }) => {
            x == y && i.key() == j.key()
        }
        (Value::Item(x), Value::Item(y)) => {
            x.catalogue == y.catalogue && fold(&x.item) == fold(&y.item)
        }
        (Value::Term { word: x, .. }, Value::Term { word: y, .. }) => x == y,
        (a, b) => a == b || (a.text().is_some() && a.text() == b.text()),
    }
}

fn compare(
    value: &Value,
    operand: &Operand,
    item: &Item<'_>,
    scope: Scope<'_>,
) -> Option<Ordering> {
    match value {
        Value::Date(_) | Value::Instant(_) => {
            let date = date_of(value)?;
            dates(operand, item, scope)
                .first()
                .map(|other| date.cmp(other))
        }
        Value::Number(number) | Value::Money { amount: number, .. } => match operand {
            Operand::Literal(text) => text.parse().ok().map(|bound| number.cmp(&bound)),
            Operand::Path(path) => match values(path, item, scope).first().map(AsRef::as_ref) {
                Some(Value::Number(bound)) => Some(number.cmp(bound)),
                Some(Value::Money { amount, currency }) if is_in(value, currency) => {
                    Some(number.cmp(amount))
                }
                _ => None,
            },
            _ => None,
        },
        Value::Term { rank, .. } => match operand {
            Operand::Rank(bound) => Some(rank.cmp(bound)),
            Operand::Path(path) => match values(path, item, scope).first().map(AsRef::as_ref) {
                Some(Value::Term { rank: bound, .. }) => Some(rank.cmp(bound)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Returns true for money in a currency.
fn is_in(value: &Value, wanted: &str) -> bool {
    matches!(value, Value::Money { currency, .. } if currency == wanted)
}

/// The dates that an operand stands for.
pub fn dates(operand: &Operand, item: &Item<'_>, scope: Scope<'_>) -> Vec<NaiveDate> {
    match operand {
        Operand::Literal(text) => calendar::date(text).into_iter().collect(),
        Operand::Path(path) => dates_at(path, item, scope),
        Operand::Award | Operand::Owner | Operand::Rank(_) => Vec::new(),
    }
}

/// The dates at the end of a path.
pub fn dates_at(path: &Path, item: &Item<'_>, scope: Scope<'_>) -> Vec<NaiveDate> {
    let values = values(path, item, scope);
    values.iter().filter_map(|value| date_of(value)).collect()
}

fn date_of(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Instant(moment) => Some(moment.date_naive()),
        _ => None,
    }
}
