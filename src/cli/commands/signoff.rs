//! `cpd signoff STEP`: any step of the sign-off that a scheme names.

use super::step;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;

/// Sign any step that a scheme defines
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd signoff endorse silver\n  cpd signoff endorse silver --as priya-shah --message \"I have read all of it.\""
)]
pub struct SignoffArgs {
    /// The step, as the scheme names it
    #[arg(value_name = "STEP")]
    pub step: String,
    #[command(flatten)]
    pub how: step::StepArgs,
}

pub fn run(args: &SignoffArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    step::run(&args.step, &args.how, session)
}
