//! A value set in a map that somebody wrote, with all that stands around it,
//! comments above all, left as it is.

use super::node::{Node, NodeEntry};
use super::write::{scalar, splice};
use super::{NodeValue, ParsedFile};
use crate::base::text::Span;

/// A YAML file with `key: { entry: value }` in it, in the style in which the map is
/// written; `None` where it cannot be put there so that it reads back.
pub fn set_in_map(text: &str, key: &str, entry: &str, value: &str) -> Option<String> {
    let top = ParsedFile::read_yaml(text).front;
    let after = match top.entry(key) {
        None => append_map(text, key, entry, value),
        Some(map) => match (&map.value.value, map.value.entry(entry)) {
            (NodeValue::Map(_), Some(known)) => splice(text, known.value.span, &scalar(value)),
            (NodeValue::Map(_), None) => add_pair(text, &map.value, &format_pair(entry, value))?,
            (NodeValue::Null, _) => begin_map(text, map, &format_pair(entry, value))?,
            (NodeValue::Scalar(_) | NodeValue::List(_), _) => return None,
        },
    };
    let read = ParsedFile::read_yaml(&after);
    let reads_back = read.front.get(key)?.get(entry)?.scalar() == Some(value);
    (reads_back && read.faults.is_empty()).then_some(after)
}

fn format_pair(entry: &str, value: &str) -> String {
    format!("{}: {}", scalar(entry), scalar(value))
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn append_map(text: &str, key: &str, entry: &str, value: &str) -> String {
    let end = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    format!(
        "{text}{gap}{}:{end}  {}{end}",
        scalar(key),
        format_pair(entry, value)
    )
}

/// After the colon of a key that has no value.
fn begin_map(text: &str, map: &NodeEntry, pair: &str) -> Option<String> {
    let colon = text.get(map.key_span.end..)?.find(':')? + map.key_span.end + 1;
    let written = if map.value.span.is_empty() {
        Span::new(colon, colon)
    } else {
        Span::new(colon, map.value.span.end.max(colon))
    };
    Some(splice(text, written, &format!(" {{ {pair} }}")))
}

fn add_pair(text: &str, map: &Node, pair: &str) -> Option<String> {
    let Some(last) = map.entries().last() else {
        return Some(splice(text, map.span, &format!("{{ {pair} }}")));
    };
    let end = last.value.span.end.max(last.key_span.end);
    let start = map.entries().first()?.key_span.start;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..start];
    if !indent.trim().is_empty() {
        return Some(splice(text, Span::new(end, end), &format!(", {pair}")));
    }
    // Behind whatever else stands on the line of the last one.
    let written = text[..end].trim_end().len();
    let at = text[written..].find(['\r', '\n']);
    let at = at.map_or(text.len(), |at| written + at);
    let line = format!("{}{indent}{pair}", line_end(text));
    Some(splice(text, Span::new(at, at), &line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> String {
        set_in_map(text, "schemes", "mine", "1.0.0").unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn maps_grow_in_the_style_they_are_in() {
        let cases = [
            ("schemes: {}\n", "schemes: { mine: 1.0.0 }\n"),
            (
                "schemes: { a: 1.0.0 } # kept\n",
                "schemes: { a: 1.0.0, mine: 1.0.0 } # kept\n",
            ),
            (
                "schemes:\n  a: 1.0.0 # kept\nowner: x\n",
                "schemes:\n  a: 1.0.0 # kept\n  mine: 1.0.0\nowner: x\n",
            ),
            (
                "schemes:\r\n  a: 1.0.0\r\n",
                "schemes:\r\n  a: 1.0.0\r\n  mine: 1.0.0\r\n",
            ),
            (
                "schemes:\nowner: x\n",
                "schemes: { mine: 1.0.0 }\nowner: x\n",
            ),
            ("schemes: ~\n", "schemes: { mine: 1.0.0 }\n"),
            ("owner: x", "owner: x\nschemes:\n  mine: 1.0.0\n"),
            (
                "schemes:\n  mine: 0.9.0 # old\n",
                "schemes:\n  mine: 1.0.0 # old\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(set(text), expected);
        }
    }

    #[test]
    fn a_value_that_is_not_a_map_is_unchanged() {
        for text in ["schemes: [a]\n", "schemes: a\n", "schemes: {\n"] {
            assert_eq!(set_in_map(text, "schemes", "mine", "1.0.0"), None, "{text}");
        }
    }
}
