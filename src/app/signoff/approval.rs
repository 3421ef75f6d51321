//! The line with which a reply says yes. A request asks for it word by word, since nothing
//! else is certain: "I endorse it once you have corrected the second journal" is no yes.

use super::request::EndorsementRequest;
use crate::domain::phrases::{self, RequestPhrase, Spoken};
use crate::domain::portfolio::Portfolio;

impl EndorsementRequest<'_> {
    /// Returns true if a reply begins with the line that says yes, in any language: the owner
    /// may have chosen another since.
    pub fn is_approved_by(&self, reply: &str, portfolio: &Portfolio) -> bool {
        let lines = phrases::in_each_language(|| self.approval(portfolio));
        lines.iter().any(|line| begins_with(reply, line))
    }

    /// Returns the line with which somebody says yes by mail, with its language.
    pub fn spoken_approval(&self, portfolio: &Portfolio) -> Spoken {
        let words = self.approval(portfolio);
        match self.eligible.step.words.declares {
            Some(_) => Spoken::new(words, &self.eligible.scheme.language),
            None => words.into(),
        }
    }

    /// Returns the line with which somebody says yes by mail.
    pub fn approval(&self, portfolio: &Portfolio) -> String {
        let eligible = &self.eligible;
        let own = eligible.own_words(&eligible.step.words.declares, portfolio);
        let owner = portfolio.owner().map_or("", |owner| owner.name());
        let id = &eligible.award.id;
        let confirmation = portfolio
            .confirmation(id)
            .zip(portfolio.confirmed_record(id));
        if let Some((confirmation, record)) = confirmation {
            return RequestPhrase::ConfirmSentence {
                record: record.title(),
                owner,
                title: confirmation.title(),
            }
            .say();
        }
        let usual = RequestPhrase::YesSentence {
            step: &self.spoken_step(),
            award: &eligible.award.title_in_words(),
            owner,
        };
        own.unwrap_or_else(|| usual.say())
    }
}

/// Returns true if a reply begins with this line, which may be broken into several. Words of
/// greeting may stand above it, and a comment below it that has no word of doubt.
fn begins_with(reply: &str, line: &str) -> bool {
    let wanted: Vec<String> = plain_words(line).collect();
    let names = wanted.get(1..).unwrap_or_default();
    let mut lines = reply.lines().skip_while(|line| is_greeting(line, names));
    let mut said = Vec::new();
    while said.len() < wanted.len() {
        let Some(line) = lines.next() else {
            return false;
        };
        said.extend(plain_words(line));
    }
    let is_doubt = |word: String| phrases::is_doubt(&word.replace('\u{2019}', "'"));
    said == wanted && !lines.flat_map(plain_words).any(is_doubt)
}

/// Returns the words of a line in small letters, without the marks around them.
fn plain_words(line: &str) -> impl Iterator<Item = String> {
    let words = line.split_whitespace();
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Returns true for an empty line, and for one such as `Dear Sam,` or `Sam,`.
fn is_greeting(line: &str, names: &[String]) -> bool {
    let words: Vec<String> = plain_words(line).collect();
    let greets = |first: &str| phrases::is_greeting(first);
    match words.as_slice() {
        [] => true,
        [name] if names.contains(name) => line.trim_end().ends_with(','),
        [first, ..] => greets(first) && words.len() <= 5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = "Yes, I endorse Silver of Sam Carter.";

    #[test]
    fn only_the_line_itself_at_the_beginning_is_a_yes() {
        for reply in [
            LINE,
            "yes i endorse silver of sam carter",
            "Dear Sam,\n\nYes, I endorse Silver of Sam Carter.\n\nThe queue is shorter.",
            "Sam,\nYes, I endorse Silver\nof Sam Carter.\nThe queue is shorter.",
            "Good morning Sam!\n“Yes, I endorse Silver of Sam Carter.”",
        ] {
            assert!(begins_with(reply, LINE), "{reply}");
        }
        for reply in [
            "",
            "Yes.",
            "I endorse it.",
            "No,\nYes, I endorse Silver of Sam Carter.",
            "Dear Sam, I cannot yet say what follows:\nYes, I endorse Silver of Sam Carter.",
            "No.\n\nYes, I endorse Silver of Sam Carter.",
            "I cannot yet say\nYes, I endorse Silver of Sam Carter.",
            "Yes, I endorse Silver of Sam Carter once the second journal is corrected.",
            "Yes, I endorse Silver of Sam Carter. But not the third journal.",
            "Yes, I endorse Gold of Sam Carter.",
            "Yes, I do not endorse Silver of Sam Carter.",
            "Yes, I endorse Silver of Sam",
            "Yes, I endorse Silver of Sam Carter.\n\nNo, wait. Please do not record it.",
            "Yes, I endorse Silver of Sam Carter.\nI can\u{2019}t before the dates are right.",
            "Yes, I endorse Silver of Sam Carter.\n\nOnd nid eto.",
        ] {
            assert!(!begins_with(reply, LINE), "{reply}");
        }
    }

    proptest! {
        /// A plain model: the first lines, joined, are the line.
        #[test]
        fn nothing_but_its_words_in_order_is_a_yes(at in 0usize..7, word in "[a-z]{1,6}") {
            let mut words: Vec<&str> = LINE.split(' ').collect();
            words.insert(at, &word);
            prop_assert!(!begins_with(&words.join(" "), LINE));
            let mut broken: Vec<&str> = LINE.split(' ').collect();
            broken.insert(at, "\n");
            prop_assert!(begins_with(&broken.join(" "), LINE));
        }
    }
}
