//! A picture has no description. People who use a screen reader cannot tell what it shows.
//!
//! Write the description between the square brackets. The pack also shows it where it
//! cannot show the picture.
//!
//! ## Example
//!
//! ```markdown
//! ![](../evidence/hall-plan.png)
//! ```
//!
//! There is nothing between the brackets.
//!
//! ## To correct it
//!
//! Write in one sentence what a reader would learn from the picture:
//! `![Plan of the hall, with the doors to the north](../evidence/hall-plan.png)`.
//!
//! ## Leave it out
//!
//! If the pictures are only decoration, add `allow: [missing-alt-text]` to the details at
//! the top.

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
            .filter(|image| image.words.trim().is_empty())
        {
            let message = "this picture has no description";
            let help = format!(
                "describe it between the brackets: ![what it shows]({})",
                Safe(&image.target)
            );
            out.push(RULE.finding(&record.path, image.span, message).help(help));
        }
    }
}
