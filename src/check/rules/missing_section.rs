//! A section that this kind of record should have is missing. Readers look for the same
//! sections in every record, and an award can ask for them.
//!
//! A journal, for example, should have the headings `What I did` and `What I learnt`. The
//! size of a heading and capital letters make no difference.
//!
//! ## Example
//!
//! ```markdown
//! ## What I did
//!
//! ## What I learned
//! ```
//!
//! The second heading should be `What I learnt`.
//!
//! ## To correct it
//!
//! - Add the heading that the finding names, and write below it.
//! - If the section has another heading, change that heading.
//!
//! ## Leave it out
//!
//! If the record is better with other sections, add `allow: [missing-section]` to the
//! details at the top. An award that asks for every section still asks for it.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::document::Heading;
use crate::base::text::words::{self, quoted};
use crate::base::text::{Span, did_you_mean, fold};
use crate::check::template_text;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;
use crate::domain::remedy::Remedy;

pub const RULE: Rule = Rule {
    name: "missing-section",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("missing_section.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context
        .written_records()
        .filter(|record| record.document.has_front)
    {
        // A heading that is one of the expected ones was not meant to be another.
        let wanted = |heading: &&Heading| {
            let sections = record.kind.sections.iter();
            sections
                .map(|title| fold(title))
                .any(|title| title == fold(heading.text.trim()))
        };
        let headings = record.document.outline.headings.iter();
        let headings: Vec<&Heading> = headings.filter(|heading| !wanted(heading)).collect();
        for title in template_text::missing_sections(record) {
            let message = format!("the section \u{201c}{title}\u{201d} is missing");
            let names = headings.iter().map(|heading| heading.text.trim());
            let near = did_you_mean::similar_names(title, names);
            let remedy = match &near[..] {
                [] => Remedy::advice(format!("add a line `## {title}` and write below it")),
                [name] => rename_heading_remedy(record, &headings, name, title),
                several => {
                    let names: Vec<String> = several.iter().map(|name| quoted(name)).collect();
                    let names = words::some(&names);
                    let says =
                        format!("the headings {names} are similar: change one to `## {title}`");
                    Remedy::advice(says)
                }
            };
            let asked = label_at(&record.kind.origin, "this kind of record has this section");
            out.push(
                RULE.finding(&record.path, record.place(), message)
                    .related(asked)
                    .remedy(remedy),
            );
        }
    }
}

/// Returns the remedy that changes a heading to the title of the section.
fn rename_heading_remedy(
    record: &Record,
    headings: &[&Heading],
    name: &str,
    title: &str,
) -> Remedy {
    let says = format!(
        "the heading {} is similar: change it to `## {title}`",
        quoted(name)
    );
    let heading = headings.iter().find(|heading| heading.text.trim() == name);
    let line = heading.map(|heading| (heading.span, heading.span.slice(&record.text).trim_end()));
    match line.filter(|(_, line)| line.starts_with('#') && !line.contains('\n')) {
        Some((span, line)) => {
            let span = Span::new(span.start, span.start + line.len());
            Remedy::edit(says, &record.path, span, format!("## {title}"))
        }
        None => Remedy::advice(says),
    }
}
