//! A path that leads out of the portfolio.

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
