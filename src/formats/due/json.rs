//! For programs: every entry, so that they choose by the days.

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::due::Agenda;

pub fn write(agenda: &Agenda, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(agenda, out)
}
