//! Errors in the records that an award counts: nobody signs them.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::check::rules::{RuleSubject, subject};
use crate::check::{AwardVerdict, CheckResult};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::Invocation;
use crate::domain::schema::Step;

/// Most errors that are named.
const MOST_NAMED: usize = 10;

/// The rule about marks of a conflict, which has a refusal of its own.
const CONFLICT_MARKER: &str = "conflict-marker";

/// Errors because of which an award cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("records that {award} counts have errors")]
pub struct RecordErrors {
    pub award: String,
    /// A sentence for each.
    pub errors: Vec<String>,
}

impl RecordErrors {
    /// Returns an error if a check with the rules found any in what an award counts for the
    /// requirements of a step.
    pub fn check(
        verdict: &AwardVerdict<'_>,
        step: &Step,
        result: &CheckResult<'_>,
        portfolio: &Portfolio,
    ) -> Result<(), Self> {
        let criteria = verdict.criteria.iter();
        let criteria = criteria.filter(|one| step.needs(one.criterion));
        let counted = criteria.flat_map(|one| &one.outcome.progress().evidence);
        let confirmed = portfolio.confirmed_record(&verdict.id);
        let confirmed = confirmed.map(|record| &record.path);
        let paths: BTreeSet<&String> = counted.chain(confirmed).collect();
        let of_records = [RuleSubject::Content, RuleSubject::MissingValue];
        let errors = result.diagnostics.iter().filter(|found| {
            found.severity == Severity::Error
                && of_records.contains(&subject(found.rule))
                && found.rule.as_str() != CONFLICT_MARKER
                && paths.contains(&found.at.path)
        });
        let errors: Vec<String> = errors.map(|found| sentence(found, portfolio)).collect();
        if errors.is_empty() {
            return Ok(());
        }
        Err(Self {
            award: verdict.title.clone(),
            errors,
        })
    }
}

/// Returns `PATH, line 3: ...`.
fn sentence(found: &Diagnostic, portfolio: &Portfolio) -> String {
    let text = portfolio.text(&found.at.path);
    let line = text.map(|text| {
        let before = text.get(..found.at.span.start).unwrap_or_default();
        before.matches('\n').count() + 1
    });
    match line {
        Some(line) => format!("{}, line {line}: {}", found.at.path, found.message),
        None => format!("{}: {}", found.at.path, found.message),
    }
}

impl Explain for RecordErrors {
    fn explain(&self) -> Explanation {
        let mut lines: Vec<String> = self.errors.iter().take(MOST_NAMED).cloned().collect();
        let left = self.errors.len() - lines.len();
        lines.extend((left > 0).then(|| format!("and {left} more")));
        let hint = Hint::from("correct them and save; ").then(Invocation::Check);
        Explanation::refused()
            .details(lines)
            .hint(hint.then(" shows how"))
    }
}

#[cfg(test)]
mod tests {
    use crate::app::fakes::World;
    use crate::app::signoff::eligibility::{Eligibility, NotReady};

    const SCHEME: &str = "id: tiny\nversion: 1.0.0\ntitle: Tiny\nawards:\n  - { id: reader, title: Reader }\ncriteria:\n  - { id: read, says: One, count: { of: { kind: activity }, at_least: 1 } }\nsignoffs:\n  - { id: sign, title: Signed, by: owner }\n";

    /// Returns what stops the award from being signed, with an activity of these details.
    fn refusal(details: &str, text: &str) -> Option<NotReady> {
        let settings = "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes:\n  tiny: 1.0.0\n";
        let activity = format!("---\ntitle: Read\ndate: 2026-02-04\n{details}---\n\n{text}\n");
        let workspace = World::sams_portfolio()
            .with_file("cpd.yaml", settings)
            .with_file("schemes/tiny/scheme.yaml", SCHEME)
            .with_file("activities/2026-02-04-read.md", &activity)
            .open()
            .unwrap();
        let reader = workspace.award("reader").unwrap();
        workspace
            .check(|result| Eligibility::check("sign", &reader, result, &workspace.portfolio).err())
    }

    #[test]
    fn an_error_in_a_counted_record_stops_a_signature_and_a_warning_does_not() {
        assert!(refusal("", "Words.").is_none());
        assert!(refusal("", "![A](https://example.org/a.png)").is_none());
        let Some(NotReady::RecordErrors(error)) = refusal("huors: 3\n", "Words.") else {
            panic!("it was not refused");
        };
        assert_eq!(error.to_string(), "records that Reader counts have errors");
        let [only] = error.errors.as_slice() else {
            panic!("{:?}", error.errors);
        };
        assert!(
            only.starts_with("activities/2026-02-04-read.md, line 4: "),
            "{only}"
        );
        // An error in a record that does not count stops no step.
        let planned = refusal("status: planned\nhuors: 3\n", "Words.");
        assert!(matches!(planned, Some(NotReady::Lacking(_))), "{planned:?}");
    }

    const TALK: &str = "id: tiny\nversion: 1.0.0\ntitle: Tiny\nawards:\n  - { id: reader, title: Reader }\ncriteria:\n  - { id: read, says: One, count: { of: { kind: activity }, at_least: 1 } }\n  - { id: met, says: A meeting, count: { of: { kind: meeting }, at_least: 1 } }\nsubjects: [{ kind: activity }]\nsignoffs:\n  - { id: talk, by: owner, needs: [read] }\n  - { id: sign, by: owner }\n";

    #[test]
    fn a_step_waits_only_for_the_requirements_that_it_names() {
        let settings = "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes:\n  tiny: 1.0.0\n";
        let refusal = |step: &str, activity: &str| {
            let workspace = World::sams_portfolio()
                .with_file("cpd.yaml", settings)
                .with_file("schemes/tiny/scheme.yaml", TALK)
                .with_file("activities/2026-02-04-read.md", activity)
                .with_file(
                    "meetings/2026-02-05-held.md",
                    "---\ntitle: Held\ndate: 2026-02-05\ntype: other\nstatus: planned\nodd: 1\n---\n\nWords.\n",
                )
                .open()
                .unwrap();
            let reader = workspace.award("reader").unwrap();
            let refused = workspace.check(|result| {
                Eligibility::check(step, &reader, result, &workspace.portfolio).err()
            });
            refused.map(|error| error.to_string())
        };
        let done = "---\ntitle: Read\ndate: 2026-02-04\n---\n\nWords.\n";
        let planned = done.replace("date", "status: planned\ndate");
        // The error in the meeting is nothing to the talk.
        assert_eq!(refusal("talk", done), None);
        assert_eq!(
            refusal("talk", &planned).as_deref(),
            Some("the step \u{201c}talk\u{201d} of Reader is not ready: it still needs")
        );
        assert_eq!(
            refusal("sign", done).as_deref(),
            Some("Reader is not ready: it still needs")
        );
    }
}
