//! `any: [FORM, …]` holds when one of them does; the nearest is shown.

use rust_decimal::Decimal;

use super::{Judge, Kind, Outcome, State, read_inner};
use crate::domain::ports::Typesetter;
use crate::domain::query::Scope;

pub const FORM: Kind = Kind {
    name: "any",
    read: |args, names, reader| Some(Box::new(Any(read_inner(args, names, reader)?))),
};

struct Any(Vec<Box<dyn Judge>>);

impl Judge for Any {
    fn judge(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> Outcome {
        let mut outcomes: Vec<Outcome> = self
            .0
            .iter()
            .map(|form| form.judge(scope, typesetter))
            .collect();
        outcomes.sort_by_key(|outcome| match outcome.state {
            State::Met => (0, Decimal::ZERO),
            State::Open => (1, outcome.needed.saturating_sub(outcome.found)),
            State::Overdue => (2, outcome.needed.saturating_sub(outcome.found)),
            State::Idle => (3, Decimal::ZERO),
        });
        outcomes.into_iter().next().unwrap_or_else(Outcome::idle)
    }

    fn carries(&self, scope: Scope<'_>) -> Vec<String> {
        self.0.iter().flat_map(|form| form.carries(scope)).collect()
    }
}
