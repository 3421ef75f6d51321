//! What the benchmarks of this package call. Not part of the public interface.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::app::error::Class;
use crate::app::review::report::{Row, report};
use crate::base::files::{Content, File, Snapshot};
use crate::check::{Case, verdicts};
use crate::cli::summarise::summarise;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::record_view::{Document, Sheet, Signature};
use crate::domain::signoff::Trust;
use crate::formats::pack::pdf;

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
        let trust = Trust::nobody("records in memory have no keys");
        let judgement = verdicts(Case {
            portfolio: &self.0,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today,
            focus: None,
            only: None,
        });
        std::hint::black_box(&judgement.schemes).len()
    }
}

/// Summarises the portfolios in these folders, so many at a time, and hands over a line for
/// each: its summary as JSON, or why there is none.
pub fn summaries(
    roots: Vec<PathBuf>,
    workers: NonZeroUsize,
    today: NaiveDate,
    each: impl Fn(String) + Sync,
) {
    let open = |root: &Path| summarise(root, today);
    report(roots.into_iter(), workers, open, |row| {
        each(match row {
            Row::Judged { root, summary } => {
                let summary = serde_json::to_string(&summary);
                format!("{}: {}", root.display(), summary.unwrap_or_default())
            }
            Row::Fault { root, class, says } => {
                let refused = if class == Class::Refused {
                    "refused: "
                } else {
                    ""
                };
                format!("{}: {refused}{says}", root.display())
            }
        });
    });
}

/// Returns the number of pages of a statement with four signatures, or nothing if it
/// cannot be laid out.
#[must_use]
pub fn pages_of_statement(body: String) -> Option<usize> {
    let step = |(title, role): (&str, &str)| Signature {
        title: title.to_owned(),
        name: None,
        role: role.to_owned(),
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
    let sheet = Sheet {
        anchor: "sheet".to_owned(),
        title: "Statement".to_owned(),
        document: Document {
            anchor: "record".to_owned(),
            path: "statements/silver.md".to_owned(),
            title: "What Silver has changed".to_owned(),
            date: Some("2 September 2026".to_owned()),
            fields: Vec::new(),
            body,
            table: None,
            beneath: Vec::new(),
        },
        signatures: steps.map(step).to_vec(),
    };
    let pages = pdf::pages(&sheet, 1, &|_| None).ok()?;
    Some(pages.count)
}
