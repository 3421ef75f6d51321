//! Text that is no Markdown, as Markdown that says the same.

/// Returns a text of lines as paragraphs of Markdown that show every letter of it. Lines that
/// begin as items of a list stay items.
pub fn plain_to_markdown(text: &str) -> String {
    let mut written = String::new();
    let mut was_item = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_item = item_text(line).is_some();
        if !written.is_empty() {
            written.push_str(if is_item && was_item { "\n" } else { "\n\n" });
        }
        written.push_str(&plain_line(line));
        was_item = is_item;
    }
    written
}

fn plain_line(line: &str) -> String {
    match item_text(line) {
        Some(text) => {
            let (mark, _) = line.split_at(line.len() - text.len());
            let mark = mark.trim_end().replace(['\u{2022}', '*', '+'], "-");
            format!("{mark} {}", escape_inline(text))
        }
        None => escape_start(&escape_inline(line)),
    }
}

/// Returns the words of an item of a list, behind its mark or its number.
fn item_text(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match digits {
        0 => line.strip_prefix(['-', '*', '+', '\u{2022}'])?,
        1..=3 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let text = mark.trim_start();
    // A rule of `* * *` has no words.
    let has_words = text.chars().any(char::is_alphanumeric);
    (text.len() < mark.len() && has_words && item_text(text).is_none()).then_some(text)
}

/// Puts a backslash before what would begin a heading, a quotation, a list, a rule or a table.
fn escape_start(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    match line.starts_with(['#', '>', '-', '+', '=', '~', ':', '|']) {
        true => format!("\\{line}"),
        false => line.to_owned(),
    }
}

/// Puts a backslash before what would be emphasis, code, a link, a picture, a tag, an entity or
/// the end of a cell.
fn escape_inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_marked = match letter {
            '*' | '`' | '[' | ']' | '|' | '~' => true,
            '<' => next.is_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_alphanumeric() || next == '#',
            '\\' => next.is_ascii_punctuation() || next == ' ',
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            _ => false,
        };
        if is_marked {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = letter;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use comrak::nodes::NodeValue;
    use comrak::{Arena, parse_document};
    use proptest::prelude::*;

    use super::*;
    use crate::base::markdown::options;

    /// The words that Markdown shows, without blanks, and the marks that it has beside
    /// paragraphs and lists.
    fn shown(markdown: &str) -> (String, Vec<String>) {
        let arena = Arena::new();
        let mut words = String::new();
        let mut marks = Vec::new();
        for node in parse_document(&arena, markdown, &options()).descendants() {
            match &node.data().value {
                NodeValue::Text(text) => words.push_str(text),
                NodeValue::Document
                | NodeValue::Paragraph
                | NodeValue::Item(_)
                | NodeValue::List(_)
                | NodeValue::SoftBreak
                | NodeValue::Escaped => {}
                other => marks.push(format!("{other:?}")),
            }
        }
        (words.split_whitespace().collect(), marks)
    }

    #[test]
    fn words_that_look_like_markdown_are_shown_as_they_are() {
        for text in [
            "# Heading",
            "---\ntitle: x\n---",
            "> quoted",
            "a *star* and snake_case and _this_",
            "`code` <b>bold</b> &amp; [link](x) ![p](q)",
            "| a | b |\n|---|---|",
            "```\nfence",
            "2018. A year",
            "===",
            "***",
            "~~gone~~",
            "C:\\temp\\*",
        ] {
            let (words, marks) = shown(&plain_to_markdown(text));
            assert_eq!(
                marks,
                Vec::<String>::new(),
                "{text}: {}",
                plain_to_markdown(text)
            );
            let plain: String = text.split_whitespace().collect();
            assert_eq!(words, plain, "{text}");
        }
    }

    #[test]
    fn lists_stay_lists() {
        assert_eq!(
            plain_to_markdown("Two:\n* one\n\u{2022} two\n"),
            "Two:\n\n- one\n- two"
        );
        assert_eq!(plain_to_markdown("1. one\n2. two"), "1. one\n2. two");
    }

    proptest! {
        #[test]
        fn no_line_becomes_markup(text in "[a-z#>*_`<&|~=.0-9:!\\[\\]()\\\\ -]{0,24}") {
            // A list is allowed, and takes its marks with it.
            prop_assume!(item_text(text.trim()).is_none());
            let markdown = plain_to_markdown(&text);
            let (words, marks) = shown(&markdown);
            prop_assert_eq!(marks, Vec::<String>::new(), "{}", markdown);
            let plain: String = text.split_whitespace().collect();
            prop_assert_eq!(words, plain, "{}", markdown);
        }
    }
}
