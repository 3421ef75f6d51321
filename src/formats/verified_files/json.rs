//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::verified_files::VerifiedFiles;

pub fn write(files: &VerifiedFiles, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(files, out)
}
