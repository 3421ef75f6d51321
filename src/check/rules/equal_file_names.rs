//! The paths of 2 files look the same: they differ only in how an accented letter is written,
//! or in capital letters. A Mac or a Windows computer can keep only one of the two.
//!
//! A Mac takes the letters of a file name apart: it writes é as e and an accent. A file that
//! went there and came back can so be there twice. `duplicate-id` finds records with the
//! same name.
//!
//! ## Example
//!
//! ```text
//! evidence/Café.pdf
//! evidence/café.pdf
//! ```
//!
//! ## To correct it
//!
//! - If both files have the same content, remove the one that no record names.
//! - Otherwise give one of them another name, also in the records that name it. A file that
//!   was signed must keep its name.

use std::collections::BTreeMap;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, Span, fold};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "equal-file-names",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("equal_file_names.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let mut firsts: BTreeMap<_, &str> = BTreeMap::new();
    for file in portfolio.snapshot.files() {
        let path = file.path.as_str();
        if portfolio.in_file(path).next().is_some() {
            continue;
        }
        let first = *firsts.entry(fold(path)).or_insert(path);
        if first != path {
            out.push(finding(path, first));
        }
    }
}

fn finding(path: &str, first: &str) -> Diagnostic {
    let message = format!(
        "the name of this file looks like that of {}, so only one of the two can be on a Mac or on Windows",
        Safe(first)
    );
    let found = RULE.finding(path, Span::start_of_file(), message);
    found.help("remove one of the two, or give it another name")
}
