//! One sentence to a line.

use std::io::{self, Write};

use super::examples;
use crate::formats::{Style, check};
use crate::views::scheme_check::SchemeCheck;

pub fn write(view: &SchemeCheck<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !view.report.judgement.diagnostics.is_empty() {
        check::plain::write(&view.report, style, out)?;
    }
    examples(view, out)
}
