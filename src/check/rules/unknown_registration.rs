//! A scheme cannot tell which registration you hold. What it asks depends on that, so these
//! requirements stay open until your entry says it.
//!
//! The scheme of a professional body lists the parts of its register, or its titles. A registration
//! names its body, or is one of the body whose part it has.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: sam-carter
//!     name: Sam Carter
//!     registrations:
//!       - { body: nmc, as: nures, from: 2015-09-01, renewal: 2027-03-31 }
//! ```
//!
//! The register of the NMC has `nurse`.
//!
//! ## To correct it
//!
//! Use one of the words that the finding lists. A registration with another body names that body,
//! as in `{ body: hcpc, as: paramedic }`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, did_you_mean};
use crate::check::SchemeVerdict;
use crate::check::{CriterionOutcome, MissingDetail};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::query::registration::{self, Registration};
use crate::domain::schema::RegistrationSpec;

pub const RULE: Rule = Rule {
    name: "unknown-registration",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_registration.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let Some(owner) = portfolio.owner() else {
        return;
    };
    let path = &owner.0.path;
    for verdict in context.verdicts {
        let asked = verdict.scheme.registration.as_ref();
        if let Some(spec) = asked.filter(|_| depends_on_missing(verdict)) {
            let title = &verdict.scheme.title;
            let message = format!("{title} asks by your registration, and your entry names none");
            out.push(none_named(
                RULE.finding(path, owner.0.place(), message),
                spec,
            ));
        }
    }
    let schemes = portfolio.schemes().iter();
    let bodies: Vec<&RegistrationSpec> = schemes
        .filter_map(|scheme| scheme.registration.as_deref())
        .collect();
    for one in registration::all(portfolio) {
        let found = |message| RULE.finding(path, one.span(), message);
        out.extend(unknown_part(one, &bodies).map(|unknown| {
            let near = did_you_mean::similar_names(unknown.part, unknown.known.iter().copied());
            let found = found(unknown.message).ask(&near, |_| None);
            found.with_choices("it can be", &unknown.known)
        }));
    }
}

/// Returns true if something that a scheme asks cannot be judged without a registration.
fn depends_on_missing(verdict: &SchemeVerdict<'_>) -> bool {
    let criteria = verdict.awards.iter().flat_map(|award| &award.criteria);
    let mut all = criteria.chain(&verdict.duties);
    all.any(|one| {
        let CriterionOutcome::Undated { missing, .. } = &one.outcome else {
            return false;
        };
        matches!(missing, MissingDetail::Registration(_))
    })
}

fn none_named(found: Diagnostic, spec: &RegistrationSpec) -> Diagnostic {
    let known: Vec<&str> = spec.parts.iter().map(String::as_str).collect();
    let first = known.first().copied().unwrap_or("member");
    let row = format!("registrations: [{{ body: {}, as: {first} }}]", spec.body);
    let found = found.help(format!("add `{row}`, with your own, to your entry"));
    found.with_choices("it can be", &known)
}

/// A part that no body has which the portfolio knows.
struct UnknownPart<'a> {
    part: &'a str,
    message: String,
    known: Vec<&'a str>,
}

fn unknown_part<'a>(
    one: Registration<'a>,
    bodies: &[&'a RegistrationSpec],
) -> Option<UnknownPart<'a>> {
    let part = one.part()?;
    let of_body = bodies.iter().find(|spec| spec.includes(one.body(), None));
    let (message, known) = match (one.body(), of_body) {
        (Some(_), Some(spec)) => (
            format!("`{}` is no registration with {}", Safe(part), spec.body),
            vec![*spec],
        ),
        // A body whose scheme is not followed may have any parts.
        (Some(_), None) => return None,
        (None, _) => (
            format!(
                "`{}` is no registration of a body that this portfolio follows, and names no body",
                Safe(part)
            ),
            bodies.to_vec(),
        ),
    };
    let is_known = known.iter().any(|spec| spec.has_part(part));
    let known: Vec<&str> = known
        .iter()
        .flat_map(|spec| &spec.parts)
        .map(String::as_str)
        .collect();
    (!is_known && !known.is_empty()).then_some(UnknownPart {
        part,
        message,
        known,
    })
}
