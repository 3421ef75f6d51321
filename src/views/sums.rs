//! The sums that requirements ask for, record by record, such that a person can add them up again
//! on paper. Knows no format.

use rust_decimal::Decimal;

use crate::check::{AmountSum, CriterionVerdict, SumEntry, format_amount};
use crate::domain::phrases::ValuePhrase;
use crate::domain::portfolio::Portfolio;
use crate::domain::record_view::printed_title;

/// The amount of one requirement, with everything that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumTable {
    /// The id of the criterion.
    pub id: String,
    /// The same, with the award or scheme that asks: `rics/year-2026-12-31/hours`.
    pub full_id: String,
    /// The requirement in the scheme's words.
    pub says: String,
    /// The same, with the title of whoever asks if another of these sums has the same words.
    pub heading: String,
    pub unit: Option<String>,
    pub rows: Vec<SumRow>,
    /// The amount that the records have together; `None` if nothing was added up.
    pub together: Option<Decimal>,
    /// The amount that is asked of a whole post in the whole period, if the owner's share is another.
    pub whole: Option<Decimal>,
    /// The reasons: what was left out, carried over and granted.
    pub notes: Vec<String>,
    /// The amount that counts and that is asked: `20 of 20 hours`; `None` if nothing is asked.
    pub count: Option<String>,
}

/// A record in a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumRow {
    pub path: String,
    pub title: String,
    pub date: Option<String>,
    pub given: Option<Decimal>,
    pub counted: Decimal,
    /// The steps from the one to the other: `7 hours × 0.5`.
    pub steps: Vec<String>,
}

impl SumTable {
    /// Returns the sum of a requirement, if what counts or is asked is other than what the records
    /// and the scheme say by themselves.
    pub fn new(asker: &str, verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Option<Self> {
        let outcome = &verdict.outcome;
        let progress = outcome.progress();
        let sum = progress.sum.as_ref();
        let notes = outcome.notes();
        if notes.is_empty() && !sum.is_some_and(AmountSum::is_weighed) {
            return None;
        }
        let entries = sum.map_or(&[][..], |sum| &sum.entries);
        let given = sum.and_then(|sum| sum.given_in.as_deref());
        let unit = sum.and_then(|sum| sum.unit.as_deref());
        let counted = entries.iter().map(|entry| entry.counted);
        Some(Self {
            id: verdict.criterion.id.clone(),
            full_id: format!("{asker}/{}", verdict.criterion.id),
            says: verdict.criterion.says.clone(),
            heading: verdict.criterion.says.clone(),
            unit: unit.map(str::to_owned),
            rows: entries
                .iter()
                .map(|entry| SumRow::new(entry, (given, unit), portfolio))
                .collect(),
            together: sum.map(|_| counted.fold(Decimal::ZERO, Decimal::saturating_add)),
            whole: sum.and_then(|sum| sum.whole),
            notes,
            count: outcome.count(portfolio.kinds()),
        })
    }

    /// Returns everything that a person may call it by.
    pub fn names(&self) -> [&str; 3] {
        [&self.id, &self.full_id, &self.says]
    }

    /// Returns an amount in the unit of the sum, such as `4.5 points`.
    pub fn amount(&self, amount: Decimal) -> String {
        format_amount(amount.normalize(), self.unit.as_deref())
    }

    /// Returns what follows the records: what they have together, what is asked and why.
    pub fn closing_lines(&self) -> Vec<String> {
        let together = self.together.map(|amount| {
            let amount = &self.amount(amount);
            ValuePhrase::Together { amount }.say()
        });
        let whole = self.whole.map(|amount| {
            let amount = &self.amount(amount);
            ValuePhrase::WholePost { amount }.say()
        });
        let lines = together.into_iter().chain(self.notes.iter().cloned());
        lines.chain(whole).chain(self.count.clone()).collect()
    }
}

impl SumRow {
    fn new(
        entry: &SumEntry,
        (given_in, unit): (Option<&str>, Option<&str>),
        portfolio: &Portfolio,
    ) -> Self {
        let record = portfolio.at_path(&entry.path);
        let date = record.and_then(|record| record.date);
        Self {
            path: entry.path.clone(),
            title: record.map_or_else(|| entry.path.clone(), printed_title),
            date: date.map(|date| date.to_string()),
            given: entry.given,
            counted: entry.counted,
            steps: entry.steps(given_in, unit),
        }
    }
}
