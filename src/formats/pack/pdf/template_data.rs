//! A pack as the template reads it: the plain values as JSON, with every word
//! already as it is set.

use serde::Serialize;
use serde_json::Value;

use super::markup::make_printable;
use crate::base::paper::spell_unprintable;
use crate::views::submission::instructions::{InstructionBlock, InstructionSection};

/// Keys whose words are names for the template, or are not shown by it.
const NAMES: [&str; 9] = [
    "anchor",
    "to",
    "form",
    "state",
    "source_url",
    // Digests are copied rather than read, and fit a line.
    "sha256",
    "blob",
    "id",
    "portfolio",
];
const UNSHOWN: [&str; 1] = ["body"];

/// Any plain value, with its words as they are set.
pub fn to_template_json(value: &impl Serialize) -> Vec<u8> {
    let mut json = serde_json::to_value(value).unwrap_or_default();
    make_strings_printable(&mut json);
    serde_json::to_vec(&json).unwrap_or_default()
}

/// Instructions, in which commands and names stand as they are copied.
pub fn instructions_to_template_json(sections: &[InstructionSection]) -> Vec<u8> {
    let mut sections = sections.to_vec();
    for section in &mut sections {
        section.heading = make_printable(&section.heading);
        for block in &mut section.blocks {
            match block {
                InstructionBlock::Paragraph(words) => *words = make_printable(words),
                InstructionBlock::Reply(line) => line.words = make_printable(&line.words),
                InstructionBlock::Command(words) => {
                    let lines = words.lines().map(spell_unprintable);
                    *words = lines.collect::<Vec<_>>().join("\n");
                }
                InstructionBlock::List(items) => {
                    items
                        .iter_mut()
                        .for_each(|item| *item = spell_unprintable(item).into_owned());
                }
            }
        }
    }
    serde_json::to_vec(&sections).unwrap_or_default()
}

fn make_strings_printable(value: &mut Value) {
    match value {
        Value::String(words) => *words = make_printable(words),
        Value::Array(items) => items.iter_mut().for_each(make_strings_printable),
        Value::Object(entries) => {
            entries.retain(|key, _| !UNSHOWN.contains(&key.as_str()));
            let shown = entries
                .iter_mut()
                .filter(|(key, _)| !NAMES.contains(&key.as_str()));
            shown.for_each(|(_, value)| make_strings_printable(value));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
