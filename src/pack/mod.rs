//! What a pack contains, and how it is put together from a judged portfolio.
//! Knows no template, no Markdown parser and no disk.

pub mod build;
pub mod manifest;
pub mod media;
pub mod model;
mod places;

pub use build::{Making, build};
pub use manifest::Manifest;
pub use places::{Places, file_anchor};
