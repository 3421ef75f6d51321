//! The pack of an award: as the last commit has it once it may be printed, or a draft of
//! what there is.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use super::changed_by_git::{ChangedByGit, ChangedByGitError};
use super::files_evidence::FilesEvidence;
use super::signed_contents::{LostContents, SignedContents, SignedContentsError};
use crate::app::conflict::InConflict;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, Repository, RepositoryError};
use crate::app::signoff::eligibility::{Lacking, unverifiable};
use crate::app::signoff::require_saved::{NotSaved, require_saved};
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::files::digest::{self, BlobId};
use crate::check::{AwardState, AwardVerdict, CheckInput, signoff_findings, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommitInfo, Evidence, History, HistoryGap, PortfolioFiles};
use crate::domain::remedy::Remedy;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{Chain, Proof, Revision, Trust, first_committed};
use crate::views::submission::{SignedEdition, StepRequest, SubmissionInput, build, model::Pack};

/// A reason why a pack was not printed.
#[derive(Debug, Error)]
pub enum PackError {
    #[error("there is no award {0}")]
    NoAward(AwardRef),
    #[error("the scheme of this award cannot be read")]
    NoScheme,
    #[error(transparent)]
    Lacking(#[from] Lacking),
    #[error(transparent)]
    InConflict(#[from] InConflict),
    #[error("{award} cannot be printed: its sign-offs cannot be verified in this copy: {}", .gap.why)]
    Unverifiable { award: String, gap: HistoryGap },
    /// Steps before the pack are open.
    #[error("{award} cannot be printed yet")]
    Unsigned { award: String, open: Vec<Remedy> },
    #[error("nothing has changed since {0} was signed")]
    Unchanged(String),
    #[error(transparent)]
    Lost(#[from] LostContents),
    #[error(transparent)]
    ChangedByGit(#[from] ChangedByGit),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
    /// Whoever verifies the pack would be told that it is dated in the future.
    #[error("your last save is dated {}, which is in the future", calendar::format_long(*.0))]
    InFuture(NaiveDate),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl From<SignedContentsError> for PackError {
    fn from(error: SignedContentsError) -> Self {
        match error {
            SignedContentsError::Lost(error) => error.into(),
            SignedContentsError::Repository(error) => error.into(),
        }
    }
}

impl From<ChangedByGitError> for PackError {
    fn from(error: ChangedByGitError) -> Self {
        match error {
            ChangedByGitError::Changed(error) => error.into(),
            ChangedByGitError::Repository(error) => error.into(),
        }
    }
}

fn print_draft() -> Hint {
    Hint::from("print what you have with ").then(Input::Draft)
}

impl Explain for PackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoScheme => Explanation::failed(),
            Self::Lacking(error) => error.explain().hint(print_draft()),
            Self::InConflict(error) => error.explain(),
            Self::Unsigned { open, .. } => Explanation::refused()
                .remedies(open.clone())
                .hint(print_draft()),
            Self::Unverifiable { gap, .. } => unverifiable(gap),
            Self::Unchanged(_) => {
                Explanation::refused().hint(Hint::from("leave out ").then(Input::CurrentFiles))
            }
            Self::Lost(error) => error.explain(),
            Self::ChangedByGit(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::NotSaved(error) => error.explain(),
            Self::InFuture(_) => {
                let again = "check the clock of this computer, then date the save again: `git commit --amend --no-edit`";
                Explanation::refused().hint(again)
            }
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
    if let Some(gap) = verdict.chain.gap() {
        return Err(PackError::Unverifiable {
            award: verdict.title.clone(),
            gap: gap.clone(),
        });
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
    require_saved(workspace.repository()?, &workspace.portfolio)?;
    committed(&verdict.id, workspace)
}

/// Returns a pack of the files as they are in the last commit, although they have changed
/// since the award was signed. It shows no signatures.
pub fn current(verdict: &AwardVerdict<'_>, workspace: &Workspace) -> Result<Pack, PackError> {
    let repository = workspace.repository()?;
    require_saved(repository, &workspace.portfolio)?;
    let mut taken = verdict.chain.taken();
    if !taken.any(|taken| !taken.changed.is_empty()) {
        return Err(PackError::Unchanged(verdict.title.clone()));
    }
    let printing = Printing {
        current: true,
        ..committed_printing(repository, workspace)?
    };
    let files = CommittedFiles {
        repository,
        files: workspace.evidence().files,
    };
    let carried = Evidence {
        files: &files,
        ..evidence(workspace)
    };
    let blob = |bytes: &[u8]| repository.blob_id(bytes);
    let source = PrintSource {
        portfolio: &workspace.portfolio,
        judged: evidence(workspace),
        carried,
        history: workspace.evidence().history,
        blob: &blob,
    };
    printed(&verdict.id, source, printing)
}

/// Returns the pack of an award as the last commit has it, judged as of the day of that
/// commit: the same commit gives the same pack on any day. The pack of a closed award shows
/// what was signed, judged as of the day of the last sign-off.
pub fn committed(award: &AwardRef, workspace: &Workspace) -> Result<Pack, PackError> {
    print_committed(award, workspace, None)
}

/// Returns the pack as [`committed`] does, cut down to what people need who are asked to take
/// a step.
pub fn committed_for(
    award: &AwardRef,
    workspace: &Workspace,
    request: StepRequest,
) -> Result<Pack, PackError> {
    print_committed(award, workspace, Some(request))
}

fn print_committed(
    award: &AwardRef,
    workspace: &Workspace,
    request: Option<StepRequest>,
) -> Result<Pack, PackError> {
    let _span = tracing::info_span!("pack.build").entered();
    let repository = workspace.repository()?;
    let files = CommittedFiles {
        repository,
        files: workspace.evidence().files,
    };
    let printing = Printing {
        request,
        ..committed_printing(repository, workspace)?
    };
    let blob = |bytes: &[u8]| repository.blob_id(bytes);
    let result = verdicts(CheckInput {
        focus: Some(award),
        ..workspace.check_input()
    });
    let chain = result.award(award).map(|verdict| &verdict.chain);
    let closed = chain.filter(|chain| chain.closed());
    let Some((chain, last)) = closed.and_then(|chain| Some((chain, chain.last_done()?))) else {
        ChangedByGit::check(award, workspace, repository)?;
        let carried = Evidence {
            files: &files,
            ..evidence(workspace)
        };
        let source = PrintSource {
            portfolio: &workspace.portfolio,
            judged: evidence(workspace),
            carried,
            history: workspace.evidence().history,
            blob: &blob,
        };
        return printed(award, source, printing);
    };
    let signed = SignedContents::read(award, chain, last, workspace, repository, &files)?;
    let of_files = FilesEvidence::new(&signed.files, workspace.evidence().images);
    let evidence = of_files.evidence(workspace.evidence().openpgp);
    let source = PrintSource {
        portfolio: &signed.portfolio,
        judged: evidence,
        carried: evidence,
        history: workspace.evidence().history,
        blob: &blob,
    };
    let printing = Printing {
        today: signed.day,
        signed: Some(signed.edition.clone()),
        ..printing
    };
    printed(award, source, printing)
}

/// Returns the commit and the day of a pack of the last commit.
fn committed_printing(
    repository: &dyn Repository,
    workspace: &Workspace,
) -> Result<Printing, PackError> {
    let commit = repository.last_commit()?;
    let at = commit.as_ref().map(|commit| {
        let at = DateTime::from_timestamp(commit.seconds, 0);
        at.unwrap_or(DateTime::<Utc>::MAX_UTC)
    });
    if let Some(at) = at.filter(|at| *at > workspace.moment.latest) {
        return Err(PackError::InFuture(at.date_naive()));
    }
    Ok(Printing {
        commit,
        today: at.map_or(workspace.moment.today, |at| at.date_naive()),
        draft: false,
        current: false,
        signed: None,
        request: None,
    })
}

/// Returns a draft of the pack of an award, from the files of the work tree. There may be
/// no repository.
pub fn draft(award: &AwardRef, workspace: &Workspace) -> Result<Pack, PackError> {
    let _span = tracing::info_span!("pack.build-draft").entered();
    let repository = workspace.repository_if_any().ok().flatten();
    let commit = repository.and_then(|repository| repository.last_commit().ok().flatten());
    let printing = Printing {
        commit,
        today: workspace.moment.today,
        draft: true,
        current: false,
        signed: None,
        request: None,
    };
    let blob = |bytes: &[u8]| {
        repository.map_or_else(|| digest::sha1_blob(bytes), |found| found.blob_id(bytes))
    };
    let source = PrintSource {
        portfolio: &workspace.portfolio,
        judged: evidence(workspace),
        carried: evidence(workspace),
        history: workspace.evidence().history,
        blob: &blob,
    };
    printed(award, source, printing)
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

/// The files that a pack is printed from.
struct PrintSource<'a> {
    portfolio: &'a Portfolio,
    /// The evidence that the award is judged by.
    judged: Evidence<'a>,
    /// The evidence with the files that the pack carries.
    carried: Evidence<'a>,
    /// The history of the portfolio, which no pack carries.
    history: History<'a>,
    blob: &'a dyn Fn(&[u8]) -> BlobId,
}

/// The way in which a pack is printed.
struct Printing {
    commit: Option<CommitInfo>,
    today: NaiveDate,
    draft: bool,
    current: bool,
    signed: Option<SignedEdition>,
    request: Option<StepRequest>,
}

fn printed(
    award: &AwardRef,
    source: PrintSource<'_>,
    printing: Printing,
) -> Result<Pack, PackError> {
    let portfolio = source.portfolio;
    let scheme = scheme_of(award, portfolio)?;
    let evidence = source.judged;
    // A pack carries no other word on people and keys than the portfolio's own.
    let trust = Trust::from_worktree(portfolio, Revision::WorkTree, &|path| {
        evidence.files.bytes(path)
    });
    let result = verdicts(CheckInput {
        portfolio,
        evidence,
        trust: &trust,
        today: printing.today,
        focus: None,
        only: None,
    });
    let missing = || PackError::NoAward(award.clone());
    let was_signed = printing.signed.is_some();
    let verdict = result.award(award).ok_or_else(missing)?;
    let pack = build(&SubmissionInput {
        portfolio,
        scheme,
        award: verdict,
        evidence: source.carried,
        trust: &trust,
        blob: source.blob,
        commit: printing.commit,
        today: printing.today,
        draft: printing.draft,
        current: printing.current,
        signed: printing.signed,
        request: printing.request,
        entered_by: entered_by(&verdict.chain, source.history),
    });
    // What was signed is printed as it is.
    if !was_signed {
        InConflict::check(portfolio, pack.files.keys())?;
    }
    Ok(pack)
}

/// Returns the name in git of whoever saved each claim of a chain first.
fn entered_by(chain: &Chain<'_>, history: History<'_>) -> BTreeMap<String, String> {
    let claims = chain.taken().filter(|taken| taken.proof == Proof::Claimed);
    let named = claims.filter_map(|taken| {
        let saved = first_committed(&taken.signoff, history)?;
        let name = saved.author.name.clone();
        Some((taken.signoff.record.path.clone(), name))
    });
    named.collect()
}

fn scheme_of<'p>(award: &AwardRef, portfolio: &'p Portfolio) -> Result<&'p Scheme, PackError> {
    portfolio.scheme_of(award).ok_or(PackError::NoScheme)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::fakes::{FakeRepository, JOURNAL, World};
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
        workspace.check(|result| {
            let verdict = result.award(&bronze).unwrap();
            let error = ready(verdict, &workspace).err().unwrap();
            assert!(matches!(error, PackError::Lacking(_)), "{error}");
        });
    }

    #[test]
    fn a_record_with_the_marks_of_a_conflict_is_in_no_pack() {
        let journal = "---\ntitle: Saying I\ndate: 2026-02-04\naward: bronze\n---\n";
        let conflict = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> laptop\n";
        let workspace = |text: String| {
            let world = World::sams_portfolio();
            world.with_file(JOURNAL, &text).open().unwrap()
        };
        let whole = workspace(format!("{journal}a\n"));
        let bronze = whole.award("bronze").unwrap();
        assert!(draft(&bronze, &whole).is_ok());
        let both = workspace(format!("{journal}{conflict}"));
        for error in [draft(&bronze, &both), committed(&bronze, &both)] {
            let error = error.err().unwrap();
            let paths = vec![JOURNAL.to_owned()];
            let named = matches!(&error, PackError::InConflict(found) if found.paths == paths);
            assert!(named, "{error}");
        }
    }

    const STATEMENT: &str = "statements/reader.md";
    const SIGNED: &str = "---\ntitle: Read\naward: reader\n---\n\nAs it was signed.\n";
    const SCHEME: &str = "id: tiny\nversion: 1.0.0\ntitle: Tiny\nsource: { name: Made up, read: 2026-01-05 }\nsets:\n  statement: { kind: statement, where: { award: $award } }\nawards:\n  - { id: reader, title: Reader }\nsubjects: [statement]\nsignoffs:\n  - { id: sign, title: Signed, by: owner }\n";

    /// A closed award whose statement was edited since, and where git has what was signed.
    fn edited_since(elsewhere: Option<&str>) -> Workspace {
        let id = "0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21";
        let (blob, sha256) = (
            digest::sha1_blob(SIGNED.as_bytes()),
            digest::sha256(SIGNED.as_bytes()),
        );
        let signoff = format!(
            "---\nsignoff: sign\naward: tiny/reader\nby: sam-carter\nrole: owner\non: 2026-06-01T09:00:00Z\nowner: {{ id: sam-carter, name: Sam Carter }}\nportfolio: {id}\nscheme: {{ id: tiny, version: 1.0.0, sha256: {sha256} }}\nsubjects:\n  - {{ path: {STATEMENT}, blob: {blob}, sha256: {sha256} }}\nproof: none\n---\n"
        );
        let settings =
            format!("cpd: 1\nportfolio: {id}\nowner: sam-carter\nschemes:\n  tiny: 1.0.0\n");
        let kept = elsewhere.map(|text| ("elsewhere".to_owned(), text.as_bytes().to_vec()));
        let mut world = World::sams_portfolio()
            .with_file(CONFIG, &settings)
            .with_file("schemes/tiny/scheme.yaml", SCHEME)
            .with_file(STATEMENT, &SIGNED.replace("As it was signed", "Invented"))
            .with_file(
                "signoffs/tiny/reader/2026-06-01T090000Z-sign-sam-carter.md",
                &signoff,
            );
        world.repository =
            RepositoryAccess::Open(Arc::new(FakeRepository(kept.into_iter().collect())));
        world.open().unwrap()
    }

    #[test]
    fn a_closed_award_prints_the_contents_that_its_sign_off_names() {
        let workspace = edited_since(Some(SIGNED));
        let reader = workspace.award("reader").unwrap();
        let pack = committed(&reader, &workspace).unwrap();
        assert_eq!(pack.files[STATEMENT].bytes, SIGNED.as_bytes());
        assert!(pack.changed.is_some());
        workspace.check(|result| {
            let verdict = result.award(&reader).unwrap();
            let pack = current(verdict, &workspace).unwrap();
            assert_ne!(pack.files[STATEMENT].bytes, SIGNED.as_bytes());
            assert!(pack.current && pack.provenance.signoffs.is_empty());
        });
    }

    #[test]
    fn a_signed_content_that_git_has_lost_is_an_error_that_names_it() {
        for elsewhere in [None, Some("Something else.")] {
            let workspace = edited_since(elsewhere);
            let reader = workspace.award("reader").unwrap();
            let error = committed(&reader, &workspace).err().unwrap();
            let gone = LostContents::Gone(STATEMENT.to_owned());
            assert!(matches!(error, PackError::Lost(lost) if lost == gone));
        }
    }
}
