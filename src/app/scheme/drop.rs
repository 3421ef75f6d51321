//! Stops following a scheme. Its records stay where they are.

use thiserror::Error;

use crate::app::change::review::overlaid;
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::base::document::write_map::remove_from_map;
use crate::base::text::Safe;
use crate::domain::portfolio::{CONFIG, Portfolio};

/// A portfolio that no longer follows a scheme.
#[derive(Debug, PartialEq, Eq)]
pub struct SchemeDrop {
    pub changes: ChangeSet,
    /// Paths of records of kinds that only this scheme knows. They stay, and are not read.
    pub unread: Vec<String>,
}

/// Reasons why a scheme is still followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DropError {
    #[error("this portfolio does not follow `{}`", Safe(.written))]
    NotFollowed {
        written: String,
        followed: Vec<String>,
    },
    /// The settings have another form than cpd can change.
    #[error("{CONFIG} cannot be changed")]
    Settings { id: String },
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for DropError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotFollowed { followed, .. } if followed.is_empty() => Explanation::failed(),
            Self::NotFollowed { written, followed } => {
                Explanation::failed().hint(Hint::similar(written, followed, "choose from"))
            }
            Self::Settings { id } => Explanation::failed().hint(format!(
                "remove `{id}` from `schemes:` in {CONFIG} yourself"
            )),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans to follow a scheme no longer.
pub fn plan(portfolio: &Portfolio, base: Base<'_>, id: &str) -> Result<SchemeDrop, DropError> {
    let _span = tracing::info_span!("scheme.drop").entered();
    if portfolio.config.version(id).is_none() {
        let followed = portfolio.config.schemes.iter();
        return Err(DropError::NotFollowed {
            written: id.to_owned(),
            followed: followed.map(|scheme| scheme.id.to_string()).collect(),
        });
    }
    let text = base.snapshot.text(CONFIG);
    let after = text.and_then(|text| remove_from_map(text, "schemes", id));
    let after = after.ok_or_else(|| DropError::Settings { id: id.to_owned() })?;
    let mut changes = ChangeSet::default();
    changes.edit(base, &checked(CONFIG)?, after.into_bytes())?;
    let kinds = overlaid(portfolio, &changes);
    let records = portfolio.records.iter();
    let unread = records.filter(|record| kinds.kinds().get(&record.kind.name).is_none());
    Ok(SchemeDrop {
        unread: unread.map(|record| record.path.clone()).collect(),
        changes,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::base::files::Snapshot;

    fn planned(files: &[(&str, &str)], id: &str) -> Result<(SchemeDrop, String), DropError> {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files.collect::<BTreeMap<_, _>>()));
        let base = Base {
            snapshot: &portfolio.snapshot,
            files: &|_: &str| None,
        };
        let plan = plan(&portfolio, base, id)?;
        let written = plan.changes.on_disk()[0].after.clone().unwrap().to_vec();
        Ok((plan, String::from_utf8(written).unwrap()))
    }

    const CONFIG_TEXT: &str =
        "cpd: 1\nportfolio: p\nschemes: { rics: 1.0.0, nmc-revalidation: 1.0.0 } # both\n";
    const PRACTICE: &str = "---\ntitle: Ward 7\ndate: 2026-01-05\nhours: 40\n---\n";

    #[test]
    fn the_settings_no_longer_name_it_and_records_of_its_own_kinds_are_named() {
        let files = [
            ("cpd.yaml", CONFIG_TEXT),
            ("practice/2026-01-05-ward-7.md", PRACTICE),
            (
                "activities/2026-01-06-a-day.md",
                "---\ntitle: A day\ndate: 2026-01-06\n---\n",
            ),
        ];
        let (plan, settings) = planned(&files, "nmc-revalidation").unwrap();
        assert_eq!(plan.unread, ["practice/2026-01-05-ward-7.md"]);
        assert_eq!(
            settings,
            CONFIG_TEXT.replace(", nmc-revalidation: 1.0.0", "")
        );
        let (plan, _) = planned(&files, "rics").unwrap();
        assert!(plan.unread.is_empty(), "{plan:?}");
    }

    #[test]
    fn a_scheme_that_is_not_followed_is_refused_with_those_that_are() {
        let error = planned(&[("cpd.yaml", CONFIG_TEXT)], "hcpc").unwrap_err();
        let DropError::NotFollowed { followed, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(followed, ["rics", "nmc-revalidation"]);
    }

    #[test]
    fn the_only_scheme_can_be_dropped_and_everything_else_stays_as_it_was() {
        for settings in [
            "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: { rics: 1.0.0 }\nlanguage: cy\n",
            "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes:\n  rics: 1.0.0 # mine\nlanguage: cy\n",
        ] {
            let people = "people:\n  - id: ro\n    name: Ro Hale\n";
            let files = [
                ("cpd.yaml", settings),
                ("trust/people.yaml", people),
                (
                    "activities/2026-01-06-a-day.md",
                    "---\ntitle: A day\ndate: 2026-01-06\n---\n",
                ),
            ];
            let (plan, written) = planned(&files, "rics").unwrap();
            // One file changes, and no record is among the changes.
            let on_disk = plan.changes.on_disk();
            let changed: Vec<&str> = on_disk.iter().map(|one| one.path.as_ref()).collect();
            assert_eq!(changed, ["cpd.yaml"], "{settings}");
            let left = [("cpd.yaml", written.as_str()), files[1], files[2]];
            let left = left.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            let left = Portfolio::load(Snapshot::from_bytes(&BTreeMap::from(left)));
            assert!(left.schemes().is_empty(), "{written}");
            let day = left.at_path("activities/2026-01-06-a-day.md");
            assert!(day.is_some(), "{written}");
            assert!(written.ends_with("language: cy\n"), "{written}");
            assert!(left.faults.is_empty(), "{written}: {:?}", left.faults);
        }
    }
}
