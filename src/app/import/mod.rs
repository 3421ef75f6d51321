//! Records out of the tables that other programs write. What each row becomes is known before
//! anything is written: a record, nothing because it is there already, or a problem.

pub mod dates;
mod error;
mod exported;
pub mod headings;
mod known;
mod ledger;
pub mod mapping;
mod plan;
pub mod rejects;
mod restore;
pub mod rows;
pub mod table;
mod take_back;

pub use error::ImportError;
pub use plan::{ImportRequest, PlannedImport, plan};
pub use take_back::plan_take_back;

#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;
