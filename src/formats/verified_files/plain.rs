//! A sentence for each file, and one for the whole.

use std::io::{self, Write};

use super::{award, owner, result, summary};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::verified_files::VerifiedFiles;

pub fn write(files: &VerifiedFiles, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for file in &files.files {
        let of: Vec<&str> = [award(file), owner(file)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let of = match of.is_empty() {
            true => String::new(),
            false => format!(", {}", of.join(" of ")),
        };
        let (outcome, result) = (file.outcome.name(), result(file));
        let line = format!("{}{of}: {outcome}: {result}", file.file);
        writeln!(out, "{}", Safe(&line))?;
    }
    writeln!(out, "{}.", summary(files))
}
