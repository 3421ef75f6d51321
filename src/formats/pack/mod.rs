//! Packs as bytes: HTML, PDF and zip.

pub mod html;
pub mod pdf;
pub mod zip;
