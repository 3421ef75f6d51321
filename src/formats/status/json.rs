//! For programs: the same document as of `cpd check`, which says how every award stands.

use std::io::{self, Write};

use crate::formats::{Style, check};
use crate::views::status::StatusView;

pub fn write(view: &StatusView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    check::json::write(&view.check, style, out)
}
