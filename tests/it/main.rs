//! Everything that is tested from outside: the program as a person runs it, the
//! pages it prints, and promises that hold for any input.
//!
//! One binary, since linking takes longer than most tests.

mod architecture;
mod docs_pages;
mod docs_rules;
mod docs_schemes;
mod every_rule;
mod examples;
mod golden;
mod pack_in_chromium;
mod support;
mod transcripts;
