//! Taking, asking for and withdrawing the steps of a sign-off.

pub mod eligibility;
pub mod preview;
pub mod record_reviews;
pub mod saved;
pub mod sign;
pub mod withdraw;
