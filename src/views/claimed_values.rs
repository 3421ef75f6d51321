//! Values that somebody confirms where no requirement asks for it, such as the depth of feedback that
//! an assessor rates: nothing else says if they are claims. Knows no format.

use crate::base::document::Node;
use crate::base::text::words;
use crate::check::{AwardVerdict, SchemeVerdict};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::record_view::{printed_title, value_text};
use crate::domain::schema::{Clause, Confirmation, Scheme};
use crate::views::confirmation_marks::describe_confirmation;

/// The records of one confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedValues {
    /// As in `lancaster/depth`.
    pub id: String,
    pub title: String,
    /// The role of whoever confirms.
    pub by: String,
    pub rows: Vec<ClaimedValue>,
}

/// A record with the value that somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedValue {
    pub id: AwardRef,
    pub path: String,
    pub title: String,
    pub date: Option<String>,
    pub value: Option<String>,
    /// `confirmed by Priya Shah on 2026-06-03`, `claimed, not confirmed`.
    pub mark: String,
    pub is_confirmed: bool,
}

impl ClaimedValues {
    /// Returns those of a scheme that have records.
    pub fn of_scheme(verdict: &SchemeVerdict<'_>, portfolio: &Portfolio) -> Vec<Self> {
        let scheme = verdict.scheme;
        let confirmations = scheme.confirmations.iter();
        let shown = confirmations.filter(|one| !is_asked_for(&one.name(), scheme));
        let each = shown.map(|one| Self {
            id: format!("{}/{}", scheme.id, one.name()),
            title: one.title().to_owned(),
            by: words::with_spaces(one.step().by.role()),
            rows: verdict
                .confirmations
                .iter()
                .filter(|asked| asked.id.award.name == one.name())
                .filter_map(|asked| ClaimedValue::new(asked, one, portfolio))
                .collect(),
        });
        each.filter(|one| !one.rows.is_empty()).collect()
    }

    /// Returns how many are confirmed, as in `1 of 2 confirmed by an assessor`.
    pub fn summary(&self) -> String {
        let confirmed = self.rows.iter().filter(|row| row.is_confirmed).count();
        let by = words::with_article(&self.by);
        format!("{confirmed} of {} confirmed by {by}", self.rows.len())
    }

    /// Returns the first that is not confirmed.
    pub fn first_claim(&self) -> Option<&ClaimedValue> {
        self.rows.iter().find(|row| !row.is_confirmed)
    }

    /// Returns everything that a person may call it by.
    pub fn names(&self) -> [&str; 2] {
        [&self.id, &self.title]
    }
}

impl ClaimedValue {
    fn new(
        verdict: &AwardVerdict<'_>,
        confirmation: &Confirmation,
        portfolio: &Portfolio,
    ) -> Option<Self> {
        let id = verdict.id.record.as_ref()?;
        let record: &Record = portfolio.find(&confirmation.kind, id)?;
        let claim = confirmation.claim.as_ref();
        let value = claim.and_then(|field| record.get(field));
        Some(Self {
            id: verdict.id.clone(),
            path: record.path.clone(),
            title: printed_title(record),
            date: record.date.map(|date| date.to_string()),
            value: value.map(|value| value_text(value, portfolio, |day| day.to_string())),
            mark: describe_confirmation(verdict, confirmation, record, portfolio),
            is_confirmed: verdict.is_confirmed(),
        })
    }
}

/// Returns true if a requirement, a named set or an adjustment of a scheme counts only what was
/// confirmed so.
fn is_asked_for(name: &str, scheme: &Scheme) -> bool {
    let in_sets = scheme.sets.values().any(|set| {
        set.has_clause(&|clause| match clause {
            Clause::Confirmed(names) => names.iter().any(|one| one == name),
            Clause::Field { .. } | Clause::Any(_) => false,
        })
    });
    let mut granted = scheme.adjustments.iter();
    let is_granted = granted.any(|one| one.confirmed.as_deref() == Some(name));
    let mut asked = scheme.criteria.iter().chain(&scheme.duties);
    in_sets || is_granted || asked.any(|one| names_confirmation(&one.form.args, name))
}

/// Returns true if `confirmed: NAME` stands somewhere in the arguments of a form.
fn names_confirmation(node: &Node, name: &str) -> bool {
    let is_it = |node: &Node| node.scalar() == Some(name);
    let in_entries = node.entries().iter().any(|entry| {
        let value = &entry.value;
        let names = entry.key == "confirmed" && (is_it(value) || value.items().iter().any(is_it));
        names || names_confirmation(value, name)
    });
    in_entries || node.items().iter().any(|one| names_confirmation(one, name))
}
