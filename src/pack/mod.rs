//! What a pack contains, and how it is put together from a judged portfolio.
//! Knows no template, no Markdown parser and no disk.

pub mod model;
