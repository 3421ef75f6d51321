//! A file that is not named as its kind is.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::portfolio::fault::NameFault;
use crate::text::Span;

pub const RULE: Rule = Rule {
    name: "bad-file-name",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("bad_file_name.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::BadFileName { example, why, .. } = fault {
            let kind = context.a_kind(found.kind.as_deref());
            out.push(match why {
                NameFault::NotMarkdown => RULE
                    .found(&found.path, Span::start_of_file(), "only files that end in `.md` are read here")
                    .help("put certificates and pictures under evidence, with `cpd attach FILE --to RECORD`"),
                NameFault::Pattern => RULE
                    .found(&found.path, Span::start_of_file(), format!("the file of {kind} is not named like this"))
                    .help(format!("name it like {example}; `cpd rename` keeps every reference whole")),
                NameFault::Date { named, given, at } => RULE
                    .found(&found.path, *at, format!("the date is {given}, but the file is named {named}"))
                    .help("`cpd rename` gives the file its date and keeps every reference whole"),
            });
        }
    }
}
