//! A problem to a line, and a sentence for the whole.

use std::io::{self, Write};

use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::views::register::RegisterCheck;

pub fn write(check: &RegisterCheck, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for problem in &check.problems {
        let line = format!("{}: {}.", problem.about, problem.says);
        writeln!(out, "{}", Safe(&line))?;
    }
    let entries = words::count_noun(check.entries, "entry", "entries");
    let revocations = words::count_noun(check.revocations, "revocation", "revocations");
    let found = match check.problems.len() {
        0 => "no problems found".to_owned(),
        count => words::count_noun(count, "problem", "problems"),
    };
    writeln!(out, "{entries} and {revocations} checked: {found}.")
}
