//! Fields in which the owner says that somebody agreed, marked with what is known of it. Judges no
//! sign-off.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::{LogRow, PackSection, PrintedRecord};
use crate::domain::phrases::{Spoken, ValuePhrase};
use crate::domain::portfolio::Portfolio;
use crate::domain::query::confirmed::{ConfirmedRecords, confirmable};
use crate::domain::record_view::{field_label, printed};
use crate::domain::schema::Scheme;

/// Claims by the path of the record and the label of the field.
pub struct Claims(BTreeMap<(String, String), Claim>);

struct Claim {
    /// The value of the field as it is printed.
    value: String,
    is_confirmed: bool,
}

impl Claims {
    pub fn new(
        scheme: &Scheme,
        portfolio: &Portfolio,
        today: NaiveDate,
        confirmed: &ConfirmedRecords,
    ) -> Self {
        let mut claims = BTreeMap::new();
        for one in &scheme.confirmations {
            let Some(field) = &one.claim else { continue };
            for (_, record) in confirmable(one, scheme, portfolio, today) {
                let (Some(value), Some(label)) = (record.get(field), record.kind.field(field))
                else {
                    continue;
                };
                let label = field_label(label);
                let claim = claims.entry((record.path.clone(), label.words));
                let claim = claim.or_insert_with(|| Claim {
                    value: printed(value, portfolio, &|_| None).0,
                    is_confirmed: true,
                });
                claim.is_confirmed &= confirmed.contains(&one.award().id, record);
            }
        }
        Self(claims)
    }

    /// Marks each claim in printed sections.
    pub fn mark(&self, sections: &mut [PackSection]) {
        for section in sections {
            match section {
                PackSection::Documents { documents, .. } => {
                    documents.iter_mut().for_each(|one| self.mark_record(one));
                }
                PackSection::Page(page) => self.mark_record(&mut page.document),
                PackSection::Log {
                    columns,
                    rows,
                    totals,
                    ..
                } => self.mark_log(columns, rows, totals.as_mut()),
                _ => {}
            }
        }
    }

    fn mark_record(&self, record: &mut PrintedRecord) {
        for field in &mut record.fields {
            if let Some(marked) = self.marked(&record.path, &field.label.words) {
                field.value.words = marked;
            }
        }
        record
            .beneath
            .iter_mut()
            .for_each(|one| self.mark_record(one));
    }

    /// Marks the claims in a log. One that is in no column of the log gets a column.
    fn mark_log(
        &self,
        columns: &mut Vec<Spoken>,
        rows: &mut [LogRow],
        totals: Option<&mut Vec<String>>,
    ) {
        let known = columns.len();
        for (path, label) in self.0.keys() {
            let is_known = columns.iter().any(|column| column.words == *label);
            if !is_known && rows.iter().any(|row| row.path == *path) {
                columns.push(label.clone().into());
            }
        }
        if let Some(totals) = totals {
            totals.resize(totals.len() + columns.len() - known, String::new());
        }
        for row in rows {
            row.cells.resize(columns.len(), Spoken::default());
            for (label, cell) in columns.iter().zip(&mut row.cells) {
                if let Some(marked) = self.marked(&row.path, &label.words) {
                    cell.words = marked;
                }
            }
        }
    }

    fn marked(&self, path: &str, label: &str) -> Option<String> {
        let claim = self.0.get(&(path.to_owned(), label.to_owned()))?;
        let value = claim.value.as_str();
        Some(match claim.is_confirmed {
            true => ValuePhrase::ClaimConfirmed { claim: value }.say(),
            false => ValuePhrase::ClaimUnconfirmed { claim: value }.say(),
        })
    }
}
