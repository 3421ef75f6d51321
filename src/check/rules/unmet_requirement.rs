//! How a requirement that is not met is told, whether an award asks for it or a
//! duty: at every record that falls short, and at the scheme's line in `cpd.yaml`
//! for what no record could be pointed at for.

use super::{Rule, RuleContext};
use crate::base::text::words;
use crate::check::{CriterionVerdict, Lack, Shortfall, remedies};
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::remedy::Remedy;

/// A requirement that is not met, and how to speak of it.
pub struct UnmetRequirement<'a> {
    pub rule: &'static Rule,
    pub verdict: &'a CriterionVerdict<'a>,
    pub severity: Severity,
    /// Who asks, such as an award's title.
    pub asker: &'a str,
    /// Where it is asked.
    pub asked: Label,
    /// What is said where there is nothing to point at.
    pub missing: String,
    pub scheme: &'a str,
    /// The criterion's name for programs.
    pub name: String,
}

impl UnmetRequirement<'_> {
    pub fn findings(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let outcome = &self.verdict.outcome;
        let (placed, nowhere): (Vec<&Shortfall>, Vec<&Shortfall>) = outcome
            .shortfalls
            .iter()
            .partition(|short| short.at.is_some());
        // What to do is said once: it is about the first of them.
        let mut remedy = self.remedy(context);
        let mut found: Vec<Diagnostic> = placed
            .iter()
            .filter_map(|short| self.at(short, remedy.take()))
            .collect();
        if placed.is_empty() || !nowhere.is_empty() {
            found.insert(0, self.nowhere(&nowhere, remedy, context));
        }
        found
    }

    /// What to do beyond what the finding says, where there is something.
    fn remedy(&self, context: &RuleContext<'_>) -> Option<Remedy> {
        let outcome = &self.verdict.outcome;
        let lack = outcome.lack.as_ref()?;
        let says_more = match lack {
            Lack::Other(says) => outcome
                .shortfalls
                .iter()
                .all(|short| short.message != *says),
            Lack::Write { .. } | Lack::Add { .. } | Lack::Either { .. } => true,
            Lack::Correct { .. } => outcome.shortfalls.iter().all(|short| short.at.is_none()),
        };
        says_more.then(|| remedies::remedy(lack, context.input.portfolio))
    }

    fn at(&self, short: &Shortfall, remedy: Option<Remedy>) -> Option<Diagnostic> {
        let (path, span) = short.at.as_ref()?;
        let says = &self.verdict.criterion.says;
        let message = format!("{}, \u{201c}{says}\u{201d}: {}", self.asker, short.message);
        Some(
            self.dressed(self.rule.finding(path, *span, message))
                .remedies(remedy),
        )
    }

    /// One for everything that is missing altogether.
    fn nowhere(
        &self,
        missing: &[&Shortfall],
        remedy: Option<Remedy>,
        context: &RuleContext<'_>,
    ) -> Diagnostic {
        let (path, span) = context.adoption_line(self.scheme);
        let all: Vec<&str> = missing.iter().map(|short| short.message.as_str()).collect();
        let named = &all[..all.len().min(words::MOST_NAMED)];
        let list = match named.is_empty() {
            true => String::new(),
            false => format!(": {}", words::and_more(named, all.len() - named.len())),
        };
        let found = self
            .rule
            .finding(path, span, format!("{}{list}", self.missing))
            .lists(&all, words::MOST_NAMED);
        self.dressed(found).remedies(remedy)
    }

    fn dressed(&self, found: Diagnostic) -> Diagnostic {
        let mut found = found.severity(self.severity).related(self.asked.clone());
        found.criterion = Some(self.name.clone());
        found
    }
}

/// ` (2 of 3)`, where something is counted.
pub fn tally(verdict: &CriterionVerdict<'_>) -> String {
    let tally = verdict.outcome.tally();
    tally.map_or_else(String::new, |tally| format!(" ({tally})"))
}
