//! Reads schema/cv.yaml: the records of which a CV is made.

use std::sync::LazyLock;

use crate::base::document::{Node, read_yaml};
use crate::base::text::fold;
use crate::domain::portfolio::Record;

/// The records that come with cpd's own list.
pub static SOURCES: LazyLock<CvSources> = LazyLock::new(|| {
    let text = include_str!("../../../schema/cv.yaml");
    let node = read_yaml(text, 0, 5_000).ok();
    node.as_ref().map(CvSources::read).unwrap_or_default()
});

/// The records of which a CV is made.
#[derive(Default)]
pub struct CvSources {
    /// The kind that is a CV.
    pub base: String,
    /// The kind whose text is the summary.
    pub summary: String,
    /// The kind and the field with interests.
    pub interests: (String, String),
    pub sections: Vec<SectionSource>,
}

/// The records that add to a section of a CV.
pub struct SectionSource {
    pub section: String,
    pub kind: String,
    /// Fields with the words that they may have, in small letters.
    only: Vec<(String, Vec<String>)>,
    /// Fields that must be given.
    given: Vec<String>,
    /// The name of each part of the entry, and the field that it is taken from.
    pub take: Vec<(String, String)>,
}

impl CvSources {
    fn read(node: &Node) -> Self {
        let of = |key: &str| {
            node.get(key)
                .map(|it| word_at(it, "of"))
                .unwrap_or_default()
        };
        let interests = node.get("interests");
        let field = interests.map(|it| word_at(it, "field")).unwrap_or_default();
        let sections = node.get("sections").map_or(&[][..], Node::entries).iter();
        let sections = sections.flat_map(|entry| {
            let sources = entry.value.items().iter();
            sources.map(|source| SectionSource::read(&entry.key, source))
        });
        Self {
            base: word_at(node, "base"),
            summary: of("summary"),
            interests: (of("interests"), field),
            sections: sections.collect(),
        }
    }
}

impl SectionSource {
    fn read(section: &str, node: &Node) -> Self {
        let entries = |key: &str| node.get(key).map_or(&[][..], Node::entries).iter();
        let only = entries("only").map(|entry| (entry.key.clone(), words(Some(&entry.value))));
        let take = entries("take").map(|entry| {
            let field = entry.value.scalar().unwrap_or_default();
            (entry.key.clone(), field.to_owned())
        });
        Self {
            section: section.to_owned(),
            kind: word_at(node, "of"),
            only: only.collect(),
            given: words(node.get("given")),
            take: take.collect(),
        }
    }

    /// Returns true for a record that adds to the section.
    pub fn takes(&self, record: &Record) -> bool {
        let is_one_of = |(field, words): &(String, Vec<String>)| {
            let written = record.get(field).map(|value| value.to_text());
            written.is_some_and(|text| words.iter().any(|word| *word == fold(text.trim())))
        };
        let is_given = |field: &String| record.get(field).is_some_and(|value| value.is_given());
        self.only.iter().all(is_one_of) && self.given.iter().all(is_given)
    }
}

fn word_at(node: &Node, key: &str) -> String {
    let word = node.get(key).and_then(Node::scalar);
    word.unwrap_or_default().to_owned()
}

fn words(node: Option<&Node>) -> Vec<String> {
    let items = node.map_or(&[][..], Node::items).iter();
    items.filter_map(Node::scalar).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::built_in;

    /// Every kind and field that the list names is one.
    #[test]
    fn the_list_names_kinds_and_fields_that_there_are() {
        let kinds = built_in::base_kinds(&mut Vec::new());
        let field = |kind: &str, field: &str| {
            let kind = kinds.get(kind).unwrap_or_else(|| panic!("{kind}"));
            assert!(kind.field(field).is_some(), "{kind:?}: {field}");
        };
        assert!(kinds.get(&SOURCES.base).is_some());
        assert!(kinds.get(&SOURCES.summary).is_some());
        field(&SOURCES.interests.0, &SOURCES.interests.1);
        assert_eq!(SOURCES.sections.len(), 5);
        let base = kinds.get(&SOURCES.base).unwrap();
        for source in &SOURCES.sections {
            let named = source.only.iter().map(|(field, _)| field);
            let taken = source.take.iter().map(|(_, field)| field);
            for name in named.chain(&source.given).chain(taken) {
                field(&source.kind, name);
            }
            // The parts are those that the record that is a CV has, too.
            let section = base.field(&source.section).unwrap();
            let known = format!("{:?}", section.ty);
            for (part, _) in &source.take {
                assert!(known.contains(&format!("\"{part}\"")), "{part}");
            }
        }
    }
}
