//! Sign-offs: what a record of one says, what it has to cover, and whether a
//! chain of them holds. Knows no terminal and no forge.

pub mod allowed;
pub mod chain;
pub mod record;
pub mod signature;
pub mod subjects;

pub use chain::{Chain, Problem, StepState};
pub use record::{Pinned, Signoff, Subject};
pub use subjects::required;

/// The kind that sign-offs are.
pub const KIND: &str = "signoff";
