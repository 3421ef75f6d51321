//! `cpd status`, and bare `cpd`: where each award stands and what is next.

use crate::adapters::disk;
use crate::base::text::Safe;
use crate::check::{Case, Judgement, judge};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::vouching;
use crate::cli::workspace::Workspace;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::{Proof, Revision};
use crate::formats::status as emit;
use crate::views::Report;
use crate::views::status::Status;

/// Show where each award stands and what to do next
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd status\n  cpd status --all                   every requirement that is still open"
)]
pub struct Args {
    /// List every requirement that is still open
    #[arg(long)]
    pub all: bool,
    /// Show this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    super::check::require_followed(&workspace, args.scheme.as_deref())?;
    show(&workspace, args.all, args.scheme.as_deref(), session)
}

/// Bare `cpd`: the next step, wherever one stands.
pub fn bare(session: &mut Session) -> Result<ExitKind, Failure> {
    if disk::find(&session.folder).is_none() {
        writeln!(session.out, "There is no portfolio here yet.")?;
        writeln!(
            session.out,
            "Begin one with `cpd init`, look at a finished one with `cpd demo sample`,"
        )?;
        writeln!(session.out, "or see what there is with `cpd --help`.")?;
        return Ok(ExitKind::Clean);
    }
    show(&Workspace::open(session)?, false, None, session)
}

fn show(
    workspace: &Workspace,
    all: bool,
    scheme: Option<&str>,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let judgement = judge(Case {
        only: scheme,
        ..workspace.case(session, None)
    });
    let report = Report {
        portfolio: &workspace.portfolio,
        judgement: &judgement,
        scheme,
        width: session.width,
    };
    if session.json() {
        super::check::emit_report(&report, session)?;
        return Ok(ExitKind::Clean);
    }
    // Whose word a signature is comes before what it says.
    if is_proven(&judgement) {
        for line in vouching::in_words(workspace, session) {
            writeln!(session.out, "{}", Safe(&line))?;
        }
    }
    if let Revision::Nowhere(why) = &workspace.trust().revision {
        writeln!(session.out, "Nobody may sign here: {}.", Safe(why))?;
    }
    let status = Status::of(&report, session.today);
    if status.schemes.is_empty() {
        writeln!(
            session.out,
            "This portfolio of {} follows no scheme.",
            Safe(&status.owner)
        )?;
        writeln!(
            session.out,
            "Name one under `schemes:` in cpd.yaml; `cpd scheme list` shows them."
        )?;
    } else if session.plain {
        emit::plain(&status, all, &mut session.out)?;
    } else {
        emit::human(&status, all, &mut session.out)?;
    }
    // What a duty lacks is no fault of a record, and is shown above.
    let is_fault =
        |found: &Diagnostic| found.severity == Severity::Error && found.criterion.is_none();
    if judgement.diagnostics.iter().any(is_fault) {
        writeln!(
            session.err,
            "Some records have errors, so this may not be the whole truth: see `cpd check`."
        )?;
    }
    Ok(ExitKind::Clean)
}

/// Whether any step rests on a key, and so on somebody's word about whose it is.
fn is_proven(judgement: &Judgement<'_>) -> bool {
    let awards = judgement.schemes.iter().flat_map(|scheme| &scheme.awards);
    let mut taken = awards.flat_map(|award| award.chain.taken());
    taken.any(|(state, _)| state.proof != Proof::Claimed)
}
