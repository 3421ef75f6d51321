//! A prompt of the template is still there.
//!
//! ## What it checks
//!
//! A new record begins with prompts in square brackets, such as `[Write here: …]`. This
//! finds a paragraph that still holds one of them word for word. The prompts are those of
//! the scheme's template for this kind of record, or else of the one that comes with cpd.
//!
//! ## Why it matters
//!
//! In the printed pack, a prompt tells the reader that the record is not finished.
//!
//! ## Example
//!
//! ```markdown
//! ## What I did
//!
//! [Write here: what the activity was, why you chose it, and your part in it.]
//! ```
//!
//! Nothing has been written in place of the prompt.
//!
//! ## How to resolve
//!
//! Write your own words there, and delete the prompt with its brackets.
//!
//! To leave this out for one record, add `allow: [placeholder-text]` to its front matter
//! (the details at the top). That is right when you quote the prompt on purpose. An award
//! that asks for every section to be written still asks for it.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::template_text;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "placeholder-text",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("placeholder_text.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written(out, |record, _, out| {
        for span in template_text::leftover_prompts(record, context.input.portfolio) {
            let message = "this is still the template's own text";
            let help = "write your own words in its place";
            out.push(RULE.finding(&record.path, span, message).help(help));
        }
    });
}
