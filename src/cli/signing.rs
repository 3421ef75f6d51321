//! Signing for the commands: their portfolio, key and pack as a use case takes them.

use super::failure::Failure;
use super::pack_inputs;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::ports::Repository;
use crate::app::ports::Signer;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::sign::{ProofMethod, SigningContext};
use crate::views::submission::build::manifest_sha256;

/// Returns a portfolio as the use cases of signing take it.
pub fn place<'a>(
    workspace: &'a CliWorkspace,
    repo: &'a dyn Repository,
    session: &Session,
) -> SigningContext<'a> {
    SigningContext {
        portfolio: &workspace.portfolio,
        trust: workspace.trust(),
        openpgp: workspace.evidence.with_history().openpgp,
        repository: repo,
        work_tree: workspace.work_tree(),
        today: session.today,
    }
}

/// Returns the digest of the pack that a step carries; none for other steps.
pub fn manifest(
    eligible: &Eligibility<'_>,
    workspace: &CliWorkspace,
    repo: &dyn Repository,
    session: &Session,
) -> Result<Option<String>, Failure> {
    if !eligible.step.carries_pack {
        return Ok(None);
    }
    let pack = pack_inputs::pack(&eligible.award.id, workspace, repo, session)?;
    Ok(Some(manifest_sha256(&pack)))
}

/// Returns the proof that a person's own key gives, or a claim without one.
pub fn proof(key: Option<&dyn Signer>) -> ProofMethod<'_> {
    key.map_or(ProofMethod::Claim, ProofMethod::Own)
}
