//! Printing packs, and verifying those that were printed.

mod changed_by_git;
pub mod compare_with_repository;
mod dates;
pub mod files_evidence;
pub mod print;
pub mod print_period;
pub mod signed_contents;
pub mod verify;
pub mod verify_certificate;
pub mod write;
