//! The people of a portfolio, with their roles, addresses and accounts.

use cpd::fuzz::FilesInMemory;

use super::{Form, Target, YAML, files, seeds, today};

pub const TARGET: Target = Target {
    name: "people",
    form: Form::Bytes,
    words: &YAML,
    seeds: || seeds("examples", "people.yaml"),
    begin: || {
        let files = FilesInMemory::new(files("examples/silver-endorsed"), today());
        Box::new(move |bytes| files.check_with("trust/people.yaml", bytes))
    },
};
