//! `cpd trust check`: what is wrong with the lists of people and keys.

use crate::app::trust::list::{check, list};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::{anchor, workspace::CliWorkspace};
use crate::domain::signoff::Revision;
use crate::views::check::Check;

/// Check the lists of people and keys
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust check\n  cpd trust check --format json       for programs"
)]
pub struct TrustCheckArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<Check>())]
    pub format: String,
}

pub fn run(args: &TrustCheckArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let check = check(&workspace);
    let for_people = format::is_for_people(&args.format);
    if check.findings.is_empty() && for_people {
        writeln!(
            session.out,
            "No problems found in the lists of people and keys."
        )?;
    } else {
        format::print(&check, &args.format, session)?;
    }
    if for_people {
        let keys = list(&workspace).without_effect();
        format::print(&keys, &args.format, session)?;
        match &workspace.trust().revision {
            Revision::Commit { name, .. } if name == "HEAD" => writeln!(
                session.err,
                "Sign-offs are checked with the lists in your last save."
            )?,
            Revision::Commit { name, .. } => writeln!(
                session.err,
                "Sign-offs are checked with the lists in {}.",
                Safe(name)
            )?,
            Revision::Untrusted(why) => writeln!(session.err, "Nobody can sign: {}.", Safe(why))?,
            Revision::WorkTree => {}
        }
        let vouched = anchor::describe_voucher(&workspace, session);
        writeln!(session.err, "{}", Safe(&vouched))?;
    }
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}
