//! `cpd` keeps professional development as plain text in git.
//!
//! docs/architecture.md draws the house; each module says what it owns and
//! what it deliberately does not know.

pub mod archive;
pub mod calendar;
pub mod cli;
pub mod diagnostic;
pub mod disk;
pub mod emit;
pub mod facts;
pub mod forge;
pub mod git;
pub mod html;
pub mod judge;
pub mod pack;
pub mod page;
pub mod picture;
pub mod plan;
pub mod portfolio;
pub mod prose;
pub mod report;
pub mod schema;
pub mod select;
pub mod sheet;
pub mod signer;
pub mod signoff;
pub mod source;
pub mod syntax;
pub mod text;
pub mod typeset;
