//! One portfolio, opened: its records, and the ports to the world around it. It owns all
//! that it holds, so that many threads can use it at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use thiserror::Error;
use tracing::info_span;

use super::author::{self, NoIdentity};
use super::change::apply::{ApplyError, CommitMessage};
use super::change::review::{ChangeReview, SignoffEffects, review, signoff_effects};
use super::change::{Base, ChangeSet};
use super::error::{Explain, Explanation};
use super::lookup::{self, AwardLookupError, RecordLookupError};
use super::moment::Moment;
use super::ports::{
    CommitAuthor, NoRepository, Outputs, Ports, Repository, RepositoryError, Revisions,
    SignerSource, UserConfig, WorkTree,
};
use super::trust::revision::{self, RevisionChoice, Untrusted};
use crate::base::files::{Content, File, PortfolioPath, Snapshot};
use crate::check::{CheckInput, CheckResult, check, signoff_findings};
use crate::domain::id::AwardRef;
use crate::domain::layout::AwardFiles;
use crate::domain::portfolio::{CONFIG, Portfolio, Record};
use crate::domain::ports::{Evidence, PortfolioFiles};
use crate::domain::signoff::Trust;
use crate::views::check::Check;

/// An opened portfolio.
pub struct Workspace {
    pub root: PathBuf,
    pub portfolio: Portfolio,
    pub moment: Moment,
    trust_settings: TrustSettings,
    files: WorkspaceFiles,
    trust: OnceLock<Trust>,
}

/// The way in which the people and keys that count are found.
#[derive(Clone)]
pub struct TrustSettings {
    pub choice: RevisionChoice,
    /// Returns why nobody's count, in the words of a front end.
    pub explain: fn(&Untrusted) -> String,
}

/// The reason why a folder could not be opened as a portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenPortfolioError {
    #[error("this folder is not a portfolio: it has no cpd.yaml")]
    NotAPortfolio,
    #[error("the portfolio cannot be read: {0}")]
    Unreadable(String),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for OpenPortfolioError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotAPortfolio => Explanation::failed(),
            Self::Unreadable(_) => {
                Explanation::failed().hint("check the permissions of the folder")
            }
            Self::Repository(error) => error.explain(),
        }
    }
}

impl Workspace {
    /// Reads the portfolio in a folder through its ports.
    pub fn open(
        root: &Path,
        ports: Ports,
        moment: Moment,
        trust_settings: TrustSettings,
    ) -> Result<Self, OpenPortfolioError> {
        let _span = info_span!("portfolio.read").entered();
        let snapshot = ports.work_tree.snapshot()?;
        if snapshot.get(CONFIG).is_none() {
            return Err(OpenPortfolioError::NotAPortfolio);
        }
        Ok(Self {
            root: root.to_path_buf(),
            portfolio: Portfolio::load(snapshot),
            moment,
            trust_settings,
            files: WorkspaceFiles {
                ports: Arc::new(ports),
                unsaved: BTreeMap::new(),
            },
            trust: OnceLock::new(),
        })
    }

    /// Returns the portfolio as it would be if a file held this text. No file is written,
    /// and only this one is parsed unless it holds settings or a scheme.
    pub fn with_unsaved(&self, path: &PortfolioPath, text: &str) -> Self {
        let path = path.as_str();
        let kept = self.portfolio.snapshot.files().iter();
        let mut files: Vec<File> = kept.filter(|file| file.path != path).cloned().collect();
        files.push(File::from_bytes(path, text.as_bytes()));
        let mut unsaved = self.files.unsaved.clone();
        unsaved.insert(path.to_owned(), text.into());
        Self {
            root: self.root.clone(),
            portfolio: self.portfolio.with_snapshot(Snapshot::new(files)),
            moment: self.moment,
            trust_settings: self.trust_settings.clone(),
            files: WorkspaceFiles {
                ports: Arc::clone(&self.files.ports),
                unsaved,
            },
            trust: OnceLock::new(),
        }
    }

    /// Returns this portfolio with other evidence.
    pub fn with_ports(self, ports: Ports) -> Self {
        let files = WorkspaceFiles {
            ports: Arc::new(ports),
            unsaved: self.files.unsaved,
        };
        Self { files, ..self }
    }

