//! Words that are nobody's to print, and the dots that stand for them. However many words there
//! are, a text is read once.

use aho_corasick::{AhoCorasick, MatchKind};

/// Stands for words that are nobody's to print.
const MASK: &str = "\u{2022}\u{2022}\u{2022}";

/// Words that are nobody's to print.
pub struct SecretWords {
    search: Search,
}

enum Search {
    /// There are no such words.
    Nothing,
    ForWords(AhoCorasick),
    /// There are too many words to look for, so that any text may have one.
    Unknown,
}

impl SecretWords {
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Self {
                search: Search::Nothing,
            };
        }
        let search = AhoCorasick::builder()
            // Of two words that begin alike, the longer is hidden.
            .match_kind(MatchKind::LeftmostLongest)
            .build(words);
        Self {
            search: search.map_or(Search::Unknown, Search::ForWords),
        }
    }

    /// Returns true if a text has any of the words.
    pub fn are_in(&self, text: &str) -> bool {
        match &self.search {
            Search::Nothing => false,
            Search::ForWords(words) => words.is_match(text),
            Search::Unknown => true,
        }
    }

    /// Puts dots for the words in a text.
    pub fn mask(&self, text: &mut String) {
        if !self.are_in(text) {
            return;
        }
        *text = match &self.search {
            Search::Nothing => return,
            Search::Unknown => MASK.to_owned(),
            Search::ForWords(words) => {
                let mut masked = String::with_capacity(text.len());
                words.replace_all_with(text, &mut masked, |_, _, masked| {
                    masked.push_str(MASK);
                    true
                });
                masked
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(words: &[&str], text: &str) -> String {
        let mut text = text.to_owned();
        SecretWords::new(words.iter().copied()).mask(&mut text);
        text
    }

    #[test]
    fn dots_stand_for_each_word_and_nothing_else_changes() {
        let words = ["sam@example.org", "07700 900123", "", "sam@example.org.uk"];
        assert_eq!(
            masked(
                &words,
                "é sam@example.org, 07700 900123; sam@example.org.uk."
            ),
            "é \u{2022}\u{2022}\u{2022}, \u{2022}\u{2022}\u{2022}; \u{2022}\u{2022}\u{2022}."
        );
        assert_eq!(masked(&words, "nothing of it"), "nothing of it");
        assert_eq!(masked(&[], "nothing of it"), "nothing of it");
        assert_eq!(masked(&[""], "nothing of it"), "nothing of it");
    }

    #[test]
    fn many_words_are_hidden_as_few_are() {
        let words: Vec<String> = (0..30_000).map(|n| format!("jo{n}@example.org")).collect();
        let secrets = SecretWords::new(words.iter().map(String::as_str));
        for word in words.iter().step_by(100) {
            let mut text = format!("write to {word}");
            secrets.mask(&mut text);
            assert_eq!(text, "write to \u{2022}\u{2022}\u{2022}");
        }
    }
}
