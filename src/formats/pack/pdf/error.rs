//! Holds the errors that can stop a pack from becoming pages. Nothing a person wrote should: their
//! words are data, so an error here is a fault of this program or of a picture.

use typst::diag::SourceDiagnostic;

use crate::formats::pack::budget::Exhausted;

/// The reason why nothing was laid out.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// The template refused the pack.
    #[error("the pack could not be laid out: {0}")]
    Layout(String),
    /// The exporter refused the pages, such as for a standard they do not meet.
    #[error("the PDF could not be written: {0}")]
    Export(String),
    /// The bytes that were to be opened are no PDF.
    #[error("this is not a PDF that can be read")]
    Unreadable,
    #[error(transparent)]
    Exhausted(#[from] Exhausted),
}

/// Joins the complaints of Typst into one line.
pub fn joined_diagnostics(faults: &[SourceDiagnostic]) -> String {
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| {
            let hints = fault.hints.iter().map(|hint| format!(" ({})", hint.v));
            format!("{}{}", fault.message, hints.collect::<String>())
        })
        .collect();
    lines.join("; ")
}
