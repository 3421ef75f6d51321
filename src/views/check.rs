//! A check as it is shown: the standing of every award, and all findings with the texts that
//! they point into. It borrows nothing, so it outlives the portfolio.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::Summary;
use crate::check::{
    AwardState, AwardVerdict, CatalogueCoverage, CheckResult, CriterionState, CriterionVerdict,
    SchemeVerdict,
};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::HistoryExtent;
use crate::domain::remedy::Remedy;
use crate::domain::schema::{Assurance, SchemeRef};
use crate::views::returned::ReturnNote;

/// The result of a check.
#[derive(Debug, Clone)]
pub struct Check {
    /// The portfolio's own id.
    pub portfolio: Option<String>,
    /// The number of records of every kind, people and sign-offs included.
    pub records: usize,
    pub schemes: Vec<SchemeStanding>,
    /// In the order of files and lines.
    pub findings: Vec<Diagnostic>,
    /// The git history that it rests on.
    pub consulted: HistoryExtent,
    /// The portfolio's folder in its repository, with a final slash; empty at the top of the
    /// repository, and where there is none.
    folder: String,
    /// The texts that findings point into, by path.
    sources: BTreeMap<String, Arc<str>>,
}

/// The standing of every award and duty of one scheme.
#[derive(Debug, Clone)]
pub struct SchemeStanding {
    pub scheme: SchemeRef,
    pub awards: Vec<AwardStanding>,
    pub duties: Vec<CriterionStanding>,
}

/// The standing of one award, or of one of its rounds.
#[derive(Debug, Clone)]
pub struct AwardStanding {
    /// Its name in its scheme, with the round if it comes round again.
    pub name: String,
    pub state: AwardState,
    /// The steps that were taken, in the scheme's order.
    pub signoffs: Vec<StepTaken>,
    /// The return of its submission, until there is another.
    pub returned: Option<ReturnNote>,
    pub criteria: Vec<CriterionStanding>,
}

/// A step of a sign-off that was taken.
#[derive(Debug, Clone)]
pub struct StepTaken {
    pub step: String,
    pub by: String,
    pub on: DateTime<Utc>,
    pub assurance: Assurance,
    /// True if it counts for what the records say now.
    pub fresh: bool,
    /// The number of a grant in the register of the awarding body.
    pub number: Option<String>,
}

/// The standing of one criterion or duty.
#[derive(Debug, Clone)]
pub struct CriterionStanding {
    pub id: String,
    pub says: String,
    pub severity: Severity,
    pub state: CriterionState,
    pub found: Decimal,
    pub needed: Decimal,
    pub unit: Option<String>,
    pub due: Option<NaiveDate>,
    /// Paths of the records that count for it.
    pub evidence: Vec<String>,
    /// The items of the catalogue that it asks for, if it asks for one.
    pub coverage: Option<CatalogueCoverage>,
    /// The reasons why an amount is other than what was recorded.
    pub notes: Vec<String>,
}

impl Check {
    /// Takes over what was judged, and the texts that findings point into.
    pub fn new(portfolio: &Portfolio, result: CheckResult<'_>) -> Self {
        Self {
            portfolio: portfolio.id().map(str::to_owned),
            records: portfolio.records.len(),
            consulted: result.consulted,
            schemes: result
                .verdicts
                .into_iter()
                .map(|verdict| scheme(verdict, portfolio))
                .collect(),
            folder: String::new(),
            sources: finding_texts(&result.diagnostics, portfolio),
            findings: result.diagnostics,
        }
    }

    /// Returns the check of a portfolio in this folder of its repository.
    pub fn in_folder(self, folder: String) -> Self {
        Self { folder, ..self }
    }

    /// Returns the path in the repository of a file of the portfolio, as code hosts name it.
    pub fn repository_path(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }

    /// Returns the check with the findings for which `keep` returns true.
    pub fn only(mut self, keep: impl Fn(&Diagnostic) -> bool) -> Self {
        self.findings.retain(keep);
        let wanted: BTreeSet<&str> = self.findings.iter().flat_map(paths).collect();
        self.sources
            .retain(|path, _| wanted.contains(path.as_str()));
        self
    }

    /// Returns the findings about what a person wrote, then those about requirements that are
    /// not met.
    pub fn by_subject(&self) -> (Vec<&Diagnostic>, Vec<&Diagnostic>) {
        let findings = self.findings.iter();
        findings.partition(|finding| finding.gap.is_none())
    }

    /// Returns the text that findings in a file point into; none if the file is no text.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        self.sources.get(path)
    }

    pub fn summary(&self) -> Summary {
        Summary::count(self.records, &self.findings)
    }

    /// Returns true if anything is wrong enough for exit code 1.
    pub fn has_errors(&self) -> bool {
        self.summary().errors > 0
    }
}

/// The files that a finding and its remedies point into.
fn paths(finding: &Diagnostic) -> impl Iterator<Item = &str> {
    let labels = std::iter::once(&finding.at).chain(&finding.related);
    let labels = labels.map(|label| label.path.as_str());
    labels.chain(finding.remedies.iter().flat_map(Remedy::paths))
}

