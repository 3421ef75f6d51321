//! JSON that is also safe to show on a terminal.

use std::io::{self, Write};

use serde::Serialize;

use crate::base::text::safe::is_unsafe;

/// Writes a value as indented JSON, with a final line end.
pub fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", escape_unsafe(&text))
}

/// JSON whose strings are also safe on a terminal: what JSON lets stand, such as
/// C1 controls and direction overrides, is spelt out.
pub fn escape_unsafe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_unsafe(c) {
            safe.push(c);
            continue;
        }
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}
