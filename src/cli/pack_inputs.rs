//! The inputs of a pack, from the portfolio that is open.

use super::failure::Failure;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::pack::print::{self, PackSource};
use crate::app::ports::Repository;
use crate::domain::id::AwardRef;
use crate::views::submission::model::Pack;

/// Returns what every pack of the portfolio is made from.
pub fn source<'a>(workspace: &'a CliWorkspace, session: &Session) -> PackSource<'a> {
    PackSource {
        portfolio: &workspace.portfolio,
        evidence: workspace.evidence.for_pack(),
        today: session.today,
        source_date: session.moment().source_date,
    }
}

/// Returns the pack of an award as the last commit has it.
pub fn pack(
    award: &AwardRef,
    workspace: &CliWorkspace,
    repo: &dyn Repository,
    session: &Session,
) -> Result<Pack, Failure> {
    let committed = workspace.evidence.committed();
    let committed = workspace.evidence.for_pack_of(&committed);
    Ok(print::pack(
        award,
        source(workspace, session),
        committed,
        repo,
    )?)
}
