//! A record does not begin with its details.
//!
//! ## What it checks
//!
//! A record begins with its details (front matter): a line `---`, the details, and
//! another line `---`. This finds a record whose first line is anything else. Even an
//! empty line before the first `---` is too much.
//!
//! ## Why it matters
//!
//! The title, the date and the award are read from there. Without them cpd sees some
//! text, but not what it is.
//!
//! ## Example
//!
//! ```markdown
//! # What minutes are for
//!
//! On 11 February I went to a workshop on servicing committees.
//! ```
//!
//! The text begins at once, and nothing says when it was written or what it is for.
//!
//! ## How to resolve
//!
//! Put the details first: a line `---`, then `title: …` and the others, one to a line,
//! then another `---`. Or make a new record with `cpd new KIND`, which has them in place,
//! and copy the text into it. A note that is not meant to be a record belongs in the
//! folder `private`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "missing-front-matter",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("missing_front_matter.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if matches!(
            fault,
            Fault::Form(document::SyntaxFault::MissingFrontMatter)
        ) {
            let kind = context.kind_with_article(found.kind.as_deref());
            let message = format!(
                "the details at the top (front matter) are missing, so this cannot be read as {kind}"
            );
            let help = "begin the file with a line `---`, then `title: …` and the other details, then another `---`";
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .help(help),
            );
        }
    }
}
