//! The words of packs, letters and bundles, from one file a language
//! (`templates/words/`): whole sentences with places for values. Knows neither records nor
//! formats.

mod declared;
mod plural;
mod text;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub use declared::{
    CertificatePhrase, FeedbackPhrase, LetterPhrase, PackPhrase, PlanPhrase, RequestPhrase,
    ValuePhrase,
};
pub use plural::PluralForms;
use plural::plural_category;
pub use text::{format_date, format_hours, format_size, join_all, join_first, month_name};

/// The file of the words in English.
pub const ENGLISH: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/words/en.yaml"
));

/// Phrases by name.
pub type Phrases = BTreeMap<String, Phrase>;

/// A sentence or label. A place for a value is written `{name}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Phrase {
    Plain(String),
    /// Chosen by the value of its place `{count}`.
    Plural(PluralForms),
}

/// The words of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// BCP 47 tag of the language, such as `en-GB`.
    pub tag: String,
    /// The names of the months, from January.
    pub months: [String; 12],
    pub values: Phrases,
    pub plan: Phrases,
    pub pack: Phrases,
    pub certificate: Phrases,
    pub letter: Phrases,
    /// The letters by name, in paragraphs.
    pub letters: BTreeMap<String, Vec<String>>,
    pub request: Phrases,
    pub feedback: Phrases,
}

#[expect(
    clippy::expect_used,
    reason = "the file is part of the program, and a test reads it"
)]
static IN_ENGLISH: LazyLock<Language> = LazyLock::new(|| {
    serde_saphyr::from_str(ENGLISH).expect("templates/words/en.yaml is what `Language` says")
});

/// Returns the language of packs, letters and bundles.
pub fn language() -> &'static Language {
    #[cfg(test)]
    if let Some(other) = tests::language_of_test() {
        return other;
    }
    &IN_ENGLISH
}

impl Language {
    /// Returns the sentences of the pack that its templates use, by name. Those that depend
    /// on a number are chosen before a template is filled.
    pub fn pack_sentences(&self) -> BTreeMap<&str, &str> {
        let phrases = self.pack.iter();
        phrases
            .filter_map(|(name, phrase)| match phrase {
                Phrase::Plain(sentence) => Some((name.as_str(), sentence.as_str())),
                Phrase::Plural(_) => None,
            })
            .collect()
    }
}

/// A stretch of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub enum Stretch<'p> {
    Words(&'p str),
    /// The name of a value.
    Place(&'p str),
}

/// Returns a sentence in stretches, in order.
pub fn split_at_places(sentence: &str) -> Vec<Stretch<'_>> {
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

/// Returns a phrase with its places filled. [`declared`] makes sure that each name exists
/// and that each place has a value.
fn fill(phrases: &Phrases, name: &str, values: &[(&str, String)]) -> String {
    let value = |place: &str| {
        let mut values = values.iter();
        let found = values.find(|(name, _)| *name == place);
        found.map_or("", |(_, value)| value.as_str())
    };
    let sentence = match phrases.get(name) {
        Some(Phrase::Plain(sentence)) => sentence,
        Some(Phrase::Plural(forms)) => {
            forms.of(plural_category(&language().tag, value(plural::COUNT)))
        }
        None => name,
    };
    let each = split_at_places(sentence).into_iter();
    each.map(|stretch| match stretch {
        Stretch::Words(words) => words,
        Stretch::Place(place) => value(place),
    })
    .collect()
}

#[cfg(test)]
pub mod tests;