    /// Returns the people and keys that count.
    pub fn trust(&self) -> &Trust {
        self.trust.get_or_init(|| {
            let find = |repo: Option<&dyn Revisions>| {
                let read = |path: &str| self.bytes(path);
                revision::find(repo, &self.portfolio, &read, &self.trust_settings.choice)
                    .unwrap_or_else(|why| Trust::nobody((self.trust_settings.explain)(&why)))
            };
            match self.repository_if_any() {
                Ok(repo) => find(repo.map(|repo| repo as &dyn Revisions)),
                Err(why) => Trust::nobody(why.to_string()),
            }
        })
    }

    /// Returns the repository that the portfolio is in, or why there is none to work with.
    pub fn repository(&self) -> Result<&(dyn Repository + Send + Sync), NoRepository> {
        self.files.ports.repository.required()
    }

    /// Returns the repository that the portfolio is in; none where it is in none.
    pub fn repository_if_any(
        &self,
    ) -> Result<Option<&(dyn Repository + Send + Sync)>, RepositoryError> {
        self.files.ports.repository.if_any()
    }

    /// Returns the keys that sign here.
    pub fn signers(&self) -> &dyn SignerSource {
        self.files.ports.signers.as_ref()
    }

    /// Returns git's settings for whoever works here.
    pub fn user(&self) -> &dyn UserConfig {
        self.files.ports.user.as_ref()
    }

    /// Returns the files outside of change sets, to write them.
    pub fn outputs(&self) -> &dyn Outputs {
        self.files.ports.outputs.as_ref()
    }

    /// Returns the author of commits: the person whom git knows.
    pub fn author(&self) -> Result<CommitAuthor, NoIdentity> {
        author::choose_author(self.user().identity(), self.moment.commit_at)
    }

    /// Returns everything beyond its records that the portfolio is judged by.
    pub fn evidence(&self) -> Evidence<'_> {
        let evidence = self.files.ports.evidence.evidence();
        Evidence {
            files: self,
            ..evidence
        }
    }

    /// Returns the inputs of a check of the whole portfolio on the day it was opened for.
    pub fn check_input(&self) -> CheckInput<'_> {
        CheckInput {
            portfolio: &self.portfolio,
            evidence: self.evidence(),
            trust: self.trust(),
            today: self.moment.today,
            focus: None,
            only: None,
        }
    }

    /// Checks the whole portfolio, and returns what `then` makes of the findings.
    pub fn check<T>(&self, then: impl FnOnce(&CheckResult<'_>) -> T) -> T {
        then(&check(self.check_input()))
    }

    /// Returns a check with the portfolio's place in its repository.
    pub fn with_repository_folder(&self, check: Check) -> Check {
        let repository = self.repository_if_any().ok().flatten();
        check.in_folder(repository.map(Repository::prefix).unwrap_or_default())
    }

    /// Returns the bytes of a file of the portfolio, unsaved text first.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.files.bytes(path)
    }

    /// Returns the files of the portfolio, unsaved text first.
    pub fn files(&self) -> &dyn PortfolioFiles {
        &self.files
    }

    /// Returns what changes are planned against.
    pub fn base(&self) -> Base<'_> {
        Base {
            snapshot: &self.portfolio.snapshot,
            files: &self.files,
        }
    }

    /// Returns the files of the portfolio, to change them.
    pub fn work_tree(&self) -> &dyn WorkTree {
        &*self.files.ports.work_tree
    }

    /// Returns what a set of changes would do to sign-offs.
    pub fn signoff_effects(&self, changes: &ChangeSet) -> SignoffEffects {
        signoff_effects(self.check_input(), changes)
    }

    /// Returns what a set of changes would do to findings and sign-offs.
    pub fn review(&self, changes: &ChangeSet) -> ChangeReview {
        review(self.check_input(), changes)
    }

    /// Applies a set of changes to the files, all of it or none.
    pub fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError> {
        self.work_tree().apply(changes)
    }

    /// Applies a set of changes and commits these files alone; neither where either fails.
    pub fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        self.work_tree().apply_and_commit(changes, commit)
    }

    /// Returns an award by name. The bare name of one that comes round again means the
    /// round that is running.
    pub fn award(&self, written: &str) -> Result<AwardRef, AwardLookupError> {
        self.award_in(None, written)
    }

    /// Like [`Workspace::award`], among the awards of one scheme if it is named.
    pub fn award_in(
        &self,
        scheme: Option<&str>,
        written: &str,
    ) -> Result<AwardRef, AwardLookupError> {
        lookup::award(&self.portfolio, scheme, written, self.moment.today)
    }

    /// Returns the award that was named, or the first that is in progress.
    pub fn award_or_current(
        &self,
        written: Option<&str>,
        result: &CheckResult<'_>,
    ) -> Result<AwardRef, AwardLookupError> {
        match written {
            Some(written) => self.award(written),
            None => lookup::current_award(&self.portfolio, result),
        }
    }

    pub fn files_of(&self, award: &AwardRef) -> AwardFiles {
        AwardFiles::new(&self.short_name(award))
    }

    pub fn short_name(&self, award: &AwardRef) -> String {
        signoff_findings::short_name(award, &self.portfolio)
    }

    /// Returns a record by path, name or title.
    pub fn record(&self, written: &str) -> Result<&Record, RecordLookupError> {
        lookup::record(&self.portfolio, written)
    }
}

