//! `cpd scheme check`: a scheme's own files, and its examples.

use super::examples::{self, Examples};
use super::find::{self, Found};
use crate::check::Judgement;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::signoff::Trust;
use crate::views::Report;
use crate::views::scheme_check::SchemeCheck;

/// Check a scheme's own files, and whether its examples come out as expected
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme check lancaster\n  cpd scheme check my-scheme/scheme.yaml\n  cpd scheme check                      all there are"
)]
pub struct Args {
    /// The scheme's id, or a scheme.yaml or its folder
    #[arg(value_name = "ID_OR_FILE")]
    pub what: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<SchemeCheck<'static>>())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(what) = &args.what {
        return check(find::named(what, session)?, &args.format, session);
    }
    let mut outcome = ExitKind::Clean;
    for files in find::library(session)?.iter() {
        if check(find::of(files.clone(), session), &args.format, session)? == ExitKind::Findings {
            outcome = ExitKind::Findings;
        }
    }
    Ok(outcome)
}

fn check(found: Found, asked: &str, session: &mut Session) -> Result<ExitKind, Failure> {
    let name = format!("{} {}", found.files.id, found.files.version);
    let files = find::whole(found.files.clone(), &found.files.path("scheme.yaml"))?;
    let portfolio = load::with_scheme(files);
    let judgement = of_scheme(&portfolio, session);
    // What a broken scheme makes of a portfolio says nothing.
    let examples = if judgement.has_errors() {
        Examples::default()
    } else {
        examples::run(&found)?
    };
    let view = SchemeCheck {
        report: Report {
            portfolio: &portfolio,
            judgement: &judgement,
            scheme: None,
        },
        name,
        outcomes: &examples.outcomes,
        wrong: &examples.wrong,
    };
    format::print(&view, asked, session)?;
    Ok(if judgement.has_errors() || !view.come_out() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// What is wrong with the scheme: there is no portfolio here that could be wrong.
fn of_scheme<'a>(portfolio: &'a Portfolio, session: &Session) -> Judgement<'a> {
    let nobody = Trust::nobody("a scheme by itself has no people");
    let judgement = crate::check::judge(crate::check::Case {
        portfolio,
        evidence: crate::domain::ports::Evidence::in_memory(),
        trust: &nobody,
        today: session.today,
        focus: None,
        only: None,
    });
    let is_about_scheme = |rule: &str| {
        rule == "malformed-scheme" || rule.starts_with("unknown-scheme-") || rule == "unknown-form"
    };
    let diagnostics = judgement.diagnostics.into_iter();
    Judgement {
        schemes: Vec::new(),
        diagnostics: diagnostics
            .filter(|found| is_about_scheme(found.rule))
            .collect(),
        consulted: judgement.consulted,
    }
}
