//! The letter that goes with a pack.

use crate::base::text::safe::make_file_safe;
use crate::domain::phrases::{LetterPhrase, format_date};
use crate::views::returned::ReturnNote;
use crate::views::submission::model::Pack;

/// Characters in a line of the letter.
const WIDTH: usize = 79;

/// Returns a letter to send a pack with, which is in this file. It names the return of the
/// submission before it, if there was one.
pub fn write_letter(pack: &Pack, file: &str, returned: Option<&ReturnNote>) -> String {
    let attached = LetterPhrase::Attached {
        award: &pack.award,
        file: file.rsplit('/').next().unwrap_or(file),
    };
    let reading_time = LetterPhrase::ReadingMinutes {
        count: pack.reading_minutes,
    };
    let subject = LetterPhrase::Subject {
        award: &pack.award,
        scheme: &pack.scheme.title,
        owner: &pack.owner.name,
    };
    let mut paragraphs = vec![
        subject.say(),
        LetterPhrase::Greeting {}.say(),
        wrap(&format!("{} {}", attached.say(), reading_time.say())),
    ];
    paragraphs.extend(returned.map(|note| {
        let date = &format_date(note.on.date_naive());
        let reason = note.quotable_reason();
        wrap(&LetterPhrase::Returned { date, reason }.say())
    }));
    paragraphs.extend([
        wrap(&LetterPhrase::Contents {}.say()),
        wrap(&LetterPhrase::Check {}.say()),
        format!("{}\n{}", LetterPhrase::Closing {}.say(), pack.owner.name),
    ]);
    make_file_safe(&format!("{}\n", paragraphs.join("\n\n")))
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
