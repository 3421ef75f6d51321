//! Markdown laid out in pages, as a statement with its signatures is.

use super::{Form, Target, prose, seeds};

pub const TARGET: Target = Target {
    name: "pages",
    form: Form::Bytes,
    words: &prose::WORDS,
    seeds: || seeds("examples/silver-endorsed/journals", ".md"),
    begin: || Box::new(cpd::fuzz::pages),
};
