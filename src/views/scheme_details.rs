//! A scheme in words, as plain values: what its awards and duties ask for and who signs.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::base::calendar::{self, Length, Unit};
use crate::domain::finding::Severity;
use crate::domain::schema::scheme::{Catalogue, OwnerDetail};
use crate::domain::schema::{
    Award, Confirmation, Criterion, CycleStart, ExportForm, OwnerDate, Recurrence, Scheme,
    SchemeRef, Step,
};
use crate::views::criterion_terms::{award_terms, criterion_terms};
use crate::views::submission::sheet;

/// One version of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeDetails {
    /// Of this form; 1.
    pub version: u32,
    pub scheme: SchemeRef,
    pub title: String,
    pub source: SourceDetails,
    /// Details of the owner that it asks for.
    pub owner: Vec<OwnerDetail>,
    pub awards: Vec<AwardDetails>,
    /// Other texts it refers to.
    pub references: Vec<String>,
    /// In order.
    pub signoffs: Vec<StepDetails>,
    pub confirmations: Vec<ConfirmationDetails>,
    pub duties: Vec<CriterionDetails>,
    /// Its periods, by name.
    pub periods: Vec<PeriodDetails>,
    /// The place where the figures about registrations were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_basis: Option<String>,
    /// Sets with a figure of their own, by name.
    pub sets: Vec<SetDetails>,
    /// The forms of its body, which an export fills in.
    pub exports: Vec<FormDetails>,
    /// Its lists of items, such as skills or training, by name.
    pub catalogues: Vec<CatalogueDetails>,
}

/// A period in which something is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodDetails {
    pub id: String,
    /// Its length and its days, in words.
    pub says: String,
    /// The place where these were read.
    pub basis: Option<String>,
}

/// A set with a figure of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetDetails {
    pub id: String,
    /// The place where the figure was read.
    pub basis: String,
}

/// A form of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormDetails {
    pub id: String,
    pub title: String,
    /// In the body's order.
    pub headings: Vec<String>,
    /// The place where they were read.
    pub basis: Option<String>,
}

/// A list of items that records can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueDetails {
    pub id: String,
    pub title: Option<String>,
    /// The place where its items and how long they are valid were read.
    pub basis: Option<String>,
    pub items: Vec<ItemDetails>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemDetails {
    /// As a record names it.
    pub id: String,
    pub title: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// The time for which it stays in date, in words.
    pub valid: Option<String>,
}

/// The text that a scheme restates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceDetails {
    pub name: Option<String>,
    pub url: Option<String>,
    pub read: Option<NaiveDate>,
    /// True if the body that runs the programme made or approved the scheme.
    pub official: bool,
}

/// An award and everything it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwardDetails {
    pub id: String,
    pub title: String,
    /// The award that has to be closed before.
    pub after: Option<String>,
    /// The place in the source where its length and its days were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Sentences on what somebody can grant for all of it.
    pub terms: Vec<String>,
    pub criteria: Vec<CriterionDetails>,
}

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionDetails {
    pub id: String,
    pub says: String,
    pub severity: Severity,
    /// The place in the source where it was read, and the figures that are not from there.
    pub basis: Option<String>,
    /// Sentences on weights, limits, what is carried over and what can be granted.
    pub terms: Vec<String>,
    /// The heading of its sheet of paper, if the scheme says what that holds.
    pub sheet: Option<String>,
}

/// A step of the sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepDetails {
    pub id: String,
    pub title: String,
    /// The role of the person who takes it.
    pub by: String,
    pub assurance: &'static str,
    /// The criteria that have to be met before it; none where every one has to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
}

/// A confirmation of records that somebody else is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfirmationDetails {
    pub id: String,
    pub title: String,
    /// The sentence that whoever confirms says.
    pub says: String,
    /// The role of the person who confirms.
    pub by: String,
    pub assurance: &'static str,
}

impl FormDetails {
    fn new(form: &ExportForm) -> Self {
        let headings = form.columns.iter().map(|column| column.heading.clone());
        Self {
            id: form.id.clone(),
            title: form.title.clone(),
            headings: headings.collect(),
            basis: form.basis.clone(),
        }
    }
}

impl SchemeDetails {
    pub fn new(scheme: &Scheme) -> Self {
        let awards = scheme.awards.iter();
        Self {
            version: 1,
            scheme: scheme.reference(),
            title: scheme.title.clone(),
            source: SourceDetails::new(scheme),
            owner: scheme.owner.clone(),
            awards: awards
                .map(|award| AwardDetails::new(award, scheme))
                .collect(),
            references: scheme.references.clone(),
            signoffs: scheme.steps.iter().map(StepDetails::new).collect(),
            confirmations: scheme
                .confirmations
                .iter()
                .map(ConfirmationDetails::new)
                .collect(),
            duties: scheme
                .duties
                .iter()
                .map(|duty| CriterionDetails::new(duty, None, scheme))
                .collect(),
            periods: scheme
                .periods
                .iter()
                .map(|(id, period)| PeriodDetails {
                    id: id.clone(),
                    says: describe_period(period),
                    basis: scheme.basis.periods.get(id).cloned(),
                })
                .collect(),
            registration_basis: scheme.basis.registration.clone(),
            sets: scheme
                .basis
                .sets
                .iter()
                .map(|(id, basis)| SetDetails {
                    id: id.clone(),
                    basis: basis.clone(),
                })
                .collect(),
            exports: scheme.exports.iter().map(FormDetails::new).collect(),
            catalogues: scheme
                .catalogues
                .iter()
                .map(|(id, catalogue)| CatalogueDetails::new(id, catalogue, scheme))
                .collect(),
        }
    }
}

