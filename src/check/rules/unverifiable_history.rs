//! cpd cannot see the whole history of the portfolio. It cannot tell when sign-offs were
//! made, who wrote the text, or if a sign-off was removed.
//!
//! This is an error in a copy that has only the latest saves or only some files. If the
//! folder has no history at all, it is a warning.
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
//! Get the rest of the history: `git fetch --unshallow`. In a workflow on a forge, set
//! `fetch-depth: 0` for the checkout step.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::portfolio::CONFIG;
use crate::domain::ports::History;
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "unverifiable-history",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unverifiable_history.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    match context.input.evidence.history {
        History::NoRepository => return without_repository(context, out),
        // The caller reports that it left the history out.
        History::NotConsulted => return,
        History::Read(reader) => {
            if let Err(why) = reader.signoffs() {
                without_signoffs(context, &why.to_string(), out);
            }
        }
    }
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::UnverifiableHistory(why) = problem else {
            return;
        };
        let message = format!("{checked}: cpd cannot tell when it was made: {why}");
        let help =
            "get the whole history: `git fetch --unshallow` (in a workflow: `fetch-depth: 0`)";
        out.push(
            RULE.finding(checked.path(), checked.field_span("on"), message)
                .help(help),
        );
    });
}

fn without_repository(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    if context
        .input
        .portfolio
        .of_kind(KindId::signoff())
        .next()
        .is_none()
    {
        return;
    }
    let message = "this folder has no history, so cpd cannot tell when sign-offs were made or if one is missing";
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let help = "check the portfolio in its own repository";
    out.push(found.severity(Severity::Warning).help(help));
}

/// Reports an unreadable history where the portfolio has no sign-off: one may have been removed.
fn without_signoffs(context: &RuleContext<'_>, why: &str, out: &mut Vec<Diagnostic>) {
    if context
        .input
        .portfolio
        .of_kind(KindId::signoff())
        .next()
        .is_some()
    {
        return;
    }
    let message = format!("cpd cannot tell if there were ever sign-offs: {why}");
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let help = "get the whole history: `git fetch --unshallow` (in a workflow: `fetch-depth: 0`)";
    out.push(found.severity(Severity::Warning).help(help));
}
