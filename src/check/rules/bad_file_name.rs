//! The name of a file does not have the form that its kind uses. Other records refer to a
//! record by its file name, and only files that end in `.md` are read.
//!
//! The name of an activity, for example, is its date and then words in small letters with
//! hyphens. The date in the name must be the date inside the file.
//!
//! ## Example
//!
//! ```text
//! activities/Committee course.md
//! activities/2026-02-12-committee-servicing.md    (inside it: date: 2026-02-11)
//! ```
//!
//! The first name has no date, a capital letter and a space. The second gives another date
//! than the record.
//!
//! ## To correct it
//!
//! - If the name is wrong, use `cpd rename`. It also changes the records that refer to it.
//! - If the date inside the file is wrong, correct that date.
//! - If the file is a certificate or a picture, add it with `cpd attach FILE --to ID`. Then
//!   delete the copy that is in the wrong folder.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::portfolio::fault::NameFault;
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "bad-file-name",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_file_name.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::BadFileName { example, why, .. } = fault {
            let kind = context.kind_with_article(found.kind.as_deref());
            let rename = |says: String| {
                let record = Argument::value(&found.path);
                Remedy::invoke(says, Invocation::Rename { record })
            };
            let (span, message, remedy) = match why {
                NameFault::NotMarkdown => (
                    Span::start_of_file(),
                    "cpd reads only files that end in `.md` here".to_owned(),
                    Remedy::invoke(
                        "if this is a certificate or a picture, add it as evidence",
                        Invocation::Attach {
                            to: Argument::Blank,
                        },
                    ),
                ),
                NameFault::Pattern => (
                    Span::start_of_file(),
                    format!("this is not a file name for {kind}"),
                    rename(format!(
                        "rename it, for example to {example}; this also updates the references to it"
                    )),
                ),
                NameFault::Date { named, given, at } => (
                    *at,
                    format!("the record is dated {given}, but the file name says {named}"),
                    rename(
                        "change the date in the file name; this also updates the references to it"
                            .to_owned(),
                    ),
                ),
            };
            out.push(RULE.finding(&found.path, span, message).remedy(remedy));
        }
    }
}
