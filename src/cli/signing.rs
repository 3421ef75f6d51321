//! Signing for the commands: their portfolio, key and pack as a use case takes them.

use super::error::Failure;
use super::packing;
use super::session::Session;
use super::workspace::Workspace;
use crate::adapters::git::Repo;
use crate::adapters::keys::Key;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::sign::{Place, Proof};
use crate::views::submission::build::manifest_sha256;

/// Returns a portfolio as the use cases of signing take it.
pub fn place<'a>(workspace: &'a Workspace, repo: &'a Repo, session: &Session) -> Place<'a> {
    Place {
        portfolio: &workspace.portfolio,
        trust: workspace.trust(),
        openpgp: workspace.evidence.with_history().openpgp,
        repository: repo,
        today: session.today,
    }
}

/// Returns the digest of the pack that a step carries; none for other steps.
pub fn manifest(
    eligible: &Eligibility<'_>,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<Option<String>, Failure> {
    if !eligible.step.carries_pack {
        return Ok(None);
    }
    let pack = packing::pack(&eligible.award.id, workspace, repo, session)?;
    Ok(Some(manifest_sha256(&pack)))
}

/// Returns the proof that a person's own key gives, or a claim without one.
pub fn proof(key: Option<&Key>) -> Proof<'_> {
    key.map_or(Proof::Claim, |key| Proof::Own(key))
}

/// The key that git signs with for this person, if any.
pub fn own_key(repo: &Repo, workspace: &Workspace) -> Option<Key> {
    let (format, key) = repo.signing_key()?;
    let program = match format.as_deref() {
        Some("ssh") => crate::adapters::git::personal_setting("gpg.ssh.program"),
        _ => crate::adapters::git::personal_setting("gpg.openpgp.program")
            .or_else(|| crate::adapters::git::personal_setting("gpg.program")),
    };
    let key = Key::of(format.as_deref(), &key, program.as_deref())?;
    // A path that is not whole is meant from the portfolio's folder.
    Some(key.from(&workspace.root))
}
