//! Bytes, lines and words. Knows nothing of files, records or rules.

pub mod did_you_mean;
pub mod fold;
pub mod line_index;
pub mod safe;
pub mod span;
pub mod words;

pub use fold::{fold, is_id, slug};
pub use line_index::{LineIndex, Position};
pub use safe::Safe;
pub use span::Span;
