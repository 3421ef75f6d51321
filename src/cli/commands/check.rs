//! `cpd check`: is anything wrong or missing?

use std::path::PathBuf;

use crate::app::lookup;
use crate::app::reports::check::{CheckReport, check};
use crate::base::text::Safe;
use crate::check::CheckInput;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::fixes::FixArgs;
use crate::cli::format::{self, HUMAN};
use crate::cli::pull_request_summary;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::signoff::Revision;
use crate::views::check::Check;

/// Look for anything wrong or missing
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd check                          everything\n  cpd check --award silver           fail if Silver lacks anything\n  cpd check --diff                   show what cpd can correct\n  cpd check --fix                    correct it\n  cpd check --format json            for programs\n  cpd check --format github          mark lines of a pull request (or gitlab)\n  cpd check --format junit           for CI systems that show tests (or sarif)"
)]
pub struct CheckArgs {
    #[command(flatten)]
    pub fixes: FixArgs,
    /// Fail if this award lacks anything
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Check only by this scheme
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Append a Markdown summary of what approving the pull request covers to this file
    #[arg(long, value_name = "FILE", requires = "base")]
    pub summary: Option<PathBuf>,
    /// The commit at which the pull request starts
    #[arg(long, value_name = "REVISION", requires = "summary")]
    pub base: Option<String>,
    /// Print a draft of each award that the pull request asks for into this folder, as
    /// HTML and PDF
    #[arg(long, value_name = "FOLDER", requires = "summary")]
    pub packs: Option<PathBuf>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<Check>())]
    pub format: String,
}

pub fn run(args: &CheckArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let mut workspace = CliWorkspace::open(session)?;
    if args.fixes.run(&workspace, session)? {
        workspace = CliWorkspace::open(session)?;
    }
    let only = lookup::followed(&workspace.portfolio, args.scheme.as_deref())?;
    let focus = args
        .award
        .as_deref()
        .map(|award| workspace.award_in(only, award))
        .transpose()?;
    let input = CheckInput {
        only,
        ..workspace.check_input_for(session, focus.as_ref())
    };
    let checked = check(input, |result| match (&args.summary, &args.base) {
        (Some(file), Some(base)) => {
            let packs = args.packs.as_deref();
            pull_request_summary::write(file, packs, base, result, &workspace, session)
        }
        _ => Ok(()),
    });
    let outcome = if checked.is_clean() {
        ExitKind::Clean
    } else {
        ExitKind::Findings
    };
    let CheckReport { check, seen, .. } = checked;
    let check = workspace.with_repository_folder(check);
    // The difference stands alone on standard output, for programs that apply it.
    if !args.fixes.diff {
        format::print(&check, &args.format, session)?;
    }
    seen?;
    print_trusted_revision(&workspace, session)?;
    // The program ends here, so nothing is freed: that takes 5% of a check of 10,000 records.
    std::mem::forget(check);
    std::mem::forget(workspace);
    Ok(outcome)
}

/// Says who can sign, where people and keys are not taken from the work tree or from `HEAD`.
fn print_trusted_revision(workspace: &CliWorkspace, session: &mut Session) -> Result<(), Failure> {
    match &workspace.trust().revision {
        Revision::Commit { name, id } if name != "HEAD" => writeln!(
            session.err,
            "The people and keys of {} ({id:.10}) decide who can sign.",
            Safe(name)
        )?,
        // A finding gives the reason already.
        Revision::Untrusted(_) if workspace.evidence().history.gap().is_some() => {}
        Revision::Untrusted(why) => writeln!(session.err, "Nobody can sign here: {}.", Safe(why))?,
        Revision::WorkTree | Revision::Commit { .. } => {}
    }
    Ok(())
}
