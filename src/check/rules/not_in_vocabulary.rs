//! A word is not one of those that this detail takes.
//!
//! ## What it checks
//!
//! Some details take one word of a list: the `status` of an activity, for instance, the
//! `award` of a journal, or an item of a list that the scheme keeps. This finds a word
//! that is not on the list. Spelling and capital letters have to be exact.
//!
//! ## Why it matters
//!
//! Records are counted by these words. One that is nearly right could leave a record out,
//! or count it by mistake.
//!
//! ## Example
//!
//! ```yaml
//! title: Spring conference
//! status: finished
//! ```
//!
//! The words for `status` are planned, done, cancelled and delegated.
//!
//! ## How to resolve
//!
//! Use one of the words that the finding lists. If none of them fits, take the nearest
//! and explain it in the text, or ask whoever looks after the scheme to add one.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::document::write::scalar;
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

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
        } = fault
        {
            let message = format!("`{word}` is not one of the words for `{field}`");
            let near = did_you_mean::near(word, known.iter().map(String::as_str));
            let mut diagnostic = RULE
                .finding(&found.path, *at, message)
                .ask(&near, |near| Some((*at, scalar(near))));
            if !known.is_empty() {
                diagnostic = diagnostic.choices("it may be", known);
            }
            if let Some(origin) = origin {
                diagnostic = diagnostic.related(label_at(origin, "the words are listed here"));
            }
            out.push(diagnostic);
        }
    }
}
