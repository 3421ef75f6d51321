//! The words about an approval for whoever is about to give one: a few lines of Markdown
//! that a forge shows beside the result of the check.

use crate::base::text::safe::is_unsafe;
use crate::base::text::{Safe, Shell, words};
use crate::formats::remedies::remedy_text;
use crate::views::pull_request::{Approval, PullRequest, RequestedAward};

/// Returns the summary.
pub fn markdown_summary(request: &PullRequest, shell: Shell) -> String {
    let mut text = String::from("## What Approve would cover\n\n");
    if request.awards.is_empty() {
        text.push_str(
            "This pull request does not ask for an award. Approving it endorses nothing.\n",
        );
    }
    for award in &request.awards {
        text.push_str(&award_summary(award, shell));
    }
    text.push_str(&format!("\n{}\n", error_count_text(request.errors)));
    text
}

fn award_summary(award: &RequestedAward, shell: Shell) -> String {
    let title = escape_markdown(&award.title);
    match &award.approval {
        Approval::NotNeeded => format!("**{title}** does not need anybody else to sign.\n"),
        Approval::Void {
            why,
            details,
            remedies,
        } => {
            let remedies = remedies.iter().filter_map(|one| remedy_text(one, shell));
            let open: Vec<String> = details.iter().cloned().chain(remedies).collect();
            let why = match open.is_empty() {
                true => why.clone(),
                false => format!("{why}: {}", open.join("; ")),
            };
            format!(
                "**{title}** cannot be endorsed as it is: {}. Approving would endorse nothing.\n",
                escape_markdown(&why)
            )
        }
        Approval::Endorses {
            owner,
            role,
            says,
            records,
        } => {
            let lines = records
                .iter()
                .map(|line| format!("- {}\n", escape_markdown(line)))
                .collect::<String>();
            let (declares, effect) = match says {
                Some(says) => (format!(". {}.", escape_markdown(says)), "confirms"),
                None => (", and this is a fair account.".to_owned(), "endorses"),
            };
            format!(
                "Pressing **Approve** declares: \"I am {}'s {}{declares}\" It {effect} **{title}**, and covers:\n\n{lines}",
                escape_markdown(owner),
                escape_markdown(role),
            )
        }
    }
}

/// Says how many errors the check found.
fn error_count_text(errors: usize) -> String {
    if errors == 0 {
        return "The check found no errors.".to_owned();
    }
    let errors = words::count_noun(errors, "error", "errors");
    format!("The check found {errors}; they are marked beside the lines they are in.")
}

/// Words that mean nothing to Markdown or HTML.
fn escape_markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\n' | '\r') {
            plain.push(' ');
            continue;
        }
        if is_unsafe(c) {
            // Backslashes of its own stand before what Markdown reads.
            plain.push_str(&escape_markdown(
                &Safe(c.encode_utf8(&mut [0; 4])).to_string(),
            ));
            continue;
        }
        // A forge makes a link of it.
        let is_link = c == '.' && ends_with_www(&plain);
        if is_link
            || c.is_ascii_punctuation()
                && !matches!(c, '.' | ',' | ';' | ':' | '\'' | '"' | '-' | '?')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

fn ends_with_www(text: &str) -> bool {
    let end = text.len().checked_sub(3).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{AwardName, AwardRef, SchemeId};
    use crate::domain::remedy::{Invocation, Remedy};

    fn silver() -> AwardRef {
        let scheme = SchemeId::parse("lancaster").unwrap();
        AwardRef::new(&scheme, &AwardName::parse("silver").unwrap())
    }

    #[test]
    fn an_approval_that_would_not_count_lists_what_is_missing() {
        let award = RequestedAward {
            award: silver(),
            title: "Silver".into(),
            approval: Approval::Void {
                why: "it is not ready".into(),
                details: vec!["one".into()],
                remedies: vec![Remedy::invoke("see whose keys", Invocation::CheckTrust)],
            },
        };
        let request = PullRequest {
            awards: vec![award],
            errors: 0,
        };
        let text = markdown_summary(&request, Shell::Posix);
        let says = "cannot be endorsed as it is: it is not ready: one; see whose keys: \\`cpd trust check\\`.";
        assert!(text.contains(says), "{text}");
    }

    #[test]
    fn nothing_that_others_wrote_begins_a_line_or_has_a_meaning() {
        let hostile = "x\n::add-path::/tmp\r\n# y <img src=a> **b** [c](www.d) `e` | \u{1b}[2J";
        let given = || vec![hostile.to_owned()];
        let approvals = [
            Approval::NotNeeded,
            Approval::Void {
                why: hostile.into(),
                details: given(),
                remedies: Vec::new(),
            },
            Approval::Endorses {
                owner: hostile.into(),
                role: hostile.into(),
                says: Some(hostile.into()),
                records: given(),
            },
        ];
        let awards = approvals.map(|approval| RequestedAward {
            award: silver(),
            title: hostile.into(),
            approval,
        });
        let request = PullRequest {
            awards: awards.into(),
            errors: 1,
        };
        let text = markdown_summary(&request, Shell::Posix);
        assert_eq!(text.matches(&escape_markdown(hostile)).count(), 9, "{text}");
        let mut chars = text.chars();
        let mut unescaped = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                c => unescaped.push(c),
            }
        }
        for meaning in ["\n::", "\n# y", "<", "[", "(", "`", "|", "\u{1b}", "www."] {
            assert!(!unescaped.contains(meaning), "{meaning:?} in {text}");
        }
    }

    #[test]
    fn a_title_cannot_inject_markdown() {
        assert_eq!(
            escape_markdown("a *b* <c> [d](e)\nf"),
            "a \\*b\\* \\<c\\> \\[d\\]\\(e\\) f"
        );
        assert_eq!(
            escape_markdown("\u{1b}[2J\u{202e}"),
            "\\\\u\\{001b\\}\\[2J\\\\u\\{202e\\}"
        );
        assert_eq!(
            escape_markdown("see WWW.a.b or https://a.b"),
            "see WWW\\.a.b or https:\\/\\/a.b"
        );
        assert_eq!(
            escape_markdown("What minutes are for, 3.5 hours"),
            "What minutes are for, 3.5 hours"
        );
    }
}
