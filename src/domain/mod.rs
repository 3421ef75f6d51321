//! Records, schemes and sign-offs as values, and the questions they ask of the
//! outside. Knows no disk, no git, no format and no terminal.

pub mod finding;
pub mod id;
pub mod layout;
pub mod letters;
pub mod phrases;
pub mod portfolio;
pub mod ports;
pub mod query;
pub mod record_view;
pub mod register;
pub mod remedy;
pub mod review;
pub mod roster;
pub mod schema;
pub mod signoff;
