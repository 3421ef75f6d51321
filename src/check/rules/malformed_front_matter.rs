//! cpd cannot read the details at the top of a file. Until you correct this, none of the
//! details in the file count.
//!
//! Details are lines of the form `name: value`. Common mistakes are an open quotation mark
//! or bracket, a colon inside a value, and a tab at the start of a line. A record can have
//! at most 5,000 values, in at most 16 levels. `cpd.yaml` and `trust/people.yaml` are
//! checked in the same way.
//!
//! ## Example
//!
//! ```yaml
//! title: Minutes: what are they for?
//! date: 2026-02-20
//! ```
//!
//! The title contains a colon, so cpd cannot tell where the value begins.
//!
//! ## To correct it
//!
//! Go to the line that the finding shows. It says what is most likely wrong. Here, put the
//! title in quotation marks: `title: "Minutes: what are they for?"`.
//!
//! Write long text below the details.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::{self, Malformed, Repair};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{Fault, LocatedFault};
use crate::domain::remedy::Remedy;
use crate::domain::schema::FieldType;

pub const RULE: Rule = Rule {
    name: "malformed-front-matter",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("malformed_front_matter.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        let what = yaml_part_name(&found.path);
        match fault {
            Fault::Form(document::SyntaxFault::Malformed(malformed)) => {
                let message = format!("cpd cannot read {what}: {}", malformed.reason);
                let remedy = remedy(context, found, malformed);
                out.push(
                    RULE.finding(&found.path, malformed.span, message)
                        .remedy(remedy),
                );
            }
            Fault::Form(document::SyntaxFault::NotAMap(span)) => {
                let message = format!("{what} must be lines of the form `name: value`");
                let help = "write one detail on each line, as in `title: …`";
                out.push(RULE.finding(&found.path, *span, message).help(help));
            }
            _ => {}
        }
    }
}

/// Returns the edit that makes a line readable where its detail is one of the kind's, or else
/// advice.
fn remedy(context: &RuleContext<'_>, found: &LocatedFault, malformed: &Malformed) -> Remedy {
    let kind = found.kind.as_ref();
    let kind = kind.and_then(|kind| context.input.portfolio.kinds().get(kind));
    let fits = |repair: &&Repair| {
        let mut fields = kind.iter().flat_map(|kind| &kind.fields);
        let field = fields.find(|field| field.name.eq_ignore_ascii_case(&repair.key));
        field.is_some_and(|field| !repair.quotes || field.ty == FieldType::Text)
    };
    match malformed.repairs.iter().find(fits) {
        Some(repair) => Remedy::edit(&repair.says, &found.path, repair.span, &repair.text),
        None => Remedy::advice(&malformed.help),
    }
}

/// Returns the name of the YAML part of a file.
fn yaml_part_name(path: &str) -> &'static str {
    if path.ends_with(".md") {
        "the details at the top"
    } else {
        "this file"
    }
}
