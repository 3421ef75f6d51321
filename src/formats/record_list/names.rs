//! For other commands: a name or a path on each line.

use std::io::{self, Write};

use crate::formats::{Style, names};
use crate::views::record_list::RecordList;

pub fn write_ids(list: &RecordList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    names::write(list.records.iter().map(|record| &*record.id), out)
}

pub fn write_paths(list: &RecordList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    names::write(list.records.iter().map(|record| &*record.path), out)
}
