//! An image without words for those who do not see it.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Safe;

pub const RULE: Rule = Rule {
    name: "missing-alt-text",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("missing_alt_text.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        for image in record.document.outline.images.iter().filter(|image| image.alt.trim().is_empty()) {
            let message = "this image has no text for those who do not see it";
            let help = format!("write what it shows between the brackets: ![what it shows]({})", Safe(&image.target));
            out.push(RULE.found(&record.path, image.span, message).help(help));
        }
    }
}
