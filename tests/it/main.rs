//! Everything that is tested from outside: the program as a person runs it, the
//! pages it prints, and promises that hold for any input.
//!
//! One binary, since linking takes longer than most tests.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "tests start programs, read and write files, and print what they skip"
)]

mod architecture;
mod attaching;
mod conversation;
mod coverage;
mod demo;
mod docs_pages;
mod docs_rules;
mod docs_schemes;
mod every_rule;
mod examples;
mod forms;
mod golden;
mod hostile;
mod markdown_agreement;
mod on_a_forge;
mod openpgp;
mod pack_in_chromium;
mod pack_pdf;
mod pack_verify;
mod page_agreement;
mod programmes;
mod properties;
mod readme;
mod rename_programme;
mod scenarios;
mod schemas;
mod sharing;
mod ssh_keygen_agreement;
mod support;
mod transcripts;
