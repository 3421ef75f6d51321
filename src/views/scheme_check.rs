//! A scheme by itself: what is wrong with it, and what came of its examples.

use super::check::Check;
use super::expected::Outcome;

/// A scheme that was checked.
pub struct SchemeCheck<'a> {
    pub check: Check,
    /// Its id and version, such as `lancaster 1.0.0`.
    pub name: String,
    pub outcomes: &'a [Outcome],
    /// Mistakes in what the examples are expected to come to.
    pub wrong: &'a [String],
}

impl SchemeCheck<'_> {
    /// Returns true if every example comes out as expected.
    pub fn come_out(&self) -> bool {
        self.wrong.is_empty() && self.outcomes.iter().all(|one| one.differences.is_empty())
    }
}
