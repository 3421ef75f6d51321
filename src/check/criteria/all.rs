//! `all: [FORM, …]` holds when each of them does.

use super::{Judge, Kind, Outcome, State, read_inner};
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

pub const FORM: Kind = Kind {
    name: "all",
    read: |args, names, reader| Some(Box::new(All(read_inner(args, names, reader)?))),
};

struct All(Vec<Box<dyn Judge>>);

impl Judge for All {
    fn judge(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> Outcome {
        let outcomes: Vec<Outcome> = self
            .0
            .iter()
            .map(|form| form.judge(scope, typesetter))
            .collect();
        let live = || {
            outcomes
                .iter()
                .filter(|outcome| outcome.state != State::Idle)
        };
        let needed = live().count();
        let found = live().filter(|outcome| outcome.state == State::Met).count();
        let worst = live()
            .find(|outcome| outcome.state == State::Overdue)
            .or_else(|| live().find(|o| o.state == State::Open));
        let state = match worst {
            Some(outcome) => outcome.state,
            None if needed == 0 => State::Idle,
            None => State::Met,
        };
        Outcome {
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
            need: worst.and_then(|outcome| outcome.need.clone()),
            ..Outcome::idle()
        }
    }

    fn carries(&self, scope: Scope<'_>) -> Vec<String> {
        self.0.iter().flat_map(|form| form.carries(scope)).collect()
    }
}
