//! A picture has no words for those who do not see it.
//!
//! ## What it checks
//!
//! Every picture in the text of a record needs words between its square brackets, which
//! say what it shows.
//!
//! ## Why it matters
//!
//! Somebody who listens to a screen reader hears these words in place of the picture. The
//! pack also shows them where it cannot show the picture itself.
//!
//! ## Example
//!
//! ```markdown
//! ![](../evidence/hall-plan.png)
//! ```
//!
//! There is nothing between the brackets, so nobody is told what the picture shows.
//!
//! ## How to resolve
//!
//! Say in a sentence what a reader would learn from the picture:
//! `![Plan of the hall, with the doors to the north](../evidence/hall-plan.png)`.
//!
//! To leave this out for one record, add `allow: [missing-alt-text]` to its front matter
//! (the details at the top). That is right when its pictures are decoration only and tell
//! the reader nothing.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "missing-alt-text",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("missing_alt_text.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written_records() {
        for image in record
            .document
            .outline
            .images
            .iter()
            .filter(|image| image.alt.trim().is_empty())
        {
            let message = "this image has no text for those who do not see it";
            let help = format!(
                "write what it shows between the brackets: ![what it shows]({})",
                Safe(&image.target)
            );
            out.push(RULE.finding(&record.path, image.span, message).help(help));
        }
    }
}