fn finding_texts(findings: &[Diagnostic], portfolio: &Portfolio) -> BTreeMap<String, Arc<str>> {
    let mut sources = BTreeMap::new();
    for path in findings.iter().flat_map(paths) {
        if !sources.contains_key(path)
            && let Some(text) = portfolio.text(path)
        {
            sources.insert(path.to_owned(), text);
        }
    }
    sources
}

fn scheme(verdict: SchemeVerdict<'_>, portfolio: &Portfolio) -> SchemeStanding {
    let awards = verdict.awards.into_iter();
    SchemeStanding {
        scheme: verdict.scheme.reference(),
        awards: awards.map(|verdict| award(verdict, portfolio)).collect(),
        duties: verdict.duties.into_iter().map(criterion).collect(),
    }
}

fn award(verdict: AwardVerdict<'_>, portfolio: &Portfolio) -> AwardStanding {
    let taken = verdict.chain.taken().map(|taken| StepTaken {
        step: taken.step.id.clone(),
        by: taken.signoff.by.to_owned(),
        on: taken.signoff.on,
        assurance: taken.proof.assurance(),
        fresh: taken.counts(),
        number: taken.signoff.number.as_ref().map(ToString::to_string),
    });
    AwardStanding {
        name: verdict.id.name().into_owned(),
        state: verdict.state,
        signoffs: taken.collect(),
        returned: ReturnNote::pending(&verdict.chain, portfolio),
        criteria: verdict.criteria.into_iter().map(criterion).collect(),
    }
}

fn criterion(verdict: CriterionVerdict<'_>) -> CriterionStanding {
    let outcome = verdict.outcome;
    let (state, due, notes) = (outcome.state(), outcome.due(), outcome.notes());
    let progress = outcome.into_progress();
    CriterionStanding {
        id: verdict.criterion.id.clone(),
        says: verdict.criterion.says.clone(),
        severity: verdict.criterion.severity,
        state,
        due,
        found: progress.found,
        needed: progress.needed,
        unit: progress.unit,
        evidence: progress.evidence,
        coverage: progress.coverage,
        notes,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};
    use crate::base::text::Span;
    use crate::check::{self, CheckInput};
    use crate::domain::ports::Evidence;
    use crate::domain::signoff::Trust;

    /// Returns the check of a portfolio of nobody with these files.
    pub fn check_of(files: &[(&str, &str)]) -> Check {
        checked(files, &[])
    }

    fn check_with(remedies: &[Remedy]) -> Check {
        let files = [
            (
                "journals/2026-01-05-a.md",
                "---\ntitel: A\ndate: 2026-01-05\n---\n",
            ),
            ("docs/unread.md", "Nothing points in here.\n"),
        ];
        checked(&files, remedies)
    }

    fn checked(files: &[(&str, &str)], remedies: &[Remedy]) -> Check {
        let settings = (
            "cpd.yaml",
            "cpd: 1\nowner: nobody\nschemes: { lancaster: 1.0.0 }\n",
        );
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            content: Content::Text((*text).into()),
        };
        let files = std::iter::once(&settings).chain(files).map(file);
        let portfolio = Portfolio::load(Snapshot::new(files.collect()));
        let trust = Trust::nobody("a portfolio in memory has no keys");
        let mut result = check::check(CheckInput {
            portfolio: &portfolio,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today: NaiveDate::from_ymd_opt(2026, 2, 1).unwrap(),
            focus: None,
            only: None,
        });
        result.diagnostics[0].remedies.extend_from_slice(remedies);
        Check::new(&portfolio, result)
    }

    fn check() -> Check {
        check_with(&[])
    }

    /// The portfolio is dropped, and every finding still has its text.
    #[test]
    fn a_check_keeps_the_texts_that_findings_point_into_and_no_others() {
        let check = check();
        let unknown = check
            .findings
            .iter()
            .find(|found| found.rule.as_str() == "unknown-field");
        let at = &unknown.unwrap().at;
        assert_eq!(at.span.slice(check.text(&at.path).unwrap()), "titel");
        assert!(check.text("docs/unread.md").is_none());
        assert_eq!(check.schemes[0].scheme.id, "lancaster");
    }

    #[test]
    fn a_remedy_that_is_in_another_file_has_its_text() {
        let there = Remedy::view("see there", "docs/unread.md", Span::new(0, 7));
        let check = check_with(&[there]);
        assert!(check.text("docs/unread.md").is_some());
        assert!(check.only(|_| true).text("docs/unread.md").is_some());
    }

    #[test]
    fn a_check_of_some_findings_counts_and_keeps_these_alone() {
        let all = check();
        let some = all.clone().only(|found| found.at.path == "cpd.yaml");
        assert!(some.findings.len() < all.findings.len());
        assert!(some.text("cpd.yaml").is_some());
        assert!(some.text("journals/2026-01-05-a.md").is_none());
        let counts = some.summary();
        let counted = counts.errors + counts.warnings + counts.notes;
        assert_eq!(counted, some.findings.len());
        assert!(!all.only(|_| false).has_errors());
    }
}
