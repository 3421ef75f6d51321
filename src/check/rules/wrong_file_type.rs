//! A file that a record shows has the name of one type and the contents of another. Whoever
//! opens it sees an error, or nothing.
//!
//! `cpd` reads the first bytes of pictures (PNG, JPEG, GIF, WebP), of PDFs, and of zip
//! archives and Office documents. A name with any other ending promises nothing.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! evidence: [evidence/certificate.png]
//! ```
//!
//! `certificate.png` is plain text, such as an error message that was saved in place of the
//! picture.
//!
//! ## To correct it
//!
//! - If the file is the wrong one, add the right one with `cpd attach FILE --to ID`.
//! - If only its name is wrong, rename the file and correct its name in the record.
//!
//! ## Leave it out
//!
//! If the file is right as it is, add `allow: [wrong-file-type]` to the details at the top.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files::named_type::wrong_type;
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "wrong-file-type",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("wrong_file_type.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for record in context.written_records() {
        for (path, span) in context.input.portfolio.file_mentions(record) {
            let is_there = context.input.portfolio.snapshot.get(&path).is_some();
            if !is_there || !seen.insert(path.clone()) {
                continue;
            }
            let bytes = context.input.evidence.files.bytes(&path);
            let Some(wrong) = bytes.and_then(|bytes| wrong_type(&path, &bytes)) else {
                continue;
            };
            let message = format!(
                "`{}` has the name of {}, but is {}",
                Safe(&path),
                wrong.named,
                wrong.found
            );
            out.push(
                RULE.finding(&record.path, span, message)
                    .help("attach the right file, or give this one the ending of its type"),
            );
        }
    }
}
