//! Schemes: finding the one that is meant, showing, checking and comparing them, following
//! one, and starting a new one.

pub mod adopt;
pub mod check;
pub mod create;
pub mod diff;
pub mod drop;
pub mod error;
mod examples;
#[cfg(test)]
mod fake_folders;
pub mod find;
pub mod folders;
mod from_scheme;
mod from_template;
pub mod list;
pub mod show;
