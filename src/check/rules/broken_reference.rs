//! A record refers to another record, or to a person, that is not there.
//!
//! ## What it checks
//!
//! Some details give the name of another record, such as `activity` in a journal: the
//! name of its file without `.md`. Others give the id of a person in `trust/people.yaml`.
//! This finds names that belong to nobody and nothing, the `owner` in `cpd.yaml`
//! included. Capital letters make no difference.
//!
//! ## Why it matters
//!
//! Awards are counted by following these names. If the activity of a journal cannot be
//! found, it cannot be counted with it.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! activity: committee-servicing
//! ```
//!
//! The file is `2026-02-11-committee-servicing.md`: the date is part of its name.
//!
//! ## How to resolve
//!
//! Write the whole name of the file, without folder and without `.md`. If there is no
//! such record yet, make it with `cpd new KIND`, for instance `cpd new activity`. People
//! are added to `trust/people.yaml`. To change the name of a record later, use
//! `cpd rename`, which keeps whatever refers to it whole.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::scalar;
use crate::base::text::{Safe, did_you_mean};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "broken-reference",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("broken_reference.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        // Who signed is spoken of by the rules about sign-offs.
        let of_signoff = found.kind.as_ref() == Some(KindId::signoff());
        if let Fault::BrokenReference { kind, id, at } = fault
            && !of_signoff
        {
            let kinds = context.input.portfolio.kinds();
            let noun = kinds
                .get(kind)
                .map_or_else(|| kind.to_string(), crate::domain::schema::Kind::noun);
            let ids: Vec<&str> = context
                .input
                .portfolio
                .of_kind(kind)
                .map(|record| record.id.as_str())
                .collect();
            let shown = Safe(id).to_string();
            let diagnostic = RULE.finding(
                &found.path,
                *at,
                format!("there is no {noun} called `{shown}`"),
            );
            let folder = kinds
                .get(kind)
                .map(crate::domain::schema::Kind::path)
                .unwrap_or_default();
            let make = |says: String| Remedy::invoke(says, Invocation::begin(kind));
            out.push(match &did_you_mean::near(id, ids.iter().copied())[..] {
                near @ [_, ..] => diagnostic.ask(near, |near| Some((*at, scalar(near)))),
                [] if ids.is_empty() => diagnostic.remedy(make("make one".to_owned())),
                [] if folder.ends_with(".yaml") => {
                    let says = format!("use an id from {folder}, or add one");
                    diagnostic.remedy(make(says))
                }
                [] => diagnostic.help(format!("use the name of a file in {folder}, without `.md`")),
            });
        }
    }
}
