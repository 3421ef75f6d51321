//! Tests of the inside that are larger than one module: rules and forms below the command
//! line, agreement with other programs, and lists that documents repeat.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "tests start programs, read and write files, and print what they skip"
)]

#[path = "../../tests/it/support/browser.rs"]
mod browser;
mod confirmations;
mod coverage;
mod docs_commands;
mod docs_lists;
mod docs_rules;
mod edits;
mod examples;
mod forms;
#[path = "../../tests/it/golden.rs"]
mod golden;
mod lapsing;
mod many_findings;
mod markdown_agreement;
mod opened_portfolio;
mod packs;
mod page_agreement;
mod peers;
mod possible_duplicates;
mod programmes;
mod properties;
mod pull_requests;
mod report;
#[path = "../../tests/it/support/schema_checks.rs"]
mod schema_checks;
mod schemas;
mod scheme_cases;
mod scheme_keys;
mod signing;
mod ssh_keygen_agreement;
#[path = "../../tests/it/support/tools.rs"]
pub(crate) mod tools;
mod typed_records;
mod typed_words;
#[path = "../../tests/it/support/webhook_schemas.rs"]
mod webhook_schemas;
mod words_of_packs;
