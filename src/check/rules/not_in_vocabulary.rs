//! A detail has a word that is not on its list. The record may not be counted, or may be
//! counted by mistake.
//!
//! Some details take one word from a list, such as `status` in an activity or `award` in a
//! journal. Spelling and capital letters must be exact.
//!
//! ## Example
//!
//! ```yaml
//! title: Spring conference
//! status: finished
//! ```
//!
//! `status` can be planned, done, cancelled or delegated.
//!
//! ## To correct it
//!
//! Use one of the words that the finding lists.
//!
//! If no word fits, use the closest one and explain it in the text. Or ask the author of
//! the scheme to add a word.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::document::write::scalar;
use crate::base::text::{did_you_mean, words};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "not-in-vocabulary",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("not_in_vocabulary.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::NotInVocabulary {
            field,
            word,
            at,
            known,
            origin,
            scheme,
        } = fault
        {
            let message = format!("`{field}` cannot be `{word}`");
            let near = did_you_mean::similar_names(word, known.iter().map(String::as_str));
            let mut diagnostic = RULE.finding(&found.path, *at, message).ask(&near, |near| {
                let is_whole = did_you_mean::keeps_words(word, near);
                is_whole.then(|| (*at, scalar(near)))
            });
            if !known.is_empty() {
                diagnostic = diagnostic.with_shared_choices("it can be", known);
            }
            if let Some(scheme) = scheme.as_ref().filter(|_| known.len() > words::MOST_NAMED) {
                let scheme = scheme.clone();
                let show = Invocation::ShowScheme { scheme };
                diagnostic = diagnostic.remedy(Remedy::invoke("to see every choice", show));
            }
            if let Some(origin) = origin {
                diagnostic = diagnostic.related(label_at(origin, "the choices are listed here"));
            }
            out.push(diagnostic);
        }
    }
}
