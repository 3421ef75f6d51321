//! `cpd scheme check`: a scheme's own files, and its examples.

use super::examples::{self, Examples};
use super::find::{self, Found};
use crate::base::text::{Safe, words};
use crate::check::Judgement;
use crate::cli::commands::check::emit_report;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::signoff::Trust;
use crate::formats::json;
use crate::views::Report;

/// Check a scheme's own files, and whether its examples come out as expected
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme check lancaster\n  cpd scheme check my-scheme/scheme.yaml\n  cpd scheme check                      all there are"
)]
pub struct Args {
    /// The scheme's id, or a scheme.yaml or its folder
    #[arg(value_name = "ID_OR_FILE")]
    pub what: Option<String>,
}

pub fn run(what: Option<&str>, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(what) = what {
        return check(find::named(what, session)?, session);
    }
    let mut outcome = ExitKind::Clean;
    for files in find::library(session)?.iter() {
        if check(find::of(files.clone(), session), session)? == ExitKind::Findings {
            outcome = ExitKind::Findings;
        }
    }
    Ok(outcome)
}

fn check(found: Found, session: &mut Session) -> Result<ExitKind, Failure> {
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
    let report = Report {
        portfolio: &portfolio,
        judgement: &judgement,
        scheme: None,
        width: session.width,
    };
    if session.json() {
        json::with_examples(
            &report,
            &examples.outcomes,
            &examples.wrong,
            &mut session.out,
        )?;
    } else {
        if !judgement.diagnostics.is_empty() {
            emit_report(&report, session)?;
        } else if examples.come_out() {
            writeln!(session.out, "{}: nothing to mend", Safe(&name))?;
        }
        say(&name, &examples, session)?;
    }
    Ok(if judgement.has_errors() || !examples.come_out() {
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
        facts: &crate::domain::ports::NoFacts,
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
    }
}

/// A line for all that come out, or one for each thing that does not.
fn say(name: &str, examples: &Examples, session: &mut Session) -> Result<(), Failure> {
    let differences = examples.outcomes.iter().flat_map(|one| &one.differences);
    for line in examples.wrong.iter().chain(differences) {
        writeln!(session.out, "{}", Safe(line))?;
    }
    let name = Safe(name);
    let count = examples.outcomes.len();
    if !examples.come_out() {
        writeln!(
            session.out,
            "{name}: not all of its examples come out as expected"
        )?;
    } else if count > 0 {
        let come = if count == 1 { "comes" } else { "come" };
        let counted = words::counted(count, "example", "examples");
        writeln!(session.out, "{name}: {counted} {come} out as expected")?;
    }
    Ok(())
}
