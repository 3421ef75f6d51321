//! A pack cannot show a picture. Readers see only its description.
//!
//! Packs show JPEG, PNG, GIF and WebP. They do not show HEIC and TIFF photographs, videos,
//! SVG drawings or documents. They also do not show damaged pictures, pictures of more than
//! 50 million pixels, or pictures in print colours (CMYK). A moving GIF or WebP is fine:
//! paper shows its first picture.
//!
//! A small file can contain millions of pixels of one colour. To decode them takes memory
//! and time, so `cpd` sets limits. They are far above what photographs need:
//!
//! - A picture may take 112 MiB in memory, and 96 bytes more for each byte of its file.
//! - All pictures together may take 128 MiB, and 768 bytes more for each byte of their files.
//!   `cpd` does not look at those beyond that.
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
use crate::base::picture::{PictureBudget, PictureFault};
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
    let evidence = context.input.evidence;
    let mut budget = PictureBudget::default();
    let mut shown = |path: &str| {
        let bytes = evidence.files.bytes(path)?;
        let admitted = budget.admit(&bytes);
        admitted.and_then(|()| evidence.images.decode(&bytes)).err()
    };
    for record in context.written_records() {
        for image in &record.document.outline.images {
            let Some(path) = context.input.portfolio.linked_file(record, &image.target) else {
                continue;
            };
            if context.input.portfolio.snapshot.get(&path).is_none() {
                continue;
            }
            if let Some(why) = shown(&path) {
                let lead = match why {
                    PictureFault::BeyondBudget => "cpd did not look at",
                    _ => "a pack cannot show",
                };
                let message = format!("{lead} `{}`: {}", Safe(&path), why.reason());
                out.push(
                    RULE.finding(&record.path, image.span, message)
                        .help(why.remedy()),
                );
            }
        }
    }
}
