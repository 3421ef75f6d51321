//! Summaries of many portfolios. Each worker opens a portfolio, checks it, summarises it and
//! drops it, so memory grows with the workers and not with the portfolios.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rayon::ThreadPoolBuilder;

use crate::app::error::{Class, Explain};
use crate::check::{CheckInput, check};
use crate::views::portfolio_summary::PortfolioSummary;

/// Bytes of stack of a worker: as many as the main thread of a program usually has.
const STACK: usize = 8 * 1024 * 1024;

/// The result for one portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortfolioRow {
    Judged {
        root: PathBuf,
        summary: Box<PortfolioSummary>,
    },
    /// It could not be checked.
    Fault {
        root: PathBuf,
        class: Class,
        says: String,
    },
}

/// Checks one portfolio and summarises it.
pub fn summary_of(input: CheckInput<'_>) -> PortfolioSummary {
    let result = check(input);
    PortfolioSummary::new(input.portfolio, &result, &input.trust.revision, input.today)
}

/// Summarises the portfolios in these folders, so many at a time, and hands over one row for
/// each, in the order in which they are finished. `summarise` opens a portfolio and ends with
/// [`summary_of`]. If it fails or panics, that is the row, and the others go on.
pub fn report<E: Explain>(
    roots: impl Iterator<Item = PathBuf> + Send,
    workers: NonZeroUsize,
    summarise: impl Fn(&Path) -> Result<PortfolioSummary, E> + Sync,
    each: impl Fn(PortfolioRow) + Sync,
) {
    let _span = tracing::info_span!("report.portfolios").entered();
    let roots = Mutex::new(roots.fuse());
    let next = || {
        let mut roots = roots.lock().unwrap_or_else(PoisonError::into_inner);
        roots.next()
    };
    let work = || {
        while let Some(root) = next() {
            each(row(root, &summarise));
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

fn row<E: Explain>(
    root: PathBuf,
    summarise: &(impl Fn(&Path) -> Result<PortfolioSummary, E> + Sync),
) -> PortfolioRow {
    // Nothing of a portfolio that panicked is looked at again, and caches hold whole values.
    match catch_unwind(AssertUnwindSafe(|| summarise(&root))) {
        Ok(Ok(summary)) => PortfolioRow::Judged {
            root,
            summary: Box::new(summary),
        },
        Ok(Err(error)) => PortfolioRow::Fault {
            root,
            class: error.explain().class,
            says: error.to_string(),
        },
        Err(payload) => PortfolioRow::Fault {
            root,
            class: Class::Failed,
            says: format!(
                "a fault in cpd stopped this check: {}. Please report it to the authors of cpd",
                message(payload.as_ref())
            ),
        },
    }
}

/// The words of a panic.
fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("there are no details")
}
