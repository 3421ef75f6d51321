//! The plan of a portfolio.

use chrono::NaiveDate;

use crate::domain::portfolio::Portfolio;
use crate::views::plan::PlanView;

/// Returns needs, what is done about them and what came of it, with their sums.
pub fn plan(portfolio: &Portfolio, today: NaiveDate) -> PlanView {
    let _span = tracing::info_span!("report.plan").entered();
    PlanView::new(portfolio, today)
}
