//! A text lies in a folder where no records are kept.
//!
//! ## What it checks
//!
//! Files that end in `.md` in a folder that belongs to no kind of record. Files at the
//! top of the portfolio are left alone. So are those in `evidence`, `private`, `packs`,
//! `docs` and `schemes`, and those in hidden folders, whose names begin with a dot.
//!
//! ## Why it matters
//!
//! The file is not read, so nothing in it counts towards an award.
//!
//! ## Example
//!
//! ```text
//! jounals/2026-02-20-what-minutes-are-for.md
//! ```
//!
//! cpd asks whether `journals` was meant.
//!
//! ## How to resolve
//!
//! Move the file to the folder that its kind belongs in; the finding suggests one, or
//! lists them all. Notes for yourself alone belong in `private`, and other papers in
//! `docs`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, Span, did_you_mean, words};
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
        if let Fault::UnknownFolder { known } = fault {
            let folder = found.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let first = folder.split('/').next().unwrap_or_default();
            let message = format!(
                "the folder `{}` holds no records, so this file is not read",
                Safe(folder)
            );
            let help = match did_you_mean::question(first, known.iter().map(String::as_str)) {
                Some(question) => question,
                None => format!(
                    "records lie in: {}; notes for yourself alone in private",
                    words::choices(known)
                ),
            };
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .help(help),
            );
        }
    }
}
