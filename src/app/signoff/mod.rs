//! Taking, asking for and withdrawing the steps of a sign-off.

pub mod addressees;
mod approval;
pub mod certificate;
pub mod earlier_answer;
pub mod eligibility;
pub mod feedback;
pub mod feedback_request;
pub mod files_to_sign;
pub mod letters;
pub mod lists_before;
pub mod pack_digest;
pub mod preview;
pub mod receive;
pub mod received_feedback;
pub mod record_errors;
pub mod record_request;
pub mod record_reviews;
pub mod reply;
pub mod request;
mod request_words;
pub mod require_saved;
pub mod return_submission;
pub mod returned;
pub mod send_pack;
pub mod send_request;
pub mod sign;
pub mod withdraw;
