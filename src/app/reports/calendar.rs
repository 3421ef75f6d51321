//! Everything in a portfolio that has a day.

use super::due::due;
use crate::check::CheckInput;
use crate::views::calendar::PortfolioCalendar;

/// Returns what is due or running out, however far ahead, and what took place.
pub fn calendar(input: CheckInput<'_>) -> PortfolioCalendar {
    let portfolio = input.portfolio;
    PortfolioCalendar::new(portfolio, due(input, None))
}
