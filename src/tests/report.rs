//! Lines of many portfolios: as one by one, one for each, and few in memory at once.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;

use crate::adapters::git::{Repo, SharedRepo};
use crate::app::ports::CommitAuthor;
use crate::app::reports::portfolios::report;
use crate::app::workspace::OpenPortfolioError;
use crate::base::calendar;
use crate::cli::portfolio_line::PortfolioJudge;
use crate::views::portfolio_line::{PortfolioLine, Reading};

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

/// The lines of a report, in the order of the folders.
fn lines(
    roots: impl Iterator<Item = PathBuf> + Send,
    number: usize,
    open: impl Fn(&Path) -> Result<PortfolioLine, OpenPortfolioError> + Sync,
) -> Vec<PortfolioLine> {
    let found = Mutex::new(Vec::new());
    report(roots, workers(number), open, |at, line| {
        found.lock().unwrap().push((at, line));
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn many_at_once_and_in_any_order_are_judged_as_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let roots = copies(folder.path());
    assert!(roots.len() > 20, "{} portfolios", roots.len());
    let open = |root: &Path| PortfolioJudge::new(today()).line(root);
    let one_by_one = lines(roots.iter().cloned(), 1, open);
    assert_eq!(one_by_one.len(), roots.len());
    let is_read = |line: &PortfolioLine| line.read != Reading::No;
    assert!(one_by_one.iter().all(is_read), "{one_by_one:#?}");
    assert_eq!(lines(roots.iter().cloned(), 4, open), one_by_one);
    let mut reversed = lines(roots.iter().rev().cloned(), 3, open);
    reversed.reverse();
    assert_eq!(reversed, one_by_one);
}

#[test]
fn portfolios_of_one_repository_are_judged_as_each_on_its_own() {
    let folder = tempfile::tempdir().unwrap();
    Repo::init(folder.path()).unwrap();
    let who = CommitAuthor {
        name: "Sam Carter".into(),
        email: "sam@cpd.invalid".into(),
        seconds: None,
    };
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let names = [
        "bronze-granted",
        "bronze-submitted",
        "silver-endorsed",
        "silver-ready",
    ];
    let roots = names.map(|name| folder.path().join(name));
    // The sign-offs of all come after the records of all.
    for with_signoffs in [false, true] {
        for (name, root) in names.iter().zip(&roots) {
            copy(&examples.join(name), root);
            if !with_signoffs {
                fs::remove_dir_all(root.join("signoffs")).unwrap();
            }
            let repository = SharedRepo::open(root).unwrap().unwrap();
            repository.commit_all("Save", &who).unwrap();
        }
    }
    let alone = |root: &Path| PortfolioJudge::new(today()).line(root);
    let expected = lines(roots.iter().cloned(), 1, alone);
    assert!(expected.iter().all(|line| line.commit.is_some()));
    let signed = |line: &PortfolioLine| line.awards.iter().any(|award| !award.steps.is_empty());
    assert!(expected.iter().all(signed), "{expected:#?}");
    let judge = PortfolioJudge::new(today());
    for workers in [1, 4] {
        let together = lines(roots.iter().cloned(), workers, |root| judge.line(root));
        assert_eq!(together, expected);
    }
}

#[test]
fn a_line_says_what_status_says_and_no_state_that_cannot_be_known() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let portfolio = |path: &str| {
        let to = folder.path().join(path);
        copy(&examples.join(path), &to);
        PortfolioJudge::new(today()).line(&to).unwrap()
    };
    let rics = portfolio("programmes/rics/complete");
    assert_eq!(rics.name.as_deref(), Some("Ruaridh MacAskill"));
    assert_eq!(rics.trusted.as_deref(), Some("files"));
    assert_eq!(rics.read, Reading::Whole);
    let year = rics.awards.last().unwrap();
    assert_eq!(
        (year.scheme.as_str(), year.state.as_str()),
        ("rics", "ready")
    );
    assert_eq!((year.met, year.of), (2, 2));
    assert_eq!(year.next_step.as_deref(), Some("submit"));
    assert_eq!(year.next_by.as_deref(), Some("Ruaridh MacAskill"));
    // Outside a repository, nobody can tell who signed what.
    let silver = portfolio("silver-ready");
    assert_eq!(silver.read, Reading::Partly);
    assert_eq!(silver.why.as_deref(), Some("unverifiable-history"));
    assert!(silver.awards.iter().all(|award| award.state == "unknown"));
    assert!(silver.awards.iter().all(|award| award.next_step.is_none()));
}

#[test]
fn a_line_has_types_of_hours_targets_of_evaluations_and_what_is_unclaimed() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/programmes");
    let portfolio = |path: &str, day: &str| {
        let to = folder.path().join(path);
        copy(&examples.join(path), &to);
        PortfolioJudge::new(calendar::date(day).unwrap())
            .line(&to)
            .unwrap()
    };
    let school = portfolio("school-cpd/complete", "2026-07-10");
    let hours = school.asks.iter();
    let mut hours = hours.filter(|ask| ask.criterion == "school-cpd/hours");
    let hours = hours.next().unwrap();
    // Worked out in `expected.yaml`, next to the portfolio.
    assert_eq!(hours.needed.to_string(), "18.96");
    assert_eq!(hours.whole, Some(30.into()));
    assert_eq!(
        (hours.from, hours.to),
        (calendar::date("2025-09-01"), calendar::date("2026-08-31"))
    );
    let types = hours.types.iter().map(|of_type| {
        let term = of_type.term.as_deref().unwrap_or_default();
        format!("{term} {} {}", of_type.records, of_type.found)
    });
    assert_eq!(
        types.collect::<Vec<_>>(),
        [
            "classroom-enquiry 1 5",
            "coaching 1 2.5",
            "course 1 6",
            "joint-planning 1 4",
            "observation 1 1.5",
            "reading 1 3",
        ]
    );
    let evaluations = school.evaluations.iter().map(|one| {
        let target = &school.targets[one.target.unwrap() - 1];
        format!("{} {}", one.by, target.fields["source"])
    });
    let mut evaluations: Vec<String> = evaluations.collect();
    evaluations.sort();
    assert_eq!(
        evaluations,
        ["own improvement-plan", "own individual"].map(str::to_owned)
    );
    // Costs that the college paid need no claim.
    let paid = portfolio("alt-valley/complete", "2026-10-02");
    let of_2026 = paid.money.iter().filter(|money| money.year == 2026);
    let spent: Vec<String> = of_2026.map(|money| money.spent.to_string()).collect();
    assert!(spent.contains(&"320.00".to_owned()), "{spent:?}");
    assert!(paid.money.iter().all(|money| money.unclaimed.is_zero()));
    let unpaid = portfolio("alt-valley/short", "2026-10-02");
    let unclaimed = unpaid
        .money
        .iter()
        .filter(|money| !money.unclaimed.is_zero());
    let unclaimed = unclaimed.map(|money| (money.month.as_deref(), money.unclaimed.to_string()));
    assert_eq!(
        unclaimed.collect::<Vec<_>>(),
        [(Some("2026-06"), "23.80".to_owned())]
    );
    let items = paid.items.iter();
    let mut items = items.filter(|item| item.item == "health-and-safety");
    let item = items.next().unwrap();
    assert_eq!(
        (item.done_on, item.until, item.evidence),
        (
            calendar::date("2024-01-15"),
            calendar::date("2027-01-14"),
            false
        )
    );
}

