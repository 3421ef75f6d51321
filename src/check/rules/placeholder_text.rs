//! The template's own text is still in a record. In the pack, it shows that the record is
//! not finished.
//!
//! A new record starts with prompts in square brackets, such as `[Write here: …]`. The rule
//! finds prompts that are still there word for word.
//!
//! ## Example
//!
//! ```markdown
//! ## What I did
//!
//! [Write here: what the activity was, why you chose it, and your part in it.]
//! ```
//!
//! The prompt has not been replaced.
//!
//! ## To correct it
//!
//! Write your own text there, and delete the prompt with its brackets.
//!
//! ## Leave it out
//!
//! If you quote the prompt on purpose, add `allow: [placeholder-text]` to the details at
//! the top. An award that asks for every section still asks for it.

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
    context.for_each_written_record(out, |record, _, out| {
        for span in template_text::leftover_prompts(record, context.input.portfolio) {
            let message = "this is still the template's own text";
            let help = "replace it with your own text";
            out.push(RULE.finding(&record.path, span, message).help(help));
        }
    });
}
