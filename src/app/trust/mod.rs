//! The people and keys that count, how they are listed, and who vouches for them.

pub mod add_key;
pub mod add_person;
pub mod anchor;
pub mod anchor_file;
pub mod end_role;
pub mod list;
mod managed;
pub mod revision;
pub mod set_forge;
pub mod sign_list;
pub mod trust_errors;
pub mod vouching;
