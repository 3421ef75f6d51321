//! The plan of a portfolio.

use chrono::NaiveDate;

use crate::domain::portfolio::Portfolio;
use crate::views::plan::{Plan, PlanView};

/// Returns needs, what is done about them and what came of it, with their sums.
pub fn plan(portfolio: &Portfolio, today: NaiveDate) -> PlanView<'_> {
    PlanView {
        plan: Plan::of(portfolio, today),
        portfolio,
    }
}
