//! The forms that look at time and amounts, below the command line: small
//! portfolios in memory, judged on a day, and random ones held against plain models
//! that walk day by day.

mod day_by_day;
mod due_dates;
mod faults;
mod in_time;
mod links;
mod registrations;
mod rounds;
mod tables;

use crate::base::files::{Content, File, Snapshot};
use crate::check::{AwardState, CheckInput, CriterionOutcome, check};
use crate::domain::finding::Diagnostic;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::signoff::Trust;
use chrono::NaiveDate;

/// A portfolio in memory with a scheme of its own.
#[derive(Clone)]
pub struct World {
    owner: String,
    scheme: String,
    files: Vec<(String, String)>,
}

/// The round of an award, as a test looks at it.
#[derive(Debug, PartialEq, Eq)]
pub struct Round {
    pub id: String,
    pub state: AwardState,
    pub met: usize,
    pub of: usize,
}

pub fn day(text: &str) -> NaiveDate {
    crate::base::calendar::date(text).unwrap_or_else(|| panic!("{text} is a date"))
}

impl World {
    /// Lines that every scheme begins with.
    pub const HEAD: &str = "id: it\nversion: 1.0.0\ntitle: It\n";

    /// `scheme` is what stands beneath the scheme's id, version and title.
    pub fn new(scheme: &str) -> Self {
        Self {
            owner: String::new(),
            scheme: scheme.to_owned(),
            files: Vec::new(),
        }
    }

    /// With these lines in the owner's entry, such as `joined: 2026-01-05`.
    pub fn owner(mut self, lines: &[&str]) -> Self {
        self.owner = lines.iter().map(|line| format!("    {line}\n")).collect();
        self
    }

    /// With a record of a folder, dated so, with more details as in `hours: 3`.
    pub fn with(mut self, folder: &str, date: &str, details: &str) -> Self {
        let n = self.files.len();
        let text = format!("---\ntitle: Number {n}\ndate: {date}\n{details}\n---\n\nWords.\n");
        self.files
            .push((format!("{folder}/{date}-number-{n}.md"), text));
        self
    }

    /// With another file.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    fn portfolio(&self) -> Portfolio {
        let fixed = [
            (
                "cpd.yaml",
                "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: { it: 1.0.0 }\n".to_owned(),
            ),
            (
                "trust/people.yaml",
                format!("people:\n  - id: ro\n    name: Ro Hale\n{}  - id: sol\n    name: Sol Weber\n", self.owner),
            ),
            (
                "schemes/it/scheme.yaml",
                format!("{}{}", Self::HEAD, self.scheme),
            ),
        ];
        let own = self.files.iter().cloned();
        let is_own = |path: &str| self.files.iter().any(|(own, _)| own == path);
        let all = fixed.into_iter().filter(|(path, _)| !is_own(path));
        let all = all.map(|(path, text)| (path.to_owned(), text));
        let files = all.chain(own).map(|(path, text)| File {
            path,
            content: Content::Text(text.into()),
        });
        Portfolio::load(Snapshot::new(files.collect()))
    }

    /// Judges on a day and hands what came of it to `look`.
    fn judged<T>(&self, today: &str, look: impl FnOnce(&crate::check::CheckResult<'_>) -> T) -> T {
        let portfolio = self.portfolio();
        let trust = Trust::nobody("a portfolio in memory has no keys");
        let result = check(CheckInput {
            portfolio: &portfolio,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today: day(today),
            focus: None,
            only: None,
        });
        look(&result)
    }

    /// Returns the outcome of the duty with this id.
    pub fn duty(&self, id: &str, today: &str) -> CriterionOutcome {
        self.judged(today, |result| {
            let rules: Vec<&str> = result
                .diagnostics
                .iter()
                .map(|found| found.rule.as_str())
                .filter(|rule| *rule == "malformed-scheme" || rule.starts_with("unknown"))
                .collect();
            assert!(rules.is_empty(), "{:#?}", result.diagnostics);
            let duties = &result.verdicts[0].duties;
            let found = duties.iter().find(|duty| duty.criterion.id == id);
            found.expect("the duty is there").outcome.clone()
        })
    }

    pub fn rounds(&self, today: &str) -> Vec<Round> {
        self.judged(today, |result| {
            let awards = result.verdicts[0].awards.iter();
            let round = |award: &crate::check::AwardVerdict<'_>| {
                let (met, of) = award.tally();
                Round {
                    id: award.id.name().into_owned(),
                    state: award.state,
                    met,
                    of,
                }
            };
            awards.map(round).collect()
        })
    }

    pub fn findings(&self, today: &str) -> Vec<Diagnostic> {
        self.judged(today, |result| result.diagnostics.clone())
    }
}
