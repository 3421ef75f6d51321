//! A sentence for each entry, and one for the whole.

use std::io::{self, Write};

use super::summary;
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::register::RegisterList;

pub fn write(list: &RegisterList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in &list.entries {
        let (number, title, award) = (&line.number, &line.title, &line.award);
        let (owner, on, state) = (line.to_owner(), line.decided_on, line.state.name());
        let says = format!("{number}: {title} ({award}) {owner} on {on}: {state}.");
        writeln!(out, "{}", Safe(&says))?;
    }
    writeln!(out, "{}.", Safe(&summary(list)))
}
