//! The digest of the pack that a step carries. Whoever takes the step signs it.

use super::eligibility::Eligibility;
use crate::app::pack::print::{self, PackError};
use crate::app::workspace::Workspace;
use crate::views::submission::build::manifest_sha256;

/// Returns the digest of the pack that a step carries; none for other steps.
pub fn pack_digest(
    eligible: &Eligibility<'_>,
    workspace: &Workspace,
) -> Result<Option<String>, PackError> {
    if !eligible.step.carries_pack {
        return Ok(None);
    }
    let pack = print::committed(&eligible.award.id, workspace)?;
    Ok(Some(manifest_sha256(&pack)))
}
