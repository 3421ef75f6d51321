//! Checks a scheme's own files, and if its examples come out as expected.

use chrono::NaiveDate;

use super::error::SchemeError;
use super::examples::{self, Examples};
use super::find::{FoundScheme, SCHEME, refuse_unreadable};
use super::folders::SchemeFolders;
use crate::check::rules::{RuleSubject, subject};
use crate::check::{self, CheckInput};
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::ports::Evidence;
use crate::domain::signoff::Trust;
use crate::views::check::Check;
use crate::views::scheme_check::SchemeCheck;

/// Checks one scheme. Its examples are only judged if its files have no errors: findings of
/// a portfolio under a broken scheme mean nothing.
pub fn check(
    found: &FoundScheme,
    folders: &dyn SchemeFolders,
    today: NaiveDate,
) -> Result<SchemeCheck, SchemeError> {
    let _span = tracing::info_span!("scheme.check").entered();
    let files = &found.files;
    refuse_unreadable(files, &files.path(SCHEME))?;
    let check = of_scheme(&load::with_scheme(files.clone()), today);
    let examples = if check.has_errors() {
        Examples::default()
    } else {
        examples::run(found, folders)?
    };
    Ok(SchemeCheck {
        check,
        name: format!("{} {}", files.id, files.version),
        outcomes: examples.outcomes,
        wrong: examples.wrong,
    })
}

/// Returns the findings that are about the scheme: there is no portfolio to be at fault.
fn of_scheme(portfolio: &Portfolio, today: NaiveDate) -> Check {
    let nobody = Trust::nobody("a scheme by itself has no people");
    let mut result = check::check(CheckInput {
        portfolio,
        evidence: Evidence::in_memory(),
        trust: &nobody,
        today,
        focus: None,
        only: None,
    });
    result.verdicts.clear();
    Check::new(portfolio, result).only(|found| subject(found.rule) == RuleSubject::Scheme)
}

#[cfg(test)]
mod tests {
    use super::super::fake_folders::{FakeFolders, scheme};
    use super::*;

    const EXAMPLE: &str = "cpd: 1\nowner: ro\nschemes: { a: 1.0.0 }\n";
    const EXPECTED: &str =
        "today: 2026-06-30\nempty:\n  awards: { one: { state: open, met: 0, of: 1 } }\n";

    fn checked(files: &[(&str, &str)], links: &[&str]) -> SchemeCheck {
        let mut folders = FakeFolders::of(files);
        folders.links = links.iter().map(|link| (*link).to_owned()).collect();
        let found = folders.schemes("/p").named("a").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
        check(&found, &folders, day).unwrap()
    }

    #[test]
    fn findings_of_the_scheme_are_told_and_its_examples_are_then_left_out() {
        let broken = scheme("a", "1.0.0").replace("count:", "cuont:");
        let view = checked(
            &[
                ("/p/a/scheme.yaml", &broken),
                ("/p/a/examples/expected.yaml", "none of this is read"),
            ],
            &[],
        );
        let found: Vec<_> = view
            .check
            .findings
            .iter()
            .map(|one| one.rule.as_str())
            .collect();
        assert_eq!(found, ["unknown-form"]);
        assert!(view.outcomes.is_empty() && view.wrong.is_empty());
        assert_eq!(view.name, "a 1.0.0");
    }

    #[test]
    fn an_example_is_compared_with_its_expectations() {
        let text = scheme("a", "1.0.0");
        let files = [
            ("/p/a/scheme.yaml", &*text),
            ("/p/a/examples/expected.yaml", EXPECTED),
            ("/p/a/examples/empty/cpd.yaml", EXAMPLE),
        ];
        let view = checked(&files, &[]);
        assert!(view.wrong.is_empty(), "{:?}", view.wrong);
        assert_eq!(view.outcomes.len(), 1);
        // The settings name nobody, and that is not expected.
        let unexpected = &view.outcomes[0].differences;
        assert!(
            unexpected
                .iter()
                .all(|one| one.contains("was not expected"))
        );
        let met = EXPECTED.replace("met: 0", "met: 1");
        let view = checked(
            &[files[0], ("/p/a/examples/expected.yaml", &met), files[2]],
            &[],
        );
        let differs = &view.outcomes[0].differences[0];
        assert!(differs.contains("expected open, 1 of 1 met"), "{differs}");
        assert!(!view.examples_pass());
    }

    #[test]
    fn examples_without_expectations_and_links_are_told() {
        let text = scheme("a", "1.0.0");
        let files = [
            ("/p/a/scheme.yaml", &*text),
            ("/p/a/examples/empty/cpd.yaml", EXAMPLE),
        ];
        let missing =
            "examples/expected.yaml is missing or is not text; it must say what is expected";
        assert_eq!(checked(&files, &[]).wrong, [missing]);
        let link = "examples is a symbolic link, which cpd does not follow";
        assert_eq!(checked(&files, &["/p/a/examples"]).wrong, [link]);
        assert!(checked(&files[..1], &[]).examples_pass());
    }
}
