//! `cpd scheme check`: a scheme's own files, and its examples.

use super::examples::{self, Examples};
use super::find::{self, Found};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::signoff::Trust;
use crate::views::check::Check;
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
    let check = of_scheme(&portfolio, session);
    // What a broken scheme makes of a portfolio says nothing.
    let examples = if check.has_errors() {
        Examples::default()
    } else {
        examples::run(&found)?
    };
    let view = SchemeCheck {
        check,
        name,
        outcomes: &examples.outcomes,
        wrong: &examples.wrong,
    };
    format::print(&view, asked, session)?;
    Ok(if view.check.has_errors() || !view.come_out() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// What is wrong with the scheme: there is no portfolio here that could be wrong.
fn of_scheme(portfolio: &Portfolio, session: &Session) -> Check {
    let nobody = Trust::nobody("a scheme by itself has no people");
    let mut judgement = crate::check::judge(crate::check::Case {
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
    judgement.schemes.clear();
    Check::of(portfolio, judgement).only(|found| is_about_scheme(found.rule.as_str()))
}
