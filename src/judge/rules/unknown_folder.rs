//! A text in a folder that holds no records.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::{Safe, Span, did_you_mean};

pub const RULE: Rule = Rule {
    name: "unknown-folder",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("unknown_folder.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownFolder { known } = fault {
            let folder = found.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let first = folder.split('/').next().unwrap_or_default();
            let message = format!("the folder `{}` holds no records, so this file is not read", Safe(folder));
            let help = match did_you_mean::question(first, known.iter().map(String::as_str)) {
                Some(question) => question,
                None => format!("records lie in: {}; notes for yourself alone in private", known.join(", ")),
            };
            out.push(RULE.found(&found.path, Span::start_of_file(), message).help(help));
        }
    }
}
