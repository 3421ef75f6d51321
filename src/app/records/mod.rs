//! Records and their evidence: writing, renaming and removing them.

pub mod attach;
pub mod clean;
pub mod condition;
pub mod create;
pub mod draft;
pub mod edit;
pub mod fix;
pub mod form;
pub mod kind;
pub mod like;
pub mod remove;
pub mod rename;
pub mod repeat;
pub mod select;
mod text;
