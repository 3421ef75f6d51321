//! `cpd status`, and bare `cpd`: where each award stands and what is next.

use crate::adapters::disk;
use crate::check::{Case, Judgement, judge};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::vouching;
use crate::cli::workspace::Workspace;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::{Proof, Revision};
use crate::views::Report;
use crate::views::check::Check;
use crate::views::status::{Status, StatusView};

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
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<StatusView>())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    super::check::require_followed(&workspace, args.scheme.as_deref())?;
    show(
        &workspace,
        args.all,
        args.scheme.as_deref(),
        &args.format,
        session,
    )
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
    let asked = session.format.clone();
    show(&Workspace::open(session)?, false, None, &asked, session)
}

fn show(
    workspace: &Workspace,
    all: bool,
    scheme: Option<&str>,
    asked: &str,
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
    };
    let status = Status::of(&report, session.today);
    let vouched_by = vouched_by(workspace, &judgement, session);
    let view = StatusView {
        check: Check::of(&workspace.portfolio, judgement),
        status,
        all,
        vouched_by,
    };
    format::print(&view, asked, session)?;
    if !format::is_for_people(asked) {
        return Ok(ExitKind::Clean);
    }
    // What a duty lacks is no fault of a record, and is shown above.
    let is_fault =
        |found: &Diagnostic| found.severity == Severity::Error && found.criterion.is_none();
    if view.check.findings.iter().any(is_fault) {
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

/// Returns whose word the signatures are, where there are any: that comes before what
/// they say.
fn vouched_by(workspace: &Workspace, judgement: &Judgement<'_>, session: &Session) -> Vec<String> {
    let mut says = Vec::new();
    if is_proven(judgement) {
        says.extend(vouching::in_words(workspace, session));
    }
    if let Revision::Nowhere(why) = &workspace.trust().revision {
        says.push(format!("Nobody may sign here: {why}."));
    }
    says
}
