//! The use cases: one to a file, from plain values and ports to typed outcomes and errors.
//! Nothing here prints, asks a question, or knows an option, a command or an exit code.

pub mod author;
pub mod change;
pub mod conflict;
pub mod duplicate_ids;
pub mod error;
#[cfg(test)]
pub mod fakes;
pub mod import;
pub mod institution_table;
pub mod lookup;
pub mod moment;
pub mod pack;
pub mod portfolio;
pub mod ports;
pub mod records;
pub mod register;
pub mod reports;
pub mod repository_error;
pub mod roster;
pub mod scheme;
pub mod signoff;
pub mod trust;
pub mod workspace;
