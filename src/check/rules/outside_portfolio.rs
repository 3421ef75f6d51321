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

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::target;
use crate::base::files;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "outside-portfolio",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("outside_portfolio.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::OutsidePortfolio { at } = fault {
            let help =
                "details at the top name it from the top of the portfolio, as in evidence/plan.png";
            let found = RULE
                .finding(&found.path, *at, MESSAGE)
                .remedy(attach(&found.path));
            out.push(found.help(help));
        }
    }
    for record in context.written_records() {
        let base = files::folder(&record.path);
        let outline = &record.document.outline;
        let images = outline
            .images
            .iter()
            .map(|image| (&image.target, image.span));
        let links = outline.links.iter().map(|link| (&link.target, link.span));
        let leading_out = images
            .chain(links)
            .filter(|(written, _)| leads_out(base, written));
        for (_, span) in leading_out {
            let help = "text names it from its own folder, as in ../evidence/plan.png";
            let found = RULE
                .finding(&record.path, span, MESSAGE)
                .remedy(attach(&record.path));
            out.push(found.help(help));
        }
    }
}

fn attach(record: &str) -> Remedy {
    let to = Argument::record(record);
    Remedy::invoke("copy the file in", Invocation::Attach { to })
}

const MESSAGE: &str = "this leads out of the portfolio, where nobody else can follow";

fn leads_out(base: &str, written: &str) -> bool {
    let is_file_url = written.to_ascii_lowercase().starts_with("file:");
    is_file_url
        || target::is_local(written) && files::resolve(base, &target::decoded(written)).is_none()
}
