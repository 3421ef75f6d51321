//! The YAML test suite, each case as the details of a record.

use std::collections::{BTreeMap, BTreeSet};
use std::str::Lines;

use serde::Deserialize;
use serde_json::Value;

use super::{Departures, suite};
use crate::base::document::{
    Malformed, Node, NodeEntry, NodeValue, ParsedFile, read_general, read_yaml,
};
use crate::base::text::Span;
use crate::tests::typed_records::{ACTIVITY, findings};

const CASES: usize = 402;
const INVALID: usize = 94;
/// Those of which no line ends the details of a record, and those of these that are no YAML.
const RECORDS: usize = 255;
const INVALID_RECORDS: usize = 52;
const MOST_NODES: usize = 5_000;
const BODY: &str = "\nText.\n";

#[derive(Deserialize)]
struct Case {
    id: String,
    yaml: String,
    /// True if it is no YAML.
    fail: bool,
    /// The events of a parser, one to a line.
    tree: String,
    json: Option<String>,
}

impl Case {
    fn read(&self) -> Result<Node, Malformed> {
        read_general(&self.yaml, 0, MOST_NODES)
    }

    /// Returns how the reading differs from what the suite says, if it does.
    fn difference(&self) -> Option<String> {
        match (self.read(), self.fail) {
            (Err(_), true) => None,
            (Err(malformed), false) => Some(malformed.reason),
            (Ok(node), true) => Some(format!("read as {}", node.canonical_json())),
            (Ok(node), false) => self.difference_of_values(&node),
        }
    }

    fn difference_of_values(&self, node: &Node) -> Option<String> {
        // A text without a document has no value.
        let expected = Tree::new(&self.tree).document();
        let Some(expected) = expected else {
            let is_empty = node.is_null() || node.is_map() && node.entries().is_empty();
            return (!is_empty).then(|| node.canonical_json());
        };
        let (found, expected) = (node.canonical_json(), expected.canonical_json());
        if found != expected {
            return Some(format!("{found} for {expected}"));
        }
        let json: Value = serde_json::from_str(self.json.as_deref()?).ok()?;
        (!is_same(node, &json)).then(|| format!("{found} for {json}"))
    }

    /// Returns a record with it as its details; `None` where a line of it would end them.
    fn record(&self) -> Option<String> {
        let ends_details = |line: &str| line.starts_with("---") || line.starts_with("...");
        let is_whole = !self.yaml.lines().any(ends_details);
        let line_end = if self.yaml.ends_with('\n') { "" } else { "\n" };
        is_whole.then(|| format!("---\n{}{line_end}---\n{BODY}", self.yaml))
    }
}

fn node(value: NodeValue) -> Node {
    Node::new(Span::new(0, 0), value)
}

/// Returns true if the words of a value are what JSON has for it.
fn is_same(node: &Node, json: &Value) -> bool {
    match (&node.value, json) {
        (NodeValue::Null, json) => json.is_null(),
        (NodeValue::Scalar(words), Value::String(text)) => words == text,
        (NodeValue::Scalar(words), Value::Number(number)) => words.parse().ok() == number.as_f64(),
        (NodeValue::Scalar(words), Value::Bool(flag)) => *words == flag.to_string(),
        (NodeValue::List(items), Value::Array(list)) => {
            items.len() == list.len()
                && items
                    .iter()
                    .zip(list)
                    .all(|(item, json)| is_same(item, json))
        }
        (NodeValue::Map(entries), Value::Object(map)) => {
            let same = |entry: &NodeEntry| {
                map.get(&entry.key)
                    .is_some_and(|json| is_same(&entry.value, json))
            };
            entries.len() == map.len() && entries.iter().all(same)
        }
        _ => false,
    }
}

/// The events of the first document as values.
struct Tree<'t> {
    lines: Lines<'t>,
    named: BTreeMap<String, NodeValue>,
}

impl<'t> Tree<'t> {
    fn new(events: &'t str) -> Self {
        Self {
            lines: events.lines(),
            named: BTreeMap::new(),
        }
    }

    fn document(&mut self) -> Option<Node> {
        self.lines
            .find(|line| line.trim_start().starts_with("+DOC"))?;
        self.value()
    }

    /// Returns the next value; `None` at the end of what it would be in.
    fn value(&mut self) -> Option<Node> {
        let event = self.lines.next()?.trim_start();
        let (kind, rest) = event.split_at(4);
        let (name, tag, words) = properties(rest);
        let value = match kind {
            "+SEQ" => NodeValue::List(std::iter::from_fn(|| self.value()).collect()),
            "+MAP" => NodeValue::Map(std::iter::from_fn(|| self.entry()).collect()),
            "=ALI" => self.named.get(words.strip_prefix('*')?)?.clone(),
            "=VAL" => scalar(words, tag),
            _ => return None,
        };
        if let Some(name) = name {
            self.named.insert(name.to_owned(), value.clone());
        }
        Some(node(value))
    }

