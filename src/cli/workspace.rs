//! A portfolio at hand: its folder, its records, its repository.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tracing::info_span;

use super::error::{Failure, in_words, with_hint};
use super::session::Session;
use crate::adapters::disk::tree::PortfolioTree;
use crate::adapters::disk::{self, write};
use crate::adapters::evidence::FolderEvidence;
use crate::adapters::git::Repo;
use crate::app::change::review::{Lapsing, lapsing};
use crate::app::change::{Base, ChangeSet};
use crate::app::lookup;
use crate::app::moment::Moment;
use crate::app::ports::{CommitAuthor, RepositoryError, Revisions};
use crate::app::trust::revision::{self, RevisionChoice};
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::check::{Case, Judgement, judge, signoffs};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio, Record};
use crate::domain::signoff::Trust;
use crate::views::check::Check;

/// An opened portfolio.
pub struct Workspace {
    pub root: PathBuf,
    pub portfolio: Portfolio,
    pub evidence: FolderEvidence,
    moment: Moment,
    revision: RevisionChoice,
    trust: OnceLock<Trust>,
}

impl Workspace {
    /// The portfolio that the session stands in.
    pub fn open(session: &Session) -> Result<Self, Failure> {
        if !session.folder.is_dir() {
            return Err(Failure::failed(format!(
                "there is no folder {}",
                session.folder.display()
            )));
        }
        let root = disk::find(&session.folder).ok_or_else(|| {
            Failure::failed("this is not a portfolio: there is no cpd.yaml here or above")
                .hint("begin one with `cpd init`, or see a finished one with `cpd demo sample`")
        })?;
        Ok(Self {
            revision: session.revision.clone(),
            ..Self::at(&root, session.moment())?
        })
    }

    /// Believes nothing that was worked out before, from here on.
    pub fn afresh(self) -> Self {
        Self {
            evidence: FolderEvidence::uncached(&self.root),
            ..self
        }
    }

    /// The portfolio in a folder.
    pub fn at(root: &Path, moment: Moment) -> Result<Self, Failure> {
        let _span = info_span!("portfolio.read").entered();
        let snapshot = disk::snapshot(root).map_err(|error| {
            Failure::failed(format!(
                "the portfolio cannot be read: {}",
                in_words(&error)
            ))
            .hint("check who may read the folder")
        })?;
        Ok(Self {
            root: root.to_path_buf(),
            portfolio: Portfolio::load(snapshot),
            evidence: FolderEvidence::new(root),
            moment,
            revision: RevisionChoice::default(),
            trust: OnceLock::new(),
        })
    }

    /// Whose sign-offs count.
    pub fn trust(&self) -> &Trust {
        self.trust.get_or_init(|| {
            let find = |repo: Option<&dyn Revisions>| {
                let read = |path: &str| self.bytes(path);
                revision::find(repo, &self.portfolio, &read, &self.revision)
                    .unwrap_or_else(|why| Trust::nobody(with_hint(&why)))
            };
            match self.evidence.ask(|repo| find(Some(repo))) {
                Ok(found) => found.unwrap_or_else(|| find(None)),
                Err(why) => Trust::nobody(why),
            }
        })
    }

