//! A path leads out of the portfolio, where nobody else can follow.
//!
//! ## What it checks
//!
//! Paths in a record, whether in the details at the top or in links and pictures of the
//! text. This finds those that begin with `/` or a drive such as `C:`, that go up too far
//! with `../`, or that are written with `\`. A file named in the details that is itself
//! only a link to another file is found too.
//!
//! ## Why it matters
//!
//! Nobody else has that file, so it would be missing for your manager and from the pack.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](C:/Desktop/hall-plan.png)
//! ```
//!
//! Only one computer has this file.
//!
//! ## How to resolve
//!
//! Bring the file in with `cpd attach FILE --to ID`. In the details at the top it is then
//! written as `evidence/hall-plan.png`; in the text of a journal, as
//! `../evidence/hall-plan.png`. Write `/` between folders on Windows too.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::links;
use crate::portfolio::Fault;
use crate::source;
use crate::text::Span;

pub const RULE: Rule = Rule {
    name: "outside-portfolio",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("outside_portfolio.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::OutsidePortfolio { at, .. } = fault {
            out.push(report(&found.path, *at));
        }
    }
    for record in context.written() {
        let base = source::folder(&record.path);
        let outline = &record.document.outline;
        let targets = outline.images.iter().map(|image| (&image.target, image.span));
        for (target, span) in targets.chain(outline.links.iter().map(|link| (&link.target, link.span))) {
            if links::is_local(target) && source::resolve(base, &links::decoded(target)).is_none() {
                out.push(report(&record.path, span));
            }
        }
    }
}

fn report(path: &str, span: Span) -> Diagnostic {
    let help = "copy the file in with `cpd attach FILE --to RECORD`, and name it from the top, as in evidence/plan.png";
    RULE.found(path, span, "this leads out of the portfolio, where nobody else can follow").help(help)
}
