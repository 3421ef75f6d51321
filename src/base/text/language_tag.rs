//! Tags of languages, as BCP 47 has them: `cy`, `en-GB`, `sr-Latn`. Knows the codes of ISO 639
//! and nothing of what is written in a language.

use isolang::Language;

/// A well-formed tag of a language that exists: the language, and perhaps a script, a region
/// and variants. Tags with extensions or parts for private use are refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LanguageTag(String);

/// A reason why words are no tag of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagFault {
    /// The tag that was meant.
    Meant(String),
    Unknown,
}

impl LanguageTag {
    /// Reads a tag, in small or capital letters, and writes it as is usual.
    pub fn parse(written: &str) -> Result<Self, TagFault> {
        let mut parts = written.split('-');
        let language = parts.next().unwrap_or_default().to_lowercase();
        let parts: Vec<&str> = parts.collect();
        let rest = usual_case(&parts).ok_or_else(|| meant(written))?;
        match known(&language) {
            Some(usual) if usual == language => Ok(Self(language + &rest)),
            Some(usual) => Err(TagFault::Meant(usual + &rest)),
            None => Err(meant(written)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the language of a tag alone: `en` of `en-GB`.
pub fn language_of(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

/// Returns the code that is used for a language: that of 2 letters if there is one.
fn known(code: &str) -> Option<String> {
    let language = match code.len() {
        2 => Language::from_639_1(code),
        3 => Language::from_639_3(code),
        _ => None,
    }?;
    Some(usual_code(language))
}

fn usual_code(language: Language) -> String {
    let short = language.to_639_1();
    short.unwrap_or(language.to_639_3()).to_owned()
}

/// Returns the parts after the language in their usual letters, each behind its hyphen: a
/// script, a region and variants, in this order.
fn usual_case(parts: &[&str]) -> Option<String> {
    let mut written = String::new();
    let mut before = 0;
    for part in parts {
        let is_letters = part.chars().all(|c| c.is_ascii_alphabetic());
        let is_digits = part.chars().all(|c| c.is_ascii_digit());
        let starts_with_digit = part.starts_with(|c: char| c.is_ascii_digit());
        let is_word = part.chars().all(|c| c.is_ascii_alphanumeric());
        let (place, usual) = match part.len() {
            4 if is_letters => (1, capitalised(part)),
            2 if is_letters => (2, part.to_uppercase()),
            3 if is_digits => (2, (*part).to_owned()),
            5..=8 if is_word => (3, part.to_lowercase()),
            4 if is_word && starts_with_digit => (3, part.to_lowercase()),
            _ => return None,
        };
        // A script and a region come once.
        if place < before || (place == before && place < 3) {
            return None;
        }
        before = place;
        written.push('-');
        written.push_str(&usual);
    }
    Some(written)
}

fn capitalised(part: &str) -> String {
    let (first, rest) = part.split_at(1);
    first.to_uppercase() + &rest.to_lowercase()
}

/// Finds the tag that was meant: with other marks between its parts, or the name of the
/// language.
fn meant(written: &str) -> TagFault {
    let plain = written.trim().replace(['_', ' '], "-");
    let again = (plain != written).then(|| LanguageTag::parse(&plain));
    let is_name = |word: &&str| word.len() > 3 && word.is_ascii();
    let name = Some(written.trim()).filter(is_name).map(capitalised);
    let by_name = || Language::from_name(&name?).map(usual_code);
    match again {
        Some(Ok(tag)) => TagFault::Meant(tag.0),
        Some(Err(TagFault::Meant(tag))) => TagFault::Meant(tag),
        _ => by_name().map_or(TagFault::Unknown, TagFault::Meant),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_is_written_in_its_usual_letters() {
        for (written, usual) in [
            ("cy", "cy"),
            ("EN-gb", "en-GB"),
            ("sr-LATN-rs", "sr-Latn-RS"),
            ("es-419", "es-419"),
            ("de-1996", "de-1996"),
            ("sl-rozaj", "sl-rozaj"),
            ("gsw", "gsw"),
        ] {
            let tag = LanguageTag::parse(written).unwrap();
            assert_eq!(tag.as_str(), usual);
        }
        assert_eq!(language_of("sr-Latn-RS"), "sr");
    }

    #[test]
    fn a_code_or_a_name_that_is_not_the_usual_one_leads_to_it() {
        for (written, usual) in [
            ("cym", "cy"),
            ("eng-GB", "en-GB"),
            ("en_GB", "en-GB"),
            ("Welsh", "cy"),
            ("french", "fr"),
        ] {
            let expected = TagFault::Meant(usual.to_owned());
            assert_eq!(LanguageTag::parse(written), Err(expected), "{written}");
        }
        for written in [
            "",
            "-",
            "xx",
            "qqq",
            "e",
            "en-",
            "en--GB",
            "en-GB-Latn",
            "en-GB-GB",
            "en-x-sam",
            "en-u-ca",
            "Cymraeg éé",
            "é",
            "cy GB!",
        ] {
            assert_eq!(
                LanguageTag::parse(written),
                Err(TagFault::Unknown),
                "{written}"
            );
        }
    }

    proptest! {
        /// Whatever is read as a tag is read as itself again, and is safe in code and HTML.
        #[test]
        fn a_tag_that_was_read_stays_as_it_is(written in "[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,3}|\\PC{0,12}") {
            match LanguageTag::parse(&written) {
                Ok(tag) => {
                    prop_assert!(tag.as_str().chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
                    prop_assert_eq!(LanguageTag::parse(tag.as_str()), Ok(tag));
                }
                Err(TagFault::Meant(usual)) => {
                    let read = LanguageTag::parse(&usual);
                    prop_assert_eq!(read.as_ref().map(LanguageTag::as_str), Ok(&*usual));
                }
                Err(TagFault::Unknown) => {}
            }
        }
    }
}
