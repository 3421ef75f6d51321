//! One scheme to a line, for eyes and ears alike.

use std::io::{self, Write};

use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::scheme_list::SchemeList;

pub fn write(list: &SchemeList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for scheme in &list.schemes {
        let title = scheme.title.as_deref().unwrap_or("cannot be read");
        let note = if scheme.official { "" } else { " (unofficial)" };
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
