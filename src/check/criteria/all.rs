//! `all: [FORM, …]` holds when all of the forms do.

use rust_decimal::Decimal;

use super::{
    CompiledForm, Counted, CriterionOutcome, CriterionState, FormSpec, Progress, Unmet, read_inner,
};
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
        let is_live = |outcome: &&CriterionOutcome| **outcome != CriterionOutcome::Idle;
        let live = || outcomes.iter().filter(is_live);
        let in_state = |state| live().filter(move |outcome| outcome.state() == state);
        let needed = live().count();
        if needed == 0 {
            return CriterionOutcome::Idle;
        }
        // A number of parts says nothing if there is one.
        if needed == 1
            && let Some(only) = live().next()
        {
            return only.clone();
        }
        let progress = || live().map(CriterionOutcome::progress);
        let progress = Progress {
            found: in_state(CriterionState::Met).count().into(),
            needed: needed.into(),
            planned: Decimal::ZERO,
            unit: None,
            counted: Some(Counted::Parts),
            deadlines: progress().flat_map(|one| one.deadlines.clone()).collect(),
            evidence: progress().flat_map(|one| one.evidence.clone()).collect(),
            so_far: progress().any(|one| one.so_far),
            missed: None,
            coverage: progress().find_map(|one| one.coverage.clone()),
            opens: None,
            notes: progress().flat_map(|one| one.notes.clone()).collect(),
            // The sums of two parts are no sum.
            sum: match progress()
                .filter_map(|one| one.sum.as_ref())
                .collect::<Vec<_>>()[..]
            {
                [only] => Some(only.clone()),
                _ => None,
            },
            windows: progress().flat_map(|one| one.windows.clone()).collect(),
        };
        let overdue = in_state(CriterionState::Overdue).next();
        let Some(worst) = overdue.or_else(|| in_state(CriterionState::Open).next()) else {
            return CriterionOutcome::Met(progress);
        };
        let shortfalls = live().flat_map(CriterionOutcome::shortfalls);
        let unmet = Unmet {
            progress,
            shortfalls: shortfalls.cloned().collect(),
            lack: worst.lack().cloned(),
            surplus: false,
            missing: live()
                .filter_map(CriterionOutcome::unmet)
                .flat_map(|unmet| unmet.missing.clone())
                .collect(),
        };
        match overdue {
            Some(_) => CriterionOutcome::Overdue(unmet),
            None => CriterionOutcome::Open(unmet),
        }
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
