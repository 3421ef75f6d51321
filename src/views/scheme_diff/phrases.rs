//! Says how two pieces of YAML differ, in phrases: from the keys that forms share.
//! What has no words is not hidden: it is known that something else differs.

use super::{difference, join_first};
use crate::base::document::{Node, NodeValue};
use crate::base::text::words::{self, with_spaces};

/// The differences between one thing and another, in phrases.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DiffPhrases {
    /// `now at least 4, was 3`.
    pub said: Vec<String>,
    /// Something differs that has no words here.
    pub more: bool,
}

impl DiffPhrases {
    fn say(&mut self, phrase: String) {
        self.said.push(phrase);
    }

    /// Takes over what was found further in, with the key it stands under.
    fn add_nested(&mut self, key: &str, inner: DiffPhrases) {
        let key = with_spaces(key);
        let inner_said = inner.said.iter();
        self.said
            .extend(inner_said.map(|phrase| format!("{key}: {phrase}")));
        self.more |= inner.more;
    }
}

/// Says how two values differ, whatever they are.
pub fn compare(old: &Node, new: &Node) -> DiffPhrases {
    let mut phrases = DiffPhrases::default();
    if is_same_value(old, new) {
        return phrases;
    }
    match (&old.value, &new.value) {
        (NodeValue::Map(_), NodeValue::Map(_)) => between_maps(old, new, &mut phrases),
        (NodeValue::List(before), NodeValue::List(after)) => {
            between_lists(before, after, &mut phrases)
        }
        _ => phrases.say(format!("now {}, was {}", flow_text(new), flow_text(old))),
    }
    phrases
}

fn between_maps(old: &Node, new: &Node, phrases: &mut DiffPhrases) {
    for before in old.entries() {
        match new.get(&before.key) {
            Some(after) => compare_key(&before.key, &before.value, after, phrases),
            None => phrases.say(format!(
                "no longer {}",
                describe_value(&before.key, &before.value)
            )),
        }
    }
    for after in new.entries() {
        if old.get(&after.key).is_none() {
            phrases.say(format!(
                "now also {}",
                describe_value(&after.key, &after.value)
            ));
        }
    }
}

fn compare_key(key: &str, old: &Node, new: &Node, phrases: &mut DiffPhrases) {
    if is_same_value(old, new) {
        return;
    }
    match (old.scalar(), new.scalar()) {
        (Some(before), Some(_)) if is_phrase_start(key) => {
            phrases.say(format!("now {}, was {before}", describe_value(key, new)));
        }
        (Some(before), Some(after)) => {
            phrases.say(format!("{} is now {after}, was {before}", with_spaces(key)));
        }
        (None, None) => phrases.add_nested(key, compare(old, new)),
        _ => phrases.say(format!(
            "now {}, was {}",
            describe_value(key, new),
            describe_value(key, old)
        )),
    }
}

/// Lists of words by what came and went; lists of forms one by one, where each is
/// still the same form.
fn between_lists(old: &[Node], new: &[Node], phrases: &mut DiffPhrases) {
    if let (Some(before), Some(after)) = (scalars(old), scalars(new)) {
        let (gone, come) = (difference(&before, &after), difference(&after, &before));
        if !come.is_empty() {
            phrases.say(format!("now also {}", join_first(come.iter().copied())));
        }
        if !gone.is_empty() {
            phrases.say(format!("no longer {}", join_first(gone.iter().copied())));
        }
        phrases.more |= come.is_empty() && gone.is_empty();
        return;
    }
    let keys = |node: &Node| -> Vec<String> {
        node.entries()
            .iter()
            .map(|entry| entry.key.clone())
            .collect()
    };
    let alike = old.len() == new.len() && old.iter().zip(new).all(|(a, b)| keys(a) == keys(b));
    if !alike {
        phrases.more = true;
        return;
    }
    for (before, after) in old.iter().zip(new) {
        for (one, other) in before.entries().iter().zip(after.entries()) {
            let inner = compare(&one.value, &other.value);
            phrases.said.extend(inner.said);
            phrases.more |= inner.more;
        }
    }
}

fn scalars(nodes: &[Node]) -> Option<Vec<String>> {
    let words = nodes.iter().map(|node| node.scalar().map(str::to_owned));
    words.collect()
}

/// Keys whose value reads on from their words: `at least 4`.
fn is_phrase_start(key: &str) -> bool {
    matches!(
        key,
        "at_least"
            | "at_most"
            | "exactly"
            | "every"
            | "per"
            | "within"
            | "by"
            | "catalogue"
            | "min"
            | "max"
    )
}

/// A key with its value as it stands in a sentence.
pub fn describe_value(key: &str, node: &Node) -> String {
    let value = flow_text(node);
    match (key, node.scalar()) {
        ("min", _) => format!("at least {value}"),
        ("max", _) => format!("at most {value}"),
        ("per", Some(_)) => format!("in every {value}"),
        ("per", None) => match (node.get("window"), node.get("step")) {
            (Some(window), Some(step)) => {
                format!(
                    "in every {}, one beginning every {}",
                    flow_text(window),
                    flow_text(step)
                )
            }
            _ => format!("in {value}"),
        },
        ("catalogue", _) => format!("the catalogue {value}"),
        (_, Some("true")) => with_spaces(key),
        (key, Some(_)) if is_phrase_start(key) => format!("{} {value}", with_spaces(key)),
        _ if node
            .entries()
            .iter()
            .any(|entry| is_phrase_start(&entry.key)) =>
        {
            let inner = node.entries().iter();
            let inner: Vec<String> = inner.map(|e| describe_value(&e.key, &e.value)).collect();
            format!("{}: {}", with_spaces(key), inner.join(", "))
        }
        _ => format!("`{key}: {value}`"),
    }
}

