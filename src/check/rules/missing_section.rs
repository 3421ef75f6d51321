//! A record lacks a heading that its kind is expected to have.
//!
//! ## What it checks
//!
//! Some kinds of record are expected to have certain headings, such as `What I did` and
//! `What I learnt` in a journal. This finds one that is not there. A heading of any size
//! will do, and capital letters make no difference.
//!
//! ## Why it matters
//!
//! Readers look for the same parts in every record, and an award may ask for them.
//!
//! ## Example
//!
//! ```markdown
//! ## What I did
//!
//! ## What I learned
//! ```
//!
//! The second heading is expected as `What I learnt`, and is not recognised as it is.
//!
//! ## How to resolve
//!
//! Add the heading as the finding gives it, and write beneath it. If you have the section
//! under another name, change its heading.
//!
//! To leave this out for one record, add `allow: [missing-section]` to its front matter
//! (the details at the top). That is right when a record is better told in parts of its
//! own. An award that asks for every section to be written still asks for it.

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
        // A heading that is wanted as it is was not meant for another.
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
            let near = did_you_mean::near(title, names);
            let remedy = match &near[..] {
                [] => Remedy::advice(format!("add a line `## {title}` and write beneath it")),
                [name] => renamed(record, &headings, name, title),
                several => {
                    let names: Vec<String> = several.iter().map(|name| quoted(name)).collect();
                    let names = words::list(&names);
                    let says = format!("the headings {names} are close: name one `## {title}`");
                    Remedy::advice(says)
                }
            };
            let asked = label_at(&record.kind.origin, "this kind is expected to have it");
            out.push(
                RULE.finding(&record.path, record.place(), message)
                    .related(asked)
                    .remedy(remedy),
            );
        }
    }
}

/// Returns the remedy that gives a heading its title.
fn renamed(record: &Record, headings: &[&Heading], name: &str, title: &str) -> Remedy {
    let says = format!(
        "the heading {} is close: name it `## {title}`",
        quoted(name)
    );
    let heading = headings.iter().find(|heading| heading.text.trim() == name);
    let line = heading.map(|heading| (heading.span, heading.span.of(&record.text).trim_end()));
    match line.filter(|(_, line)| line.starts_with('#') && !line.contains('\n')) {
        Some((span, line)) => {
            let span = Span::new(span.start, span.start + line.len());
            Remedy::edit(says, &record.path, span, format!("## {title}"))
        }
        None => Remedy::advice(says),
    }
}
