//! A text begins with a second block of details. cpd reads only the block at the top, and
//! the pack prints the second one as text.
//!
//! This happens when a text is pasted with its details into a record that has some already.
//!
//! ## Example
//!
//! ```markdown
//! ---
//! title: What minutes are for
//! ---
//!
//! ---
//! date: 2026-02-20
//! ---
//! ```
//!
//! The date does not count.
//!
//! ## To correct it
//!
//! Move the lines of the second block into the first one, and delete what is left of the
//! second. If no detail is in both with different values, `cpd check --fix` does this.
//!
//! ## Leave it out
//!
//! If the lines are part of your text, add `allow: [repeated-details]` to the details at the
//! top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::{NodeEntry, SecondBlock, find_second_block};
use crate::base::text::{Safe, Span, words};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;
use crate::domain::remedy::Remedy;

pub const RULE: Rule = Rule {
    name: "repeated-details",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("repeated_details.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written_record(out, |record, text, out| {
        let body = record.document.body;
        let block = find_second_block(text, body).filter(|_| record.document.has_front);
        // Without a line `---` before them, lines may be a heading.
        let is_known = |entry: &NodeEntry| record.kind.field(&entry.key).is_some();
        let block = block.filter(|block| {
            block.is_fenced || !block.entries().is_empty() && block.entries().iter().all(is_known)
        });
        if let Some(block) = block {
            let message =
                "these details are not read, because they are not in the block at the top";
            let first = block.span.slice(text).lines().next().unwrap_or_default();
            let at = Span::new(block.span.start, block.span.start + first.len());
            out.push(
                RULE.finding(&record.path, at, message)
                    .remedy(remedy(&block, record)),
            );
        }
    });
}

/// Returns the edit that joins both blocks, or advice if a person has to choose.
fn remedy(block: &SecondBlock, record: &Record) -> Remedy {
    let front = &record.document.front;
    let new = |entry: &&NodeEntry| front.get(&entry.key).is_none();
    let is_known = |entry: &NodeEntry| record.kind.field(&entry.key).is_some();
    let mut added = block.entries().iter().filter(new);
    let joined = block.joined(&record.text, front, record.document.body);
    match joined.filter(|_| added.all(is_known)) {
        Some((span, text)) => Remedy::edit(
            "move these lines into the details at the top",
            &record.path,
            span,
            text,
        ),
        None => Remedy::advice(advice(block, record)),
    }
}

fn advice(block: &SecondBlock, record: &Record) -> String {
    let front = &record.document.front;
    let twice = block
        .entries()
        .iter()
        .filter(|entry| front.get(&entry.key).is_some());
    let twice: Vec<String> = twice
        .map(|entry| format!("`{}`", Safe(&entry.key)))
        .collect();
    let move_lines =
        "move the lines that are right into the details at the top, and delete the others";
    match twice.as_slice() {
        [] => move_lines.to_owned(),
        some => format!("{move_lines}; keep one {}", words::join_all(some)),
    }
}
