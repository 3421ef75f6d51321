//! `cpd` keeps professional development as plain text in git.
//!
//! docs/architecture.md draws the house; each module says what it owns and
//! what it deliberately does not know.

pub mod adapters;
pub mod base;
pub mod check;
pub mod cli;
pub mod domain;
pub mod formats;
pub mod views;
