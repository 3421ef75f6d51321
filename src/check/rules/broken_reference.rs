//! A record names another record or a person that does not exist. cpd cannot count the two
//! together, so the award may miss them.
//!
//! Some details name another record, such as `activity` in a journal. That name is the file
//! name without `.md`. Others give the id of a person in `trust/people.yaml`, and so does
//! `owner` in `cpd.yaml`. Capital letters make no difference.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! activity: committee-servicing
//! ```
//!
//! The file is `2026-02-11-committee-servicing.md`. The date is part of its name.
//!
//! ## To correct it
//!
//! - Write the whole file name, without the folder and without `.md`.
//! - If there is no such record yet, create it, for example with `cpd new activity`.
//! - If a person is missing, add them to `trust/people.yaml` with `cpd new person`.
//!
//! To change the name of a record later, use `cpd rename`. It changes the references too.

use std::collections::BTreeMap;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::scalar;
use crate::base::text::did_you_mean::KnownNames;
use crate::base::text::{Safe, Span, words};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::{KindId, RecordKey};
use crate::domain::portfolio::Fault;
use crate::domain::portfolio::unread::record_stem;
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
    let portfolio = context.input.portfolio;
    let mut ids: BTreeMap<&KindId, KnownNames<'_>> = BTreeMap::new();
    for (found, fault) in context.faults() {
        // The rules about sign-offs report unknown signers.
        let of_signoff = found.kind.as_ref() == Some(KindId::signoff());
        if let Fault::BrokenReference { kind, id, at } = fault
            && !of_signoff
        {
            let kinds = portfolio.kinds();
            let unread = portfolio.unread_of(kind);
            let is_rows = kinds.get(kind).is_some_and(|kind| kind.folder().is_none());
            if is_rows && !unread.is_empty() {
                // Nobody knows whom a file names that cannot be read, and it has its own finding.
                continue;
            }
            let noun = kinds
                .get(kind)
                .map_or_else(|| kind.to_string(), crate::domain::schema::Kind::noun);
            let ids = ids.entry(kind).or_insert_with(|| {
                let records = portfolio.of_kind(kind);
                KnownNames::new(records.map(|record| &*record.id))
            });
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
            let make = |says: String| Remedy::invoke(says, Invocation::new_record(kind));
            let is_named_so = |path: &&String| {
                record_stem(path).is_some_and(|stem| RecordKey::of(stem) == id.key())
            };
            if let Some(path) = unread.iter().find(is_named_so) {
                let says = format!("correct {}, which is not read", Safe(path));
                let look = Remedy::view(says, path, Span::start_of_file());
                out.push(diagnostic.remedy(look));
                continue;
            }
            out.push(match &ids.similar(id)[..] {
                near @ [_, ..] => diagnostic.ask(near, |near| Some((*at, scalar(near)))),
                [] if ids.is_empty() => diagnostic.remedy(make("create one".to_owned())),
                [] if folder.ends_with(".yaml") => {
                    let says = format!("use an id from {folder}, or add a person");
                    diagnostic.remedy(make(says))
                }
                [] => {
                    let latest: Vec<String> =
                        ids.last(2).map(|id| format!("`{}`", Safe(id))).collect();
                    let latest = words::join_alternatives(&latest);
                    diagnostic.help(format!(
                        "write the name of a file in {folder}, without `.md`, such as {latest}"
                    ))
                }
            });
        }
    }
}
