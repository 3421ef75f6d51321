//! Several values in one cell of a table, with `; ` between them.

/// The sign between two items.
const BETWEEN: char = ';';

/// Joins items. One that has the sign in it, quotation marks or blanks at its ends, or that
/// begins like JSON, stands in quotation marks, doubled within.
pub fn join<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items
        .into_iter()
        .map(|item| quoted(item.as_ref()))
        .collect();
    items.join("; ")
}

fn quoted(item: &str) -> String {
    let is_whole = item.trim() == item && !item.is_empty() && !item.starts_with(['[', '{']);
    let is_plain = is_whole && !item.contains([BETWEEN, '"']);
    match is_plain {
        true => item.to_owned(),
        false => format!("\"{}\"", item.replace('"', "\"\"")),
    }
}

/// Splits what was joined, and what a person wrote with semicolons. Empty items are left out,
/// unless they are in quotation marks.
pub fn split(cell: &str) -> Vec<String> {
    let (mut items, mut rest) = (Vec::new(), cell);
    loop {
        rest = rest.trim_start();
        let (item, after) = match rest.strip_prefix('"').and_then(up_to_closing_mark) {
            Some((item, after)) => (Some(item), after),
            None => {
                let end = rest.find(BETWEEN).unwrap_or(rest.len());
                let item = rest[..end].trim_end();
                (
                    Some(item.to_owned()).filter(|item| !item.is_empty()),
                    &rest[end..],
                )
            }
        };
        items.extend(item);
        match after.strip_prefix(BETWEEN) {
            Some(after) => rest = after,
            None => return items,
        }
    }
}

/// Returns the text up to the mark that closes it and what follows, if that is the next item or
/// the end.
fn up_to_closing_mark(text: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        item.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                item.push('"');
                rest = after;
            }
            None => {
                let after = after.trim_start();
                let is_end = after.is_empty() || after.starts_with(BETWEEN);
                return is_end.then_some((item, after));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn items_are_split_as_people_write_them() {
        for (cell, expected) in [
            ("", &[][..]),
            ("one", &["one"]),
            ("one; two;three ; ", &["one", "two", "three"]),
            ("\"one; two\"; three", &["one; two", "three"]),
            ("\"\"; a", &["", "a"]),
            ("a \"quoted\" word; b", &["a \"quoted\" word", "b"]),
            (
                "\"begins so\" and goes on; b",
                &["\"begins so\" and goes on", "b"],
            ),
            ("\"never closed; b", &["\"never closed", "b"]),
        ] {
            assert_eq!(split(cell), expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn what_was_joined_is_split_into_the_same(items in vec("[a-c\"; {\\[]{0,4}", 0..5)) {
            prop_assert_eq!(split(&join(&items)), items);
        }
    }
}
