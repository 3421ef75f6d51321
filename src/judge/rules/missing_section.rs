//! A section that this kind of record is expected to have.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::sections;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "missing-section",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("missing_section.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written().filter(|record| record.document.has_front) {
        let headings: Vec<&str> = record.document.outline.headings.iter().map(|heading| heading.text.trim()).collect();
        for title in sections::missing(record) {
            let message = format!("the section \u{201c}{title}\u{201d} is missing");
            let near = did_you_mean::nearest(title, headings.iter().copied());
            let help = match near {
                Some(heading) => format!("the heading \u{201c}{heading}\u{201d} is close: name it `## {title}`"),
                None => format!("add a line `## {title}` and write beneath it"),
            };
            let asked = label_at(&record.kind.origin, "this kind is expected to have it");
            out.push(RULE.found(&record.path, record.place(), message).related(asked).help(help));
        }
    }
}
