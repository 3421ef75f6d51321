//! The letters and mails that cpd writes, one file to a letter: the values that its words
//! may name. The words are a scheme's own, or else those of the language.
//! There is no language of expressions in them: a value stands in braces, and a paragraph that
//! names a value that there is none of is left out.

mod asking;
mod granting;
mod inviting;
mod inviting_confirmation;
mod inviting_early;
mod inviting_feedback;
mod returning;
mod step_words;
mod submitting;
mod thanking;

use std::collections::BTreeMap;

use crate::base::text::Span;
use crate::domain::phrases::{Stretch, language, split_at_places};

pub use asking::ASKING;
pub use granting::GRANTING;
pub use inviting::INVITING;
pub use inviting_confirmation::INVITING_CONFIRMATION;
pub use inviting_early::INVITING_EARLY;
pub use inviting_feedback::INVITING_FEEDBACK;
pub use returning::RETURNING;
pub use step_words::STEP_WORDS;
pub use submitting::SUBMITTING;
pub use thanking::THANKING;

/// Every letter. A new one is a file beside the others, and a line here.
pub const LETTERS: [&LetterKind; 9] = [
    &ASKING,
    &INVITING,
    &INVITING_EARLY,
    &INVITING_CONFIRMATION,
    &INVITING_FEEDBACK,
    &SUBMITTING,
    &GRANTING,
    &RETURNING,
    &THANKING,
];

/// The folder of a scheme's letters, beside `scheme.yaml`.
pub const FOLDER: &str = "letters/";

/// The ending of their files.
pub const ENDING: &str = ".md";

/// A letter that a scheme may give its own words for.
#[derive(Debug)]
pub struct LetterKind {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// The names of the values, each with what it stands for.
    pub values: &'static [(&'static str, &'static str)],
}

/// The words of a letter, in paragraphs.
pub type LetterWords = Vec<String>;

/// A fault in the words of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterFault {
    /// A name in braces that is no value.
    UnknownValue { name: String, span: Span },
    /// A brace without its other half.
    OpenBrace { span: Span },
}

impl LetterKind {
    /// Returns the words that a scheme has for it, or else those of the language.
    pub fn words(&self, own: &BTreeMap<String, LetterWords>) -> LetterWords {
        let usual = || language().letters.get(self.name).cloned();
        own.get(self.name)
            .cloned()
            .or_else(usual)
            .unwrap_or_default()
    }

    /// Returns the faults in the text of a scheme's file.
    pub fn faults(&self, text: &str) -> Vec<LetterFault> {
        let mut faults = Vec::new();
        let mut at = 0;
        while let Some(found) = text[at..].find(['{', '}']) {
            let start = at + found;
            let rest = &text[start + 1..];
            let end = rest.find(['{', '}', '\n']);
            let place =
                end.filter(|end| rest[*end..].starts_with('}') && text[start..].starts_with('{'));
            let Some(end) = place else {
                let span = Span::new(start, start + 1);
                faults.push(LetterFault::OpenBrace { span });
                at = start + 1;
                continue;
            };
            let name = &rest[..end];
            at = start + end + 2;
            if !self.values.iter().any(|(known, _)| *known == name) {
                let (name, span) = (name.to_owned(), Span::new(start, at));
                faults.push(LetterFault::UnknownValue { name, span });
            }
        }
        faults
    }
}

/// Returns the letter with this name.
pub fn named(name: &str) -> Option<&'static LetterKind> {
    LETTERS.into_iter().find(|letter| letter.name == name)
}

/// Returns the paragraphs of a text.
pub fn paragraphs(text: &str) -> LetterWords {
    let mut found = vec![String::new()];
    for line in text.lines().map(str::trim_end) {
        match (line.is_empty(), found.last_mut()) {
            (true, _) => found.push(String::new()),
            (false, Some(last)) if !last.is_empty() => {
                last.push('\n');
                last.push_str(line);
            }
            (false, Some(last)) => last.push_str(line),
            (false, None) => {}
        }
    }
    found.retain(|paragraph| !paragraph.is_empty());
    found
}

/// Returns the paragraphs with their values. One that names a value that is empty, or none of
/// these, is left out.
pub fn fill(words: &[String], values: &[(&str, String)]) -> LetterWords {
    let value = |name: &str| {
        let found = values.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let filled = words.iter().filter_map(|paragraph| {
        let each = split_at_places(paragraph).into_iter();
        each.map(|stretch| match stretch {
            Stretch::Words(words) => Some(words),
            Stretch::Place(name) => value(name),
        })
        .collect::<Option<String>>()
    });
    filled.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_words_of_each_letter_name_its_values_and_nothing_else() {
        for letter in LETTERS {
            let words = letter.words(&BTreeMap::new());
            assert_eq!(letter.faults(&words.join("\n\n")), [], "{}", letter.name);
        }
        let known: Vec<&str> = language().letters.keys().map(String::as_str).collect();
        assert!(known.iter().all(|name| named(name).is_some()), "{known:?}");
    }

    #[test]
    fn faults_are_found_where_they_are() {
        let text = "Dear {owner},\n\n{ownr} {\n}";
        let found = SUBMITTING.faults(text);
        let spans: Vec<&str> = found
            .iter()
            .map(|fault| match fault {
                LetterFault::UnknownValue { span, .. } | LetterFault::OpenBrace { span } => {
                    &text[span.start..span.end]
                }
            })
            .collect();
        assert_eq!(spans, ["{ownr}", "{", "}"]);
    }

    #[test]
    fn a_paragraph_without_its_value_is_left_out() {
        let words = paragraphs("Dear {owner},\r\n\r\n\r\nYou said {reason}.\n\nYours\n{owner}\n");
        let filled = fill(
            &words,
            &[("owner", "Sam".into()), ("reason", String::new())],
        );
        assert_eq!(filled, ["Dear Sam,", "Yours\nSam"]);
    }

    proptest! {
        /// A value is never read as words with places, and faults never panic.
        #[test]
        fn a_value_is_put_in_as_it_is(value in "\\PC{1,30}", text in "\\PC{0,60}") {
            let words = vec!["a {owner} b".to_owned()];
            let filled = fill(&words, &[("owner", value.clone())]);
            prop_assert_eq!(filled, [format!("a {value} b")]);
            SUBMITTING.faults(&text);
            fill(&paragraphs(&text), &[("owner", value)]);
        }
    }
}
