//! Nobody can tell here when sign-offs were made and whether any is gone.
//!
//! ## What it checks
//!
//! When a sign-off was made, whether one was removed, and who wrote what is signed can be told
//! from the whole history alone. This is an error in a clone that holds only the last commits,
//! or only some of the files, and wherever the history cannot be read. In a folder that is in
//! no repository at all it is a warning.
//!
//! ## Why it matters
//!
//! What cannot be seen must not pass for what is not there.
//!
//! ## Example
//!
//! ```text
//! git clone --depth 1 …
//! ```
//!
//! ## How to resolve
//!
//! Fetch the rest with `git fetch --unshallow`. In a workflow on a forge, set `fetch-depth: 0`
//! for the step that checks the repository out.

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
        // Whoever left it out says so themselves.
        History::NotConsulted => return,
        History::Read(reader) => {
            if let Err(why) = reader.signoffs() {
                without_signoffs(context, &why.to_string(), out);
            }
        }
    }
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::UnverifiableHistory(why) = problem else {
            return;
        };
        let message = format!("{at} cannot be placed in time: {why}");
        let help = "fetch the whole history (in a workflow: `fetch-depth: 0`)";
        out.push(
            RULE.finding(at.path(), at.field_span("on"), message)
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
    let message = "there is no repository here, so nobody can tell when sign-offs were made and whether any is gone";
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let help = "look at the portfolio in its own repository";
    out.push(found.severity(Severity::Warning).help(help));
}

/// Where no sign-off is at hand, one may have been removed.
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
    let message = format!("nobody can tell whether there were ever sign-offs: {why}");
    let found = RULE.finding(CONFIG, Span::start_of_file(), message);
    let help = "fetch the whole history (in a workflow: `fetch-depth: 0`)";
    out.push(found.severity(Severity::Warning).help(help));
}
