//! A file looks like a copy that a shared folder made of another file. Dropbox, OneDrive,
//! iCloud and others do this when two computers change the same file at the same time.
//!
//! Only one of the two files is the record that others refer to. What you wrote on one of the
//! computers may be in the wrong file. A file name may also end with the name of a computer.
//! Such a file is only reported if it has the title and date of the other one.
//! `possible-duplicate` reports other records with the same title and date.
//!
//! ## Example
//!
//! ```text
//! journals/2026-02-04-saying-i.md
//! journals/2026-02-04-saying-i (Sam's conflicted copy 2026-02-05).md
//! ```
//!
//! Sam changed the journal on 2 computers before the folder had caught up.
//!
//! ## To correct it
//!
//! 1. Compare the 2 files. Keep what is right in the one without the addition.
//! 2. Remove the other one with `cpd remove`.
//!
//! ## Leave it out
//!
//! If both files are meant, add `allow: [conflict-copy]` to the details at the top of the one
//! that is reported.

use std::collections::BTreeMap;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files::conflict_copy::{ExtensibleName, Original, original};
use crate::base::files::is_text;
use crate::base::text::{Safe, Span};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{Portfolio, Record};

pub const RULE: Rule = Rule {
    name: "conflict-copy",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("conflict_copy.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    out.extend(copies(context).into_iter().map(|(path, original)| {
        let message = format!(
            "this looks like a copy that a shared folder made of {}",
            Safe(&original)
        );
        let found = RULE.finding(path, Span::start_of_file(), message);
        found.help("keep what is right in one of the two, and remove the other")
    }));
}

/// Returns each file that looks like a copy, with the file that it was made of.
pub fn copies<'a>(context: &RuleContext<'a>) -> BTreeMap<&'a str, String> {
    let portfolio = context.input.portfolio;
    let extended = extended_copies(context.written_records());
    let mut copies: BTreeMap<&str, String> = extended
        .map(|(copy, original)| (copy.path.as_str(), original.path.clone()))
        .collect();
    let files = portfolio.snapshot.files().iter();
    copies.extend(files.filter_map(|file| {
        let copied = copied_by_name(&file.path, portfolio)?;
        Some((file.path.as_str(), copied))
    }));
    copies
}

/// Returns the file that a path is a copy of, where its name leaves no doubt.
fn copied_by_name(path: &str, portfolio: &Portfolio) -> Option<String> {
    match original(path)? {
        Original::Named(original) => Some(original),
        // A certificate that was downloaded twice is named like that too.
        Original::Counted(original) => {
            let is_copy = is_text(path) && portfolio.snapshot.find(&original).is_some();
            is_copy.then_some(original)
        }
    }
}

/// Returns each record that has the title, the date and the beginning of the name of another,
/// with that one; of several, with the one of the longest name.
fn extended_copies<'a>(
    records: impl Iterator<Item = &'a Record>,
) -> impl Iterator<Item = (&'a Record, &'a Record)> {
    let named = records.map(|record| (ExtensibleName::of(&record.path), record));
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|(name, _)| *name);
    // The records whose name the next one may begin with, the shortest first.
    let mut open: Vec<(ExtensibleName<'_>, &Record)> = Vec::new();
    named.into_iter().filter_map(move |(name, record)| {
        let ends = |open: &(ExtensibleName<'_>, _)| !name.begins_with(open.0);
        while open.last().is_some_and(ends) {
            open.pop();
        }
        let mut others = open.iter().rev();
        let found = others.find(|(other, one)| name.extends(*other) && is_same(record, one));
        let found = found.map(|(_, original)| (record, *original));
        open.push((name, record));
        // The name of such a file has another reason.
        found.filter(|_| original(&record.path).is_none())
    })
}

fn is_same(record: &Record, other: &Record) -> bool {
    let same = |name: &str| match (record.field(name), other.field(name)) {
        (Some(one), Some(other)) => one.value == other.value,
        (None, None) => true,
        _ => false,
    };
    record.kind.name == other.kind.name && same("title") && same("date")
}
