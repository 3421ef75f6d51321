//! A scheme that a portfolio brings along: read, compiled, and the records judged by it.

use cpd::fuzz::FilesInMemory;

use super::{Form, Target, files, seeds, today};

const WORDS: [&str; 60] = [
    "id: ",
    "version: ",
    "title: ",
    "source: ",
    "awards:\n",
    "criteria:\n",
    "signoffs:\n",
    "subjects:\n",
    "kinds:\n",
    "includes: ",
    "  - { ",
    " }",
    "says: ",
    "count: ",
    "sum: ",
    "of: ",
    "kind: ",
    "at_least: ",
    "at_most: ",
    "where: ",
    "within: ",
    "before: ",
    "after: ",
    "follows: ",
    "each: ",
    "any: ",
    "all: ",
    "none: ",
    "not: ",
    "every: ",
    "per: ",
    "cycle: ",
    "due: ",
    "rounds: ",
    "P1Y",
    "P99999Y",
    "1 year",
    "3 months",
    "field: ",
    "type: ",
    "choice",
    "number",
    "hours",
    "date",
    "text",
    "reference",
    "pages: ",
    "by: owner",
    "by: ",
    "roles: ",
    "pattern: ",
    "(a*)*",
    "[0-9]{1,99999}",
    "weight: ",
    "sections: ",
    "share: ",
    "100%",
    "award: ",
    "activity",
    "journal",
];

pub const TARGET: Target = Target {
    name: "scheme",
    form: Form::Bytes,
    words: &WORDS,
    seeds: || {
        let built_in = seeds("schema/schemes", "scheme.yaml");
        let mut all = seeds("examples/every-rule/schemes", "scheme.yaml");
        all.extend(built_in);
        all
    },
    begin: || {
        let settings = "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: { own: 1.0.0 }\n";
        let mut files = files("examples/silver-endorsed");
        files.insert("cpd.yaml".to_owned(), settings.into());
        let files = FilesInMemory::new(files, today());
        Box::new(move |bytes| files.check_with("schemes/own/scheme.yaml", &named(bytes)))
    },
};

/// Makes the scheme the one that the settings name.
fn named(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split_inclusive('\n');
    let own = lines.map(|line| match line {
        _ if line.starts_with("id: ") => "id: own\n",
        _ if line.starts_with("version: ") => "version: 1.0.0\n",
        line => line,
    });
    own.collect::<String>().into_bytes()
}
