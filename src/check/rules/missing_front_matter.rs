//! A record does not start with its details. cpd reads the title, date and award from
//! there, so it does not know what this text is.
//!
//! A record starts with a line `---`, then the details, then another line `---`. Not even
//! an empty line may come before the first `---`.
//!
//! ## Example
//!
//! ```markdown
//! # What minutes are for
//!
//! On 11 February I went to a workshop on servicing committees.
//! ```
//!
//! The text starts at once. There is no date and no award.
//!
//! ## To correct it
//!
//! 1. Put a line `---` at the top of the file.
//! 2. Below it, write `title: …` and the other details, one to a line.
//! 3. Then write another line `---`.
//!
//! Or create a record with `cpd new KIND` and copy your text into it. If the file is only a
//! note, move it to the folder `private`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Action, Remedy, TextEdit};

pub const RULE: Rule = Rule {
    name: "missing-front-matter",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("missing_front_matter.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if matches!(
            fault,
            Fault::Form(document::SyntaxFault::MissingFrontMatter)
        ) {
            let kind = context.kind_with_article(found.kind.as_deref());
            let message =
                format!("the details at the top are missing, so cpd cannot read this as {kind}");
            let help = "start the file with a line `---`, then the details such as `title: …`, then another `---`";
            let remedy = fence_remedy(context, &found.path, help);
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .remedy(remedy),
            );
        }
    }
}

/// Returns the edit that puts `---` around the details of a file, or else advice.
pub fn fence_remedy(context: &RuleContext<'_>, path: &str, advice: &str) -> Remedy {
    let Some(text) = context.input.portfolio.snapshot.text(path) else {
        return Remedy::advice(advice);
    };
    let Some(edits) = document::fence_edits(text) else {
        return Remedy::advice(advice);
    };
    let says = describe(text, &edits);
    let edits = edits.into_iter().map(|(span, text)| TextEdit {
        path: path.to_owned(),
        span,
        text,
        signed: false,
    });
    Remedy {
        says,
        action: Action::Edit(edits.collect()),
    }
}

/// Says which lines to write.
fn describe(text: &str, edits: &[(Span, String)]) -> String {
    let is_first = |span: Span| text[..span.start].trim_start_matches('\u{feff}').is_empty();
    let is_new = |edit: &(Span, String)| edit.1.trim() != edit.1;
    match edits {
        [one] if is_new(one) && is_first(one.0) => "add a line `---` before the first detail",
        [one] if is_new(one) => "add a line `---` after the last detail",
        [_] => "write the line around the details as `---`",
        [one, other] if is_new(one) && is_new(other) => {
            "add a line `---` before the first detail and after the last"
        }
        _ => "write the lines around the details as `---`",
    }
    .to_owned()
}
