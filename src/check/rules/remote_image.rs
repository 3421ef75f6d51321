//! A picture is not a file of the portfolio. The pack will not contain it.
//!
//! The rule finds pictures with a web address, as in `https://…`, and pictures that are
//! written into the text, as in `data:…`. A web address can stop working, and it tells its
//! owner who looks at it.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](https://example.org/hall-plan.png)
//! ```
//!
//! The picture is on another computer.
//!
//! ## To correct it
//!
//! 1. If you may use the picture, save it as a file.
//! 2. Add it with `cpd attach FILE --to ID`.
//! 3. Replace the address with the path, as in `../evidence/hall-plan.png`.
//!
//! ## Leave it out
//!
//! If the text makes sense without the picture, add `allow: [remote-image]` to the details
//! at the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::markdown::target;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "remote-image",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("remote_image.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written_records() {
        let images = record.document.outline.images.iter();
        for image in images.filter(|image| target::is_remote(&image.target)) {
            let where_ = if image.target.starts_with("data:") {
                "is part of the text"
            } else {
                "is on the web"
            };
            let message = format!("this picture {where_}, so the pack will not contain it");
            let attach = Remedy::invoke(
                "save it as a file, then add it",
                Invocation::Attach {
                    to: Argument::record(&record.path),
                },
            );
            out.push(
                RULE.finding(&record.path, image.span, message)
                    .remedy(attach),
            );
        }
    }
}
