//! Words beside their language, so that a page marks what is in another language than the rest
//! and a screen reader speaks it with the right voice.

use serde::Serialize;

use super::{language, translated};
use crate::base::text::language_tag::language_of;
use crate::base::text::words;

/// Words, and their language if that is not the one of the words in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Spoken {
    pub words: String,
    /// BCP 47 tag.
    pub language: Option<String>,
}

impl From<String> for Spoken {
    /// Returns words that are in the language of the words in use.
    fn from(words: String) -> Self {
        Self {
            words,
            language: None,
        }
    }
}

impl From<&str> for Spoken {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl Spoken {
    /// Returns words in a language.
    pub fn new(words: impl Into<String>, tag: &str) -> Self {
        Self {
            words: words.into(),
            language: other_language(tag),
        }
    }

    /// Returns one name of several that stand together, such as the choices of a list: in the
    /// words in use if each of them has a translation, and otherwise as it is written.
    pub fn one_of<'n>(name: &str, together: impl IntoIterator<Item = &'n str>, tag: &str) -> Self {
        let mut together = together.into_iter();
        match translated(name).filter(|_| together.all(|name| translated(name).is_some())) {
            Some(term) => term.into(),
            None => Self::new(words::with_spaces(name), tag),
        }
    }

    /// Returns a title as a scheme writes it, such as that of a step, or its translation if it is
    /// a usual one.
    pub fn title(title: &str, tag: &str) -> Self {
        translated(title).map_or_else(|| Self::new(title, tag), Self::from)
    }

    /// Changes the words.
    #[must_use]
    pub fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        Self {
            words: change(&self.words),
            ..self
        }
    }
}

/// Returns the tag of a language, if it is another one than that of the words in use.
pub fn other_language(tag: &str) -> Option<String> {
    let is_same = language_of(tag).eq_ignore_ascii_case(language_of(&language().tag));
    (!is_same).then(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::phrases::in_language;

    #[test]
    fn names_that_stand_together_are_translated_all_or_none() {
        let name = |together: &[&str]| {
            in_language("cy", || {
                Spoken::one_of("Date", together.iter().copied(), "en")
            })
        };
        assert_eq!(name(&["Date", "award"]), Spoken::from("Dyddiad".to_owned()));
        let left = Spoken {
            words: "Date".to_owned(),
            language: Some("en".to_owned()),
        };
        assert_eq!(name(&["Date", "no such word"]), left);
    }

    #[test]
    fn words_in_the_language_of_the_page_need_no_mark() {
        let on = |page: &str, tag: &str| in_language(page, || Spoken::new("x", tag).language);
        assert_eq!(on("en-GB", "en"), None);
        assert_eq!(on("cy", "cy-GB"), None);
        assert_eq!(on("cy", "en").as_deref(), Some("en"));
        assert_eq!(on("en-GB", "cy").as_deref(), Some("cy"));
        // French has no words of its own here, so that those of the page are English.
        assert_eq!(on("fr", "en"), None);
    }
}
