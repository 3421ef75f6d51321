//! For programs: the document of `cpd check`, and what came of the examples.

use std::io::{self, Write};

use crate::formats::{Style, check};
use crate::views::scheme_check::SchemeCheck;

pub fn write(view: &SchemeCheck, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    check::json::with_examples(&view.check, &view.outcomes, &view.wrong, style, out)
}
