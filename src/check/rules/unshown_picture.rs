//! A picture in the text cannot be shown in a pack.
//!
//! ## What it checks
//!
//! The files of the pictures that a record shows. This finds those that are damaged, have
//! more than 50 million pixels, have the colours of a printing press (CMYK), or are not
//! JPEG, PNG, GIF or WebP: photographs in HEIC or TIFF, films, SVG drawings, documents.
//! A moving GIF or WebP is fine: paper shows its first picture.
//!
//! ## Why it matters
//!
//! The pack names the picture and says why it is not shown. Whoever reads it sees only
//! what you wrote about it.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](../evidence/hall.svg)
//! ```
//!
//! An SVG drawing can hold programs and can ask for files from elsewhere, so no pack shows one.
//!
//! ## How to resolve
//!
//! Save the picture in the form that the finding names, and bring it in with
//! `cpd attach FILE --to ID`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::target;
use crate::base::files;
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "unshown-picture",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unshown_picture.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written_records() {
        let base = files::folder(&record.path);
        for image in &record.document.outline.images {
            let Some(path) = target::in_portfolio(base, &image.target) else {
                continue;
            };
            if context.input.portfolio.snapshot.get(&path).is_none() {
                continue;
            }
            if let Some(Err(why)) = context.input.evidence.images.size(&path) {
                let message = format!("a pack cannot show `{}`: {}", Safe(&path), why.reason());
                out.push(
                    RULE.finding(&record.path, image.span, message)
                        .help(why.advice()),
                );
            }
        }
    }
}
