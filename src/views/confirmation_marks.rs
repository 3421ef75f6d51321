//! Marks of records that somebody is asked to confirm: by whom and when, or that nobody has. Knows no format.

use std::collections::BTreeMap;

use crate::check::{AwardVerdict, CheckResult};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::record_view::name_of;
use crate::domain::schema::Confirmation;

/// Marks by the path of the record.
#[derive(Debug, Default)]
pub struct ConfirmationMarks(BTreeMap<String, Vec<String>>);

impl ConfirmationMarks {
    pub fn new(result: &CheckResult<'_>, portfolio: &Portfolio) -> Self {
        let mut marks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for scheme in &result.verdicts {
            for verdict in &scheme.confirmations {
                let confirmation = scheme.scheme.confirmation(&verdict.id.award.name);
                let record = confirmation
                    .zip(verdict.id.record.as_ref())
                    .and_then(|(one, id)| portfolio.find(&one.kind, id));
                if let (Some(confirmation), Some(record)) = (confirmation, record) {
                    let mark = describe_confirmation(verdict, confirmation, record, portfolio);
                    marks.entry(record.path.clone()).or_default().push(mark);
                }
            }
        }
        Self(marks)
    }

    /// Returns the mark of a record, if somebody is asked to confirm it: `confirmed by Priya Shah
    /// on 2026-06-03`, `claimed, not confirmed`.
    pub fn of(&self, path: &str) -> Option<String> {
        Some(self.0.get(path)?.join("; "))
    }
}

/// Says if a record was confirmed: `confirmed by Priya Shah on 2026-06-03`, `claimed, not
/// confirmed`.
pub fn describe_confirmation(
    verdict: &AwardVerdict<'_>,
    confirmation: &Confirmation,
    record: &Record,
    portfolio: &Portfolio,
) -> String {
    let last = verdict.chain.taken().next_back();
    if let Some(taken) = last.filter(|_| verdict.is_confirmed()) {
        let name = name_of(taken.signoff.by, portfolio);
        return format!("confirmed by {name} on {}", taken.signoff.on.date_naive());
    }
    let claim = confirmation.claim.as_ref();
    match claim.and_then(|field| record.get(field)) {
        Some(_) => "claimed, not confirmed".to_owned(),
        None => "not confirmed".to_owned(),
    }
}
