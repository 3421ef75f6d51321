//! Checking: evaluates every criterion of every award and duty, and runs every rule. It knows no
//! disk, git, page or format: all inputs are passed in.

pub mod compile;
mod confirmations;
pub mod criteria;
mod deadlines;
mod length_limits;
pub mod personal_identifiers;
mod planned;
pub mod remedies;
pub mod rules;
mod signed_files;
pub mod signoff_findings;
mod similar_paths;
pub mod template_text;
pub mod verdict;

pub use criteria::{
    AmountSum, CatalogueCoverage, CoveredItem, CriterionOutcome, CriterionState, Deadline, Lack,
    MissingDetail, Shortfall, SumEntry, WindowState, format_amount, noun_of_items,
};
pub use verdict::{AwardState, AwardVerdict, CriterionVerdict, SchemeVerdict};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use self::compile::CompiledSet;
use crate::base::calendar::Period;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{Evidence, HistoryExtent};
use crate::domain::query::confirmed::ConfirmedRecords;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{ChainContext, Trust};

/// Inputs of one check: portfolio, evidence, trust and the date to check for.
#[derive(Clone, Copy)]
pub struct CheckInput<'a> {
    pub portfolio: &'a Portfolio,
    pub evidence: Evidence<'a>,
    /// The people and keys whose sign-offs count.
    pub trust: &'a Trust,
    pub today: NaiveDate,
    /// The award in focus. What it lacks is an error.
    pub focus: Option<&'a AwardRef>,
    /// The only scheme whose awards and duties are checked; all if `None`.
    pub only: Option<&'a str>,
}

impl<'a> CheckInput<'a> {
    /// Returns the inputs of judging sign-offs.
    fn chain_context(self) -> ChainContext<'a> {
        let trusted = self.trust.resolve(self.portfolio);
        ChainContext::new(self.portfolio, self.today, self.evidence, trusted)
    }
}

/// Returns the records that somebody confirmed, of those that a scheme asks to have confirmed.
pub fn confirmed_records(scheme: &Scheme, input: CheckInput<'_>) -> ConfirmedRecords {
    confirmations::evaluate(scheme, &input.chain_context()).1
}

/// Result of one check: verdicts and findings.
pub struct CheckResult<'a> {
    pub verdicts: Vec<SchemeVerdict<'a>>,
    /// Findings in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// The git history that the result depends on.
    pub consulted: HistoryExtent,
}

/// Checks a portfolio: evaluates the awards, then runs every rule. The order of the result is
/// stable.
pub fn check(input: CheckInput<'_>) -> CheckResult<'_> {
    run_check(input, None)
}

/// Checks a portfolio like [`check`], with the findings about records limited to some files.
pub fn check_files<'a>(input: CheckInput<'a>, paths: &'a BTreeSet<String>) -> CheckResult<'a> {
    run_check(input, Some(paths))
}

/// Returns the verdicts on awards and duties without running the rules.
pub fn verdicts(input: CheckInput<'_>) -> CheckResult<'_> {
    verdicts_in(input, None)
}

/// Returns the same, with only what duties ask in some days.
pub fn verdicts_in_days(input: CheckInput<'_>, days: Period) -> CheckResult<'_> {
    verdicts_in(input, Some(days))
}

fn verdicts_in(input: CheckInput<'_>, days: Option<Period>) -> CheckResult<'_> {
    let _span = tracing::info_span!("check.verdicts").entered();
    #[cfg(test)]
    CHECKS.set(CHECKS.get() + 1);
    let compiled = CompiledSet::compile(input.portfolio.scheme_set());
    CheckResult {
        verdicts: verdict::evaluate_all(input, days, &compiled),
        diagnostics: Vec::new(),
        consulted: input.evidence.history.extent(),
    }
}

fn run_check<'a>(input: CheckInput<'a>, files: Option<&'a BTreeSet<String>>) -> CheckResult<'a> {
    let _span = tracing::info_span!("check").entered();
    #[cfg(test)]
    CHECKS.set(CHECKS.get() + 1);
    let compiled = CompiledSet::compile(input.portfolio.scheme_set());
    let verdicts = verdict::evaluate_all(input, None, &compiled);
    let diagnostics = rules::run_all(&rules::RuleContext {
        input,
        compiled: &compiled,
        verdicts: &verdicts,
        files,
    });
    CheckResult {
        verdicts,
        diagnostics,
        consulted: input.evidence.history.extent(),
    }
}

impl CheckResult<'_> {
    pub fn award(&self, id: &AwardRef) -> Option<&AwardVerdict<'_>> {
        self.verdicts
            .iter()
            .flat_map(SchemeVerdict::signed)
            .find(|award| award.id == *id)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }
}

#[cfg(test)]
thread_local! {
    static CHECKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Returns the number of checks that this thread has made, with the rules or without.
#[cfg(test)]
pub fn check_count() -> usize {
    CHECKS.get()
}
