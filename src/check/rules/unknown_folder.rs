//! A text is in a folder that holds no records. It is not read, so it does not count
//! towards an award.
//!
//! The rule finds files that end in `.md`. At the top of the portfolio it only finds those
//! with the name and the details of a record. It does not look at `evidence`, `private`,
//! `packs`, `docs` and `schemes`, or at folders whose name begins with a dot.
//!
//! ## Example
//!
//! ```text
//! jounals/2026-02-20-what-minutes-are-for.md
//! ```
//!
//! cpd suggests `journals`.
//!
//! ## To correct it
//!
//! Move the file to the folder for its kind. The finding suggests one or lists them all.
//! Do not write the record again: its words are in this file.
//!
//! Keep private notes in `private`, and other papers in `docs`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files;
use crate::base::text::{Safe, Span, did_you_mean, words};
use crate::check::remedies::move_advice;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "unknown-folder",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_folder.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownFolder { known, seems } = fault {
            let folder = files::folder_of(&found.path);
            let first = folder.split('/').next().unwrap_or_default();
            let message = if folder.is_empty() {
                "a record at the top of the portfolio is not read".to_owned()
            } else {
                format!(
                    "the folder `{}` holds no records, so this file is not read",
                    Safe(folder)
                )
            };
            let near = did_you_mean::question(first, known.iter().map(String::as_str));
            let help = match near {
                _ if !seems.is_empty() => move_advice(seems, context.input.portfolio.kinds()),
                Some(question) => question,
                None => format!(
                    "put records in: {}; put private notes in private",
                    words::join_choices(known)
                ),
            };
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .help(help),
            );
        }
    }
}
