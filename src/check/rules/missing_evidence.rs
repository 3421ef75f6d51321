//! A record names a file or a picture that is not in the portfolio. Without it, the pack
//! lacks the proof of what the record says.
//!
//! A path in the details starts at the top folder of the portfolio, unless it begins with
//! `..`. A path in the text starts at the folder of the record. `broken-link` checks other
//! links, and `remote-image` checks pictures on the web.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! evidence: [evidence/committee-certificate.pdf]
//! ```
//!
//! There is no such file. It was not added, or it has another name.
//!
//! ## To correct it
//!
//! - To add the file, use `cpd attach FILE --to ID`.
//! - If it has another name, correct the name. cpd suggests the closest one.
//! - If there is no such file, delete its name from the record.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::scalar;
use crate::base::files;
use crate::base::markdown::target;
use crate::base::text::{Safe, Span};
use crate::check::similar_paths::{self, SimilarPaths};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "missing-evidence",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("missing_evidence.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let evidence = similar_paths::evidence_paths(context.input.portfolio);
    for (found, fault) in context.faults() {
        if let Fault::MissingFile { at, path } = fault {
            let written = |near: &str| Some((*at, scalar(near)));
            out.push(missing_file_finding(
                &found.path,
                *at,
                path,
                &evidence,
                written,
            ));
        }
    }
    for record in context.written_records() {
        let base = files::folder_of(&record.path);
        for image in &record.document.outline.images {
            if image.target.is_empty() {
                let message = "this picture names no file";
                let attach = attach_remedy("add the picture", &record.path);
                out.push(
                    RULE.finding(&record.path, image.span, message)
                        .remedy(attach),
                );
            } else if let Some(path) = context.input.portfolio.linked_file(record, &image.target)
                && context.input.portfolio.snapshot.get(&path).is_none()
            {
                let written = |near: &str| {
                    Some((
                        image.target_span?,
                        target::replace_file(&image.target, base, near),
                    ))
                };
                out.push(missing_file_finding(
                    &record.path,
                    image.span,
                    &path,
                    &evidence,
                    written,
                ));
            }
        }
    }
}

fn missing_file_finding(
    at: &str,
    span: Span,
    path: &str,
    evidence: &SimilarPaths<'_>,
    written: impl FnOnce(&str) -> Option<(Span, String)>,
) -> Diagnostic {
    let diagnostic = RULE.finding(at, span, format!("there is no file `{}`", Safe(path)));
    match &evidence.most_similar(path)[..] {
        [] => diagnostic.remedy(attach_remedy("add the file", at)),
        near => diagnostic.ask(near, written),
    }
}

fn attach_remedy(says: &str, record: &str) -> Remedy {
    let to = Argument::record(record);
    Remedy::invoke(says, Invocation::Attach { to })
}