/// A value on one line, much as a person would write it.
pub fn flow_text(node: &Node) -> String {
    match &node.value {
        NodeValue::Null => "nothing".to_owned(),
        NodeValue::Scalar(text) => text.clone(),
        NodeValue::List(items) => {
            let items: Vec<String> = items.iter().map(flow_text).collect();
            format!("[{}]", words::join_choices(&items))
        }
        NodeValue::Map(entries) => {
            let entry = |e: &crate::base::document::NodeEntry| match e.value.value {
                // As in `{ end, plus: 1 month }`.
                NodeValue::Null => e.key.clone(),
                _ => format!("{}: {}", e.key, flow_text(&e.value)),
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Says how two maps differ in keys that nothing else describes, so that no difference is left out.
pub fn compare_others(old: &Node, new: &Node, described: &[&str]) -> Vec<String> {
    let is_other = |key: &str| !described.contains(&key);
    let keys = old.entries().iter().chain(new.entries());
    let mut others: Vec<&str> = Vec::new();
    for key in keys
        .map(|entry| entry.key.as_str())
        .filter(|key| is_other(key))
    {
        if !others.contains(&key) {
            others.push(key);
        }
    }
    let said = others
        .into_iter()
        .flat_map(|key| key_differences(key, old, new));
    said.collect()
}

/// Says how two maps differ in one key.
pub fn key_differences(key: &str, old: &Node, new: &Node) -> Vec<String> {
    let mut phrases = DiffPhrases::default();
    match (old.get(key), new.get(key)) {
        (Some(before), Some(after)) => compare_key(key, before, after, &mut phrases),
        (Some(before), None) => phrases.say(format!("no longer {}", describe_value(key, before))),
        (None, Some(after)) => phrases.say(format!("now also {}", describe_value(key, after))),
        (None, None) => {}
    }
    let DiffPhrases { mut said, more } = phrases;
    if more {
        said.push(format!("{} has changed", with_spaces(key)));
    }
    said
}

/// Returns true if two values say the same, wherever they stand and in whatever order their
/// keys are.
pub fn is_same_value(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (NodeValue::Null, NodeValue::Null) => true,
        (NodeValue::Scalar(a), NodeValue::Scalar(b)) => a == b,
        (NodeValue::List(a), NodeValue::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_value(a, b))
        }
        (NodeValue::Map(entries), NodeValue::Map(others)) => {
            let in_b = |key: &str| b.get(key);
            entries.len() == others.len()
                && entries.iter().all(|entry| {
                    in_b(&entry.key).is_some_and(|other| is_same_value(&entry.value, other))
                })
        }
        _ => false,
    }
}

/// The same where either may be left out.
pub fn is_same_or_default(key: &str, a: &Node, b: &Node) -> bool {
    match (a.get(key), b.get(key)) {
        (Some(a), Some(b)) => is_same_value(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::read_yaml;

    fn phrases(old: &str, new: &str) -> DiffPhrases {
        let node = |text: &str| read_yaml(&format!("a: {text}"), 0, 1_000).unwrap();
        let (old, new) = (node(old), node(new));
        compare(old.get("a").unwrap(), new.get("a").unwrap())
    }

    fn phrase_text(old: &str, new: &str) -> String {
        let phrases = phrases(old, new);
        assert!(!phrases.more, "{phrases:?}");
        phrases.said.join("; ")
    }

    #[test]
    fn options_shared_by_forms_are_described() {
        let cases = [
            (
                "{ of: x, at_least: 3 }",
                "{ at_least: 4, of: x }",
                "now at least 4, was 3",
            ),
            (
                "{ at_least: 3 }",
                "{ exactly: 3 }",
                "no longer at least 3; now also exactly 3",
            ),
            (
                "{ every: 6 weeks }",
                "{ every: 2 months }",
                "now every 2 months, was 6 weeks",
            ),
            (
                "{ per: 1 year }",
                "{ per: { window: 2 years, step: 1 year } }",
                "now in every 2 years, one beginning every 1 year, was in every 1 year",
            ),
            (
                "{ words: { at_least: 50 } }",
                "{ words: { at_least: 80 } }",
                "words: now at least 80, was 50",
            ),
            (
                "{ of: x }",
                "{ of: x, pages: { at_most: 1, paper: a4 } }",
                "now also pages: at most 1, `paper: a4`",
            ),
            ("{ sections: true }", "{}", "no longer sections"),
            (
                "{ has: [a, b] }",
                "{ has: [b, c, d] }",
                "has: now also c and d; has: no longer a",
            ),
            (
                "{ field: hours }",
                "{ field: credits }",
                "field is now credits, was hours",
            ),
            (
                "{ within: 6 months }",
                "{ within: 1 year }",
                "now within 1 year, was 6 months",
            ),
        ];
        for (old, new, expected) in cases {
            assert_eq!(phrase_text(old, new), expected, "{old} to {new}");
        }
    }

    #[test]
    fn forms_within_forms_are_compared_one_by_one() {
        let old = "[{ count: { of: x, at_least: 1 } }, { each: { of: x } }]";
        let new = "[{ count: { of: x, at_least: 2 } }, { each: { of: x } }]";
        assert_eq!(phrase_text(old, new), "now at least 2, was 1");
        let other = "[{ count: { of: x, at_least: 1 } }]";
        assert!(
            phrases(old, other).more,
            "nothing is said of what has no words"
        );
    }

    #[test]
    fn order_and_quotes_do_not_matter() {
        assert_eq!(
            phrases("{ a: 1, b: [x] }", "{ b: [\"x\"], a: \"1\" }"),
            DiffPhrases::default()
        );
        // The order of a list may.
        assert!(phrases("[a, b]", "[b, a]").more);
    }
}
