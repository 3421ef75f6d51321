//! A sign-off, or its signature, is in the folder but was never saved in git. Nobody can tell
//! when it was made, and no other copy of the portfolio has it.
//!
//! It does not count for `cpd verify` until it is saved. `cpd sign` and the other steps save
//! what they write. A sign-off that came in another way is saved with `cpd save`.
//!
//! ## Example
//!
//! ```text
//! signoffs/lancaster/silver/2026-06-03T090000Z-endorse-priya-shah.md     # in no commit
//! ```
//!
//! ## To correct it
//!
//! Save it with `cpd save`. If that does not list the file, git is told to ignore it: look in
//! `.gitignore` and in `.git/info/exclude`.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "unsaved-signoff",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unsaved_signoff.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_step_taken(context, |checked| {
        if !checked.taken.unsaved {
            return;
        }
        let message = format!("{checked} is not saved in git, so nobody can tell when it was made");
        let save = Remedy::invoke("save it", Invocation::Save);
        let found = RULE.finding(checked.path(), checked.field_span("on"), message);
        out.push(found.remedy(save));
    });
}
