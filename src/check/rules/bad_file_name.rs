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
//! - If a text has another ending, such as `.md.txt` or `.markdown`, rename the file so that
//!   it ends in `.md`. Windows may hide the end of a name: turn on File name extensions.
//! - If a record is a Word document, save it as plain text. Its name must end in `.md`.
//! - If the file is a certificate or a picture, add it with `cpd attach FILE --to ID`. Then
//!   delete the copy that is in the wrong folder.

use std::cell::LazyCell;

use super::{Rule, RuleContext, RuleSubject, conflict_copy};
use crate::base::files;
use crate::base::text::{Safe, Span};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::fault::NameFault;
use crate::domain::portfolio::unread::{is_document, record_stem};
use crate::domain::portfolio::{Fault, LocatedFault};
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
    let copies = LazyCell::new(|| conflict_copy::copies(context));
    for (found, fault) in context.faults() {
        if let Fault::BadFileName { example, why, .. } = fault {
            // Such a file is removed, and not renamed.
            if copies.contains_key(found.path.as_str()) {
                continue;
            }
            let kind = context.kind_with_article(found.kind.as_deref());
            let rename = |says: String| {
                let says = match context.is_in_future(&found.path) {
                    true => "correct the date inside it first; then rename it".to_owned(),
                    false => says,
                };
                let record = Argument::value(&found.path);
                Remedy::invoke(says, Invocation::Rename { record })
            };
            let (span, message, remedy) = match why {
                NameFault::NotMarkdown => (
                    Span::start_of_file(),
                    "cpd reads only files that end in `.md` here".to_owned(),
                    remedy_for_other_ending(&found.path, context),
                ),
                NameFault::Pattern if markdown_path(found, context).is_some() => (
                    Span::start_of_file(),
                    "the name of a record ends in `.md` once, in small letters".to_owned(),
                    rename(format!(
                        "rename it to {}; this also updates the references to it",
                        Safe(markdown_path(found, context).as_deref().unwrap_or_default())
                    )),
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

/// Returns what to do with a file that does not end in `.md`.
fn remedy_for_other_ending(path: &str, context: &RuleContext<'_>) -> Remedy {
    let Some(stem) = record_stem(path) else {
        return Remedy::invoke(
            "if this is a certificate or a picture, add it as evidence",
            Invocation::Attach {
                to: Argument::Blank,
            },
        );
    };
    let wanted = format!("{}/{stem}.md", files::folder_of(path));
    let is_taken = context.input.portfolio.snapshot.find(&wanted).is_some();
    let wanted = Safe(&wanted);
    if is_taken {
        return Remedy::advice(format!(
            "{wanted} is there as well; keep the words that are right in it, and move this file to private"
        ));
    }
    if is_document(path) {
        return Remedy::invoke(
            format!(
                "if this is a record, save its words as plain text in {wanted}; if not, add it as evidence"
            ),
            Invocation::Attach {
                to: Argument::Blank,
            },
        );
    }
    Remedy::advice(format!("if this is a record, rename it to {wanted}"))
}

/// Returns the path of a record whose name only has a wrong end, such as `.MD` or `.md.md`.
fn markdown_path(found: &LocatedFault, context: &RuleContext<'_>) -> Option<String> {
    let kinds = context.input.portfolio.kinds();
    let pattern = kinds.get(found.kind.as_deref()?)?.pattern()?;
    let stem = record_stem(&found.path)?;
    let is_name = pattern.matches(stem);
    is_name.then(|| format!("{}/{stem}.md", files::folder_of(&found.path)))
}
