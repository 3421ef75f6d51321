//! Reading YAML nodes into values, collecting every fault on the way.

use std::sync::Arc;

use super::{Origin, SchemaFault, SchemaFaultKind};
use crate::base::document::{Node, NodeEntry, NodeValue};
use crate::base::text::{LanguageTag, Span};

/// The language of a scheme that names none, and of what comes with cpd.
pub const USUAL_LANGUAGE: &str = "en";

/// A file being read. Methods return `None` after recording what was wrong.
pub struct SchemaReader {
    pub path: Arc<str>,
    pub faults: Vec<SchemaFault>,
    /// BCP 47 tag of the language that the file is written in.
    pub language: Arc<str>,
}

impl SchemaReader {
    pub fn new(path: &str) -> Self {
        Self {
            path: path.into(),
            faults: Vec::new(),
            language: USUAL_LANGUAGE.into(),
        }
    }

    /// Returns a reader of a file of a scheme in the language that the scheme names.
    pub fn of_scheme(path: &str, scheme: Option<&Node>) -> Self {
        let written = scheme.and_then(|top| top.get("language")?.scalar());
        let tag = written.and_then(|written| LanguageTag::parse(written).ok());
        let language = tag.map_or(USUAL_LANGUAGE.into(), |tag| tag.as_str().into());
        Self {
            language,
            ..Self::new(path)
        }
    }

    pub fn origin(&self, span: Span) -> Origin {
        Origin {
            path: Arc::clone(&self.path),
            span,
            language: Arc::clone(&self.language),
        }
    }

    pub fn report(&mut self, span: Span, trouble: SchemaFaultKind) {
        self.faults.push(SchemaFault {
            at: self.origin(span),
            trouble,
        });
    }

    pub fn report_wrong(&mut self, node: &Node, needed: &str) {
        let found = match node.scalar() {
            Some(word) => format!("`{word}`"),
            None => node.describe().to_owned(),
        };
        self.report(
            node.span,
            SchemaFaultKind::Shape {
                needed: needed.to_owned(),
                found,
            },
        );
    }

    pub fn unknown_name<'a>(
        &mut self,
        span: Span,
        noun: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known = known.into_iter().map(str::to_owned).collect();
        self.report(
            span,
            SchemaFaultKind::UnknownName {
                noun,
                name: name.to_owned(),
                known,
            },
        );
    }

    /// Reports keys that mean nothing here.
    pub fn report_unknown_keys(&mut self, map: &Node, known: &[&str]) {
        for entry in map.entries() {
            if !known.contains(&entry.key.as_str()) {
                let known = known.iter().map(|key| (*key).to_owned()).collect();
                self.report(
                    entry.key_span,
                    SchemaFaultKind::UnknownKey {
                        key: entry.key.clone(),
                        known,
                    },
                );
            }
        }
    }

    pub fn read_map<'n>(&mut self, node: &'n Node) -> Option<&'n [NodeEntry]> {
        if !node.is_map() {
            self.report_wrong(node, "named values");
            return None;
        }
        Some(node.entries())
    }

    pub fn read_list<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            NodeValue::List(items) => Some(items),
            _ => {
                self.report_wrong(node, "a list");
                None
            }
        }
    }

    pub fn read_word<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let word = node.scalar();
        if word.is_none() {
            self.report_wrong(node, "a word or a line of text");
        }
        word
    }

    pub fn require<'n>(&mut self, map: &'n Node, key: &'static str) -> Option<&'n Node> {
        let value = map.get(key);
        if value.is_none() {
            self.report(map.span, SchemaFaultKind::MissingKey { key });
        }
        value
    }

    pub fn require_word<'n>(&mut self, map: &'n Node, key: &'static str) -> Option<&'n str> {
        let node = self.require(map, key)?;
        self.read_word(node)
    }

    /// A word that may become part of a file's path.
    pub fn require_id<T>(
        &mut self,
        map: &Node,
        key: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let node = self.require(map, key)?;
        let id = parse(self.read_word(node)?);
        if id.is_none() {
            self.report_wrong(node, "an id of letters, digits and hyphens");
        }
        id
    }

    pub fn word_at<'n>(&mut self, map: &'n Node, key: &str) -> Option<&'n str> {
        map.get(key).and_then(|node| self.read_word(node))
    }

    /// A boolean key, false when absent.
    pub fn read_flag(&mut self, map: &Node, key: &str) -> bool {
        let Some(node) = map.get(key) else {
            return false;
        };
        match node.scalar() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                self.report_wrong(node, "true or false");
                false
            }
        }
    }

    /// A whole number that is not negative.
    pub fn read_count(&mut self, map: &Node, key: &str) -> Option<usize> {
        let node = map.get(key)?;
        let number = node.scalar().and_then(|word| word.parse().ok());
        if number.is_none() {
            self.report_wrong(node, "a whole number");
        }
        number
    }

    /// A list of words; one word stands for a list of one.
    pub fn read_words(&mut self, node: &Node) -> Vec<String> {
        if let Some(word) = node.scalar() {
            return vec![word.to_owned()];
        }
        let items = self.read_list(node).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| self.read_word(item).map(str::to_owned))
            .collect()
    }

    pub fn words_at(&mut self, map: &Node, key: &str) -> Vec<String> {
        map.get(key)
            .map(|node| self.read_words(node))
            .unwrap_or_default()
    }
}
