//! The pack of an award: as the last commit has it once it may be printed, or a draft of
//! what there is.

use chrono::{DateTime, NaiveDate};
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, Repository, RepositoryError};
use crate::app::signoff::eligibility::Lacking;
use crate::app::signoff::require_saved::{NotSaved, require_saved};
use crate::app::workspace::Workspace;
use crate::base::files::digest::{self, BlobId};
use crate::check::{AwardState, AwardVerdict, CheckInput, signoff_findings, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommitInfo, Evidence, History, PortfolioFiles};
use crate::domain::remedy::Remedy;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{Revision, Trust};
use crate::views::submission::{SubmissionInput, build, model::Pack};

/// A reason why a pack was not printed.
#[derive(Debug, Error)]
pub enum PackError {
    #[error("there is no award {0}")]
    NoAward(AwardRef),
    #[error("the scheme of this award cannot be read")]
    NoScheme,
    #[error(transparent)]
    Lacking(#[from] Lacking),
    /// Steps before the pack are open.
    #[error("{award} cannot be printed yet")]
    Unsigned { award: String, open: Vec<Remedy> },
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

fn print_draft() -> Hint {
    Hint::from("print what you have with ").then(Input::Draft)
}

impl Explain for PackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoScheme => Explanation::failed(),
            Self::Lacking(error) => error.explain().hint(print_draft()),
            Self::Unsigned { open, .. } => Explanation::refused()
                .remedies(open.clone())
                .hint(print_draft()),
            Self::NoRepository(error) => error.explain(),
            Self::NotSaved(error) => error.explain(),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Returns an error while a requirement, or a sign-off before the pack, is lacking.
pub fn require_ready(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Result<(), PackError> {
    let scheme = scheme_of(&verdict.id, portfolio)?;
    if verdict.state == AwardState::Closed {
        return Ok(());
    }
    if verdict.unmet().next().is_some() {
        return Err(Lacking::new(verdict, portfolio).into());
    }
    let needed = verdict.chain.steps.iter().take(scheme.steps_before_pack());
    let open: Vec<Remedy> = needed
        .filter(|state| !state.counts())
        .map(|state| {
            let take = signoff_findings::step_invocation(state.step(), &verdict.id, portfolio);
            let why = if state.taken().is_some() {
                "has to be signed again"
            } else {
                "is not signed yet"
            };
            let says = format!("the step \u{201c}{}\u{201d} {why}", state.step().id);
            Remedy::invoke(says, take)
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(PackError::Unsigned {
        award: verdict.title.clone(),
        open,
    })
}

/// Returns the pack of an award, once it may be printed and everything is saved.
pub fn ready(verdict: &AwardVerdict<'_>, workspace: &Workspace) -> Result<Pack, PackError> {
    require_ready(verdict, &workspace.portfolio)?;
    require_saved(workspace.repository()?)?;
    committed(&verdict.id, workspace)
}

/// Returns the pack of an award as the last commit has it, judged as of the day of that
/// commit: the same commit gives the same pack on any day.
pub fn committed(award: &AwardRef, workspace: &Workspace) -> Result<Pack, PackError> {
    let _span = tracing::info_span!("pack.build").entered();
    let repository = workspace.repository()?;
    let commit = repository.last_commit()?;
    let day = commit
        .as_ref()
        .and_then(|commit| DateTime::from_timestamp(commit.seconds, 0));
    let evidence = evidence(workspace);
    let files = CommittedFiles {
        repository,
        files: evidence.files,
    };
    let carried = Evidence {
        files: &files,
        ..evidence
    };
    let printing = Printing {
        carried,
        blob: &|bytes| repository.blob_id(bytes),
        commit,
        today: day.map_or(workspace.moment.today, |moment| moment.date_naive()),
        draft: false,
    };
    printed(award, workspace, printing)
}

/// Returns a draft of the pack of an award, from the files of the work tree. There may be
/// no repository.
pub fn draft(award: &AwardRef, workspace: &Workspace) -> Result<Pack, PackError> {
    let _span = tracing::info_span!("pack.build-draft").entered();
    let repository = workspace.repository_if_any().ok().flatten();
    let commit = repository.and_then(|repository| repository.last_commit().ok().flatten());
    let printing = Printing {
        carried: evidence(workspace),
        blob: &|bytes| {
            repository.map_or_else(|| digest::sha1_blob(bytes), |found| found.blob_id(bytes))
        },
        commit,
        today: workspace.moment.today,
        draft: true,
    };
    printed(award, workspace, printing)
}

/// Returns the evidence that a reader of the pack has: files, and no repository.
fn evidence(workspace: &Workspace) -> Evidence<'_> {
    Evidence {
        history: History::NotConsulted,
        ..workspace.evidence()
    }
}

/// Files as the last commit has them, or else as the work tree has them, so that a pack
/// does not depend on what git did to line ends in the work tree.
struct CommittedFiles<'a> {
    repository: &'a (dyn Repository + Send + Sync),
    files: &'a dyn PortfolioFiles,
}

impl PortfolioFiles for CommittedFiles<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let committed = self.repository.committed(path).ok().flatten();
        let committed = committed.map(|blob| blob.bytes);
        committed.or_else(|| self.files.bytes(path))
    }
}

/// The state of the files that a pack is printed from.
struct Printing<'a> {
    /// The evidence with the files that the pack carries.
    carried: Evidence<'a>,
    blob: &'a dyn Fn(&[u8]) -> BlobId,
    commit: Option<CommitInfo>,
    today: NaiveDate,
    draft: bool,
}

