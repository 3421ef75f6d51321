//! Lines of many portfolios. Each worker opens a portfolio, checks it, makes its line and drops it,
//! so memory grows with the workers and the lines, and not with the portfolios.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use chrono::DateTime;
use rayon::ThreadPoolBuilder;

use crate::app::error::Explain;
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::check::check;
use crate::views::portfolio_line::PortfolioLine;

/// Bytes of stack of a worker: as many as the main thread of a program usually has.
const STACK: usize = 8 * 1024 * 1024;

/// Checks one portfolio and makes its line.
pub fn line_of(workspace: &Workspace) -> PortfolioLine {
    let input = workspace.check_input();
    let result = check(input);
    let line = PortfolioLine::new(input.portfolio, &result, &input.trust.revision, input.today);
    let repository = workspace.repository_if_any().ok().flatten();
    let last = repository.and_then(|repo| repo.last_commit().ok().flatten());
    PortfolioLine {
        committed: last.as_ref().and_then(|last| committed(last.seconds)),
        commit: last.map(|last| last.id),
        ..line
    }
}

/// Returns the time of a commit, which it has in seconds since 1970, as a line has it.
pub fn committed(seconds: i64) -> Option<String> {
    DateTime::from_timestamp(seconds, 0).map(calendar::format_instant)
}

/// Makes the lines of the portfolios in these folders, so many at a time, and hands over each with
/// its place, in the order in which they are finished. `judge` opens a portfolio and ends with
/// [`line_of`]. If it fails or panics, the line says so, and the others go on.
pub fn report<E: Explain>(
    roots: impl Iterator<Item = PathBuf> + Send,
    workers: NonZeroUsize,
    judge: impl Fn(&Path) -> Result<PortfolioLine, E> + Sync,
    each: impl Fn(usize, PortfolioLine) + Sync,
) {
    let _span = tracing::info_span!("report.portfolios").entered();
    let roots = Mutex::new(roots.fuse().enumerate());
    let next = || {
        let mut roots = roots.lock().unwrap_or_else(PoisonError::into_inner);
        roots.next()
    };
    let work = || {
        while let Some((at, root)) = next() {
            each(at, line(&root, &judge));
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers.get() {
            // Without another thread, those that are there do the work.
            let _ = thread::Builder::new().spawn_scoped(scope, || run_in_own_pool(&work));
        }
        run_in_own_pool(&work);
    });
}

/// Works in a pool of one thread. In the pool that all share, a worker that waits for the
/// records of one portfolio would take up another portfolio and hold both.
fn run_in_own_pool(work: &(dyn Fn() + Sync)) {
    let pool = ThreadPoolBuilder::new().num_threads(1).stack_size(STACK);
    match pool.build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn line<E: Explain>(
    root: &Path,
    judge: &(impl Fn(&Path) -> Result<PortfolioLine, E> + Sync),
) -> PortfolioLine {
    let source = root.display().to_string();
    // Nothing of a portfolio that panicked is looked at again, and caches hold whole values.
    match without_panic(|| judge(root)) {
        Ok(Ok(line)) => PortfolioLine { source, ..line },
        Ok(Err(error)) => PortfolioLine::unread(&source, &error.to_string()),
        Err(says) => PortfolioLine::unread(&source, &says),
    }
}

/// Returns what some work returns, or a sentence if it panics.
pub fn without_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        format!(
            "a fault in cpd stopped this check: {}. Please report it to the authors of cpd",
            message(payload.as_ref())
        )
    })
}

/// The words of a panic.
fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("there are no details")
}
