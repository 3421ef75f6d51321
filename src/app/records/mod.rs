//! Records: writing, renaming and removing them.

pub mod attach;
pub mod remove;
pub mod rename;
