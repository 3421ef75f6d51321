//! Holds the functions that the benchmarks of this package call. Not part of the public interface.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::app::change::Base;
use crate::app::error::Explain;
use crate::app::moment::Moment;
use crate::app::records::create::plan;
use crate::app::records::draft::Defaults;
use crate::app::reports::portfolios::report;
use crate::base::files::{Content, File, PortfolioPath, Snapshot};
use crate::check::{CheckInput, check, verdicts};
use crate::cli::portfolio_line::PortfolioJudge;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::record_view::{PrintedRecord, RecordPage, SignatureBlock};
use crate::domain::signoff::Trust;
use crate::formats::pack::pdf;

/// Trust in nobody's sign-offs. Made once, since it is no part of what is measured.
static NOBODY: LazyLock<Trust> = LazyLock::new(|| Trust::nobody("records in memory have no keys"));

/// A portfolio in memory.
#[derive(Debug, Clone)]
pub struct InMemory(Portfolio);

impl InMemory {
    /// Loads files given as path and text.
    #[must_use]
    pub fn load(files: Vec<(String, String)>) -> Self {
        let file = |(path, text): (String, String)| File {
            path,
            content: Content::Text(text.into()),
        };
        let files = files.into_iter().map(file).collect();
        Self(Portfolio::load(Snapshot::new(files)))
    }

    /// Returns these records under the schemes of another portfolio.
    #[must_use]
    pub fn under_schemes_of(&self, other: &Self) -> Self {
        Self(self.0.under_schemes_of(&other.0))
    }

    /// Evaluates every criterion on a day, and returns the number of schemes.
    #[must_use]
    pub fn evaluate(&self, today: NaiveDate) -> usize {
        let result = verdicts(self.input(today));
        std::hint::black_box(&result.verdicts).len()
    }

    /// Checks everything on a day, and returns the number of findings.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> usize {
        check(self.input(today)).diagnostics.len()
    }

    /// Plans new records of a kind, given as the words of their fields, and returns the
    /// number of files that would be written. Fails with what is wrong with them.
    pub fn plan_records(
        &self,
        kind: &str,
        rows: Vec<Vec<(String, Vec<String>)>>,
        today: NaiveDate,
    ) -> Result<usize, String> {
        let input = self.input(today);
        let kind = self.0.kinds().get(kind).ok_or("there is no such kind")?;
        let defaults = Defaults::new(input, false);
        let drafts = rows.into_iter().map(|given| defaults.begin(kind, given));
        let drafts: Vec<_> = drafts.collect();
        let base = Base {
            snapshot: &self.0.snapshot,
            files: &|_: &str| None,
        };
        let planned = plan(input, base, &drafts);
        planned
            .map(|planned| planned.changes.on_disk().len())
            .map_err(|error| format!("{error}: {}", error.explain().details.join("; ")))
    }

    fn input(&self, today: NaiveDate) -> CheckInput<'_> {
        CheckInput {
            portfolio: &self.0,
            evidence: Evidence::in_memory(),
            trust: &NOBODY,
            today,
            focus: None,
            only: None,
        }
    }
}

/// Makes the lines of the portfolios in these folders, so many at a time, and hands over each as
/// JSON.
pub fn lines(
    roots: Vec<PathBuf>,
    workers: NonZeroUsize,
    today: NaiveDate,
    each: impl Fn(String) + Sync,
) {
    let judge = PortfolioJudge::new(today);
    let open = |root: &Path| judge.line(root);
    report(roots.into_iter(), workers, open, |_, line| {
        each(serde_json::to_string(&line).unwrap_or_default());
    });
}

/// A portfolio in a folder.
pub struct InFolder(CliWorkspace);

impl InFolder {
    /// Opens the portfolio in this very folder; nothing where there is none.
    #[must_use]
    pub fn open(root: &Path, today: NaiveDate) -> Option<Self> {
        CliWorkspace::open_at(root, Moment::at_noon(today))
            .ok()
            .map(Self)
    }

    /// Checks the portfolio with a text that is not saved in place of a file's, as an editor
    /// does, and returns the number of findings; nothing where no file may have this path.
    #[must_use]
    pub fn findings_with(&self, path: &str, text: &str) -> Option<usize> {
        let path = PortfolioPath::new(path).ok()?;
        let unsaved = self.0.with_unsaved(&path, text);
        Some(unsaved.check(|result| result.diagnostics.len()))
    }
}

/// Returns the number of pages of a statement with four signatures, or nothing if it
/// cannot be laid out.
#[must_use]
pub fn pages_of_statement(body: String) -> Option<usize> {
    let step = |(title, role): (&str, &str)| SignatureBlock {
        title: title.into(),
        name: None,
        role: role.into(),
        on: None,
        assurance: None,
        words: None,
    };
    let steps = [
        ("Signed", "Owner"),
        ("Endorsed", "Line manager"),
        ("Submitted", "Owner"),
        ("Granted", "Awarding body"),
    ];
    let sheet = RecordPage {
        anchor: "sheet".to_owned(),
        language: "en-GB".to_owned(),
        title: "Statement".into(),
        document: PrintedRecord {
            anchor: "record".to_owned(),
            path: "statements/silver.md".to_owned(),
            language: None,
            title: "What Silver has changed".to_owned(),
            date: Some("2 September 2026".to_owned()),
            fields: Vec::new(),
            body,
            stored_elsewhere: std::collections::BTreeMap::new(),
            table: None,
            beneath: Vec::new(),
        },
        signatures: steps.map(step).to_vec(),
    };
    let pages = pdf::pages(&sheet, 1, &|_| None).ok()?;
    Some(pages.count)
}
