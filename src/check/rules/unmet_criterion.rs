//! Something that an award asks for is not there yet.
//!
//! ## What it checks
//!
//! What an award asks for, held against your records. It is shown for every award that
//! you have begun, unless the award is locked or closed. With `cpd check --award silver`
//! it is shown for Silver even if that is locked or not begun, and whatever the scheme
//! insists on is then an error.
//!
//! ## Why it matters
//!
//! These are the things still to do. What the scheme insists on has to be there before an
//! award can be signed.
//!
//! ## Example
//!
//! ```text
//! journals/2026-02-20-what-minutes-are-for.md   award: bronze
//! journals/2026-03-14-whose-left.md             award: bronze
//! ```
//!
//! Bronze asks for three reflective journals, and there are two.
//!
//! ## How to resolve
//!
//! Do what the finding says. Where a record has to be written, it gives the command, such
//! as `cpd new journal --award bronze`. `cpd status` shows how far you have come and what
//! is next, and `cpd scheme show lancaster` what that scheme asks for.

use super::unmet_requirement::{self, UnmetRequirement};
use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::check::{AwardState, AwardVerdict, CriterionVerdict};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "unmet-criterion",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Requirement,
    source: include_str!("unmet_criterion.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for scheme in context.verdicts {
        for award in scheme.recent_awards() {
            let focused = context.input.focus == Some(&award.id);
            let living = matches!(award.state, AwardState::Open | AwardState::Ready)
                && scheme.is_under_way(award);
            if !focused && !living || award.state == AwardState::Closed {
                continue;
            }
            for verdict in award.unmet_and_decided() {
                out.extend(diagnostics(context, award, verdict, focused));
            }
        }
    }
}

/// One for each record at fault, and one at the scheme's line in `cpd.yaml` for what is missing.
fn diagnostics(
    context: &RuleContext<'_>,
    award: &AwardVerdict<'_>,
    verdict: &CriterionVerdict<'_>,
    focused: bool,
) -> Vec<Diagnostic> {
    let criterion = verdict.criterion;
    let severity = if focused {
        criterion.severity
    } else {
        criterion.severity.min(Severity::Warning)
    };
    let (title, says) = (&award.title, &criterion.says);
    let tally = unmet_requirement::tally(verdict);
    let lack = UnmetRequirement {
        rule: &RULE,
        verdict,
        severity,
        asker: title,
        asked: label_at(&criterion.origin, format!("{title} asks for this")),
        missing: format!("{title} still needs \u{201c}{says}\u{201d}{tally}"),
        scheme: award.id.scheme(),
        name: format!("{}/{}", award.id, criterion.id),
    };
    lack.findings(context)
}
