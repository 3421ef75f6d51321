//! Records: writing, renaming and removing them.

pub mod rename;
