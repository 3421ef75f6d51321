//! `cpd check`: is anything wrong or missing?

use std::path::PathBuf;

use crate::app::lookup;
use crate::base::text::Safe;
use crate::check::{AwardVerdict, Case, Judgement, judge};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::summary;
use crate::cli::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::domain::schema::Scheme;
use crate::domain::signoff::Revision;
use crate::views::check::Check;

/// Look for anything wrong or missing
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd check                          everything\n  cpd check --award silver           and fail while Silver lacks anything\n  cpd check --format json            for programs\n  cpd check --format github          marks beside the lines of a pull request (or gitlab)"
)]
pub struct Args {
    /// Fail while this award lacks anything
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Judge by this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Add to this file, as Markdown, what approving the pull request would cover
    #[arg(long, value_name = "FILE", requires = "base")]
    pub summary: Option<PathBuf>,
    /// The commit that the pull request starts from
    #[arg(long, value_name = "REVISION", requires = "summary")]
    pub base: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<Check>())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let only = lookup::followed(&workspace.portfolio, args.scheme.as_deref())?;
    let focus = args
        .award
        .as_deref()
        .map(|award| workspace.award_in(only, award))
        .transpose()?;
    let judgement = judge(Case {
        only,
        ..workspace.case(session, focus.as_ref())
    });
    let lacking = focus
        .as_ref()
        .is_some_and(|award| lacks(award, &judgement, &workspace));
    let summarised = match (&args.summary, &args.base) {
        (Some(file), Some(base)) => summary::write(file, base, &judgement, &workspace, session),
        _ => Ok(()),
    };
    let check = Check::of(&workspace.portfolio, judgement);
    format::print(&check, &args.format, session)?;
    summarised?;
    say_whose_word_counts(&workspace, session)?;
    let outcome = if check.has_errors() || lacking {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    };
    // The program ends here, so nothing is freed: that takes 5% of a check of 10,000 records.
    std::mem::forget(check);
    std::mem::forget(workspace);
    Ok(outcome)
}

/// Where people and keys are not taken from the files at hand, that is said aloud.
fn say_whose_word_counts(workspace: &Workspace, session: &mut Session) -> Result<(), Failure> {
    match &workspace.trust().revision {
        Revision::Commit { name, id } if name != "HEAD" => writeln!(
            session.err,
            "Who may sign is taken from {} ({id:.10}).",
            Safe(name)
        )?,
        Revision::Nowhere(why) => writeln!(session.err, "Nobody may sign here: {}.", Safe(why))?,
        Revision::Files | Revision::Commit { .. } => {}
    }
    Ok(())
}

/// Whether an award lacks a requirement, or a sign-off up to the pack.
fn lacks(award: &AwardRef, judgement: &Judgement<'_>, workspace: &Workspace) -> bool {
    let before_pack = workspace
        .portfolio
        .scheme(award.scheme())
        .map_or(0, Scheme::steps_before_pack);
    let unsigned = |verdict: &AwardVerdict<'_>| {
        verdict
            .chain
            .steps
            .iter()
            .take(before_pack)
            .any(|state| !state.counts())
    };
    let closed = |verdict: &AwardVerdict<'_>| verdict.state == crate::check::AwardState::Closed;
    judgement.award(award).is_some_and(|verdict| {
        !closed(verdict) && (verdict.unmet().next().is_some() || unsigned(verdict))
    })
}
