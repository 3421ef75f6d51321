//! Everything that is tested from outside: the program as a person runs it, the
//! pages it prints, and promises that hold for any input.
//!
//! One binary, since linking takes longer than most tests.

mod architecture;
mod attaching;
mod conversation;
mod demo;
mod markdown_agreement;
mod pack_in_chromium;
mod properties;
mod readme;
mod rename_programme;
mod schemas;
mod support;
mod transcripts;
