//! An image that lies on another computer.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::links;

pub const RULE: Rule = Rule {
    name: "remote-image",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("remote_image.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        for image in record.document.outline.images.iter().filter(|image| links::is_remote(&image.target)) {
            let message = "this image lies elsewhere and will not be in the pack";
            let help = "save it, then bring it in with `cpd attach FILE --to RECORD`";
            out.push(RULE.found(&record.path, image.span, message).help(help));
        }
    }
}
