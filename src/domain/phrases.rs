//! The words of packs and letters, from one file a language (`templates/words/`): whole
//! sentences with places for values. Knows neither records nor formats.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The file of the words, for whoever reads YAML itself.
pub const ENGLISH: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/words/en.yaml"
));

/// Sentences by name. A place for a value is written `{name}`.
pub type Phrases = BTreeMap<String, String>;

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub pack: Phrases,
    pub letter: Phrases,
}

/// Returns the words in English.
#[expect(
    clippy::expect_used,
    reason = "the file is part of the program, and a test reads it"
)]
pub fn english() -> &'static Language {
    static READ: LazyLock<Language> = LazyLock::new(|| {
        serde_saphyr::from_str(ENGLISH).expect("templates/words/en.yaml is what `Language` says")
    });
    &READ
}

/// A stretch of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub enum Stretch<'p> {
    Words(&'p str),
    /// The name of a value.
    Place(&'p str),
}

/// Returns a sentence in stretches, in order.
pub fn stretches(sentence: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut rest = sentence;
    while let Some((words, (place, after))) = rest
        .split_once('{')
        .and_then(|(words, after)| Some((words, after.split_once('}')?)))
    {
        found.extend((!words.is_empty()).then_some(Stretch::Words(words)));
        found.push(Stretch::Place(place));
        rest = after;
    }
    found.extend((!rest.is_empty()).then_some(Stretch::Words(rest)));
    found
}

/// Returns a sentence with its places filled. A test holds that each name exists and
/// that each place has a value.
pub fn filled(phrases: &Phrases, name: &str, values: &[(&str, &str)]) -> String {
    let sentence = phrases.get(name).map_or(name, String::as_str);
    let value = |place: &str| {
        let mut values = values.iter();
        let found = values.find(|(name, _)| *name == place);
        found.map_or("", |(_, value)| value)
    };
    let each = stretches(sentence).into_iter();
    each.map(|stretch| match stretch {
        Stretch::Words(words) => words,
        Stretch::Place(place) => value(place),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const HTML: &str = include_str!("../../templates/pack/pack.html.j2");
    const CSS: &str = include_str!("../../templates/pack/pack.css.j2");
    const TYPST: &str = include_str!("../../templates/pack/pack.typ");
    const LETTER: &str = include_str!("../formats/pack/letter.rs");

    /// The names after `phrases.` in a template, each with the places that it fills.
    fn used(template: &str) -> BTreeMap<String, BTreeSet<String>> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for after in template.split("phrases.").skip(1) {
            let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            let after = after.trim_start_matches([' ', '|', ',', '(']);
            let values = after.strip_prefix("fill(").unwrap_or(after);
            // Up to the end of the call: the values of a sentence stand on its line.
            let line = values.lines().next().unwrap_or_default();
            let places = found.entry(name.to_owned()).or_default();
            for (at, sign) in line.match_indices([':', '=']) {
                let before = &line[..at];
                let start = before.rfind(|c| !is_name(c)).map_or(0, |at| at + 1);
                if !before[start..].is_empty() {
                    places.insert(before[start..].to_owned());
                }
                let _ = sign;
            }
        }
        found
    }

    fn places(sentence: &str) -> BTreeSet<String> {
        let each = stretches(sentence).into_iter();
        each.filter_map(|stretch| match stretch {
            Stretch::Place(place) => Some(place.to_owned()),
            Stretch::Words(_) => None,
        })
        .collect()
    }

    #[test]
    fn every_sentence_of_a_pack_is_used_and_each_place_in_it_is_filled() {
        let phrases = &english().pack;
        let mut all = BTreeSet::new();
        for template in [HTML, CSS, TYPST] {
            for (name, given) in used(template) {
                let sentence = phrases.get(&name).unwrap_or_else(|| panic!("no {name}"));
                assert!(places(sentence).is_subset(&given), "{name}: {given:?}");
                all.insert(name);
            }
        }
        let written: BTreeSet<String> = phrases.keys().cloned().collect();
        assert_eq!(all, written);
    }

    #[test]
    fn html_and_pdf_use_the_same_sentences() {
        let html: BTreeSet<String> = used(HTML)
            .into_keys()
            .chain(used(CSS).into_keys())
            .collect();
        let pdf: BTreeSet<String> = used(TYPST).into_keys().collect();
        // A page has links to its files and a link past its head; a PDF has attachments.
        let only_html = [
            "downloads",
            "downloads_lead",
            "signoff_files",
            "skip",
            "sources",
        ];
        let difference: Vec<&String> = html.symmetric_difference(&pdf).collect();
        let mut expected: Vec<&str> = only_html.into_iter().chain(["attached"]).collect();
        expected.sort_unstable();
        assert_eq!(difference, expected);
    }

    #[test]
    fn every_sentence_of_the_letter_is_used() {
        assert!(!english().letter.is_empty());
        for name in english().letter.keys() {
            assert!(LETTER.contains(&format!("\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn places_are_filled_by_their_names() {
        let phrases = Phrases::from([("a".to_owned(), "{x} of {y}.".to_owned())]);
        assert_eq!(filled(&phrases, "a", &[("y", "2"), ("x", "1")]), "1 of 2.");
        assert_eq!(stretches("no place"), [Stretch::Words("no place")]);
    }
}
