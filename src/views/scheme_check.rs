//! A scheme by itself: what is wrong with it, and what came of its examples.

use super::check::Check;
use super::expected::ExampleOutcome;

/// A scheme that was checked.
pub struct SchemeCheck {
    pub check: Check,
    /// Its id and version, such as `lancaster 1.0.0`.
    pub name: String,
    pub outcomes: Vec<ExampleOutcome>,
    /// Mistakes in what the examples are expected to come to.
    pub wrong: Vec<String>,
}

impl SchemeCheck {
    /// Returns true if every example comes out as expected.
    pub fn examples_pass(&self) -> bool {
        self.wrong.is_empty() && self.outcomes.iter().all(|one| one.differences.is_empty())
    }

    /// Returns true if the scheme has no errors and its examples come out as expected.
    pub fn is_clean(&self) -> bool {
        !self.check.has_errors() && self.examples_pass()
    }
}
