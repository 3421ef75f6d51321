//! Taking, asking for and withdrawing the steps of a sign-off.

pub mod eligibility;
pub mod preview;
pub mod saved;
pub mod sign;
pub mod withdraw;
