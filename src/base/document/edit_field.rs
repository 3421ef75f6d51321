//! A field of front matter that gets another value, or is taken out. All other words of the file
//! stay as somebody wrote them.

use super::ParsedFile;
use super::node::{Node, NodeEntry};
use super::write::{Yaml, set_field, splice};
use super::write_map::{begin_value, lines_of, pair_with_comma};
use super::yaml::{self, MOST_NODES};
use crate::base::text::Span;

/// Returns a file's text with a field of its front matter set or, without a value, taken out.
/// `None` where it cannot be done so that the details read back.
pub fn edit_field(
    file: &ParsedFile,
    text: &str,
    key: &str,
    value: Option<&Yaml>,
) -> Option<String> {
    let after = match (file.front.entry(key), value) {
        (None, None) => text.to_owned(),
        (None, Some(value)) => set_field(text, &file.front, file.has_front, key, value)?,
        (Some(known), Some(value)) => replace_value(text, known, value)?,
        (Some(known), None) => splice(text, place_of(text, &file.front, known)?, ""),
    };
    let read = ParsedFile::read(&after);
    let reads_back = match (read.front.get(key), value) {
        (Some(read), Some(value)) => read.canonical_json() == canonical_json(value)?,
        (read, value) => read.is_none() && value.is_none(),
    };
    let is_sound = read.has_front == file.has_front && read.faults.len() <= file.faults.len();
    let is_kept =
        others(&read, key) == others(file, key) && read.body.slice(&after) == file.body.slice(text);
    (reads_back && is_sound && is_kept).then_some(after)
}

/// Returns a text with another value behind a key. One that begins on a later line, such as a
/// list of lines, is written on that of the key.
fn replace_value(text: &str, entry: &NodeEntry, value: &Yaml) -> Option<String> {
    let flow = value.to_flow();
    if entry.value.is_null() {
        return begin_value(text, entry, &flow);
    }
    let colon = text.get(entry.key_span.end..)?.find(':')? + entry.key_span.end + 1;
    let Span { start, end } = entry.value.span;
    let typed = text.get(colon..end)?;
    let is_on_later_line = text.get(colon..start)?.contains('\n');
    // A text of several lines begins with a sign that is no part of the value.
    let is_block = typed.trim_start().starts_with(['|', '>']);
    if is_on_later_line || is_block {
        let end = colon + typed.trim_end().len();
        return Some(splice(text, Span::new(colon, end), &format!(" {flow}")));
    }
    Some(splice(text, Span::new(start, end), &flow))
}

/// Returns everything that an entry takes up.
fn place_of(text: &str, map: &Node, entry: &NodeEntry) -> Option<Span> {
    if !map.span.slice(text).trim_end().ends_with('}') {
        return Some(lines_of(text, entry));
    }
    let entries = map.entries();
    let at = entries.iter().position(|one| one.key == entry.key)?;
    pair_with_comma(entries, at)
}

/// Returns the other fields with their values.
fn others<'f>(file: &'f ParsedFile, key: &str) -> Vec<(&'f str, String)> {
    let entries = file.front.entries().iter();
    entries
        .filter(|entry| entry.key != key)
        .map(|entry| (&*entry.key, entry.value.canonical_json()))
        .collect()
}

fn canonical_json(value: &Yaml) -> Option<String> {
    let read = yaml::read(&format!("x: {}", value.to_flow()), 0, MOST_NODES).ok()?;
    read.get("x").map(Node::canonical_json)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edited(text: &str, key: &str, value: Option<&Yaml>) -> Option<String> {
        edit_field(&ParsedFile::read(text), text, key, value)
    }

    fn words(items: &[&str]) -> Yaml {
        Yaml::List(items.iter().map(|item| Yaml::word(*item)).collect())
    }

    #[test]
    fn only_the_value_changes() {
        let word = Yaml::word("course");
        for (before, after) in [
            ("type: workshop\n", "type: course\n"),
            ("type: workshop # or a talk\n", "type: course # or a talk\n"),
            ("type:\n", "type: course\n"),
            ("type: |\n  work\n  shop\n", "type: course\n"),
            ("type: \"work: shop\"\n", "type: course\n"),
            ("type:\n  - a\n  - b\n", "type: course\n"),
            ("# nothing\n", "# nothing\ntype: course\n"),
        ] {
            for (above, below) in [("", ""), ("title: A  \n", "hours: 3\n# end\n")] {
                let file = |it: &str| format!("---\n{above}{it}{below}---\n\nText: 1\n");
                let expected = match before.starts_with('#') {
                    true => format!("---\n{above}# nothing\n{below}type: course\n---\n\nText: 1\n"),
                    false => file(after),
                };
                assert_eq!(
                    edited(&file(before), "type", Some(&word)),
                    Some(expected),
                    "{before:?}"
                );
            }
        }
    }

    #[test]
    fn a_list_takes_the_place_of_lines_and_of_a_word() {
        let list = words(&["a b", "c, d"]);
        for before in ["code:\n  - x # why\n  - y\n", "code: [x]\n", "code: x\n"] {
            let text = format!("---\ntitle: A\n{before}---\n");
            let right = "---\ntitle: A\ncode: [a b, \"c, d\"]\n---\n".to_owned();
            assert_eq!(
                edited(&text, "code", Some(&list)),
                Some(right),
                "{before:?}"
            );
        }
    }

    #[test]
    fn a_field_is_taken_out_with_its_lines() {
        for (before, after) in [
            (
                "title: A\ntype: x # why\nhours: 3\n",
                "title: A\nhours: 3\n",
            ),
            ("title: A\ntype:\n  - x\n  - y\n", "title: A\n"),
            ("type: >-\n  long\n  text\ntitle: A\n", "title: A\n"),
            ("title: A\ntype:\n", "title: A\n"),
            ("{title: A, type: x}\n", "{title: A}\n"),
            ("title: A\n", "title: A\n"),
        ] {
            let text = format!("---\n{before}---\n\n---\ntype: y\n");
            let right = format!("---\n{after}---\n\n---\ntype: y\n");
            assert_eq!(edited(&text, "type", None), Some(right), "{before:?}");
        }
    }

    #[test]
    fn nothing_is_written_that_does_not_read_back() {
        for text in ["No details.\n", "---\ntype: [x\n---\n", "---\n- a\n---\n"] {
            assert_eq!(
                edited(text, "type", Some(&Yaml::word("y"))),
                None,
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_words_read_back_and_the_rest_stays(
            old in "[ -~\n]{0,30}",
            new in "\\PC{0,30}",
            crlf in any::<bool>(),
        ) {
            let quoted = super::super::write::scalar(&old);
            let text = format!("---\ntitle: A\ntype: {quoted}\nhours: 3\n---\n\nText.\n");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            let after = edited(&text, "type", Some(&Yaml::word(&*new))).unwrap();
            let read = ParsedFile::read(&after);
            prop_assert_eq!(read.front.get("type").and_then(Node::scalar), Some(&*new));
            let without = edited(&after, "type", None).unwrap();
            let line = if crlf { "\r\n" } else { "\n" };
            let right = ["---", "title: A", "hours: 3", "---", "", "Text.", ""].join(line);
            prop_assert_eq!(without, right);
        }
    }
}