    /// Returns the inputs of a check of the whole portfolio on the day it was opened for.
    pub fn inputs(&self) -> Case<'_> {
        Case {
            portfolio: &self.portfolio,
            evidence: self.evidence.with_history(),
            trust: self.trust(),
            today: self.moment.today,
            focus: None,
            only: None,
        }
    }

    pub fn case<'a>(&'a self, session: &Session, focus: Option<&'a AwardRef>) -> Case<'a> {
        Case {
            today: session.today,
            focus,
            ..self.inputs()
        }
    }

    pub fn judge<'a>(&'a self, session: &Session, focus: Option<&'a AwardRef>) -> Judgement<'a> {
        let _span = info_span!("check").entered();
        judge(self.case(session, focus))
    }

    /// Returns a check with the portfolio's place in its repository.
    pub fn placed(&self, check: Check) -> Check {
        let folder = self.evidence.ask(|repo| repo.prefix().to_owned());
        check.in_folder(folder.ok().flatten().unwrap_or_default())
    }

    /// Returns the bytes of a file of the portfolio as it lies in the work tree.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.evidence.bytes(path)
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Where a file is written, or why nothing is written there.
    pub fn place(&self, inside: &str) -> Result<PathBuf, Failure> {
        write::inside(&self.root, inside)
            .map_err(|error| Failure::refused(format!("{inside} cannot be written: {error}")))
    }

    /// What changes are planned against.
    pub fn base(&self) -> Base<'_> {
        Base {
            snapshot: &self.portfolio.snapshot,
            files: &self.evidence,
        }
    }

    /// Applies a set of changes to the files, all of it or none.
    pub fn apply(&self, changes: &ChangeSet) -> Result<(), Failure> {
        Ok(tree(&self.root).apply(changes)?)
    }

    /// Applies a set of changes and commits the files; neither where either fails.
    pub fn apply_and_commit(&self, changes: &ChangeSet, says: &str) -> Result<(), Failure> {
        let repo = self.repo()?;
        let paths: Vec<String> = changes
            .on_disk()
            .iter()
            .map(|one| one.path.to_string())
            .collect();
        tree(&self.root).apply_then(changes, || {
            repo.commit_files(&paths, says, &self.who(&repo))?;
            Ok(())
        })
    }

    /// Says which sign-offs a set of changes would void, asks whether to go on where
    /// somebody can be asked, and applies it.
    pub fn apply_reviewed(
        &self,
        changes: &ChangeSet,
        session: &mut Session,
    ) -> Result<(), Failure> {
        let lapsing = lapsing(self.case(session, None), changes);
        if !lapsing.is_empty() {
            writeln!(session.err, "{}", Safe(&will_lapse(&lapsing)))?;
            let question = "Make the change all the same?";
            if session.interactive && !session.ask.confirm(question, false)? {
                return Err(Failure::cancelled());
            }
        }
        self.apply(changes)
    }

    /// The repository, or why there is none to work with.
    pub fn repo(&self) -> Result<Repo, Failure> {
        match Repo::open(&self.root) {
            Ok(Some(repo)) => Ok(repo),
            Ok(None) => Err(Failure::failed(
                "this portfolio is not in a git repository, so nothing can be kept or signed",
            )
            .hint("run `git init` in its folder, or begin anew with `cpd init`")),
            Err(error) => Err(error.into()),
        }
    }

    /// The repository, where there is a usable one.
    pub fn repo_if_any(&self) -> Result<Option<Repo>, RepositoryError> {
        Repo::open(&self.root)
    }

    /// Returns an award by name. The bare name of one that comes round again means the
    /// round that is running.
    pub fn award(&self, written: &str) -> Result<AwardRef, Failure> {
        self.award_in(None, written)
    }

    /// Like [`Workspace::award`], among the awards of one scheme if it is named.
    pub fn award_in(&self, scheme: Option<&str>, written: &str) -> Result<AwardRef, Failure> {
        Ok(lookup::award(
            &self.portfolio,
            scheme,
            written,
            self.moment.today,
        )?)
    }

    /// Returns the award that was named, or the first that is in progress.
    pub fn award_or_current(
        &self,
        written: Option<&str>,
        judgement: &Judgement<'_>,
    ) -> Result<AwardRef, Failure> {
        match written {
            Some(written) => self.award(written),
            None => Ok(lookup::current_award(&self.portfolio, judgement)?),
        }
    }

    pub fn short_name(&self, award: &AwardRef) -> String {
        signoffs::short_name(award, &self.portfolio)
    }

    /// Returns a record by path, name or title.
    pub fn record(&self, written: &str) -> Result<&Record, Failure> {
        Ok(lookup::record(&self.portfolio, written)?)
    }

    /// Who commits: git's own settings, or else the owner.
    pub fn who(&self, repo: &Repo) -> CommitAuthor {
        self.who_or(repo, self.portfolio.owner())
    }

    /// The same where somebody else may be at work, such as whoever signs.
    pub fn who_or(&self, repo: &Repo, person: Option<Person<'_>>) -> CommitAuthor {
        let who = repo.configured_who().unwrap_or_else(|| {
            let name = person.map_or("Portfolio owner", |person| person.name());
            let id = person.map_or("owner", |person| person.id());
            let emails = person.map(|person| person.emails()).unwrap_or_default();
            let email = emails.first().map(|email| (*email).to_owned());
            CommitAuthor {
                name: name.to_owned(),
                email: email.unwrap_or_else(|| format!("{id}@cpd.invalid")),
                seconds: None,
            }
        });
        CommitAuthor {
            seconds: self.moment.commit_at,
            ..who
        }
    }
}

/// Returns one sentence about sign-offs that a change would void; names three at most.
fn will_lapse(lapsing: &[Lapsing]) -> String {
    const MOST: usize = 3;
    let named = lapsing.iter().take(MOST).map(|one| {
        let (award, step) = (&one.award, &one.step);
        format!(
            "{award} \u{201c}{step}\u{201d} of {}",
            calendar::long(one.on)
        )
    });
    let mut named: Vec<String> = named.collect();
    if let Some(more @ 1..) = lapsing.len().checked_sub(MOST) {
        named.push(format!("{more} more"));
    }
    let (count, named) = (
        words::counted(lapsing.len(), "sign-off", "sign-offs"),
        words::list(&named),
    );
    format!("This change means that {count} will no longer count: {named}.")
}

/// The files of the portfolio in a folder, to change them. What is pending lies in git's
/// own folder, where there is one that can be used.
pub fn tree(root: &Path) -> PortfolioTree {
    let repo = Repo::open(root).ok().flatten();
    PortfolioTree::new(root, repo.map(|repo| repo.state_folder()))
}