impl PortfolioFiles for Workspace {
    /// Returns the bytes of a text as it was when the portfolio was read. So no text is judged or
    /// carried that is not the one shown, even while another program changes the file.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.portfolio.snapshot.get(path).map(|file| &file.content) {
            Some(Content::Text(text)) => Some(text.as_bytes().to_vec()),
            _ => self.files.bytes(path),
        }
    }
}

/// Files of the portfolio, with unsaved text in place of some.
struct WorkspaceFiles {
    ports: Arc<Ports>,
    /// By path.
    unsaved: BTreeMap<String, Arc<str>>,
}

impl PortfolioFiles for WorkspaceFiles {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.unsaved.get(path) {
            Some(text) => Some(text.as_bytes().to_vec()),
            None => self.ports.evidence.evidence().files.bytes(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    const fn assert_shared<T: Send + Sync + 'static>() {}
    const _: () = assert_shared::<Workspace>();

    const JOURNAL: &str = "journals/2026-02-04-saying-i.md";

    fn opened(files: &[(&str, &str)]) -> Result<Workspace, OpenPortfolioError> {
        World::new(files).open()
    }

    fn rules(workspace: &Workspace) -> Vec<(&'static str, String)> {
        workspace.check(|result| {
            let found = result.diagnostics.iter();
            found
                .filter(|found| found.at.path == JOURNAL)
                .map(|found| (found.rule.as_str(), found.message.clone()))
                .collect()
        })
    }

    #[test]
    fn unsaved_text_is_checked_in_place_of_the_file_and_the_portfolio_stays() {
        let good = "---\ntitle: Saying I\ndate: 2026-02-04\n---\n\nWords.\n";
        let files = [("cpd.yaml", "cpd: 1\nschemes: {}\n"), (JOURNAL, good)];
        let saved = opened(&files).unwrap();
        let before = rules(&saved);
        let bad = good.replace("2026-02-04", "soon");
        let unsaved = saved.with_unsaved(&PortfolioPath::new(JOURNAL).unwrap(), &bad);
        let after = rules(&unsaved);
        let is_new = |rule: &str| {
            let has = |found: &[(&str, String)]| found.iter().any(|(one, _)| *one == rule);
            has(&after) && !has(&before)
        };
        assert!(is_new("bad-date"), "{after:?}");
        // As if it had been saved.
        let written = opened(&[files[0], (JOURNAL, &bad)]).unwrap();
        assert_eq!(after, rules(&written));
        assert_eq!(unsaved.bytes(JOURNAL), Some(bad.into_bytes()));
        assert_eq!(rules(&saved), before);
        assert_eq!(saved.portfolio.text(JOURNAL).as_deref(), Some(good));
    }

    #[test]
    fn a_folder_without_settings_is_no_portfolio() {
        let error = opened(&[(JOURNAL, "Words.\n")]).err();
        assert_eq!(error, Some(OpenPortfolioError::NotAPortfolio));
    }
}
