//! Follows another scheme in a portfolio, or another version of one.

use thiserror::Error;

use super::error::SchemeError;
use super::find;
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::app::portfolio::owner_details::{self, OwnerAnswer, OwnerQuestion};
use crate::base::document::write_map::set_in_map;
use crate::domain::portfolio::{CONFIG, PEOPLE, Portfolio, load};
use crate::domain::query::registration;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::registration::REGISTRATIONS;
use crate::domain::schema::scheme::OwnerDetail;
use crate::domain::schema::{Scheme, SchemeFiles};

/// The scheme that a portfolio follows from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    pub id: String,
    pub version: String,
    /// The version that it followed before, if any.
    pub before: Option<String>,
    /// Details that it asks for and that the owner's entry lacks.
    pub lacking: Vec<OwnerDetail>,
    /// Empty if it follows this version already.
    pub changes: ChangeSet,
}

/// Reasons why a scheme cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AdoptError {
    #[error(transparent)]
    Find(#[from] SchemeError),
    #[error("{0} has errors, so a portfolio cannot follow it")]
    Mistakes(String),
    /// The settings have another form than cpd can add to.
    #[error("{CONFIG} cannot be changed")]
    Settings { id: String, version: String },
    /// The entry has another form than cpd can add to.
    #[error("cpd cannot add to the entry of {id} as it is written")]
    Entry { id: String, lines: String },
    #[error("this portfolio does not say who its owner is")]
    NoOwner,
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for AdoptError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Find(error) => error.explain(),
            Self::Mistakes(id) => {
                let check = Invocation::CheckScheme { what: id.clone() };
                Explanation::refused().hint(Remedy::invoke("to see the errors", check))
            }
            Self::Settings { id, version } => Explanation::failed().hint(format!(
                "write `{id}: {version}` under `schemes:` in {CONFIG} yourself"
            )),
            Self::Entry { lines, .. } => {
                Explanation::failed().hint(format!("write `{lines}` in it in {PEOPLE} yourself"))
            }
            Self::NoOwner => Explanation::failed().hint("set the owner in cpd.yaml"),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// The details of the owner that a scheme asks for.
pub struct AdoptionQuestions {
    /// Each that can be given.
    pub all: Vec<OwnerQuestion>,
    /// Those that the owner's entry lacks.
    pub lacking: Vec<OwnerQuestion>,
}

/// Returns the details that a scheme asks for. It is named as in [`plan`].
pub fn questions(portfolio: &Portfolio, what: &str) -> Result<AdoptionQuestions, AdoptError> {
    let files = find_scheme(portfolio, what)?;
    let lacks = |detail: &OwnerDetail, scheme: &Scheme| {
        lacking_details(scheme, portfolio).any(|lacking| lacking == detail)
    };
    Ok(AdoptionQuestions {
        all: owner_details::questions(files),
        lacking: owner_details::questions_about(files, lacks),
    })
}

fn find_scheme<'p>(portfolio: &'p Portfolio, what: &str) -> Result<&'p SchemeFiles, AdoptError> {
    let library = &portfolio.library;
    Ok(match what.split_once('@') {
        Some((id, version)) => find::version(id, version, library)?,
        None => find::newest(what, library)?,
    })
}

/// Plans to follow the newest version of a scheme, or the one that is named as in
/// `lancaster@1.0.0`. The answers go to the owner's entry.
pub fn plan(
    portfolio: &Portfolio,
    base: Base<'_>,
    what: &str,
    answers: &[OwnerAnswer],
) -> Result<Adoption, AdoptError> {
    let _span = tracing::info_span!("scheme.adopt").entered();
    let files = find_scheme(portfolio, what)?;
    let read = load::with_scheme(files.clone());
    if read.schemes().is_empty() || find::has_mistakes(&read) {
        return Err(AdoptError::Mistakes(files.id.clone()));
    }
    let schemes = read.schemes().iter();
    let lacking = schemes.flat_map(|scheme| lacking_details(scheme, portfolio));
    let mut lacking: Vec<OwnerDetail> = lacking.cloned().collect();
    let mut changes = ChangeSet::default();
    let before = portfolio.config.version(&files.id).map(str::to_owned);
    if before.as_ref() != Some(&files.version) {
        follow(&mut changes, base, &files.id, &files.version)?;
    }
    let given: Vec<&str> = answers.iter().map(OwnerAnswer::name).collect();
    lacking.retain(|detail| {
        let name = detail.of_registration().unwrap_or(&detail.field);
        !given.contains(&name)
    });
    if !given.is_empty() {
        give(&mut changes, portfolio, base, answers)?;
    }
    Ok(Adoption {
        id: files.id.clone(),
        version: files.version.clone(),
        before,
        lacking,
        changes,
    })
}

/// Returns the details that a scheme asks for and that the owner's entry lacks. Registrations with
/// another body are none of those that it asks for.
fn lacking_details<'s>(
    scheme: &'s Scheme,
    portfolio: &Portfolio,
) -> impl Iterator<Item = &'s OwnerDetail> {
    let spec = scheme.registration.as_ref();
    let held = spec.map(|spec| registration::with_body(spec, portfolio));
    let lacks = move |detail: &&OwnerDetail| match (&held, detail.of_registration()) {
        (Some(held), Some(field)) => {
            held.is_empty() || held.iter().any(|one| one.get(field).is_none())
        }
        (Some(held), None) if detail.field == REGISTRATIONS => held.is_empty(),
        _ => {
            let owner = portfolio.owner();
            owner.is_none_or(|owner| owner.0.get(&detail.field).is_none())
        }
    };
    scheme.owner.iter().filter(lacks)
}

