//! `any: [FORM, …]` holds when one of the forms does. The outcome is that of the form that is
//! nearest to being met.

use rust_decimal::Decimal;

use super::{CompiledForm, CriterionOutcome, FormSpec, Progress, read_inner};
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

pub const FORM: FormSpec = FormSpec {
    name: "any",
    read: |args, names, reader| Some(Box::new(Any(read_inner(args, names, reader)?))),
};

struct Any(Vec<Box<dyn CompiledForm>>);

impl CompiledForm for Any {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome {
        let missing = |progress: &Progress| progress.needed.saturating_sub(progress.found);
        let outcomes = self.0.iter().map(|form| form.evaluate(scope, typesetter));
        outcomes
            .min_by_key(|outcome| match outcome {
                CriterionOutcome::Met(_) => (0, Decimal::ZERO),
                CriterionOutcome::Open(unmet) => (1, missing(&unmet.progress)),
                CriterionOutcome::Undated { .. } => (1, Decimal::ZERO),
                CriterionOutcome::Overdue(unmet) => (2, missing(&unmet.progress)),
                CriterionOutcome::Idle => (3, Decimal::ZERO),
            })
            .unwrap_or(CriterionOutcome::Idle)
    }

    fn judges_parts(&self) -> bool {
        self.0.iter().all(|form| form.judges_parts())
    }

    fn compared_records(&self, scope: Scope<'_>) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|form| form.compared_records(scope))
            .collect()
    }
}
