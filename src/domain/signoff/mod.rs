//! Sign-offs: what a record of one says, what it has to cover, whether a chain of
//! them holds, and what proves each. Knows no terminal and no forge.

pub mod allowed;
mod basis;
pub mod chain;
pub mod difference;
mod freshness;
pub mod lists;
mod objections;
mod past;
pub mod proof;
mod proof_kind;
pub mod record;
pub mod roll;
pub mod separation;
pub mod signature;
mod state;
pub mod subjects;
pub mod trusted;
mod withdrawal;

pub use basis::Basis;
pub use chain::Chain;
pub use past::removed;
pub use proof::{Proof, Unproven};
pub use proof_kind::ProofKind;
pub use record::{Review, Signoff, Subject};
pub use state::{Problem, StepState};
pub use subjects::required;
pub use trusted::{Revision, Trust, Trusted};

/// The kind that sign-offs are.
pub const KIND: &str = "signoff";

/// The step that takes another back; every award has it.
pub const WITHDRAW: &str = "withdraw";
