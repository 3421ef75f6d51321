//! One sentence to a line.

use std::io::{self, Write};

use super::examples;
use crate::formats::{Style, check};
use crate::views::scheme_check::SchemeCheck;

pub fn write(view: &SchemeCheck, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !view.check.findings.is_empty() {
        check::plain::write(&view.check, style, out)?;
    }
    examples(view, out)
}
