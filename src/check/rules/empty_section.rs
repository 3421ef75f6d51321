//! A heading that is expected in this kind of record has nothing beneath it.
//!
//! ## What it checks
//!
//! Some kinds of record are expected to have certain headings, such as `What I did` and
//! `What I learnt` in a journal. This finds one with nothing to read beneath it: words or
//! a picture will do, further headings alone will not. A prompt left from the template is
//! found by `placeholder-text` instead.
//!
//! ## Why it matters
//!
//! In the printed pack, an empty section looks as if something were lost.
//!
//! ## Example
//!
//! ```markdown
//! ## What I learnt
//!
//! ## What I would do differently
//! ```
//!
//! The next heading follows at once: nothing says what was learnt.
//!
//! ## How to resolve
//!
//! Write beneath the heading. This rule asks for no particular length.
//!
//! To leave this out for one record, add `allow: [empty-section]` to its front matter
//! (the details at the top). That is right when there is truly nothing to say there. An
//! award that asks for every section to be written still asks for it.

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
    context.for_each_written(out, |record, text, out| {
        let left = template_text::leftover_prompts(record, context.input.portfolio);
        for heading in template_text::empty_sections(record, &left) {
            let title = heading.text.trim();
            let message = format!("the section \u{201c}{title}\u{201d} is empty");
            let end = heading.span.start + heading.span.of(text).trim_end().len();
            let span = Span::new(heading.span.start, end);
            out.push(
                RULE.finding(&record.path, span, message)
                    .help("write beneath the heading"),
            );
        }
    });
}
