//! Printing packs, and verifying those that were printed.

pub mod compare_with_repository;
pub mod print;
pub mod verify;
