//! Everything that a person takes along who leaves: their records, and what was printed from them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::calendar::PortfolioCalendar;
use super::cv::Cv;
use super::record_export::ExportTable;

/// Everything of a portfolio, to be read without cpd.
pub struct WholeExport<'p> {
    pub owner: String,
    pub today: NaiveDate,
    /// A table for each kind, and one with the owner's own entry.
    pub tables: Vec<ExportTable<'p>>,
    /// The ids and names of the people whom the portfolio names.
    pub people: Vec<(String, String)>,
    pub calendar: PortfolioCalendar,
    pub cv: Cv,
    /// The files, by their paths in the zip and in order.
    pub files: BTreeMap<String, WholeFile>,
    pub history: HistoryPart,
    /// Sentences about what is not in it.
    pub left_out: Vec<String>,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WholeFile {
    /// That of a file of the portfolio, by its path there.
    Copied(String),
    /// A text without the values that stay in the portfolio.
    Text(String),
}

/// The versions that were saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryPart {
    Whole,
    /// The reason why nobody else may have them.
    Private(String),
    /// Another reason why they are not in it.
    LeftOut(String),
}

impl HistoryPart {
    /// Returns the reason why they are not in it.
    pub fn why_left_out(&self) -> Option<&str> {
        match self {
            Self::Whole => None,
            Self::Private(why) | Self::LeftOut(why) => Some(why),
        }
    }
}
