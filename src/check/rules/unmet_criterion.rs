//! A requirement of an award is not met yet. The required ones must be met before anybody
//! can sign.
//!
//! You see this for every award that you have started, unless it is locked or granted. With
//! `cpd check --award silver` you see it for Silver in any case, and the required ones are
//! errors.
//!
//! ## Example
//!
//! ```text
//! journals/2026-02-20-what-minutes-are-for.md   award: bronze
//! journals/2026-03-14-whose-left.md             award: bronze
//! ```
//!
//! Bronze asks for 3 reflective journals, and there are 2.
//!
//! ## To correct it
//!
//! Do what the finding says. If you need to write a record, it gives the command, such as
//! `cpd new journal --award bronze`.
//!
//! `cpd status` shows your progress. `cpd scheme show lancaster` shows everything that the
//! scheme asks for.

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

/// Returns one finding for each record that falls short, and one at the scheme's line in
/// `cpd.yaml` for what is missing.
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
    let tally = unmet_requirement::format_tally(verdict, context.input.portfolio.kinds());
    let lack = UnmetRequirement {
        rule: &RULE,
        verdict,
        severity,
        source: title,
        source_label: label_at(&criterion.origin, format!("{title} asks for this")),
        missing_message: format!("{title} still needs \u{201c}{says}\u{201d}{tally}"),
        scheme: award.id.scheme(),
        is_duty: false,
        name: format!("{}/{}", award.id, criterion.id),
    };
    lack.findings(context)
}
