//! Use cases that read and change nothing.

pub mod report;
