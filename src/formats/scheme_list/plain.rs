//! One scheme to a line, for eyes and ears alike.

use std::io::{self, Write};

use crate::base::text::Safe;
use crate::domain::schema::SchemeOrigin;
use crate::formats::Style;
use crate::views::scheme_list::SchemeList;

pub fn write(list: &SchemeList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for scheme in &list.schemes {
        let title = scheme.title.as_deref().unwrap_or("cannot be read");
        // An own scheme is never official, and its origin says so.
        let unofficial = scheme.origin == SchemeOrigin::BuiltIn && !scheme.official;
        let note = if unofficial { " (unofficial)" } else { "" };
        writeln!(
            out,
            "{} {}  {}",
            Safe(&scheme.id),
            Safe(&scheme.version),
            Safe(&scheme.origin.annotate(&format!("{title}{note}")))
        )?;
    }
    Ok(())
}
