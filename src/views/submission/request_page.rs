//! The words to whoever is asked for a sign-off: the question, and the ways to answer it. A
//! letter and a page are made from the same words.

use serde::Serialize;

use super::instructions::InstructionSection;
use crate::domain::phrases::Spoken;

/// The words of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestPage {
    pub title: String,
    /// The question, in paragraphs.
    pub lead: Vec<Spoken>,
    pub sections: Vec<InstructionSection>,
}
