//! A file cannot be read as text.
//!
//! ## What it checks
//!
//! Files among the records, and the files of settings and people. This finds those that
//! are not text, were not saved as UTF-8 (the usual way to store letters), are larger
//! than 2 MiB (about two million letters), are only links to other files, or that the
//! computer will not open. It also finds evidence of more than 64 MiB, which is not read.
//!
//! ## Why it matters
//!
//! What cannot be read can be neither checked nor counted, and no pack carries it.
//!
//! ## Example
//!
//! ```text
//! journals/2026-02-20-what-minutes-are-for.md    (a Word document, renamed)
//! ```
//!
//! A new name does not turn a Word document into text.
//!
//! ## How to resolve
//!
//! In a text editor, save the file as plain text in UTF-8. For a document, begin a record
//! with `cpd new KIND` and copy the words into it, and bring the document in with
//! `cpd attach FILE --to ID` if it belongs to the evidence. In place of a link, put the
//! file itself.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files::{Content, LARGEST_EVIDENCE, LARGEST_TEXT, Unreadable};
use crate::base::text::{Safe, Span};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::portfolio::load::carried_files;
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
            let (message, help) = words(why);
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
    too_large(context, out);
}

/// Evidence that is there, and that no pack can carry.
fn too_large(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written_records() {
        for path in carried_files(record) {
            let file = context.input.portfolio.snapshot.get(&path);
            if let Some(Content::Asset(bytes)) = file.map(|file| &file.content)
                && *bytes > LARGEST_EVIDENCE
            {
                let message = format!(
                    "`{}` has {} MB, and evidence above {} MB goes into no pack",
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

const MIB: u64 = 1024 * 1024;

fn words(why: &Unreadable) -> (String, &'static str) {
    match why {
        Unreadable::Binary => (
            "this is not text, so it cannot be read as a record".into(),
            "put documents and pictures under evidence",
        ),
        Unreadable::NotUtf8(at) => (
            format!("this is not UTF-8 text (byte {at} is not)"),
            "save it again with the encoding UTF-8",
        ),
        Unreadable::TooLarge(bytes) => (
            {
                let tenths = bytes * 10 / MIB;
                let (size, most) = (
                    format!("{}.{}", tenths / 10, tenths % 10),
                    LARGEST_TEXT / MIB,
                );
                format!("this is {size} MB, and records above {most} MB are not read")
            },
            "keep the words here, and put large files under evidence",
        ),
        Unreadable::Link => (
            "this is a link to another file, and links are not followed".into(),
            "put the file itself here",
        ),
        Unreadable::Special => ("this is neither a file nor a folder".into(), "remove it"),
        Unreadable::Refused(why) => (
            format!("this cannot be opened: {why}"),
            "check who may read it",
        ),
        Unreadable::Name => (
            "the name of this file is not Unicode".into(),
            "give it a plain name",
        ),
    }
}
