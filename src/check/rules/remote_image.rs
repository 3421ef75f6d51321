//! A picture is not a file of the portfolio.
//!
//! ## What it checks
//!
//! Pictures in the text of a record whose address is on the web, as in `https://…`, or
//! that are written into the text themselves, as in `data:…`.
//!
//! ## Why it matters
//!
//! The pack carries files of the portfolio only, so the picture will not be in it. A web
//! address may also stop working, and tells its owner who is looking.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](https://example.org/hall-plan.png)
//! ```
//!
//! The picture is on somebody else's computer.
//!
//! ## How to resolve
//!
//! If you may use the picture, save it and bring it in with `cpd attach FILE --to ID`.
//! Then write its path in place of the address, as in `../evidence/hall-plan.png`.
//!
//! To leave this out for one record, add `allow: [remote-image]` to its front matter (the
//! details at the top). That is right when the text does without the picture, and you are
//! content that the pack leaves it out.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::target;
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
                "is written into the text"
            } else {
                "lies elsewhere"
            };
            let message = format!("this image {where_} and will not be in the pack");
            let attach = Remedy::invoke(
                "save it as a file, then bring it in",
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
