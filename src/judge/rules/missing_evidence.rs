//! A file that a record names and that is not there.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::links;
use crate::portfolio::Fault;
use crate::source;
use crate::text::{Safe, Span, did_you_mean};

pub const RULE: Rule = Rule {
    name: "missing-evidence",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("missing_evidence.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::MissingFile { at, path } = fault {
            out.push(report(context, &found.path, *at, path));
        }
    }
    for record in context.written() {
        let base = source::folder(&record.path);
        for image in record.document.outline.images.iter().filter(|image| !links::is_remote(&image.target)) {
            if let Some(path) = source::resolve(base, &links::decoded(&image.target))
                && context.case.portfolio.snapshot.get(&path).is_none()
            {
                out.push(report(context, &record.path, image.span, &path));
            }
        }
    }
}

fn report(context: &Context<'_>, at: &str, span: Span, path: &str) -> Diagnostic {
    let files = context.case.portfolio.snapshot.below("evidence/").map(|file| file.path.as_str());
    let diagnostic = RULE.found(at, span, format!("there is no file `{}`", Safe(path)));
    match did_you_mean::question(path, files) {
        Some(question) => diagnostic.label(question),
        None => diagnostic.help("put it there with `cpd attach FILE --to RECORD`"),
    }
}
