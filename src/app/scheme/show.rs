//! Says what a scheme asks for.

use super::error::SchemeError;
use super::find::Schemes;
use crate::domain::portfolio::load;
use crate::views::scheme_details::SchemeDetails;

/// Returns the awards, criteria, sign-offs and duties of a scheme.
pub fn show(schemes: &Schemes<'_>, what: &str) -> Result<SchemeDetails, SchemeError> {
    let _span = tracing::info_span!("scheme.show").entered();
    let portfolio = load::with_scheme(schemes.named(what)?.files);
    match portfolio.schemes().first() {
        Some(scheme) => Ok(SchemeDetails::new(scheme)),
        None => Err(SchemeError::NoScheme(what.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake_folders::{FakeFolders, scheme};
    use super::*;
    use crate::app::error::{Explain, Hint};
    use crate::domain::remedy::{Invocation, Remedy};

    #[test]
    fn each_award_has_the_criteria_that_are_for_it() {
        let two = scheme("a", "1.0.0").replace(
            "[{ id: one, title: One }]",
            "[{ id: one, title: One }, { id: two, title: Two, after: one }]",
        );
        let two = format!(
            "{two}  - {{ id: more, says: More, for: two, severity: warning, count: {{ of: {{ kind: activity }}, at_least: 3 }} }}\n"
        );
        let folders = FakeFolders::of(&[("/p/schemes/a/scheme.yaml", &two)]);
        let details = show(&folders.schemes("/p"), "a").unwrap();
        let says: Vec<Vec<&str>> = details
            .awards
            .iter()
            .map(|award| award.criteria.iter().map(|one| &*one.says).collect())
            .collect();
        assert_eq!(
            says,
            [vec!["Two activities"], vec!["Two activities", "More"]]
        );
        assert_eq!(details.awards[1].after.as_deref(), Some("one"));
    }

    #[test]
    fn a_scheme_that_cannot_be_read_leads_to_its_check() {
        let folders = FakeFolders::of(&[("/p/schemes/a/scheme.yaml", "id: a\nversion: [\n")]);
        let error = show(&folders.schemes("/p"), "a").unwrap_err();
        assert_eq!(error, SchemeError::NoScheme("a".into()));
        let check = Invocation::CheckScheme { what: "a".into() };
        let hint = Hint::from(Remedy::invoke("to see why", check));
        assert_eq!(error.explain().hint, Some(hint));
    }
}
