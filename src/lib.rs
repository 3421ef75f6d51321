//! Keeps professional development as plain text in git.
//!
//! The program is [`main`]. docs/architecture.md shows the folders and the one order in
//! which they import one another.

#![warn(missing_docs)]

mod adapters;
mod app;
mod base;
mod check;
mod cli;
mod domain;
mod formats;
mod views;

#[doc(hidden)]
pub mod bench;
#[doc(hidden)]
pub mod fuzz;
#[cfg(test)]
mod tests;

pub use cli::{command, main};
