//! The letter that goes with a pack.

use crate::base::text::words;
use crate::domain::phrases::{self, filled};
use crate::views::submission::model::Pack;

/// Characters in a line of the letter.
const WIDTH: usize = 79;

/// Returns a letter to send a pack with, which is in this file.
pub fn letter(pack: &Pack, file: &str) -> String {
    let phrases = &phrases::english().letter;
    let minutes = words::count_noun(pack.reading_minutes, "minute", "minutes");
    let values = [
        ("award", pack.award.as_str()),
        ("scheme", &pack.scheme.title),
        ("owner", &pack.owner.name),
        ("file", file.rsplit('/').next().unwrap_or(file)),
        ("minutes", &minutes),
    ];
    let say = |name: &str| filled(phrases, name, &values);
    let paragraphs = [
        format!("Subject: {}", say("subject")),
        say("greeting"),
        wrap(&say("attached")),
        wrap(&say("contents")),
        wrap(&say("check")),
        format!("{}\n{}", say("closing"), pack.owner.name),
    ];
    format!("{}\n", paragraphs.join("\n\n"))
}

/// Returns a paragraph in lines that a mail program shows unbroken.
fn wrap(paragraph: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
