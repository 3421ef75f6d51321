//! The words of packs, letters and bundles, from one file a language
//! (`templates/words/`): whole sentences with places for values. Knows neither records nor
//! formats.

mod declared;
mod parts;
mod plural;
mod spoken;
mod text;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub use declared::{
    CertificatePhrase, FeedbackPhrase, FormPhrase, LetterPhrase, PackPhrase, PlanPhrase,
    RequestPhrase, ValuePhrase,
};
use parts::WordsPart;
pub use plural::PluralForms;
use plural::plural_category;
pub use spoken::{Spoken, other_language};
pub use text::{
    format_date, format_days, format_hours, format_size, join_all, join_first, month_name,
};

use crate::base::text::language_tag::language_of;
use crate::base::text::words;

/// The words of one language, read when they are first needed.
struct WordsFile {
    /// ISO 639 code of the language.
    code: &'static str,
    text: &'static str,
    words: LazyLock<Language>,
}

macro_rules! words_of {
    ($code:literal) => {{
        const TEXT: &str = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/words/",
            $code,
            ".yaml"
        ));
        WordsFile {
            code: $code,
            text: TEXT,
            words: LazyLock::new(|| Language::read(TEXT)),
        }
    }};
}

/// The languages that have words; the first is used where no other is asked for. A new one is
/// a file in `templates/words/` and its code in this line.
static LANGUAGES: [WordsFile; 2] = [words_of!("en"), words_of!("cy")];

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
#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47 tag of the language, such as `en-GB`.
    pub tag: String,
    /// A sentence for every pack, if nobody who speaks the language has checked the words.
    pub unchecked: Option<String>,
    /// First words of a greeting in a letter, in small letters.
    pub greetings: Vec<String>,
    /// Words that can take back what was said before, in small letters.
    pub doubts: Vec<String>,
    /// The names of the months, from January.
    pub months: WordsPart<[String; 12]>,
    /// Titles of kinds and names of details and choices, by the English one in small letters.
    pub terms: WordsPart<BTreeMap<String, String>>,
    pub values: WordsPart<Phrases>,
    pub plan: WordsPart<Phrases>,
    pub pack: WordsPart<Phrases>,
    pub certificate: WordsPart<Phrases>,
    pub letter: WordsPart<Phrases>,
    /// The letters by name, in paragraphs.
    pub letters: WordsPart<BTreeMap<String, Vec<String>>>,
    pub request: WordsPart<Phrases>,
    pub feedback: WordsPart<Phrases>,
    pub form: WordsPart<Phrases>,
}

thread_local! {
    /// The words in use on this thread. A pack is put together and printed on one thread.
    static IN_USE: Cell<Option<&'static Language>> = const { Cell::new(None) };
}

/// Returns the words in use: those that [`in_language`] has chosen, or else English.
pub fn language() -> &'static Language {
    language_in_use().unwrap_or_else(|| &LANGUAGES[0].words)
}

/// Returns the words that [`in_language`] has chosen.
fn language_in_use() -> Option<&'static Language> {
    #[cfg(test)]
    if let Some(other) = tests::language_of_test() {
        return Some(other);
    }
    IN_USE.get()
}

/// Runs with the words of the language that a tag names, or in English if there are none. What
/// `run` starts on other threads has English words.
pub fn in_language<T>(tag: &str, run: impl FnOnce() -> T) -> T {
    /// Puts the words before back, also after a panic.
    struct Before(Option<&'static Language>);
    impl Drop for Before {
        fn drop(&mut self) {
            IN_USE.set(self.0);
        }
    }
    let _before = Before(IN_USE.replace(Some(words_for(tag))));
    run()
}

/// Returns what `say` says in each language.
pub fn in_each_language<T>(say: impl Fn() -> T) -> Vec<T> {
    let tags = LANGUAGES.iter().map(|file| file.code);
    tags.map(|tag| in_language(tag, &say)).collect()
}

/// Returns true for a word in small letters with which a greeting begins in some language.
pub fn is_greeting(word: &str) -> bool {
    let mut files = LANGUAGES.iter();
    files.any(|file| file.words.greetings.iter().any(|greeting| greeting == word))
}

/// Returns true for a word in small letters that can take back what stands above it, such as
/// `not`, in any language.
pub fn is_doubt(word: &str) -> bool {
    let mut files = LANGUAGES.iter();
    files.any(|file| file.words.doubts.iter().any(|doubt| doubt == word))
}

/// Returns the tag of a page in a language: itself if cpd has words for it, or else that of
/// the words that are used instead.
pub fn tag_of_page(tag: &str) -> String {
    let words = words_for(tag);
    let is_same = language_of(&words.tag).eq_ignore_ascii_case(language_of(tag));
    if is_same { tag } else { &words.tag }.to_owned()
}

/// Returns the title of a kind, or the name of a detail or choice, in the words in use: those
/// that come with cpd have translations, and any other is as it is written. Hyphens and
/// underscores become spaces.
pub fn term(name: &str) -> String {
    translated(name).unwrap_or_else(|| words::with_spaces(name))
}

/// Returns a name in the words in use, if they have it. English needs none, since names are written
/// in it.
fn translated(name: &str) -> Option<String> {
    let terms = &language_in_use()?.terms;
    let name = words::with_spaces(name);
    let term = terms.get(&name.to_lowercase())?;
    Some(match name.starts_with(char::is_uppercase) {
        true => words::capitalise(term),
        false => term.clone(),
    })
}

/// Returns the words for a tag.
fn words_for(tag: &str) -> &'static Language {
    let code = language_of(tag);
    let mut files = LANGUAGES.iter();
    let file = files.find(|file| file.code.eq_ignore_ascii_case(code));
    &file.unwrap_or(&LANGUAGES[0]).words
}

/// Returns the files of words of every language, one after the other.
pub fn all_words() -> String {
    LANGUAGES.iter().map(|file| file.text).collect()
}

impl Language {
    /// Splits a file of words into parts. Each is read when it is first needed.
    fn read(text: &'static str) -> Self {
        let parts = parts::split(text);
        let line = |name: &str| parts.iter().find(|part| part.0 == name).map(|part| part.1);
        let below = |name: &str| {
            let line = line(name).unwrap_or_default();
            line.split_once(':').map_or("", |(_, below)| below)
        };
        Self {
            tag: parts::read(below("tag")),
            unchecked: line("unchecked").map(|_| parts::read(below("unchecked"))),
            greetings: parts::read(below("greetings")),
            doubts: parts::read(below("doubts")),
            months: WordsPart::new(below("months")),
            terms: WordsPart::new(below("terms")),
            values: WordsPart::new(below("values")),
            plan: WordsPart::new(below("plan")),
            pack: WordsPart::new(below("pack")),
            certificate: WordsPart::new(below("certificate")),
            letter: WordsPart::new(below("letter")),
            letters: WordsPart::new(below("letters")),
            request: WordsPart::new(below("request")),
            feedback: WordsPart::new(below("feedback")),
            form: WordsPart::new(below("form")),
        }
    }

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