fn printed(
    award: &AwardRef,
    workspace: &Workspace,
    printing: Printing<'_>,
) -> Result<Pack, PackError> {
    let portfolio = &workspace.portfolio;
    let scheme = scheme_of(award, portfolio)?;
    let evidence = evidence(workspace);
    // A pack carries no other word on people and keys than the portfolio's own.
    let trust = Trust::from_worktree(portfolio, Revision::WorkTree, &|path| {
        evidence.files.bytes(path)
    });
    let judgement = verdicts(CheckInput {
        portfolio,
        evidence,
        trust: &trust,
        today: printing.today,
        focus: None,
        only: None,
    });
    let missing = || PackError::NoAward(award.clone());
    Ok(build(&SubmissionInput {
        portfolio,
        scheme,
        award: judgement.award(award).ok_or_else(missing)?,
        evidence: printing.carried,
        trust: &trust,
        blob: printing.blob,
        commit: printing.commit,
        today: printing.today,
        draft: printing.draft,
    }))
}

fn scheme_of<'p>(award: &AwardRef, portfolio: &'p Portfolio) -> Result<&'p Scheme, PackError> {
    portfolio.scheme(award.scheme()).ok_or(PackError::NoScheme)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::app::fakes::{FakeRepository, World};
    use crate::app::ports::RepositoryAccess;

    const CONFIG: &str = "cpd.yaml";

    /// Sam's portfolio, whose settings git keeps with other line ends.
    fn with_other_line_ends() -> (Workspace, Vec<u8>) {
        let mut world = World::sams_portfolio();
        let text = String::from_utf8(world.files[CONFIG].clone()).unwrap();
        let kept = text.replace('\n', "\r\n").into_bytes();
        let committed = BTreeMap::from([(CONFIG.to_owned(), kept.clone())]);
        world.repository = RepositoryAccess::Open(Arc::new(FakeRepository(committed)));
        (world.open().unwrap(), kept)
    }

    #[test]
    fn a_pack_carries_files_as_the_last_commit_has_them_and_a_draft_as_they_are_now() {
        let (workspace, kept) = with_other_line_ends();
        let bronze = workspace.award("bronze").unwrap();
        let pack = committed(&bronze, &workspace).unwrap();
        assert_eq!(pack.files[CONFIG].bytes, kept);
        let draft = draft(&bronze, &workspace).unwrap();
        assert_eq!(
            Some(&draft.files[CONFIG].bytes),
            workspace.bytes(CONFIG).as_ref()
        );
        assert_ne!(draft.files[CONFIG].bytes, kept);
    }

    #[test]
    fn without_a_repository_there_is_a_draft_and_no_pack() {
        let mut world = World::sams_portfolio();
        world.repository = RepositoryAccess::None;
        let workspace = world.open().unwrap();
        let bronze = workspace.award("bronze").unwrap();
        assert!(draft(&bronze, &workspace).is_ok());
        let error = committed(&bronze, &workspace).err().unwrap();
        assert!(
            matches!(error, PackError::NoRepository(NoRepository::None)),
            "{error}"
        );
        workspace.check(|judgement| {
            let verdict = judgement.award(&bronze).unwrap();
            let error = ready(verdict, &workspace).err().unwrap();
            assert!(matches!(error, PackError::Lacking(_)), "{error}");
        });
    }
}
