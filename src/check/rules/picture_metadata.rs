//! A picture that somebody signs contains more than it shows, such as the place where it was
//! taken. Everybody who gets the pack can read this.
//!
//! Cameras and programs write facts into their files that nobody sees in the picture. These
//! are places, times, cameras, names, texts, or even a second picture or a film. `cpd attach`
//! removes them from pictures that it adds. Packs and requests carry pictures without them,
//! except those that are signed: a signature is for the exact bytes.
//!
//! `cpd check` names the kinds of facts, never the facts. It looks at the pictures that a
//! step of an award covers or would cover, until the award is closed.
//!
//! ## Example
//!
//! ```markdown
//! ![The hall before the ceremony](../evidence/hall.jpg)
//! ```
//!
//! The photograph was copied into `evidence/` without `cpd attach`. It contains a place, a
//! camera and a time.
//!
//! ## To correct it
//!
//! - Remove the facts before anybody signs: `cpd attach --clean evidence/hall.jpg`. The
//!   picture looks the same. With `--dry-run` you see first which sign-offs would no longer be
//!   valid.
//! - `cpd` cannot remove facts from HEIC and TIFF photographs and from films. Save a
//!   photograph as JPEG, and add that with `cpd attach`.
//! - Earlier versions stay in the history of git. If nobody may read the place, do not share
//!   that history.
//!
//! ## Leave it out
//!
//! If the facts may stay, add `allow: [picture-metadata]` to the details at the top.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::picture::metadata::{Cleaned, remove_metadata};
use crate::base::text::{Safe, Span, words};
use crate::check::{AwardState, AwardVerdict, SchemeVerdict};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::query::Scope;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::required_subjects;

pub const RULE: Rule = Rule {
    name: "picture-metadata",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("picture_metadata.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let records = context.written_records();
    let records = records.filter(|one| context.files.is_none_or(|paths| paths.contains(&one.path)));
    let mentions = records.flat_map(|record| {
        let named = context.input.portfolio.file_mentions(record).into_iter();
        named.map(|(path, span)| (&*record.path, path, span))
    });
    let mut mentions = mentions.peekable();
    if mentions.peek().is_none() {
        return;
    }
    let covered = covered_files(context);
    let mut seen = BTreeSet::new();
    for (record, path, span) in mentions {
        if covered.contains(&path) && seen.insert(path.clone()) {
            out.extend(finding(context, record, &path, span));
        }
    }
}

/// Returns the files that a step covers or would cover, but for those of closed awards.
fn covered_files(context: &RuleContext<'_>) -> BTreeSet<String> {
    let (mut open, mut closed) = (BTreeSet::new(), BTreeSet::new());
    for scheme in context.verdicts {
        for award in scheme.recent_awards() {
            if award.state == AwardState::Closed {
                let signed = award
                    .chain
                    .taken()
                    .flat_map(|taken| &taken.signoff.subjects);
                closed.extend(signed.map(|subject| subject.path));
            } else {
                open.extend(files_of(scheme, award, context));
            }
        }
    }
    open.retain(|path| !closed.contains(path.as_str()));
    open
}

fn files_of(
    scheme: &SchemeVerdict<'_>,
    award: &AwardVerdict<'_>,
    context: &RuleContext<'_>,
) -> BTreeSet<String> {
    let input = context.input;
    let scope = Scope::of_award(input.portfolio, scheme.scheme, &award.id, input.today);
    let steps = scheme.scheme.steps.iter();
    steps
        .flat_map(|step| required_subjects(step, scope))
        .collect()
}

fn finding(context: &RuleContext<'_>, record: &str, path: &str, span: Span) -> Option<Diagnostic> {
    let bytes = context.input.evidence.files.bytes(path)?;
    match remove_metadata(&bytes) {
        Cleaned::Image(image) if !image.facts.is_empty() => {
            let facts: Vec<&str> = image.facts.iter().map(|fact| fact.noun()).collect();
            let facts = words::join_all(&facts);
            let message = format!(
                "`{}` contains {facts}, and everybody who gets the pack can read this",
                Safe(path)
            );
            let path = path.to_owned();
            let clean = Invocation::CleanPicture { path };
            let remedy = Remedy::invoke("to remove this before anybody signs", clean);
            Some(RULE.finding(record, span, message).remedy(remedy))
        }
        Cleaned::Unsupported(form) => {
            let message = format!(
                "`{}` is {}, which may contain the place where it was taken",
                Safe(path),
                form.what
            );
            Some(RULE.finding(record, span, message).help(form.instead))
        }
        _ => None,
    }
}
