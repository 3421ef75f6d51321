//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::record_list::RecordList;

pub fn write(list: &RecordList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(list, out)
}
