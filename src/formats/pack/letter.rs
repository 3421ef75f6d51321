//! Letters as text that a mail program shows unbroken.

use crate::base::text::safe::make_file_safe;
use crate::domain::letters;
use crate::domain::phrases::{self, LetterPhrase};

/// Characters in a line of the letter.
const WIDTH: usize = 79;

/// Returns a letter with its values. Lines stay as they are written, unless they are too long.
pub fn write_letter(words: &[String], values: &[(&str, String)]) -> String {
    let filled = letters::fill(words, values);
    let paragraphs: Vec<String> = filled.iter().map(|words| wrap(words)).collect();
    make_file_safe(&format!("{}\n", paragraphs.join("\n\n")))
}

/// Returns a paragraph in lines that a mail program shows unbroken. The subject of a letter
/// stays on its line.
fn wrap(paragraph: &str) -> String {
    let subjects = phrases::in_each_language(|| LetterPhrase::Subject {}.say());
    let is_subject = |line: &str| subjects.iter().any(|subject| line.starts_with(subject));
    let lines = paragraph.lines().flat_map(|line| match is_subject(line) {
        true => vec![line.to_owned()],
        false => wrap_line(line),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn wrap_line(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
