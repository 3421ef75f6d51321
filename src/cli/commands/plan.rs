//! `cpd plan`: needs, what is done about them, and what came of it, as one view.

use crate::base::text::{Safe, words};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::formats::plan as emit;
use crate::views::plan::Plan;

/// Show targets, what is done about them, and what came of it, with hours and spending
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd plan\n  cpd plan --plain                   one sentence to a line\n  cpd plan --format json             for programs"
)]
pub struct Args {}

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let plan = Plan::of(&workspace.portfolio, session.today);
    let view = emit::View {
        plan: &plan,
        portfolio: &workspace.portfolio,
        width: session.width,
    };
    if session.json() {
        emit::json(&view, &mut session.out)?;
        return Ok(ExitKind::Clean);
    }
    if plan.is_empty() {
        writeln!(session.out, "There is no plan yet.")?;
    } else if session.plain {
        emit::plain(&view, &mut session.out)?;
    } else {
        emit::human(&view, &mut session.out)?;
    }
    // A plan begins at the top.
    if let Some(first) = plan.first.filter(|_| !plan.has_top()) {
        let (noun, name) = (words::article(&first.noun()), &first.name);
        let says = format!("Begin with {noun}: cpd new {name}");
        writeln!(session.out, "{}", Safe(&says))?;
    }
    super::say_if_unread(&workspace.portfolio, session)?;
    Ok(ExitKind::Clean)
}
