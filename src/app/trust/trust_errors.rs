//! Errors in the files that say who may sign, for whoever verifies and whoever signs.

use chrono::NaiveDate;
use thiserror::Error;

use super::anchor::TrustFiles;
use crate::app::error::{Explain, Explanation, Hint};
use crate::base::files::Snapshot;
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::remedy::Invocation;
use crate::domain::signoff::{Revision, Trust};

/// Rules about what the files themselves say. Those about references are left out: the
/// records that are referred to are not among these files.
const RULES: [&str; 9] = [
    "bad-date",
    "duplicate-id",
    "duplicate-key",
    "malformed-front-matter",
    "malformed-trust",
    "missing-field",
    "unknown-field",
    "unreadable-file",
    "wrong-type",
];

/// Returns a sentence for each error under `trust/`.
pub fn trust_errors(files: &TrustFiles, today: NaiveDate) -> Vec<String> {
    let portfolio = Portfolio::load(Snapshot::from_bytes(files));
    let read = |path: &str| files.get(path).cloned();
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &read);
    let result = check(CheckInput {
        portfolio: &portfolio,
        evidence: Evidence {
            files: &read,
            ..Evidence::in_memory()
        },
        trust: &trust,
        today,
        focus: None,
        only: None,
    });
    sentences(&result.diagnostics)
}

/// Returns a sentence for each finding that is an error of such a file.
fn sentences(found: &[Diagnostic]) -> Vec<String> {
    let found = found.iter().filter(|found| {
        found.severity == Severity::Error
            && layout::is_in_trust(&found.at.path)
            && RULES.contains(&found.rule.as_str())
    });
    found
        .map(|found| match found.message.starts_with("trust/") {
            true => found.message.clone(),
            false => format!("{}: {}", found.at.path, found.message),
        })
        .collect()
}

/// Errors because of which nobody signs: what they sign might count for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the lists of people and keys in trust/ have errors, so it is not certain who may sign")]
pub struct TrustErrors {
    /// A sentence for each.
    pub errors: Vec<String>,
}

impl TrustErrors {
    /// Returns an error if a check with the rules found any.
    pub fn check(result: &CheckResult<'_>) -> Result<(), Self> {
        let errors = sentences(&result.diagnostics);
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self { errors })
        }
    }
}

impl Explain for TrustErrors {
    fn explain(&self) -> Explanation {
        let hint = Hint::from("correct these files and save them; ")
            .then(Invocation::CheckTrust)
            .then(" shows how");
        Explanation::refused()
            .details(self.errors.clone())
            .hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::trust::anchor::tests::{DAY, signed_files};
    use crate::domain::portfolio::PEOPLE;

    #[test]
    fn each_error_under_trust_is_told_and_no_other() {
        let mut files = signed_files();
        assert_eq!(trust_errors(&files, DAY), [""; 0]);
        let people = "people:
- { id: sam, name: Sam Carter, line_manager: nobody-here }
- { id: lee, name: Lee, roles: [{ role: assessor, to: 31/07/2025 }] }
";
        files.insert(PEOPLE.to_owned(), people.as_bytes().to_vec());
        files.insert(
            "cpd.yaml".to_owned(),
            b"cpd: 1\nowner: sam\nx: y\n".to_vec(),
        );
        let found = trust_errors(&files, DAY);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("trust/people.yaml: "), "{found:?}");
    }
}
