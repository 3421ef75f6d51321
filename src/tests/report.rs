//! Summaries of many portfolios: as one by one, one row for each, and few in memory at once.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;

use crate::app::error::Class;
use crate::app::reports::portfolios::{PortfolioRow, report};
use crate::app::workspace::OpenPortfolioError;
use crate::cli::portfolio_summary::summarise;
use crate::views::portfolio_summary::{PortfolioSummary, TrustedRevision};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 2).unwrap()
}

fn workers(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

/// Copies of example portfolios, outside any repository.
fn copies(into: &Path) -> Vec<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut from = vec![examples.join("bronze-begun"), examples.join("silver-ready")];
    for programme in fs::read_dir(examples.join("programmes")).unwrap() {
        let programme = programme.unwrap().path();
        from.extend(["complete", "short"].map(|which| programme.join(which)));
    }
    from.sort();
    let copied = from.iter().enumerate().map(|(at, from)| {
        let to = into.join(at.to_string());
        copy(from, &to);
        to
    });
    copied.collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn root(row: &PortfolioRow) -> &Path {
    match row {
        PortfolioRow::Judged { root, .. } | PortfolioRow::Fault { root, .. } => root,
    }
}

/// The rows of a report, sorted by folder.
fn rows(
    roots: impl Iterator<Item = PathBuf> + Send,
    number: usize,
    open: impl Fn(&Path) -> Result<PortfolioSummary, OpenPortfolioError> + Sync,
) -> Vec<PortfolioRow> {
    let found = Mutex::new(Vec::new());
    report(roots, workers(number), open, |row| {
        found.lock().unwrap().push(row);
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by(|a, b| root(a).cmp(root(b)));
    found
}

#[test]
fn many_at_once_and_in_any_order_are_summarised_as_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let roots = copies(folder.path());
    assert!(roots.len() > 20, "{} portfolios", roots.len());
    let open = |root: &Path| summarise(root, today());
    let one_by_one = rows(roots.iter().cloned(), 1, open);
    assert_eq!(one_by_one.len(), roots.len());
    let judged = |row: &PortfolioRow| matches!(row, PortfolioRow::Judged { .. });
    assert!(one_by_one.iter().all(judged), "{one_by_one:#?}");
    assert_eq!(rows(roots.iter().cloned(), 4, open), one_by_one);
    assert_eq!(rows(roots.iter().rev().cloned(), 3, open), one_by_one);
}

#[test]
fn a_summary_agrees_with_status_and_check() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    copy(&examples.join("silver-ready"), folder.path());
    let summary = summarise(folder.path(), today()).unwrap();
    assert_eq!(summary.owner.as_deref(), Some("Sam Carter"));
    assert!(summary.id.is_some());
    assert_eq!(summary.trusted, TrustedRevision::Files);
    assert!(summary.counts.records > 10);
    let silver = summary.awards.iter().find(|award| award.title == "Silver");
    let silver = silver.unwrap();
    assert_eq!(
        (silver.id.as_str(), silver.state),
        ("lancaster/silver", "ready")
    );
    assert!(silver.of > 0 && silver.met <= silver.of);
    assert!(silver.next.is_some(), "somebody signs next");
}

#[test]
fn each_portfolio_that_cannot_be_checked_is_one_row_and_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let names = [
        "a-good",
        "b-empty",
        "c-missing",
        "d-panics",
        "e-refused",
        "f-good",
    ];
    let roots = names.map(|name| folder.path().join(name));
    copy(&examples.join("bronze-begun"), &roots[0]);
    copy(&examples.join("bronze-begun"), &roots[5]);
    fs::create_dir(&roots[1]).unwrap();
    let open = |root: &Path| {
        if root.ends_with("d-panics") {
            panic!("at record {}", 7);
        }
        if root.ends_with("e-refused") {
            return Err(OpenPortfolioError::Unreadable(
                "permission was denied".into(),
            ));
        }
        summarise(root, today())
    };
    for number in [1, 2, 8] {
        let rows = rows(roots.iter().cloned(), number, open);
        assert_eq!(rows.iter().map(root).collect::<Vec<_>>(), roots);
        let says = |row: &PortfolioRow| match row {
            PortfolioRow::Judged { .. } => "judged".to_owned(),
            PortfolioRow::Fault { class, says, .. } => {
                assert_eq!(*class, Class::Failed);
                says.clone()
            }
        };
        let none = "this folder is not a portfolio: it has no cpd.yaml";
        assert_eq!(
            rows.iter().map(says).collect::<Vec<_>>(),
            [
                "judged",
                none,
                none,
                "a fault in cpd stopped this check: at record 7. Please report it to the authors of cpd",
                "the portfolio cannot be read: permission was denied",
                "judged",
            ]
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_the_system_cannot_open_is_a_row_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let circle = folder.path().join("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    let rows = rows([circle].into_iter(), 2, |root| summarise(root, today()));
    let [PortfolioRow::Fault { says, .. }] = rows.as_slice() else {
        panic!("one fault: {rows:?}");
    };
    assert!(says.starts_with("the portfolio cannot be read: "), "{says}");
}

/// Work inside a portfolio is done on all cores, and a thread that waits for it takes up other
/// work: it must not be another portfolio.
#[test]
fn no_more_portfolios_are_open_at_once_than_there_are_workers() {
    use rayon::prelude::*;
    let (open, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let roots = (0..500).map(|number| PathBuf::from(format!("{number:03}")));
    let rows = rows(roots, 3, |_| {
        most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let sum: usize = (0..64_usize).into_par_iter().map(|n| n * n).sum();
        assert_eq!(sum, 85_344);
        open.fetch_sub(1, Ordering::SeqCst);
        Err(OpenPortfolioError::NotAPortfolio)
    });
    assert_eq!(rows.len(), 500);
    assert!(most.load(Ordering::SeqCst) <= 3, "{most:?} at once");
}
