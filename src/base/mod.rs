//! Text, dates, files, paper and file formats: everything that knows nothing of
//! professional development.

pub mod calendar;
pub mod content_cache;
pub mod document;
pub mod files;
pub mod markdown;
pub mod paper;
pub mod pdf;
pub mod picture;
pub mod sheet;
pub mod text;
