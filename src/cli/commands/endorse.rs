//! `cpd endorse`: signs as the line manager, or records the reviews of a forge.

use std::path::PathBuf;

use super::step;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::record_reviews;
use crate::cli::session::Session;

/// Endorse an award as the line manager of its owner
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd endorse silver --as priya-shah --message \"Sam now writes minutes that people read.\"\n\nTo record reviews after a merge:\n  cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key"
)]
pub struct EndorseArgs {
    #[command(flatten)]
    pub step: step::StepArgs,
    #[command(flatten)]
    pub forge: FromForge,
}

/// Reviews on a forge that are to be recorded.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Recording a review on a forge")]
pub struct FromForge {
    /// Record the reviews of a merged pull request on this forge: github, gitlab or gitea
    #[arg(long, value_name = "FORGE", requires_all = ["event", "reviews", "recorder_key"], conflicts_with_all = ["award", "message", "person", "yes", "unsigned"])]
    pub from: Option<String>,
    /// The forge's JSON about the pull request
    #[arg(long, value_name = "FILE", requires = "from")]
    pub event: Option<PathBuf>,
    /// The forge's JSON about the reviews
    #[arg(long, value_name = "FILE", requires = "from")]
    pub reviews: Option<PathBuf>,
    /// The private key that signs the record
    #[arg(long, value_name = "FILE", requires = "from")]
    pub recorder_key: Option<PathBuf>,
}

pub fn run(args: &EndorseArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if args.forge.from.is_some() {
        record_reviews::run(&args.forge, session)
    } else {
        step::run("endorse", &args.step, session)
    }
}
