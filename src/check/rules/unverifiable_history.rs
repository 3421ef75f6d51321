//! cpd cannot see the whole history of the portfolio. It cannot tell when sign-offs were
//! made, who wrote the text, or if a sign-off was removed.
//!
//! This is an error in a copy that has only the latest saves or only some files, and where
//! git cannot read the repository. It is reported once for all sign-offs. If the folder has
//! no history at all, it is a warning.
//!
//! ## Example
//!
//! ```text
//! git clone --depth 1 …
//! ```
//!
//! This copies only the latest save.
//!
//! ## To correct it
//!
//! The finding says what this copy lacks and how to get it. For a copy with only the latest
//! saves: `git fetch --unshallow`. In a workflow on a forge, set `fetch-depth: 0` for the
//! checkout step.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::portfolio::CONFIG;
use crate::domain::ports::{History, HistoryGap};

pub const RULE: Rule = Rule {
    name: "unverifiable-history",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unverifiable_history.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut signoffs = context.input.portfolio.of_kind(KindId::signoff());
    let has_signoffs = signoffs.next().is_some();
    match context.input.evidence.history {
        History::NoRepository if has_signoffs => out.push(without_repository()),
        // The caller reports that it left the history out.
        History::NoRepository | History::NotConsulted => {}
        History::Read(reader) => {
            if let Err(gap) = reader.signoffs() {
                out.push(incomplete(gap, has_signoffs));
            }
        }
    }
}

fn without_repository() -> Diagnostic {
    let message = "this folder has no history, so cpd cannot tell when sign-offs were made or if one is missing";
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let help = "check the portfolio in its own repository";
    found.severity(Severity::Warning).help(help)
}

/// Reports a history that cannot be read, once for all sign-offs. Where there is none, one
/// may have been removed.
fn incomplete(gap: &HistoryGap, has_signoffs: bool) -> Diagnostic {
    let (message, severity) = if has_signoffs {
        ("sign-offs cannot be verified in this copy", Severity::Error)
    } else {
        (
            "cpd cannot tell if there were ever sign-offs",
            Severity::Warning,
        )
    };
    let message = format!("{message}: {}", gap.why);
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let found = found.severity(severity);
    match &gap.advice {
        Some(advice) => found.help(advice.as_str()),
        None => found,
    }
}
