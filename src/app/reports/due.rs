//! The deadlines of a portfolio.

use crate::base::calendar::{Length, Unit};
use crate::check::{CheckInput, verdicts};
use crate::views::due::Agenda;

/// Time for which deadlines are shown if no other is asked for.
pub const SOON: Length = Length {
    count: 3,
    unit: Unit::Month,
};

/// Returns everything that has a day; of one scheme, only what that scheme asks. `ahead` limits
/// what people are shown; programs get all.
pub fn due(input: CheckInput<'_>, ahead: Option<Length>) -> Agenda {
    let _span = tracing::info_span!("report.due").entered();
    let verdicts = verdicts(input);
    let agenda = match input.only {
        Some(_) => Agenda::of_schemes,
        None => Agenda::new,
    };
    agenda(input.portfolio, &verdicts, input.today, ahead)
}
