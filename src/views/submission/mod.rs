//! What a pack contains, and how it is put together from a judged portfolio.
//! Knows no template, no Markdown parser and no disk.

pub mod again;
pub mod build;
pub mod carry;
pub mod manifest;
pub mod media;
pub mod model;
mod places;
mod planned;
pub mod printing;
mod provenance;
mod texts;

pub use again::{NotAgain, Opened, again};
pub use build::{Making, build};
pub use places::{Places, file_anchor};
pub use printing::Printing;
pub use texts::{Text, texts};
