//! `cpd report --check-sample`: judges some reported lines again, from clones.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::ReportArgs;
use crate::adapters::disk::portfolio_folders::find_portfolios;
use crate::adapters::disk::unpacked::UnpackedFolder;
use crate::adapters::disk::{self, MARK, error_text};
use crate::adapters::git::Repo;
use crate::app::moment::Moment;
use crate::app::reports::check_sample::{self, JudgedAgain, LineCheck, LineDraw};
use crate::app::reports::portfolios::{line_of, without_panic};
use crate::base::files::{LARGEST_TEXT, Snapshot};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::Portfolio;
use crate::views::portfolio_line::PortfolioLine;

/// The folders of clones by the ids of their portfolios.
type Clones = BTreeMap<String, Vec<PathBuf>>;

/// Judges as many lines again as were asked for.
pub fn run(
    number: NonZeroUsize,
    args: &ReportArgs,
    lines: &mut [PortfolioLine],
    session: &Session,
) -> Result<LineCheck, Failure> {
    let folder = args.clones.as_deref().unwrap_or(Path::new("."));
    let clones = find_clones(&session.folder.join(folder));
    let cloned: BTreeSet<String> = clones.keys().cloned().collect();
    let seed = args.seed.clone();
    let draw = LineDraw {
        number: number.get(),
        // Nobody who writes a line can know it before.
        seed: &seed.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
        cloned: &cloned,
    };
    let checked = check_sample::check(lines, &draw, |line| {
        let judged = without_panic(|| judge_again(line, &clones, session.today));
        judged.unwrap_or_else(JudgedAgain::NotChecked)
    });
    if checked.drawn == 0 {
        let says = format!("no reported line has a clone below {}", folder.display());
        return Err(Failure::failed(says).hint("name a folder with clones of their repositories"));
    }
    Ok(checked)
}

/// Finds the portfolios below a folder. Of each, its settings alone are read.
fn find_clones(folder: &Path) -> Clones {
    let mut clones = Clones::new();
    for clone in find_portfolios(folder).folders {
        let Ok(settings) = disk::read_at_most(&clone.join(MARK), LARGEST_TEXT) else {
            continue;
        };
        let files = BTreeMap::from([(MARK.to_owned(), settings)]);
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        if let Some(id) = portfolio.id() {
            clones.entry(id.to_owned()).or_default().push(clone);
        }
    }
    clones
}

/// Judges a portfolio again at the commit and on the day that a line names.
fn judge_again(line: &PortfolioLine, clones: &Clones, today: NaiveDate) -> JudgedAgain {
    let Some(day) = line.day else {
        return JudgedAgain::Wrong("day (the line names none)");
    };
    // It may be tomorrow already where the line was written.
    if today.succ_opt().is_some_and(|tomorrow| day > tomorrow) {
        return JudgedAgain::Wrong("day (it is still to come)");
    }
    let Some(commit) = &line.commit else {
        return JudgedAgain::Wrong("commit (the line names none)");
    };
    let clones = line.portfolio.as_ref().and_then(|id| clones.get(id));
    let repo = match repository_with(commit, clones.map_or(&[], Vec::as_slice)) {
        Ok(repo) => repo,
        Err(why) => return JudgedAgain::NotChecked(why),
    };
    if let Some(gap) = repo.lacks() {
        return JudgedAgain::NotChecked(gap.why);
    }
    match repo.counts(commit) {
        Ok(true) => {}
        Ok(false) => return JudgedAgain::Wrong("commit (it is on no branch that counts)"),
        Err(error) => return JudgedAgain::NotChecked(error.to_string()),
    }
    match judge_copy(&repo, commit, day) {
        Ok(judged) => JudgedAgain::Line(Box::new(judged)),
        Err(why) => JudgedAgain::NotChecked(why),
    }
}

/// Judges a portfolio in a copy of it as it was at a commit.
fn judge_copy(repo: &Repo, commit: &str, day: NaiveDate) -> Result<PortfolioLine, String> {
    let copy = UnpackedFolder::new(&BTreeMap::new()).map_err(|error| error_text(&error))?;
    let folder = repo.copy_at(commit, copy.path());
    let folder = folder.map_err(|error| error.to_string())?;
    let workspace = CliWorkspace::open_at(&folder, Moment::at_noon(day));
    let workspace = workspace.map_err(|error| error.to_string())?;
    Ok(line_of(&workspace.without_caches()))
}

/// Returns the first repository of some clones that has a commit.
fn repository_with(commit: &str, clones: &[PathBuf]) -> Result<Repo, String> {
    let mut why = "the clone does not have the commit that it names; fetch it with git".to_owned();
    for clone in clones {
        match Repo::open(clone) {
            Ok(Some(repo)) if repo.find_commit(commit).is_some() => return Ok(repo),
            Ok(_) => {}
            Err(error) => why = error.to_string(),
        }
    }
    Err(why)
}
