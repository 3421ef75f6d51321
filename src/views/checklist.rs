//! The standing of somebody in each thing that a list asks for: records with rows, as owned
//! values. Knows no format.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::KindName;
use super::claimed_values::ClaimedValues;
use super::confirmation_marks::ConfirmationMarks;
use super::coverage::CoverageTable;
use super::sums::SumTable;
use crate::base::text::words;
use crate::check::{CheckResult, CriterionVerdict};
use crate::domain::id::{KindId, RecordId};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::record_view::table::{Chance, ItemRow, RowState, named, title};
use crate::domain::record_view::{RecordTable, name_of, value_text};
use crate::domain::schema::scheme::MonthDay;

/// Some lists of a portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistView {
    /// The id of the portfolio.
    pub portfolio: Option<String>,
    pub lists: Vec<Checklist>,
    /// Requirements over a catalogue, with the records that show each item.
    pub coverage: Vec<CoverageTable>,
    /// Amounts that are other than what the records say by themselves.
    pub sums: Vec<SumTable>,
    /// Values that somebody confirms where no requirement asks for it.
    pub claims: Vec<ClaimedValues>,
    /// The kind to begin with, if there is one whose records have rows.
    pub begin: Option<KindName>,
}

/// A record with its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    pub path: String,
    pub kind: KindId,
    pub id: RecordId,
    pub title: String,
    pub date: Option<NaiveDate>,
    /// `mentor Carys Llewellyn`, one for each person that it names.
    pub people: Vec<String>,
    /// The mark of its confirmation, if somebody is asked for one.
    pub mark: Option<String>,
    /// The heading above what the rows are about.
    pub lead: String,
    /// The fields that any row fills.
    pub columns: Vec<ChecklistColumn>,
    /// The columns that can stand side by side, by index, the most important first.
    pub beside: Vec<usize>,
    pub rows: Vec<ChecklistRow>,
}

/// A field of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistColumn {
    pub field: String,
    pub title: String,
}

/// A row, or an item that has none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistRow {
    /// As the row writes it, or the item's id; none where the row does not say.
    pub item: Option<String>,
    pub title: String,
    pub group: Option<String>,
    pub chance: Option<ChecklistChance>,
    /// The same in the scheme's own word, where no calendar says more.
    pub comes: Option<String>,
    pub entry: RowState,
    /// One for each column.
    pub cells: Vec<Option<ChecklistCell>>,
}

/// The time at which an item comes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistChance {
    pub title: String,
    pub from: MonthDay,
    pub to: MonthDay,
    pub now: bool,
    /// `Start of the year (1 to 30 September)`.
    pub words: String,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistCell {
    pub written: String,
    pub words: String,
    /// With the name of its field: `reason: core role`.
    pub named: String,
}

impl ChecklistView {
    /// Returns the lists that these records are; those without rows by their kind are left out.
    pub fn new(records: Vec<&Record>, portfolio: &Portfolio, today: NaiveDate) -> Self {
        let lists = records.into_iter().filter_map(|record| {
            let table = RecordTable::new(record, portfolio, today)?;
            Some(Checklist::new(record, &table, portfolio))
        });
        let mut kinds = portfolio.kinds().iter();
        let begin = kinds.find(|kind| kind.table.is_some());
        Self {
            portfolio: portfolio.id().map(str::to_owned),
            lists: lists.collect(),
            coverage: Vec::new(),
            sums: Vec::new(),
            claims: Vec::new(),
            begin: begin.map(KindName::from_kind),
        }
    }

    /// Says of each record if it was confirmed.
    pub fn mark(&mut self, marks: &ConfirmationMarks) {
        for list in &mut self.lists {
            list.mark = marks.of(&list.path);
        }
        self.coverage.iter_mut().for_each(|table| table.mark(marks));
    }
}

/// Returns the tables of everything that is asked for of a catalogue at present.
pub fn coverage_tables(result: &CheckResult<'_>, portfolio: &Portfolio) -> Vec<CoverageTable> {
    let tables = asked_at_present(result).filter_map(|(asker, title, verdict)| {
        let table = CoverageTable::new(verdict, portfolio)?;
        let full_id = format!("{asker}/{}", table.id);
        Some((title, CoverageTable { full_id, ..table }))
    });
    let says = |table: &CoverageTable| table.says.clone();
    with_headings(tables, says, |table, heading| CoverageTable {
        heading,
        ..table
    })
}

/// Gives a heading to each of several tables, which come with the title of whoever asks.
fn with_headings<'t, T>(
    tables: impl Iterator<Item = (&'t str, T)>,
    says: impl Fn(&T) -> String,
    headed: impl Fn(T, String) -> T,
) -> Vec<T> {
    let tables: Vec<(&str, T)> = tables.collect();
    let says: Vec<String> = tables.iter().map(|(_, table)| says(table)).collect();
    let asked = tables.iter().zip(&says);
    let headings = headings(asked.map(|((title, _), says)| (*title, says.as_str())));
    let headed = |((_, table), heading)| headed(table, heading);
    tables.into_iter().zip(headings).map(headed).collect()
}

