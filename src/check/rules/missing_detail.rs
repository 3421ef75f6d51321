//! Your entry lacks a detail on which it depends what a scheme asks of you. Until it is known, cpd
//! asks for the most that it could be.
//!
//! A scheme can ask for more of some people than of others, such as of those who are employed. It
//! can also count a last day from a date of your own.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: sam-carter
//!     name: Sam Carter
//! ```
//!
//! The scheme asks one training of employed people only. The entry does not say whether Sam is
//! employed, so the training is asked for.
//!
//! ## To correct it
//!
//! Run `cpd scheme adopt` with the scheme. It asks for the details that are missing. You can also
//! write the detail into your entry in `trust/people.yaml`, for example `employment: employed`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, Span};
use crate::check::{CriterionOutcome, MissingDetail, SchemeVerdict};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::portfolio::CONFIG;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{Kinds, OwnerDate};

pub const RULE: Rule = Rule {
    name: "missing-detail",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("missing_detail.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let (path, span) = portfolio
        .owner()
        .map_or((CONFIG, Span::start_of_file()), |owner| {
            (owner.0.path.as_str(), owner.0.place())
        });
    for verdict in context.verdicts {
        let title = &verdict.scheme.title;
        for missing in all_lacking(verdict) {
            let (field, message) = match missing {
                MissingDetail::Field(field) => (
                    field,
                    format!(
                        "{title} asks by your `{}`, and your entry does not have it",
                        Safe(field)
                    ),
                ),
                MissingDetail::Date(OwnerDate::Entry(field)) => (
                    field,
                    format!(
                        "{title} counts a last day from your `{}`, and your entry does not have it",
                        Safe(field)
                    ),
                ),
                MissingDetail::Date(OwnerDate::Registration { .. })
                | MissingDetail::Registration(_) => continue,
            };
            let remedy = Remedy::invoke(
                "give it",
                Invocation::AdoptScheme {
                    scheme: verdict.scheme.versioned_id(),
                },
            );
            let found = RULE.finding(path, span, message).remedies(Some(remedy));
            out.push(match choices(field, portfolio.kinds()).as_slice() {
                [] => found,
                choices => found.with_choices("it can be", choices),
            });
        }
    }
}

/// Returns the fields and dates that a scheme lacks, each once: those that leave something
/// undecided, and those without which more is asked than may be needed.
fn all_lacking<'v>(verdict: &'v SchemeVerdict<'_>) -> Vec<&'v MissingDetail> {
    let criteria = verdict.awards.iter().flat_map(|award| &award.criteria);
    let undecided = criteria
        .chain(&verdict.duties)
        .filter_map(|one| match &one.outcome {
            CriterionOutcome::Undated {
                missing: missing @ MissingDetail::Field(_),
                ..
            } => Some(missing),
            _ => None,
        });
    let mut all: Vec<&MissingDetail> = Vec::new();
    for missing in undecided.chain(&verdict.lacking) {
        if !all.contains(&missing) {
            all.push(missing);
        }
    }
    all
}

/// Returns the words that a field of the owner's entry can have, if it has a list of them.
fn choices(field: &str, kinds: &Kinds) -> Vec<String> {
    let field = kinds
        .get(KindId::person())
        .and_then(|kind| kind.field(field));
    let words = field.and_then(|field| field.ty.vocabulary());
    words.map_or_else(Vec::new, |words| words.terms.clone())
}
