//! Use cases that read and change nothing.

pub mod due;
pub mod report;
pub mod status;