/// A year that is over and lacks hours is what is asked for, with its own days. The months of the
/// next year have windows too.
#[test]
fn an_overdue_ask_has_the_days_of_the_period_that_is_over() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/programmes");
    let day = calendar::date("2026-10-02").unwrap();
    let line = |path: &str| {
        let folder = tempfile::tempdir().unwrap();
        copy(&examples.join(path), folder.path());
        PortfolioJudge::new(day).line(folder.path()).unwrap()
    };
    let school = line("school-cpd/short");
    let mut asks = school.asks.iter();
    let hours = asks
        .find(|ask| ask.criterion == "school-cpd/hours")
        .unwrap();
    assert_eq!(
        (&*hours.state, hours.from, hours.to),
        (
            "overdue",
            calendar::date("2025-09-01"),
            calendar::date("2026-08-31")
        )
    );
    let college = line("alt-valley/complete");
    let windows = college.windows.iter();
    let reviews = windows.filter(|one| one.criterion == "alt-valley/quality-review");
    let last = reviews.map(|one| (one.from, one.to)).max();
    let october = (calendar::date("2026-10-01"), calendar::date("2026-10-31"));
    assert_eq!(last, Some(october));
}

/// Every title and every path of every example, which no line may have.
#[test]
fn no_line_has_a_title_or_a_path_of_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut looked_for = 0;
    for root in copies(folder.path()) {
        let line = PortfolioJudge::new(today()).line(&root).unwrap();
        let line = PortfolioLine {
            source: String::new(),
            ..line
        };
        let json = serde_json::to_string(&line).unwrap();
        let moment = crate::app::moment::Moment::at_noon(today());
        let workspace = crate::cli::workspace::CliWorkspace::open_at(&root, moment).unwrap();
        for record in &workspace.portfolio.records {
            let is_hidden = !record.is_row() && !record.kind.written_by_cpd;
            let title = record.title();
            // A short title, such as CV, stands in many other words.
            if is_hidden && title.len() > 12 {
                assert!(!json.contains(title), "{title}: {json}");
                looked_for += 1;
            }
            assert!(!json.contains(&*record.path), "{}: {json}", record.path);
        }
    }
    assert!(looked_for > 100, "{looked_for}");
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
        PortfolioJudge::new(today()).line(root)
    };
    for number in [1, 2, 8] {
        let lines = lines(roots.iter().cloned(), number, open);
        let sources: Vec<&str> = lines.iter().map(|line| &*line.source).collect();
        assert_eq!(sources, roots.each_ref().map(|root| root.to_str().unwrap()));
        let none = "this folder is not a portfolio: it has no cpd.yaml";
        assert_eq!(
            lines
                .iter()
                .map(|line| line.why.as_deref())
                .collect::<Vec<_>>(),
            [
                None,
                Some(none),
                Some(none),
                Some(
                    "a fault in cpd stopped this check: at record 7. Please report it to the authors of cpd"
                ),
                Some("the portfolio cannot be read: permission was denied"),
                None,
            ]
        );
        let unread = lines.iter().filter(|line| line.read == Reading::No).count();
        assert_eq!(unread, 4);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_the_system_cannot_open_is_a_row_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let circle = folder.path().join("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    let lines = lines([circle].into_iter(), 2, |root| {
        PortfolioJudge::new(today()).line(root)
    });
    let [line] = lines.as_slice() else {
        panic!("one line: {lines:?}");
    };
    let says = line.why.as_deref().unwrap();
    assert!(says.starts_with("the portfolio cannot be read: "), "{says}");
}

/// Work inside a portfolio is done on all cores, and a thread that waits for it takes up other
/// work: it must not be another portfolio.
#[test]
fn no_more_portfolios_are_open_at_once_than_there_are_workers() {
    use rayon::prelude::*;
    let (open, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let roots = (0..500).map(|number| PathBuf::from(format!("{number:03}")));
    let lines = lines(roots, 3, |_| {
        most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let sum: usize = (0..64_usize).into_par_iter().map(|n| n * n).sum();
        assert_eq!(sum, 85_344);
        open.fetch_sub(1, Ordering::SeqCst);
        Err(OpenPortfolioError::NotAPortfolio)
    });
    assert_eq!(lines.len(), 500);
    assert!(most.load(Ordering::SeqCst) <= 3, "{most:?} at once");
}
