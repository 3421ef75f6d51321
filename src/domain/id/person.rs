//! The id of a person.

text_id!(
    /// The id of a person, and the principal of their keys: `priya-shah`. Ids that differ in
    /// case alone are different ids, and only the lower-case one is an id at all.
    PersonId,
    is_person_id
);

/// The longest id of a person, in bytes: it becomes part of a file's name.
const LONGEST_PERSON_ID: usize = 80;

/// Returns true for small letters and digits with single hyphens between them.
fn is_person_id(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= LONGEST_PERSON_ID && text.split('-').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lower_case_slug_is_a_person() {
        for text in ["priya-shah", "sam", "r2-d2", &"x".repeat(80)] {
            assert!(PersonId::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "PRIYA-SHAH",
            "Priya-shah",
            "priya shah",
            "priya_shah",
            "priya.shah",
            "-priya",
            "priya--shah",
            "priya-shah\n",
            "pr\u{131}ya-shah",
            "priya-sh\u{430}h",
            "*",
            "priya-shah,sam-carter",
            &"x".repeat(81),
        ] {
            assert_eq!(PersonId::parse(text), None, "{text:?}");
        }
    }
}
