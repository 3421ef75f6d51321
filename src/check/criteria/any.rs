//! `any: [FORM, …]` holds when one of the forms does. The outcome is that of the form that is
//! nearest to being met.

use rust_decimal::Decimal;

use super::{CompiledForm, CriterionOutcome, CriterionState, FormSpec, read_inner};
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

pub const FORM: FormSpec = FormSpec {
    name: "any",
    read: |args, names, reader| Some(Box::new(Any(read_inner(args, names, reader)?))),
};

struct Any(Vec<Box<dyn CompiledForm>>);

impl CompiledForm for Any {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome {
        let mut outcomes: Vec<CriterionOutcome> = self
            .0
            .iter()
            .map(|form| form.evaluate(scope, typesetter))
            .collect();
        outcomes.sort_by_key(|outcome| match outcome.state {
            CriterionState::Met => (0, Decimal::ZERO),
            CriterionState::Open => (1, outcome.needed.saturating_sub(outcome.found)),
            CriterionState::Overdue => (2, outcome.needed.saturating_sub(outcome.found)),
            CriterionState::Idle => (3, Decimal::ZERO),
        });
        outcomes
            .into_iter()
            .next()
            .unwrap_or_else(CriterionOutcome::idle)
    }

    fn compared_records(&self, scope: Scope<'_>) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|form| form.compared_records(scope))
            .collect()
    }
}
