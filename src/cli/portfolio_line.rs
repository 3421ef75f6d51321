//! One of many portfolios, opened with all that its check asks of the outside.

use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDate;

use super::workspace::CliWorkspace;
use crate::adapters::disk::MARK;
use crate::adapters::disk::error_text;
use crate::app::moment::Moment;
use crate::app::reports::portfolios::line_of;
use crate::app::workspace::OpenPortfolioError;
use crate::views::portfolio_line::PortfolioLine;

/// Opens the portfolio in this very folder, checks it and makes its line.
pub fn judge(root: &Path, today: NaiveDate) -> Result<PortfolioLine, OpenPortfolioError> {
    match root.join(MARK).metadata() {
        Ok(mark) if mark.is_file() => {}
        Ok(_) => return Err(OpenPortfolioError::NotAPortfolio),
        Err(error) => {
            return Err(match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => OpenPortfolioError::NotAPortfolio,
                _ => OpenPortfolioError::Unreadable(error_text(&error)),
            });
        }
    }
    let workspace = CliWorkspace::open_at(root, Moment::at_noon(today))?;
    Ok(line_of(&workspace))
}
