//! Everything that is tested from outside: the program as a person runs it, the
//! pages it prints, and promises that hold for any input.
//!
//! One binary, since linking takes longer than most tests.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::use_debug,
    reason = "tests start programs, read and write files, print what they skip, and end \
              where something is not as it has to be"
)]

mod architecture;
mod attaching;
mod caches;
mod conversation;
mod demo;
mod docs_pages;
mod docs_schemes;
mod every_rule;
mod formats;
mod golden;
mod hostile;
mod on_a_forge;
mod openpgp;
mod own_scheme;
mod pack_in_chromium;
mod pack_pdf;
mod pack_verify;
mod pasted_commands;
mod readme;
mod rename_programme;
mod sarif;
mod scenarios;
mod schemas;
mod sharing;
mod support;
mod telling;
mod transcripts;
