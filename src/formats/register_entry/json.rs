//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::register::RegisterDetails;

pub fn write(details: &RegisterDetails, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(details, out)
}
