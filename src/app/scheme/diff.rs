//! Compares two versions of a scheme, and says what the change would mean for a portfolio.
//! Nothing is written.

use super::error::SchemeError;
use super::find::{FoundScheme, SCHEME, Schemes, has_mistakes, is_version, refuse_unreadable};
use crate::check::{CheckInput, check};
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::schema::SchemeFiles;
use crate::views::scheme_diff::{
    CheckedPortfolio, DiffSide, PortfolioEffect, RemedyWording, SchemeDiff,
};

/// Two versions, as a person names them.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// An id (the version that the portfolio follows, or else the newest), ID@VERSION, or
    /// a folder.
    pub from: &'a str,
    /// The same, or a version of that scheme; its newest if there is none.
    pub to: Option<&'a str>,
}

/// Returns what changes between two versions and, if the portfolio follows the scheme,
/// what that means for its owner.
pub fn diff(
    versions: Versions<'_>,
    schemes: &Schemes<'_>,
    portfolio: Option<CheckInput<'_>>,
    wording: &dyn RemedyWording,
) -> Result<SchemeDiff, SchemeError> {
    let _span = tracing::info_span!("scheme.diff").entered();
    let (from, to) = both(versions, schemes, portfolio)?;
    let (old, new) = (read(&from.files)?, read(&to.files)?);
    let sides = (side(&old, &from.files)?, side(&new, &to.files)?);
    let person = portfolio.and_then(|input| for_person(&from.files, &to.files, input, wording));
    Ok(SchemeDiff {
        person,
        ..SchemeDiff::compare(&sides.0, &sides.1)
    })
}

fn both(
    versions: Versions<'_>,
    schemes: &Schemes<'_>,
    portfolio: Option<CheckInput<'_>>,
) -> Result<(FoundScheme, FoundScheme), SchemeError> {
    let from = versions.from;
    let followed = portfolio.and_then(|input| input.portfolio.config.version(from));
    let from = match followed {
        Some(version) => schemes.named(&format!("{from}@{version}"))?,
        None => schemes.named(from)?,
    };
    let id = &from.files.id;
    let is_folder = |name: &str| {
        schemes
            .folders
            .kind(&schemes.here.join(name))
            .may_be_folder()
    };
    let to = match versions.to {
        None => schemes.named(id)?,
        Some(number) if is_version(number) && !is_folder(number) => {
            schemes.named(&format!("{id}@{number}"))?
        }
        Some(what) => schemes.named(what)?,
    };
    Ok((from, to))
}

fn read(files: &SchemeFiles) -> Result<Portfolio, SchemeError> {
    let path = files.path(SCHEME);
    refuse_unreadable(files, &path)?;
    let portfolio = load::with_scheme(files.clone());
    if !has_mistakes(&portfolio) {
        return Ok(portfolio);
    }
    Err(SchemeError::Mistakes {
        name: format!("{} {}", files.id, files.version),
        folder: folder(files),
    })
}

fn side<'a>(portfolio: &'a Portfolio, files: &SchemeFiles) -> Result<DiffSide<'a>, SchemeError> {
    DiffSide::from_portfolio(portfolio).ok_or_else(|| SchemeError::NoScheme(folder(files)))
}

/// Returns the folder of a scheme, by which a person can name it.
fn folder(files: &SchemeFiles) -> String {
    files.prefix.trim_end_matches('/').to_owned()
}

/// Judges the portfolio under both; none if it does not follow the first.
fn for_person(
    from: &SchemeFiles,
    to: &SchemeFiles,
    input: CheckInput<'_>,
    wording: &dyn RemedyWording,
) -> Option<PortfolioEffect> {
    let here = input.portfolio;
    here.config.version(&from.id)?;
    let under = |files: &SchemeFiles| {
        Portfolio::load_with_scheme(here.snapshot.clone(), &from.id, files.clone())
    };
    let (before, after) = (under(from), under(to));
    let judged = |portfolio| check(CheckInput { portfolio, ..input });
    let judgements = (judged(&before), judged(&after));
    let old = CheckedPortfolio {
        portfolio: &before,
        result: &judgements.0,
        scheme: &from.id,
    };
    let new = CheckedPortfolio {
        portfolio: &after,
        result: &judgements.1,
        scheme: &to.id,
    };
    Some(PortfolioEffect::compare(&old, &new, wording))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::fake_folders::{FakeFolders, scheme};
    use super::*;
    use crate::base::text::Shell;
    use crate::domain::ports::Evidence;
    use crate::domain::signoff::Trust;
    use crate::formats::remedies::WordingFor;

    const PEOPLE: &str = "people:\n  - id: ro\n    name: Ro\n";

    fn folders(followed: &str) -> FakeFolders {
        let settings = format!("cpd: 1\nowner: ro\nschemes: {{ {followed} }}\n");
        let next = scheme("a", "1.1.0").replace("at_least: 2", "at_least: 3");
        FakeFolders::of(&[
            ("/p/cpd.yaml", &settings),
            ("/p/trust/people.yaml", PEOPLE),
            ("/p/schemes/a/1.0.0/scheme.yaml", &scheme("a", "1.0.0")),
            ("/p/schemes/a/1.1.0/scheme.yaml", &next),
            ("/p/broken/scheme.yaml", "id: broken\n"),
        ])
    }

    fn compared(followed: &str, from: &str, to: Option<&str>) -> Result<SchemeDiff, SchemeError> {
        let folders = folders(followed);
        let schemes = folders.schemes("/p");
        let portfolio = Portfolio::load(schemes.folders.snapshot(&schemes.here).unwrap());
        let trust = Trust::nobody("a portfolio in memory has no keys");
        let input = CheckInput {
            portfolio: &portfolio,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today: NaiveDate::from_ymd_opt(2026, 2, 3).unwrap(),
            focus: None,
            only: None,
        };
        diff(
            Versions { from, to },
            &schemes,
            Some(input),
            &WordingFor(Shell::Posix),
        )
    }

    #[test]
    fn a_bare_id_means_the_followed_version_or_else_the_newest() {
        for to in [None, Some("1.1.0"), Some("a"), Some("schemes/a/1.1.0")] {
            let difference = compared("a: 1.0.0", "a", to).unwrap();
            assert_eq!(difference.from.version, "1.0.0", "{to:?}");
            assert_eq!(difference.to.version, "1.1.0", "{to:?}");
            assert_eq!(difference.changes.len(), 1, "{to:?}");
            let person = difference.person.unwrap();
            assert_eq!((&*person.owner, person.awards.len()), ("Ro", 1));
        }
    }

    #[test]
    fn an_unfollowed_scheme_has_no_effects_for_the_owner() {
        let difference = compared("", "a@1.0.0", Some("1.1.0")).unwrap();
        assert_eq!(difference.person, None);
        assert_eq!(difference.changes.len(), 1);
    }

    #[test]
    fn unreadable_schemes_are_not_compared() {
        let error = compared("a: 1.0.0", "a", Some("broken")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "broken  has errors, so it cannot be compared"
        );
        assert!(matches!(error, SchemeError::Mistakes { folder, .. } if folder == "broken"));
    }
}
