//! Names records that are only planned, where they would meet a criterion: nobody is told to write
//! what they have written.

use rust_decimal::Decimal;

use super::criteria::{CompiledForm, CriterionOutcome, Lack, Unmet};
use crate::base::calendar;
use crate::base::text::words;
use crate::domain::portfolio::Record;
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

/// Evaluates a form. Of what is unmet, records that are still to come are the lack, if they would
/// meet it.
pub fn evaluate(
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let outcome = match form.evaluate(scope, typesetter) {
        CriterionOutcome::Open(unmet) => {
            CriterionOutcome::Open(with_plans(unmet, form, scope, typesetter))
        }
        CriterionOutcome::Overdue(unmet) => {
            CriterionOutcome::Overdue(with_plans(unmet, form, scope, typesetter))
        }
        outcome => outcome,
    };
    match outcome.progress().unit.is_some() && has_plans(scope) {
        true => with_planned_amount(outcome, form, scope, typesetter),
        false => outcome,
    }
}

/// Adds the amount that there would be more if all that is planned had taken place.
fn with_planned_amount(
    outcome: CriterionOutcome,
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let then = form.evaluate(scope.with_plans(), typesetter);
    let more = then
        .progress()
        .found
        .saturating_sub(outcome.progress().found);
    outcome.with_planned(more.max(Decimal::ZERO))
}

/// Returns true if any record is still to come.
fn has_plans(scope: Scope<'_>) -> bool {
    let mut records = scope.portfolio.records.iter();
    records.any(|record| is_to_come(record, scope))
}

fn is_to_come(record: &Record, scope: Scope<'_>) -> bool {
    let is_later = record.date.is_some_and(|date| date > scope.today);
    is_later && (record.is_to_take_place() || !record.is_planned())
}

fn with_plans(
    unmet: Unmet,
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> Unmet {
    let (Some(Lack::Write { kind, .. } | Lack::Add { kind, .. }), false) =
        (&unmet.lack, unmet.surplus)
    else {
        return unmet;
    };
    let of_kind = scope.portfolio.of_kind(kind);
    let to_come = of_kind.filter(|record| is_to_come(record, scope));
    let to_come: Vec<&Record> = to_come.collect();
    if to_come.is_empty() {
        return unmet;
    }
    let CriterionOutcome::Met(progress) = form.evaluate(scope.with_plans(), typesetter) else {
        return unmet;
    };
    let is_counted = |record: &&&Record| progress.evidence.contains(&record.path);
    let counted: Vec<&Record> = to_come.iter().filter(is_counted).copied().collect();
    // A form may count other records than those that it asks for.
    let planned = if counted.is_empty() { to_come } else { counted };
    Unmet {
        lack: planned_lack(&planned).or(unmet.lack),
        ..unmet
    }
}

fn planned_lack(planned: &[&Record]) -> Option<Lack> {
    let first = planned.iter().min_by_key(|record| record.date)?;
    let day = calendar::format_long(first.date?);
    let status = first
        .kind
        .planned
        .as_ref()
        .filter(|_| first.is_to_take_place());
    let then = match (planned.len(), status) {
        (1, Some((field, _))) => format!("change `{field}` when it has taken place"),
        (1, None) => "it counts from that day".to_owned(),
        (count, _) => {
            let others = words::count_noun(count - 1, "other", "others");
            format!("{others} to come as well")
        }
    };
    Some(Lack::Correct {
        path: first.path.clone(),
        message: format!("this is only planned for {day}; {then}"),
    })
}
