//! Reasons why a table cannot be imported.

use thiserror::Error;

use super::dates::DateOrderError;
use super::ledger::LedgerFault;
use crate::app::change::PlanError;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::records::create::CreateRecordError;
use crate::app::records::kind::KindLookupError;
use crate::base::sheet::{self, NoteFault, SheetError};
use crate::base::text::words;

#[derive(Debug, Error)]
pub enum ImportError {
    #[error("{name} cannot be read: {why}")]
    Sheet { name: String, why: SheetError },
    #[error(transparent)]
    Note(#[from] NoteFault),
    #[error("{name} has no rows")]
    Empty { name: String },
    #[error("{name} has no sheet {}", words::quoted(.written))]
    UnknownSheet {
        name: String,
        written: String,
        known: Vec<String>,
    },
    #[error("{name} has tables on several sheets: {}", words::join_choices(.sheets))]
    SeveralSheets { name: String, sheets: Vec<String> },
    #[error("{name} has no row of headings that name a date or a title, and one more field")]
    NoHeadings { name: String, first: Vec<String> },
    #[error("{} does not say what a heading fills", words::quoted(.written))]
    NotAMapping { written: String },
    #[error("{name} has no heading {}", words::quoted(.written))]
    UnknownHeading {
        name: String,
        written: String,
        known: Vec<String>,
    },
    #[error("{} has no field called {written}", words::with_article(.noun))]
    UnknownField {
        noun: String,
        written: String,
        known: Vec<String>,
    },
    /// A mapping file cannot be followed.
    #[error("{path}, line {line}: {says}")]
    Mapping {
        path: String,
        line: usize,
        says: String,
    },
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    #[error(transparent)]
    Dates(#[from] DateOrderError),
    #[error(transparent)]
    Kind(#[from] KindLookupError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Create(#[from] CreateRecordError),
}

impl Explain for ImportError {
    fn explain(&self) -> Explanation {
        let failed = Explanation::failed();
        match self {
            Self::Sheet { why, .. } | Self::Note(NoteFault { why, .. }) => {
                failed.hint(advice(why))
            }
            Self::Empty { .. } => failed,
            Self::NoHeadings { first, .. } => failed.hint(
                Hint::from(format!(
                    "its first row is {}; add a row such as Date, Title, Hours, or say what a heading fills with ",
                    words::join_choices(first)
                ))
                .then(Input::Mapping),
            ),
            Self::NotAMapping { .. } => failed.hint("write it as in `Learning=title`"),
            Self::SeveralSheets { .. } => {
                failed.hint(Hint::from("choose one with ").then(Input::Sheet))
            }
            Self::UnknownSheet { written, known, .. }
            | Self::UnknownHeading { written, known, .. }
            | Self::UnknownField { written, known, .. } => {
                failed.hint(Hint::similar(written, known, "choose from"))
            }
            Self::Mapping { .. } => failed.hint("correct the file, or delete it to begin again"),
            Self::Ledger(_) => failed.hint(
                "this list keeps rows from being imported twice; bring back its last saved state",
            ),
            Self::Dates(error) => error.explain(),
            Self::Kind(error) => error.explain(),
            Self::Plan(error) => error.explain(),
            Self::Create(error) => error.explain(),
        }
    }
}

/// Returns what to do about a file that cannot be read.
fn advice(why: &SheetError) -> String {
    let says = match why {
        SheetError::UnknownForm => {
            return format!(
                "save it in a form that cpd reads: {}",
                words::join_choices(&sheet::extensions())
            );
        }
        SheetError::NotText => "save it as CSV in the program that made it",
        SheetError::Details { .. } => "correct the lines between the marks at its top",
        SheetError::NotCalendar => "export the calendar again as an .ics file",
        SheetError::NotJsonList => "write a list of objects, or save it as CSV",
        SheetError::NotJson { .. } => "write an object to a line, or save it as CSV",
        SheetError::Damaged => {
            "open it in a spreadsheet program and save it again, without a password"
        }
        SheetError::TooLarge
        | SheetError::TooLargeUnpacked
        | SheetError::TooManyRows
        | SheetError::TooManyColumns { .. } => "divide it into several files",
    };
    says.to_owned()
}
