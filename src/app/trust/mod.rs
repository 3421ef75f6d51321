//! The people and keys that count, and who vouches for them.

pub mod anchor;
pub mod revision;
