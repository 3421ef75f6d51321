//! The items of a catalogue that a requirement asks for, with the records that show each. Knows
//! no format.

use chrono::NaiveDate;

use crate::base::text::words;
use crate::check::{CoveredItem, CriterionVerdict, noun_of_items};
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::Portfolio;
use crate::domain::record_view::{PrintedTable, TableRow, printed_title};
use crate::views::confirmation_marks::ConfirmationMarks;

/// One requirement over a catalogue, item by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageTable {
    /// The id of the criterion.
    pub id: String,
    /// The same, with the award or scheme that asks where several do: `alt-valley/training`.
    pub full_id: String,
    /// The requirement in the scheme's words.
    pub says: String,
    /// The same, with the round if several rounds ask for it.
    pub heading: String,
    /// The name of the catalogue in the scheme.
    pub catalogue: String,
    /// The items in a word, such as `standards`.
    pub noun: String,
    /// The language of the requirement and its items.
    pub language: String,
    pub rows: Vec<CoverageRow>,
}

/// An item, with the records that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    pub item: String,
    pub title: String,
    pub records: Vec<CoveringRecord>,
    /// True if the item is missing or out of date.
    pub is_missing: bool,
    /// The last day on which it is in date.
    pub until: Option<NaiveDate>,
}

/// A record that shows an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveringRecord {
    pub path: String,
    pub title: String,
    /// The mark of its confirmation, if somebody is asked for one.
    pub mark: Option<String>,
}

impl CoverageTable {
    /// Returns the table of a requirement; none if it is not about a catalogue.
    pub fn new(verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Option<Self> {
        let coverage = verdict.outcome.progress().coverage.as_ref()?;
        let rows = coverage.items.iter();
        Some(Self {
            id: verdict.criterion.id.clone(),
            full_id: verdict.criterion.id.clone(),
            says: verdict.criterion.says.clone(),
            heading: verdict.criterion.says.clone(),
            language: verdict.criterion.origin.language.to_string(),
            catalogue: coverage.catalogue.clone(),
            noun: match coverage.items.len() {
                1 => "item".to_owned(),
                _ => noun_of_items(&coverage.catalogue),
            },
            rows: rows.map(|item| CoverageRow::new(item, portfolio)).collect(),
        })
    }

    /// Returns everything that a person may call it by.
    pub fn names(&self) -> [&str; 4] {
        [&self.id, &self.full_id, &self.says, &self.catalogue]
    }

    /// Returns the number of items that are shown.
    pub fn shown(&self) -> usize {
        self.rows.iter().filter(|row| !row.is_missing).count()
    }

    /// Returns the count in words: `7 of 9 standards`.
    pub fn count(&self) -> String {
        format!("{} of {} {}", self.shown(), self.rows.len(), self.noun)
    }

    /// Returns the count and the first of what is missing: `7 of 9 standards; missing: …`.
    pub fn summary(&self) -> String {
        let missing = self.rows.iter().filter(|row| row.is_missing);
        let missing: Vec<&str> = missing.map(|row| row.title.as_str()).collect();
        match missing.is_empty() {
            true => self.count(),
            false => format!("{}; missing: {}", self.count(), words::some(&missing)),
        }
    }

    /// Says of each record if it was confirmed.
    pub fn mark(&mut self, marks: &ConfirmationMarks) {
        let rows = self.rows.iter_mut();
        for record in rows.flat_map(|row| &mut row.records) {
            record.mark = marks.of(&record.path);
        }
    }

    /// Returns the table as a pack prints it.
    pub fn printed(&self) -> PrintedTable {
        let missing = self.rows.len() - self.shown();
        PrintedTable {
            caption: Some(match missing {
                0 => PackPhrase::AllShown {}.say(),
                count => PackPhrase::SomeMissing { count }.say(),
            }),
            columns: vec![
                PackPhrase::ItemColumn {}.say().into(),
                PackPhrase::TitleColumn {}.say().into(),
                PackPhrase::ShownBy {}.say().into(),
            ],
            lines: self
                .rows
                .iter()
                .map(|row| row.printed(&self.language))
                .collect(),
        }
    }
}

impl CoverageRow {
    fn new(item: &CoveredItem, portfolio: &Portfolio) -> Self {
        let records = item.records.iter();
        let records = records.filter_map(|path| portfolio.at_path(path));
        Self {
            item: item.id.clone(),
            title: item.title.clone(),
            records: records
                .map(|record| CoveringRecord {
                    path: record.path.clone(),
                    title: printed_title(record),
                    mark: None,
                })
                .collect(),
            is_missing: item.is_missing,
            until: item.until,
        }
    }

    fn printed(&self, language: &str) -> TableRow {
        let titles: Vec<&str> = self.records.iter().map(|one| one.title.as_str()).collect();
        let date = self.until.map(phrases::format_date);
        let until = date.map(|date| match self.is_missing {
            true => PackPhrase::ValidUntilPast { date: &date }.say(),
            false => PackPhrase::ValidUntil { date: &date }.say(),
        });
        let missing = (titles.is_empty()).then(|| PackPhrase::MissingItem {}.say());
        let shown = (!titles.is_empty()).then(|| titles.join("; "));
        let parts: Vec<String> = missing.into_iter().chain(shown).chain(until).collect();
        TableRow::Row {
            anchor: None,
            path: None,
            to: None,
            depth: 0,
            cells: vec![
                self.item.clone().into(),
                Spoken::new(&self.title, language),
                parts.join(", ").into(),
            ],
            more: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(missing: &[bool]) -> CoverageTable {
        let row = |(at, is_missing): (usize, &bool)| CoverageRow {
            item: format!("i{at}"),
            title: format!("Item {at}"),
            records: Vec::new(),
            is_missing: *is_missing,
            until: None,
        };
        CoverageTable {
            id: "all".to_owned(),
            full_id: "school/all".to_owned(),
            says: "Every standard is shown".to_owned(),
            heading: "Every standard is shown".to_owned(),
            language: "en".to_owned(),
            catalogue: "standards".to_owned(),
            noun: noun_of_items("standards"),
            rows: missing.iter().enumerate().map(row).collect(),
        }
    }

    #[test]
    fn a_summary_counts_and_names_the_first_that_are_missing() {
        assert_eq!(table(&[false, false]).summary(), "2 of 2 standards");
        let some = table(&[true, false, true, true, true, true]).summary();
        assert!(
            some.starts_with("1 of 6 standards; missing: Item 0, Item 2, Item 3"),
            "{some}"
        );
        assert!(some.ends_with("2 more"), "{some}");
    }

    #[test]
    fn a_catalogue_without_a_plural_name_has_items() {
        for (name, word) in [
            ("standards", "standards"),
            ("coach-courses", "coach courses"),
            ("mandatory", "items"),
            ("rics-ethics", "items"),
        ] {
            assert_eq!(noun_of_items(name), word);
        }
    }
}
