//! Names on lines of their own, for other commands to read.

use std::io::{self, Write};

use crate::base::text::Safe;

/// Writes each name on a line.
pub fn write<'t>(mut names: impl Iterator<Item = &'t str>, out: &mut dyn Write) -> io::Result<()> {
    names.try_for_each(|name| writeln!(out, "{}", Safe(name)))
}
