//! A file is not named as files of its kind are.
//!
//! ## What it checks
//!
//! Records of one kind have names of one form. An activity, for instance, begins with its
//! date and goes on in lower-case words joined by hyphens. This finds a record named in
//! another way, a date in the name that differs from the date inside, and files among the
//! records that do not end in `.md`. Signatures beside sign-offs are left alone.
//!
//! ## Why it matters
//!
//! The name of the file is the name by which other records refer to it, and its date
//! keeps the folder in order. Only files that end in `.md` are read.
//!
//! ## Example
//!
//! ```text
//! activities/Committee course.md
//! activities/2026-02-12-committee-servicing.md    (inside it: date: 2026-02-11)
//! ```
//!
//! The first has no date, a capital letter and a space. The second gives two different
//! days.
//!
//! ## How to resolve
//!
//! `cpd rename` gives a record its right name and keeps whatever refers to it whole. If
//! it is the date inside that is wrong, correct that instead. Certificates and pictures
//! belong under evidence: bring them in with `cpd attach FILE --to ID`, then take away
//! the file that is in the wrong place.

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
                let record = Argument::given(&found.path);
                Remedy::invoke(says, Invocation::Rename { record })
            };
            let (span, message, remedy) = match why {
                NameFault::NotMarkdown => (
                    Span::start_of_file(),
                    "only files that end in `.md` are read here".to_owned(),
                    Remedy::invoke(
                        "put certificates and pictures under evidence",
                        Invocation::Attach {
                            to: Argument::Blank,
                        },
                    ),
                ),
                NameFault::Pattern => (
                    Span::start_of_file(),
                    format!("the file of {kind} is not named like this"),
                    rename(format!(
                        "name it like {example}, keeping every reference whole"
                    )),
                ),
                NameFault::Date { named, given, at } => (
                    *at,
                    format!("the date is {given}, but the file is named {named}"),
                    rename("give the file its date, keeping every reference whole".to_owned()),
                ),
            };
            out.push(RULE.finding(&found.path, span, message).remedy(remedy));
        }
    }
}
