//! Sign-offs: their records, the files that they have to cover, their proofs, and the chain
//! that they form. Knows no terminal and no forge.

pub mod allowed_signers;
pub mod carried_trust;
pub mod chain;
mod chain_context;
mod claim_checks;
mod commit_history;
mod confirmation_chains;
pub mod difference;
mod freshness;
pub mod key_lines;
mod lost;
pub mod openpgp_keys;
pub mod past_vouchings;
pub mod proof;
mod proof_kind;
pub mod record;
mod returns;
pub mod separation_of_duties;
pub mod signature;
mod signers;
mod step_state;
pub mod subjects;
pub mod trust;
pub mod trust_lint;
pub mod trust_manifest;
mod withdrawal;

pub use chain::Chain;
pub use chain_context::ChainContext;
pub use commit_history::{first_committed, removed};
pub use confirmation_chains::ConfirmationChain;
pub use proof::{Proof, ProofError};
pub use proof_kind::ProofKind;
pub use record::{RecordedReply, RecordedReview, SignedSubject, Signoff};
pub use signers::signers_of;
pub use step_state::{SignoffProblem, StepState, TakenStep};
pub use subjects::required_subjects;
pub use trust::{Revision, Trust, Trusted};

pub use super::schema::{DECLINE, RETURN, WITHDRAW};
