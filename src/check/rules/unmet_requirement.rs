//! Findings about a requirement of an award or a duty that is not met: one at every record
//! that falls short, and one at the scheme's line in `cpd.yaml` for what has no record.

use super::{Rule, RuleContext};
use crate::base::text::words;
use crate::check::{CriterionState, CriterionVerdict, Lack, Shortfall, remedies};
use crate::domain::finding::{Diagnostic, Label, RequirementGap, Severity};
use crate::domain::remedy::Remedy;
use crate::domain::schema::Kinds;

/// A requirement that is not met, with the words of its findings.
pub struct UnmetRequirement<'a> {
    pub rule: &'static Rule,
    pub verdict: &'a CriterionVerdict<'a>,
    pub severity: Severity,
    /// The title of the award or scheme that asks for it.
    pub source: &'a str,
    /// The place in the scheme that asks for it.
    pub source_label: Label,
    /// The message where there is no record to point at.
    pub missing_message: String,
    pub scheme: &'a str,
    pub is_duty: bool,
    /// The id of the criterion, for programs.
    pub name: String,
}

impl UnmetRequirement<'_> {
    pub fn findings(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let outcome = &self.verdict.outcome;
        let (placed, unplaced): (Vec<&Shortfall>, Vec<&Shortfall>) = outcome
            .shortfalls()
            .iter()
            .partition(|short| short.at.is_some());
        // The remedy is about the first shortfall. Others that wait for somebody have their own.
        let mut remedy = self.remedy(context);
        let mut found: Vec<Diagnostic> = placed
            .iter()
            .filter_map(|short| {
                let remedy = remedy.take().or_else(|| self.request(short, context));
                self.finding_at(short, remedy, context)
            })
            .collect();
        if placed.is_empty() || !unplaced.is_empty() {
            found.insert(0, self.finding_without_place(&unplaced, remedy, context));
        }
        found
    }

    /// Returns the remedy, if it says more than the message.
    fn remedy(&self, context: &RuleContext<'_>) -> Option<Remedy> {
        let outcome = &self.verdict.outcome;
        let lack = outcome.lack()?;
        let says_more = match lack {
            Lack::Other(says) => outcome
                .shortfalls()
                .iter()
                .all(|short| short.message != *says),
            Lack::Write { .. }
            | Lack::Add { .. }
            | Lack::Ask { .. }
            | Lack::Either { .. }
            | Lack::Detail { .. }
            | Lack::ListRole { .. } => true,
            Lack::Correct { .. } => outcome.shortfalls().iter().all(|short| short.at.is_none()),
        };
        says_more.then(|| remedies::remedy_for(lack, context.input.portfolio))
    }

    /// Returns the command that asks for the confirmation of a record, if it waits for one.
    fn request(&self, short: &Shortfall, context: &RuleContext<'_>) -> Option<Remedy> {
        let path = short.path()?;
        let lacks = self.verdict.outcome.progress().deadlines.iter();
        let mut lacks = lacks.filter_map(|deadline| deadline.lack.as_ref());
        let lack =
            lacks.find(|lack| matches!(lack, Lack::Ask { .. }) && lack.path() == Some(path))?;
        Some(remedies::remedy_for(lack, context.input.portfolio))
    }

    fn finding_at(
        &self,
        short: &Shortfall,
        remedy: Option<Remedy>,
        context: &RuleContext<'_>,
    ) -> Option<Diagnostic> {
        let (path, span) = short.at.as_ref()?;
        let says = &self.verdict.criterion.says;
        let message = format!("{}, \u{201c}{says}\u{201d}: {}", self.source, short.message);
        let found = self.rule.finding(path, *span, message);
        let details = vec![short.message.clone()];
        let found = self.with_context(found, details, context);
        Some(found.remedies(remedy))
    }

    /// Returns one finding for everything that has no record to point at.
    fn finding_without_place(
        &self,
        missing: &[&Shortfall],
        remedy: Option<Remedy>,
        context: &RuleContext<'_>,
    ) -> Diagnostic {
        let (path, span) = context.adoption_line(self.scheme);
        let all: Vec<&str> = missing.iter().map(|short| short.message.as_str()).collect();
        let list = match all.is_empty() {
            true => String::new(),
            false => format!(": {}", words::join_choices(&all)),
        };
        let found = self
            .rule
            .finding(path, span, format!("{}{list}", self.missing_message))
            .lists(&all, words::MOST_NAMED);
        let details = all.iter().map(|&one| one.to_owned()).collect();
        self.with_context(found, details, context).remedies(remedy)
    }

    fn with_context(
        &self,
        found: Diagnostic,
        details: Vec<String>,
        context: &RuleContext<'_>,
    ) -> Diagnostic {
        let mut found = found
            .severity(self.severity)
            .related(self.source_label.clone());
        found.criterion = Some(self.name.clone());
        let outcome = &self.verdict.outcome;
        let overdue = match outcome.state() {
            CriterionState::Overdue if self.is_duty => ", overdue",
            _ => "",
        };
        found.gap = Some(Box::new(RequirementGap {
            asker: self.source.to_owned(),
            says: format!("{}{overdue}", self.verdict.criterion.says),
            amounts: outcome.amounts(context.input.portfolio.kinds()),
            details,
        }));
        found
    }
}

/// Formats the count as ` (2 of 3)`; empty if nothing is counted.
pub fn format_tally(verdict: &CriterionVerdict<'_>, kinds: &Kinds) -> String {
    let tally = verdict.outcome.tally(kinds);
    tally.map_or_else(String::new, |tally| format!(" ({tally})"))
}
