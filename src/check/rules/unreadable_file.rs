//! cpd cannot read a file as text. It is not checked, it does not count, and the pack
//! cannot include it.
//!
//! A record must be plain text in UTF-8, of at most 2 MiB (about 2 million letters). It
//! must be a file, not a link to another file. Evidence can have at most 64 MiB.
//!
//! ## Example
//!
//! ```text
//! journals/2026-02-20-what-minutes-are-for.md    (a Word document, renamed)
//! ```
//!
//! A Word document with another name is still a Word document.
//!
//! ## To correct it
//!
//! - Save the text again in a text editor, as plain text in UTF-8. In Notepad, choose Save
//!   As, and UTF-8 under Encoding. No word is lost.
//! - To use a document, start a record with `cpd new KIND` and copy the text into it. If
//!   the document is evidence, add it with `cpd attach FILE --to ID`.
//! - Replace a link with the file itself.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files::{Content, LARGEST_EVIDENCE, LARGEST_TEXT, Unreadable};
use crate::base::text::{Safe, Span};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "unreadable-file",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unreadable_file.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Unreadable(why) = fault {
            let (message, help) = describe_reason(why);
            let remedy = match why {
                Unreadable::Binary => {
                    let to = Argument::Blank;
                    Remedy::invoke(help, Invocation::Attach { to })
                }
                _ => Remedy::advice(help),
            };
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .remedy(remedy),
            );
        }
    }
    report_too_large(context, out);
}

/// Reports evidence that is too large for a pack.
fn report_too_large(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written_records() {
        for path in context.input.portfolio.carried_files(record) {
            let file = context.input.portfolio.snapshot.get(&path);
            if let Some(Content::Asset(bytes)) = file.map(|file| &file.content)
                && *bytes > LARGEST_EVIDENCE
            {
                let message = format!(
                    "`{}` has {} MB, and a pack cannot include evidence above {} MB",
                    Safe(&path),
                    bytes / MIB,
                    LARGEST_EVIDENCE / MIB,
                );
                let help = "make it smaller, or keep it elsewhere and link to it";
                out.push(
                    RULE.finding(&record.path, record.place(), message)
                        .help(help),
                );
            }
        }
    }
}

const SAVE_AS_UTF8: &str =
    "save it again as plain text in UTF-8; in Notepad, choose Save As and the encoding UTF-8";

const MIB: u64 = 1024 * 1024;

fn describe_reason(why: &Unreadable) -> (String, &'static str) {
    match why {
        Unreadable::Binary => (
            "this is not text, so cpd cannot read it as a record".into(),
            "add documents and pictures as evidence",
        ),
        Unreadable::Utf16 => (
            "this text is saved in UTF-16, which Windows also calls Unicode, and not in UTF-8"
                .into(),
            SAVE_AS_UTF8,
        ),
        Unreadable::NotUtf8(at) => (
            format!("this text is not saved in UTF-8 (byte {at} is not)"),
            SAVE_AS_UTF8,
        ),
        Unreadable::TooLarge(bytes) => (
            {
                let tenths = bytes * 10 / MIB;
                let (size, most) = (
                    format!("{}.{}", tenths / 10, tenths % 10),
                    LARGEST_TEXT / MIB,
                );
                format!("this file has {size} MB, and cpd reads records up to {most} MB")
            },
            "keep the text here, and add large files as evidence",
        ),
        Unreadable::Link => (
            "this is a symbolic link to another file, and cpd does not follow links".into(),
            "put the file itself here",
        ),
        Unreadable::Special => ("this is neither a file nor a folder".into(), "remove it"),
        Unreadable::Refused(why) => (
            format!("cpd cannot open this file: {why}"),
            "check that you may read it",
        ),
        Unreadable::Name => (
            "cpd cannot read the name of this file".into(),
            "give it a name in plain letters",
        ),
    }
}
