//! What a value should be and is not, in words: for whoever wrote the record, and
//! not for whoever wrote the scheme.

use crate::portfolio::Value;
use crate::schema::filter::Condition;
use crate::schema::{Operand, Path, Test};
use crate::select::{Item, Scope, filter};
use crate::text::words;

/// `approved by: Kit Moss was not managing director on 2026-03-02`.
pub fn in_words(path: &Path, test: &Test, item: &Item<'_>, scope: Scope<'_>) -> String {
    let steps: Vec<String> = path.steps.iter().map(|step| words::spaced(step)).collect();
    let name = steps.join(" of ");
    let values = filter::values(path, item, scope);
    if values.is_empty() {
        return format!("{name} is missing");
    }
    let written: Vec<String> = values.iter().map(|value| named(value, scope)).collect();
    let wanted = match test {
        Test::Is(operands) => {
            one_of(operands, item, scope).map(|all| format!("it should be {all}"))
        }
        Test::All(conditions) => {
            let failing = conditions
                .iter()
                .find(|condition| !filter::condition_holds(condition, &values, item, scope));
            failing.and_then(|condition| condition_in_words(condition, item, scope))
        }
    };
    match wanted {
        Some(wanted) => format!("{name} is {}: {wanted}", words::list(&written)),
        None => format!("{name} is not as it should be"),
    }
}

fn condition_in_words(condition: &Condition, item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    let bound = |operand: &Operand| operand_in_words(operand, item, scope);
    Some(match condition {
        Condition::Min(least) => format!("at least {} is asked", bound(least)?),
        Condition::Max(most) => format!("no more than {} is asked", bound(most)?),
        Condition::Before(last) => format!("it should not be after {}", bound(last)?),
        Condition::After(first) => format!("it should not be before {}", bound(first)?),
        Condition::Within { length, after } => {
            format!("it should be within {length} of {}", bound(after)?)
        }
        Condition::Holds(role) => {
            let on = item.date().unwrap_or_else(|| scope.as_of());
            format!("not {} on {on}", words::article(&words::spaced(role)))
        }
        Condition::Contains(all) => format!("it should name {}", each(all, item, scope)?),
        Condition::Set(false) => "nothing should be written here".to_owned(),
        Condition::Set(true) | Condition::Not(_) => return None,
    })
}

fn one_of(operands: &[Operand], item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    let all: Option<Vec<String>> = operands
        .iter()
        .map(|operand| operand_in_words(operand, item, scope))
        .collect();
    let all = all?;
    match all.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("one of {}", several.join(", "))),
    }
}

fn each(operands: &[Operand], item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    let all: Option<Vec<String>> = operands
        .iter()
        .map(|operand| operand_in_words(operand, item, scope))
        .collect();
    Some(words::list(&all?))
}

fn operand_in_words(operand: &Operand, item: &Item<'_>, scope: Scope<'_>) -> Option<String> {
    match operand {
        Operand::Literal(text) => Some(text.clone()),
        Operand::Owner => scope.portfolio.owner().map(|owner| owner.name().to_owned()),
        Operand::Award => scope.award.map(|award| award.award.clone()),
        Operand::Path(path) => {
            let value = filter::values(path, item, scope);
            let steps: Vec<String> = path.steps.iter().map(|step| words::spaced(step)).collect();
            let name = steps.join(" of ");
            Some(match value.first() {
                Some(value) => format!("{}, its {name}", value.written()),
                None => format!("its {name}, which is missing"),
            })
        }
        Operand::Rank(_) => None,
    }
}

/// A person by name; anything else as it is written.
fn named(value: &Value, scope: Scope<'_>) -> String {
    match value {
        Value::Person(id) => {
            let person = scope.portfolio.person(id);
            person.map_or_else(|| id.clone(), |person| person.name().to_owned())
        }
        Value::List(items) => {
            let each = items.iter().map(|item| named(&item.value, scope));
            words::list(&each.collect::<Vec<_>>())
        }
        other => other.written(),
    }
}
