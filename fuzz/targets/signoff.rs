//! A sign-off that somebody sent, in a portfolio with lists of keys.

use cpd::fuzz::FilesInMemory;

use super::{Form, Target, YAML, files, seeds, today};

pub const TARGET: Target = Target {
    name: "signoff",
    form: Form::Bytes,
    words: &YAML,
    seeds: || {
        let mut all = seeds("examples/silver-endorsed/signoffs", ".md");
        all.extend(seeds("examples/every-rule/signoffs", ".md"));
        all
    },
    begin: || {
        let files = FilesInMemory::new(files("examples/silver-endorsed"), today());
        let path = "signoffs/lancaster/silver/2026-09-15T160200Z-endorse-priya-shah.md";
        Box::new(move |bytes| files.check_with(path, bytes))
    },
};
