//! A heading has no text below it. In the pack, it looks as if something were lost.
//!
//! Some kinds of record have set headings, such as `What I did` and `What I learnt` in a
//! journal. Text or a picture is enough. Another heading is not. `placeholder-text` finds
//! the template's own text.
//!
//! ## Example
//!
//! ```markdown
//! ## What I learnt
//!
//! ## What I would do differently
//! ```
//!
//! There is nothing below the first heading.
//!
//! ## To correct it
//!
//! Write something below the heading. This rule asks for no particular length.
//!
//! ## Leave it out
//!
//! If there is nothing to say there, add `allow: [empty-section]` to the details at the
//! top. An award that asks for every section still asks for it.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::check::template_text;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "empty-section",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("empty_section.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written_record(out, |record, text, out| {
        let left = template_text::leftover_prompts(record, context.input.portfolio);
        for heading in template_text::empty_sections(record, &left) {
            let title = heading.text.trim();
            let message = format!("the section \u{201c}{title}\u{201d} is empty");
            let end = heading.span.start + heading.span.slice(text).trim_end().len();
            let span = Span::new(heading.span.start, end);
            out.push(
                RULE.finding(&record.path, span, message)
                    .help("write something below the heading"),
            );
        }
    });
}
