//! A pack as the template reads it: the plain values as JSON, with every word
//! already as it is set.

use serde::Serialize;
use serde_json::Value;

use super::markup::make_printable;

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
