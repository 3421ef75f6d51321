//! The words about an approval for whoever is about to give one: a few lines of Markdown
//! that a forge shows beside the result of the check.

use crate::base::text::safe::is_unsafe;
use crate::base::text::{Safe, words};
use crate::views::pull_request::{Approval, PullRequest, RequestedAward};

/// Returns the summary.
pub fn text(request: &PullRequest) -> String {
    let mut text = String::from("## What Approve would cover\n\n");
    if request.awards.is_empty() {
        text.push_str("This pull request asks for no award. Approving it endorses nothing.\n");
    }
    for award in &request.awards {
        text.push_str(&of_award(award));
    }
    text.push_str(&format!("\n{}\n", state(request.errors)));
    text
}

fn of_award(award: &RequestedAward) -> String {
    let title = escaped(&award.title);
    match &award.approval {
        Approval::NotNeeded => format!("**{title}** needs nobody else's word.\n"),
        Approval::Void(why) => format!(
            "**{title}** cannot be endorsed as it is: {}. Approving would count for nothing.\n",
            escaped(why)
        ),
        Approval::Endorses {
            owner,
            role,
            records,
        } => {
            let lines = records
                .iter()
                .map(|line| format!("- {}\n", escaped(line)))
                .collect::<String>();
            format!(
                "Pressing **Approve** declares: \"I am {}'s {role}, and this is a fair account.\" It endorses **{title}**, and covers:\n\n{lines}",
                escaped(owner)
            )
        }
    }
}

/// Says how many errors the check found.
fn state(errors: usize) -> String {
    if errors == 0 {
        return "The check found no errors.".to_owned();
    }
    let errors = words::counted(errors, "error", "errors");
    format!("The check found {errors}; they are marked beside the lines they are in.")
}

/// Words that mean nothing to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\n' | '\r') {
            plain.push(' ');
            continue;
        }
        if is_unsafe(c) {
            // Backslashes of its own stand before what Markdown reads.
            plain.push_str(&escaped(&Safe(c.encode_utf8(&mut [0; 4])).to_string()));
            continue;
        }
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '\'' | '"' | '-' | '?')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_is_only_words() {
        assert_eq!(
            escaped("a *b* <c> [d](e)\nf"),
            "a \\*b\\* \\<c\\> \\[d\\]\\(e\\) f"
        );
        assert_eq!(
            escaped("\u{1b}[2J\u{202e}"),
            "\\\\u\\{001b\\}\\[2J\\\\u\\{202e\\}"
        );
        assert_eq!(
            escaped("What minutes are for, 3.5 hours"),
            "What minutes are for, 3.5 hours"
        );
    }
}
