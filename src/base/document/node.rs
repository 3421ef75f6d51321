//! YAML as it was written: every key and value with its bytes.

use crate::base::text::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub span: Span,
    pub value: NodeValue,
}

/// A value as it is written. Scalars keep their words; what these mean is for the
/// reader who knows which type is expected (`1.10` is a version in one place and a number in another).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeValue {
    /// Nothing, `~` or `null`.
    Null,
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<NodeEntry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeEntry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

impl Node {
    pub fn new(span: Span, value: NodeValue) -> Self {
        Self { span, value }
    }

    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Scalar(text) => Some(text),
            NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[NodeEntry] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            NodeValue::Null | NodeValue::Scalar(_) | NodeValue::List(_) => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            NodeValue::List(items) => items,
            NodeValue::Null | NodeValue::Scalar(_) | NodeValue::Map(_) => &[],
        }
    }

    pub fn entry(&self, key: &str) -> Option<&NodeEntry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub fn is_map(&self) -> bool {
        matches!(self.value, NodeValue::Map(_))
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }

    /// Returns true for nothing, and for quotation marks around nothing.
    pub fn is_blank(&self) -> bool {
        self.is_null() || self.scalar().is_some_and(|word| word.trim().is_empty())
    }

    /// Returns what was written instead of what was expected, in plain words.
    pub fn describe(&self) -> &'static str {
        match self.value {
            NodeValue::Null => "nothing",
            NodeValue::Scalar(_) => "a single value",
            NodeValue::List(_) => "a list",
            NodeValue::Map(_) => "a group of named values",
        }
    }

    /// Returns the value as JSON in one form, whatever its order, quotes and comments were:
    /// names sorted by their bytes, no blanks, every single value a string of its words, and
    /// `null` where nothing is written. A name that stands twice is kept twice, in order.
    pub fn canonical_json(&self) -> String {
        match &self.value {
            NodeValue::Null => "null".to_owned(),
            NodeValue::Scalar(text) => json_string(text),
            NodeValue::List(items) => {
                let items: Vec<String> = items.iter().map(Self::canonical_json).collect();
                format!("[{}]", items.join(","))
            }
            NodeValue::Map(entries) => {
                let mut entries: Vec<&NodeEntry> = entries.iter().collect();
                entries.sort_by(|a, b| a.key.cmp(&b.key));
                let named = |entry: &&NodeEntry| {
                    let value = entry.value.canonical_json();
                    format!("{}:{value}", json_string(&entry.key))
                };
                let entries: Vec<String> = entries.iter().map(named).collect();
                format!("{{{}}}", entries.join(","))
            }
        }
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::document::read_yaml;

    fn canonical(text: &str) -> String {
        read_yaml(text, 0, 1000).unwrap().canonical_json()
    }

    #[test]
    fn order_quotes_and_comments_are_not_in_the_canonical_form() {
        let expected = r#"{"id":"sam","n":"1.10","roles":[{"from":"2026-01-01","role":"a b"},null],"to":null}"#;
        for text in [
            "id: sam\nn: 1.10\nroles: [{ from: 2026-01-01, role: a b }, ~]\nto:\n",
            "to: null # later\n\"n\": '1.10'\nroles:\n  - role: \"a b\"\n    from: 2026-01-01\n  -\nid: \"sam\"\n",
        ] {
            assert_eq!(canonical(text), expected);
        }
        let escaped = canonical("a: \"\\u0007\\\"\\\\\\n\u{e9}\"\n");
        assert_eq!(escaped, "{\"a\":\"\\u0007\\\"\\\\\\n\u{e9}\"}");
    }

    #[test]
    fn whatever_has_a_meaning_is_in_the_canonical_form() {
        let texts = [
            "a: b",
            "a: B",
            "a: [b]",
            "a:",
            "a: \"\"",
            "a: \"null\"",
            "a: [b, c]",
            "a: [c, b]",
            "a: { b: c }",
            "a: b\na: c",
            "a: c\na: b",
        ];
        let all: std::collections::BTreeSet<String> =
            texts.iter().map(|text| canonical(text)).collect();
        assert_eq!(all.len(), texts.len(), "{all:?}");
    }

    fn nodes() -> impl Strategy<Value = Node> {
        let node = |value| Node::new(Span::new(0, 0), value);
        let leaf = prop_oneof![
            Just(NodeValue::Null),
            any::<String>().prop_map(NodeValue::Scalar)
        ]
        .prop_map(node);
        leaf.prop_recursive(3, 16, 4, move |inner| {
            let entry = (any::<String>(), inner.clone()).prop_map(|(key, value)| NodeEntry {
                key,
                key_span: Span::new(0, 0),
                value,
            });
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(NodeValue::List),
                prop::collection::vec(entry, 0..4).prop_map(NodeValue::Map),
            ]
            .prop_map(node)
        })
    }

    proptest! {
        #[test]
        fn another_program_reads_the_same_values_from_the_canonical_form(node in nodes()) {
            fn is_same(node: &Node, json: &serde_json::Value) -> bool {
                match &node.value {
                    NodeValue::Null => json.is_null(),
                    NodeValue::Scalar(text) => json.as_str() == Some(text),
                    NodeValue::List(items) => json.as_array().is_some_and(|list| {
                        list.len() == items.len()
                            && items.iter().zip(list).all(|(item, json)| is_same(item, json))
                    }),
                    NodeValue::Map(entries) => entries.iter().rev().enumerate().all(|(at, entry)| {
                        let later = entries.iter().rev().take(at);
                        let is_last = !later.clone().any(|other| other.key == entry.key);
                        !is_last || is_same(&entry.value, &json[&entry.key])
                    }),
                }
            }
            let text = node.canonical_json();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert!(is_same(&node, &json), "{}", text);
        }
    }
}