/// Returns a heading for each of several requirements: its words, and the title of whoever asks
/// where others have the same words, such as two rounds of one award.
fn headings<'t>(asked: impl Iterator<Item = (&'t str, &'t str)> + Clone) -> Vec<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, says) in asked.clone() {
        *count.entry(says).or_default() += 1;
    }
    let heading = |(title, says): (&str, &str)| match count.get(says) {
        Some(2..) => format!("{says}, {title}"),
        _ => says.to_owned(),
    };
    asked.map(heading).collect()
}

/// Returns the sums of everything that is asked for at present, where they need explaining.
pub fn sum_tables(result: &CheckResult<'_>, portfolio: &Portfolio) -> Vec<SumTable> {
    let tables = asked_at_present(result).filter_map(|(asker, title, verdict)| {
        let table = SumTable::new(&asker, verdict, portfolio)?;
        Some((title, table))
    });
    let says = |table: &SumTable| table.says.clone();
    with_headings(tables, says, |table, heading| SumTable { heading, ..table })
}

/// Returns the values that somebody confirms where no requirement asks for it.
pub fn claimed_values(result: &CheckResult<'_>, portfolio: &Portfolio) -> Vec<ClaimedValues> {
    let schemes = result.verdicts.iter();
    schemes
        .flat_map(|scheme| ClaimedValues::of_scheme(scheme, portfolio))
        .collect()
}

/// Returns what awards and duties ask for at present, each with who asks, and the title of that.
fn asked_at_present<'r>(
    result: &'r CheckResult<'_>,
) -> impl Iterator<Item = (String, &'r str, &'r CriterionVerdict<'r>)> {
    result.verdicts.iter().flat_map(|scheme| {
        let of_awards = scheme.recent_awards().flat_map(|award| {
            let (id, title) = (award.id.to_string(), award.title.as_str());
            let criteria = award.criteria.iter();
            criteria.map(move |verdict| (id.clone(), title, verdict))
        });
        let (id, title) = (scheme.scheme.id.to_string(), scheme.scheme.title.as_str());
        let duties = scheme.duties.iter();
        of_awards.chain(duties.map(move |duty| (id.clone(), title, duty)))
    })
}

impl Checklist {
    fn new(record: &Record, table: &RecordTable<'_>, portfolio: &Portfolio) -> Self {
        let columns = table.columns.iter().map(|field| ChecklistColumn {
            field: field.name.clone(),
            title: title(field),
        });
        let rows = table.rows.iter();
        Self {
            path: record.path.clone(),
            kind: record.kind.name.clone(),
            id: record.id.clone(),
            title: record.title().to_owned(),
            date: record.date,
            people: people_of_record(record, portfolio),
            mark: None,
            lead: title(table.lead),
            columns: columns.collect(),
            beside: table.beside(&|_| true),
            rows: rows
                .map(|row| ChecklistRow::new(row, table, portfolio))
                .collect(),
        }
    }

    /// Returns how many items have a row, and how many there are.
    pub fn tally(&self) -> (usize, usize) {
        let count = |entry| {
            let rows = self.rows.iter();
            rows.filter(|row| row.entry == entry).count()
        };
        let written = count(RowState::Row);
        (written, written + count(RowState::Missing))
    }
}

impl ChecklistRow {
    fn new(row: &ItemRow<'_>, table: &RecordTable<'_>, portfolio: &Portfolio) -> Self {
        let iso = |day: NaiveDate| day.to_string();
        let cells = row.cells.iter().zip(&table.columns);
        let cells = cells.map(|(value, field)| {
            let value = (*value)?;
            Some(ChecklistCell {
                written: value.to_text(),
                words: value_text(value, portfolio, iso),
                named: named(field, value, portfolio, iso),
            })
        });
        Self {
            item: row.id.as_deref().map(str::to_owned),
            title: row.title.clone().into_owned(),
            group: row.group.map(str::to_owned),
            chance: row.chance.as_ref().map(ChecklistChance::from_chance),
            comes: row.comes.map(str::to_owned),
            entry: row.entry,
            cells: cells.collect(),
        }
    }

    /// Returns the values outside of these columns, with the names of their fields.
    pub fn other_values(&self, beside: &[usize]) -> Vec<String> {
        let cells = self.cells.iter().enumerate();
        let others = cells.filter(|(at, _)| !beside.contains(at));
        others
            .filter_map(|(_, cell)| Some(cell.as_ref()?.named.clone()))
            .collect()
    }
}

impl ChecklistChance {
    fn from_chance(chance: &Chance<'_>) -> Self {
        Self {
            title: chance.title.to_owned(),
            from: chance.from,
            to: chance.to,
            now: chance.now,
            words: chance.words(),
        }
    }
}

fn people_of_record(record: &Record, portfolio: &Portfolio) -> Vec<String> {
    let people = record.fields.iter().filter_map(|field| match &field.value {
        Some(Value::Person(id)) => {
            let name = name_of(id, portfolio);
            Some(format!("{} {name}", words::with_spaces(&field.name)))
        }
        _ => None,
    });
    people.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_rounds_ask_in_the_same_words_is_told_apart_by_their_titles() {
        let asked = [
            ("Year to 31 December 2025", "20 hours"),
            ("Year to 31 December 2026", "20 hours"),
            ("Year to 31 December 2026", "10 formal hours"),
        ];
        assert_eq!(
            headings(asked.into_iter()),
            [
                "20 hours, Year to 31 December 2025",
                "20 hours, Year to 31 December 2026",
                "10 formal hours",
            ]
        );
    }
}
