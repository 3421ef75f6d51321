//! Words as people count them, and small matters of English.

/// Words in plain text as people and word processors count them: what stands
/// between blanks, where there is a letter or digit in it. `e-mail` is one.
pub fn count(text: &str) -> usize {
    let says = |word: &&str| word.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(says).count()
}

/// `1 journal`, `3 journals`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// What is to be said, one thing after the other: `a; b`, and `a? B` after a question.
pub fn clauses<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut said = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if said.ends_with('?') {
            said.push(' ');
            said.push_str(&capitalised(part));
        } else {
            said.push_str(if said.is_empty() { "" } else { "; " });
            said.push_str(part);
        }
    }
    said
}

/// `a journal`, `an activity`.
pub fn article(noun: &str) -> String {
    let vowel = noun
        .chars()
        .next()
        .is_some_and(|c| "aeiouAEIOU".contains(c));
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `line_manager` and `line-manager` as `line manager`.
pub fn spaced(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// The same words with a capital first letter.
pub fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The beginning of a text on one line, with an ellipsis where more than `most`
/// characters follow.
pub fn short(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", text[..end].trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_people_do() {
        assert_eq!(count("It's 3.5 hours — no more."), 5);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn lists_read_as_english() {
        let three = ["a", "b", "c"].map(String::from);
        assert_eq!(list(&three), "a, b and c");
        assert_eq!(list(&three[..1]), "a");
        assert_eq!(article("activity"), "an activity");
    }
}
