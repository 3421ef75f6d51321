//! The pack of an award as the last commit has it.

use chrono::DateTime;

use super::error::Failure;
use super::session::Session;
use super::workspace::Workspace;
use crate::adapters::git::Repo;
use crate::check::{Case, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::ports::CommitInfo;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{Revision, Trust};
use crate::views::submission::{Making, build::build, model::Pack};

/// The pack of an award as the last commit has it, judged as of its day.
pub fn pack(
    id: &AwardRef,
    scheme: &Scheme,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<Pack, Failure> {
    let committed = workspace.evidence.committed();
    let commit = repo.last_commit()?;
    let commit = commit.map(|commit| dated(commit, session.moment().source_date));
    // The same commit gives the same pack on any day.
    let day = commit
        .as_ref()
        .and_then(|commit| DateTime::from_timestamp(commit.seconds, 0));
    let today = day.map_or(session.today, |moment| moment.date_naive());
    let trust = own_trust(workspace);
    let judgement = verdicts(Case {
        portfolio: &workspace.portfolio,
        evidence: workspace.evidence.for_pack(),
        trust: &trust,
        today,
        focus: None,
        only: None,
    });
    let award = judgement
        .award(id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let making = Making {
        portfolio: &workspace.portfolio,
        scheme,
        award,
        evidence: workspace.evidence.for_pack_of(&committed),
        trust: &trust,
        blob: &|bytes| repo.blob_id(bytes),
        commit,
        today,
        draft: false,
    };
    Ok(build(&making))
}

/// What the portfolio itself says of people and keys: a pack carries no other word.
pub fn own_trust(workspace: &Workspace) -> Trust {
    Trust::at_hand(&workspace.portfolio, Revision::Files, &|path| {
        workspace.bytes(path)
    })
}

/// `SOURCE_DATE_EPOCH` stands for the commit's time where it is set.
pub fn dated(commit: CommitInfo, epoch: Option<i64>) -> CommitInfo {
    CommitInfo {
        seconds: epoch.unwrap_or(commit.seconds),
        ..commit
    }
}
