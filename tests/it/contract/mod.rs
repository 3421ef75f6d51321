//! What other programs and the documents rely on: formats, schemas, rules and the order
//! of the source.

mod architecture;
mod coverage_commands;
mod docs_links;
mod docs_pages;
mod docs_schemes;
mod editors;
mod every_rule;
mod formats;
mod github;
mod help_examples;
mod junit;
mod programs;
mod sarif;
mod schemas;
mod security;
mod terminal_width;
