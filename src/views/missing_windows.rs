//! Names the windows of a requirement in which something is missing, such as the log of two months.

use crate::base::text::words;
use crate::check::{CriterionVerdict, WindowState};
use crate::domain::phrases::format_days;
use crate::domain::portfolio::Portfolio;

/// Returns the number of windows that are met, and those that are over and are not: `2 of 4 periods;
/// missing: 1 September to 31 October 2025`. Returns `None` if there are none.
pub fn summary(verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Option<String> {
    let windows = verdict.outcome.progress().windows.iter();
    let missing = windows.filter(|window| window.state == WindowState::Missing);
    let missing: Vec<String> = missing
        .map(|window| format_days(window.days.from, window.days.to))
        .collect();
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let count = verdict.outcome.tally(portfolio.kinds())?;
    (!missing.is_empty()).then(|| format!("{count}; missing: {}", words::some(&missing)))
}
