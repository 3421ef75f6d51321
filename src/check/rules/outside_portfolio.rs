//! A path leads to a file outside the portfolio. Nobody else has that file, and the pack
//! cannot include it.
//!
//! The rule checks paths in the details, links and pictures. It finds paths that start with
//! `/` or a drive such as `C:`, that go up too far with `../`, or that contain `\`. A file
//! in the details that is only a link to another file is found too.
//!
//! ## Example
//!
//! ```markdown
//! ![Plan of the hall](C:/Desktop/hall-plan.png)
//! ```
//!
//! This file is on one computer only.
//!
//! ## To correct it
//!
//! 1. Add the file with `cpd attach FILE --to ID`.
//! 2. In the details, write it as `evidence/hall-plan.png`.
//! 3. In the text of a journal, write it as `../evidence/hall-plan.png`.
//!
//! Write `/` between folders on Windows too.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files;
use crate::base::markdown::target;
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
            let help = "in the details, write the path from the top of the portfolio, as in evidence/plan.png";
            let found = RULE
                .finding(&found.path, *at, MESSAGE)
                .remedy(attach_remedy(&found.path));
            out.push(found.help(help));
        }
    }
    for record in context.written_records() {
        let base = files::folder_of(&record.path);
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
            let help = "in the text, write the path from the folder of the record, as in ../evidence/plan.png";
            let found = RULE
                .finding(&record.path, span, MESSAGE)
                .remedy(attach_remedy(&record.path));
            out.push(found.help(help));
        }
    }
}

fn attach_remedy(record: &str) -> Remedy {
    let to = Argument::record(record);
    Remedy::invoke("add the file to the portfolio", Invocation::Attach { to })
}

const MESSAGE: &str = "this file is outside the portfolio, so nobody else has it";

fn leads_out(base: &str, written: &str) -> bool {
    let is_file_url = written.to_ascii_lowercase().starts_with("file:");
    is_file_url
        || target::is_local(written)
            && files::resolve(base, &target::decode_target(written)).is_none()
}
