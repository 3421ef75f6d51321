//! A pack cannot show a picture. Readers see only its description.
//!
//! Packs show JPEG, PNG, GIF and WebP. They do not show HEIC and TIFF photographs, videos,
//! SVG drawings or documents. They also do not show damaged pictures, pictures of more than
//! 50 million pixels, or pictures in print colours (CMYK). A moving GIF or WebP is fine:
//! paper shows its first picture.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](../evidence/hall.svg)
//! ```
//!
//! An SVG drawing can contain programs and load other files, so packs do not show it.
//!
//! ## To correct it
//!
//! 1. Save the picture in the format that the finding names.
//! 2. Add it with `cpd attach FILE --to ID`.

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
        let base = files::folder_of(&record.path);
        for image in &record.document.outline.images {
            let Some(path) = target::resolve_in_portfolio(base, &image.target) else {
                continue;
            };
            if context.input.portfolio.snapshot.get(&path).is_none() {
                continue;
            }
            if let Some(Err(why)) = context.input.evidence.images.size(&path) {
                let message = format!("a pack cannot show `{}`: {}", Safe(&path), why.reason());
                out.push(
                    RULE.finding(&record.path, image.span, message)
                        .help(why.remedy()),
                );
            }
        }
    }
}
