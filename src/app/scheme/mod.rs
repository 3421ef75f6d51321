//! Schemes: finding the one that is meant, showing, checking and comparing them, following
//! one, and starting a new one.

pub mod adopt;
mod blank;
pub mod check;
mod copy;
pub mod create;
pub mod diff;
mod examples;
#[cfg(test)]
mod fake;
pub mod find;
pub mod folders;
pub mod list;
pub mod show;
