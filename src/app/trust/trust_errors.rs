//! Errors in the files that say who may sign, for whoever verifies.

use chrono::NaiveDate;

use super::anchor::TrustFiles;
use crate::base::files::Snapshot;
use crate::check::{CheckInput, check};
use crate::domain::finding::Severity;
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
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
    let found = result.diagnostics.into_iter().filter(|found| {
        found.severity == Severity::Error
            && layout::is_in_trust(&found.at.path)
            && RULES.contains(&found.rule.as_str())
    });
    found
        .map(|found| match found.message.starts_with("trust/") {
            true => found.message,
            false => format!("{}: {}", found.at.path, found.message),
        })
        .collect()
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
