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

mod contract;
mod golden;
mod hostile;
mod scenario;
mod support;
mod transcript;
