//! `all: [FORM, …]` holds when all of the forms do.

use super::{CompiledForm, CriterionOutcome, CriterionState, FormSpec, read_inner};
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

pub const FORM: FormSpec = FormSpec {
    name: "all",
    read: |args, names, reader| Some(Box::new(All(read_inner(args, names, reader)?))),
};

struct All(Vec<Box<dyn CompiledForm>>);

impl CompiledForm for All {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome {
        let outcomes: Vec<CriterionOutcome> = self
            .0
            .iter()
            .map(|form| form.evaluate(scope, typesetter))
            .collect();
        let live = || {
            outcomes
                .iter()
                .filter(|outcome| outcome.state != CriterionState::Idle)
        };
        let needed = live().count();
        let found = live()
            .filter(|outcome| outcome.state == CriterionState::Met)
            .count();
        let worst = live()
            .find(|outcome| outcome.state == CriterionState::Overdue)
            .or_else(|| live().find(|o| o.state == CriterionState::Open));
        let state = match worst {
            Some(outcome) => outcome.state,
            None if needed == 0 => CriterionState::Idle,
            None => CriterionState::Met,
        };
        CriterionOutcome {
            state,
            found: found.into(),
            needed: needed.into(),
            deadlines: live()
                .flat_map(|outcome| outcome.deadlines.clone())
                .collect(),
            evidence: live()
                .flat_map(|outcome| outcome.evidence.clone())
                .collect(),
            shortfalls: live()
                .flat_map(|outcome| outcome.shortfalls.clone())
                .collect(),
            lack: worst.and_then(|outcome| outcome.lack.clone()),
            ..CriterionOutcome::idle()
        }
    }

    fn compared_records(&self, scope: Scope<'_>) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|form| form.compared_records(scope))
            .collect()
    }
}