/// Adds the answers to the owner's entry.
fn give(
    changes: &mut ChangeSet,
    portfolio: &Portfolio,
    base: Base<'_>,
    answers: &[OwnerAnswer],
) -> Result<(), AdoptError> {
    let owner = portfolio.owner().ok_or(AdoptError::NoOwner)?;
    let path = checked(PEOPLE)?;
    let before = changes.bytes(base, &path).unwrap_or_default();
    let before = String::from_utf8_lossy(&before);
    let after = owner_details::add_to_entry(&before, owner.id(), answers);
    let after = after.ok_or_else(|| AdoptError::Entry {
        id: owner.id().to_string(),
        lines: owner_details::lines(answers).trim().to_owned(),
    })?;
    Ok(changes.edit(base, &path, after.into_bytes())?)
}

/// Adds to a set of changes that the settings name a version of a scheme. All else in them
/// stays as it is.
pub fn follow(
    changes: &mut ChangeSet,
    base: Base<'_>,
    id: &str,
    version: &str,
) -> Result<(), AdoptError> {
    let cannot = || AdoptError::Settings {
        id: id.to_owned(),
        version: version.to_owned(),
    };
    let text = base.snapshot.text(CONFIG).ok_or_else(cannot)?;
    let after = set_in_map(text, "schemes", id, version).ok_or_else(cannot)?;
    changes.edit(base, &checked(CONFIG)?, after.into_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fake_folders::scheme;
    use super::*;
    use crate::app::error::{Class, Hint};
    use crate::base::files::Snapshot;

    const OWN: &str = "schemes/own/scheme.yaml";

    fn planned(settings: &str, own: &str, what: &str) -> Result<Adoption, AdoptError> {
        let files = [("cpd.yaml", settings), (OWN, own)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let snapshot = Snapshot::from_bytes(&BTreeMap::from(files));
        let portfolio = Portfolio::load(snapshot);
        let base = Base {
            snapshot: &portfolio.snapshot,
            files: &|_: &str| None,
        };
        plan(&portfolio, base, what, &[])
    }

    fn settings_after(adoption: &Adoption) -> String {
        let changes = adoption.changes.on_disk();
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].path.as_str(), "cpd.yaml");
        String::from_utf8(changes[0].after.clone().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn the_settings_name_the_version_and_stay_as_they_were() {
        let own = scheme("own", "1.1.0");
        let before = "cpd: 1 # mine\nschemes: { own: 1.0.0 }\n";
        let adoption = planned(before, &own, "own").unwrap();
        assert_eq!(adoption.before.as_deref(), Some("1.0.0"));
        assert_eq!(settings_after(&adoption), before.replace("1.0.0", "1.1.0"));
        let adoption = planned(before, &own, "rics@1.0.0").unwrap();
        assert_eq!((&*adoption.version, &adoption.before), ("1.0.0", &None));
        assert!(settings_after(&adoption).contains("own: 1.0.0, rics: 1.0.0"));
    }

    #[test]
    fn details_that_the_owners_entry_lacks_are_named() {
        let lacking = |people: &str| {
            let settings = "cpd: 1\nowner: sam-carter\nschemes: {}\n";
            let files = [("cpd.yaml", settings), ("trust/people.yaml", people)];
            let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            let portfolio = Portfolio::load(Snapshot::from_bytes(&BTreeMap::from(files)));
            let base = Base {
                snapshot: &portfolio.snapshot,
                files: &|_: &str| None,
            };
            let lacking = plan(&portfolio, base, "nmc-revalidation", &[])
                .unwrap()
                .lacking;
            let fields = lacking.into_iter().map(|detail| detail.field);
            fields.collect::<Vec<_>>()
        };
        let entry = "people:\n  - id: sam-carter\n    name: Sam Carter\n";
        let all = ["registrations", "registration.from", "registration.renewal"];
        assert_eq!(lacking(entry), all);
        let with = |rows: &str| lacking(&format!("{entry}    registrations: {rows}\n"));
        assert_eq!(with("[nurse]"), all[1..]);
        assert_eq!(with("[paramedic]"), all);
        assert_eq!(
            with("[{ body: hcpc, as: nurse, renewal: 2027-03-31 }]"),
            all
        );
        let dated = "{ body: nmc, as: nurse, from: 2015-09-01, renewal: 2027-03-31 }";
        assert_eq!(with(&format!("[{dated}]")), Vec::<String>::new());
        assert_eq!(with(&format!("[{dated}, midwife]")), all[1..]);
    }

    #[test]
    fn a_version_that_is_followed_already_changes_nothing() {
        let own = scheme("own", "1.0.0");
        let adoption = planned("cpd: 1\nschemes: { own: 1.0.0 }\n", &own, "own").unwrap();
        assert!(adoption.changes.is_empty());
    }

    #[test]
    fn a_scheme_with_mistakes_is_not_followed() {
        for own in [
            "id: own\n",
            &*scheme("own", "1.0.0").replace("count:", "cuont:"),
        ] {
            let error = planned("cpd: 1\nschemes: {}\n", own, "own").unwrap_err();
            assert_eq!(error, AdoptError::Mistakes("own".into()));
            assert_eq!(error.explain().class, Class::Refused);
        }
    }

    #[test]
    fn settings_in_another_layout_are_not_edited() {
        let error = planned("cpd: 1\nschemes: []\n", "", "rics@1.0.0").unwrap_err();
        let says = "write `rics: 1.0.0` under `schemes:` in cpd.yaml yourself";
        assert_eq!(error.explain().hint, Some(Hint::from(says)));
        assert_eq!(error.explain().class, Class::Failed);
    }
}