impl SourceDetails {
    fn new(scheme: &Scheme) -> Self {
        let source = &scheme.source;
        Self {
            name: source.name.clone(),
            url: source.url.clone(),
            read: source.read,
            official: scheme.is_official(),
        }
    }
}

impl CatalogueDetails {
    fn new(id: &str, catalogue: &Catalogue, scheme: &Scheme) -> Self {
        let items = catalogue.items.iter().map(|item| ItemDetails {
            id: item.id.clone(),
            title: item.title.clone(),
            group: item.group.clone(),
            valid: item.valid.map(|length| length.to_string()),
        });
        Self {
            id: id.to_owned(),
            title: catalogue.title.clone(),
            basis: scheme.basis.catalogues.get(id).cloned(),
            items: items.collect(),
        }
    }
}

impl AwardDetails {
    fn new(award: &Award, scheme: &Scheme) -> Self {
        let criteria = scheme.criteria_of(&award.id);
        Self {
            id: award.id.to_string(),
            title: award.title.clone(),
            after: award.after.clone(),
            basis: award.basis.clone(),
            terms: award_terms(&award.id, scheme),
            criteria: criteria
                .map(|one| CriterionDetails::new(one, Some(&award.id), scheme))
                .collect(),
        }
    }
}

impl CriterionDetails {
    /// Returns a requirement of an award, or a duty. What can be granted for the whole award is
    /// said of the award.
    pub fn new(criterion: &Criterion, award: Option<&str>, scheme: &Scheme) -> Self {
        let of_award = award.map(|award| award_terms(award, scheme));
        let of_award = of_award.unwrap_or_default();
        let mut terms = criterion_terms(criterion, award, scheme);
        terms.retain(|term| !of_award.contains(term));
        Self {
            terms,
            id: criterion.id.clone(),
            says: criterion.says.clone(),
            severity: criterion.severity,
            basis: criterion.basis.clone(),
            sheet: criterion
                .prints
                .as_ref()
                .map(|_| sheet::title(Some(criterion)).words),
        }
    }
}

/// Returns a period in words: `every year from 1 September`, `the last 12 months`.
fn describe_period(period: &Recurrence) -> String {
    match period {
        Recurrence::Last(length) => format!("the last {length}"),
        Recurrence::Cycle { every, anchor } => {
            let anchor = match anchor {
                CycleStart::From(day) if comes_back_each_year(*every) => {
                    format!("from {} {}", day.day(), day.format("%B"))
                }
                CycleStart::From(day) => format!("from {}", calendar::format_long(*day)),
                CycleStart::FromOwner(date) => format!("from your {}", describe_date(date)),
                CycleStart::EndsWithOwner(date) => format!("to your {}", describe_date(date)),
            };
            match every.count {
                1 => format!("each {}, {anchor}", every.unit.name()),
                _ => format!("every {every}, {anchor}"),
            }
        }
        Recurrence::Listed(periods) => {
            let each: Vec<String> = periods.iter().map(ToString::to_string).collect();
            each.join(", ")
        }
    }
}

/// Returns true if periods of this length begin on the same days of every year.
fn comes_back_each_year(every: Length) -> bool {
    match every.unit {
        Unit::Month => 12 % every.count == 0,
        Unit::Year => every.count == 1,
        Unit::Day | Unit::Week => false,
    }
}

fn describe_date(date: &OwnerDate) -> String {
    match date {
        OwnerDate::Entry(field) => format!("`{field}`"),
        OwnerDate::Registration { field, .. } => format!("registration's `{field}`"),
    }
}

impl ConfirmationDetails {
    fn new(confirmation: &Confirmation) -> Self {
        let step = confirmation.step();
        Self {
            id: confirmation.name().to_string(),
            title: confirmation.title().to_owned(),
            says: confirmation.says.clone(),
            by: step.by.role().to_owned(),
            assurance: step.assurance.name(),
        }
    }
}

impl StepDetails {
    fn new(step: &Step) -> Self {
        Self {
            id: step.id.clone(),
            title: step.title.clone(),
            by: step.by.role().to_owned(),
            assurance: step.assurance.name(),
            needs: step.needs.clone(),
        }
    }
}
