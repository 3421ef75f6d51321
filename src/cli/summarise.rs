//! One of many portfolios, opened with all that its check asks of the outside.

use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDate;

use super::error::in_words;
use super::workspace::Workspace;
use crate::adapters::disk::MARK;
use crate::app::moment::Moment;
use crate::app::review::report::{OpenError, summary_of};
use crate::views::portfolio_summary::PortfolioSummary;

/// Opens the portfolio in this very folder, checks it and summarises it.
pub fn summarise(root: &Path, today: NaiveDate) -> Result<PortfolioSummary, OpenError> {
    match root.join(MARK).metadata() {
        Ok(mark) if mark.is_file() => {}
        Ok(_) => return Err(OpenError::NotAPortfolio),
        Err(error) => {
            return Err(match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => OpenError::NotAPortfolio,
                _ => OpenError::Unreadable(format!(
                    "the portfolio cannot be read: {}",
                    in_words(&error)
                )),
            });
        }
    }
    let opened = Workspace::at(root, Moment::noon(today));
    let workspace = opened.map_err(|failure| OpenError::Unreadable(failure.in_words()))?;
    Ok(summary_of(workspace.inputs()))
}
