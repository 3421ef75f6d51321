//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::register::RegisterList;

pub fn write(list: &RegisterList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(list, out)
}