    fn entry(&mut self) -> Option<NodeEntry> {
        let key = self.value()?;
        Some(NodeEntry {
            key: key.scalar().unwrap_or_default().to_owned(),
            key_span: key.span,
            value: self.value()?,
        })
    }
}

/// Splits `&name <tag> rest`. The words of a value begin with a sign of how it was written.
fn properties(mut rest: &str) -> (Option<&str>, Option<&str>, &str) {
    let (mut name, mut tag) = (None, None);
    loop {
        rest = rest.strip_prefix(' ').unwrap_or(rest);
        let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
        if let Some(given) = first.strip_prefix('&') {
            name = Some(given);
        } else if first.starts_with('<') {
            tag = Some(first);
        } else if !matches!(first, "[]" | "{}") {
            return (name, tag, rest);
        }
        rest = after;
    }
}

fn scalar(written: &str, tag: Option<&str>) -> NodeValue {
    let words = unescaped(written.get(1..).unwrap_or_default());
    let is_text = tag.is_some_and(|tag| tag == "<tag:yaml.org,2002:str>");
    let is_plain = written.starts_with(':') && !is_text;
    match words.as_str() {
        "" | "~" | "null" | "Null" | "NULL" if is_plain => NodeValue::Null,
        _ => NodeValue::Scalar(words),
    }
}

fn unescaped(words: &str) -> String {
    let mut out = String::new();
    let mut letters = words.chars();
    while let Some(letter) = letters.next() {
        let after = if letter == '\\' { letters.next() } else { None };
        out.push(match after {
            None => letter,
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some(other) => other,
        });
    }
    out
}

/// Returns true if no group in a value has two entries of one name.
fn has_single_names(node: &Node) -> bool {
    let names: BTreeSet<&str> = node.entries().iter().map(|entry| &*entry.key).collect();
    let mut values = node.entries().iter().map(|entry| &entry.value);
    names.len() == node.entries().len()
        && values.all(has_single_names)
        && node.items().iter().all(has_single_names)
}

#[test]
fn the_cases_of_the_yaml_test_suite_have_the_values_that_it_says() {
    let Some(cases) = suite::<Case>("yaml") else {
        return;
    };
    assert_eq!(cases.len(), CASES);
    assert_eq!(cases.iter().filter(|case| case.fail).count(), INVALID);
    let mut departing = BTreeMap::new();
    for case in &cases {
        let difference = case.difference();
        departing.extend(difference.map(|difference| (case.id.clone(), difference)));
        let quick = read_yaml(&case.yaml, 0, MOST_NODES);
        assert_eq!(quick, case.read(), "{}", case.id);
    }
    Departures::of("yaml").assert_are(&departing);
}

#[test]
fn the_cases_of_the_yaml_test_suite_are_details_of_a_record_or_have_a_finding() {
    let Some(cases) = suite::<Case>("yaml") else {
        return;
    };
    let (mut records, mut invalid) = (0, 0);
    for case in cases {
        let Some(text) = case.record() else {
            continue;
        };
        records += 1;
        let file = ParsedFile::read(&text);
        match case.read() {
            Ok(node) if node.is_map() && has_single_names(&node) => {
                assert_eq!(file.faults, [], "{}", case.id);
                assert_eq!(file.front.canonical_json(), node.canonical_json());
                assert_eq!(file.body.slice(&text), BODY, "{}", case.id);
            }
            Ok(node) if node.is_null() => assert!(file.front.entries().is_empty()),
            Ok(_) => assert_ne!(file.faults, [], "{}", case.id),
            Err(_) => {
                invalid += 1;
                let found = findings(ACTIVITY, &text);
                let line = |finding: &String| {
                    let (line, rest) = finding.split_once(": ")?;
                    let line: usize = line.parse().ok()?;
                    let is_of_form = ["malformed-front-matter: ", "unclosed-front-matter: "];
                    is_of_form
                        .iter()
                        .any(|rule| rest.starts_with(rule))
                        .then_some(line)
                };
                let lines: Vec<usize> = found.iter().filter_map(line).collect();
                let details = 1..=text.lines().count();
                let is_placed = lines.iter().all(|line| details.contains(line));
                assert!(
                    is_placed && !lines.is_empty(),
                    "{}: {found:?}\n{text}",
                    case.id
                );
            }
        }
    }
    assert_eq!((records, invalid), (RECORDS, INVALID_RECORDS));
}
