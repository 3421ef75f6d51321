//! The rows of a record as a table: those that it has and, where they speak of a
//! catalogue, every item that applies, so that what nobody has looked at yet shows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::{PrintedTable, TableRow, field_label, value_language, value_text};
use crate::base::text::words;
use crate::domain::phrases::{self, Spoken, ValuePhrase};
use crate::domain::portfolio::{FieldValue, Portfolio, Record, Value};
use crate::domain::query::{Scope, applies};
use crate::domain::schema::scheme::{CatalogueItem, MonthDay};
use crate::domain::schema::{Catalogue, Field, FieldType, ReferenceTarget, Scheme};

/// A record's rows.
#[derive(Debug)]
pub struct RecordTable<'a> {
    record: &'a Record,
    /// Field that says what each row is about.
    pub lead: &'a Field,
    /// The fields that any row fills, in the kind's order.
    pub columns: Vec<&'a Field>,
    pub rows: Vec<ItemRow<'a>>,
}

/// A row, or an item that has none yet.
#[derive(Debug)]
pub struct ItemRow<'a> {
    /// As the row writes it, or the item's id; none where the row does not say.
    pub id: Option<Cow<'a, str>>,
    pub title: Cow<'a, str>,
    pub group: Option<&'a str>,
    pub chance: Option<Chance<'a>>,
    /// The same in the scheme's own word, where no calendar says more.
    pub comes: Option<&'a str>,
    pub entry: RowState,
    /// One for each column.
    pub cells: Vec<Option<&'a Value>>,
}

/// State of an item's row in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    Row,
    /// Of an item that the catalogue does not have.
    Unknown,
    /// None yet.
    Missing,
}

/// The time of year at which an item can be done.
#[derive(Debug, Clone, Copy)]
pub struct Chance<'a> {
    /// Title of what brings it.
    pub title: &'a str,
    pub from: MonthDay,
    pub to: MonthDay,
    pub now: bool,
}

/// Most columns of a printed table beside the first: more would be too narrow to read.
const MOST_COLUMNS: usize = 4;

impl<'a> RecordTable<'a> {
    /// The table of a record whose kind has one.
    pub fn new(record: &'a Record, portfolio: &'a Portfolio, today: NaiveDate) -> Option<Self> {
        let name = record.kind.table.as_deref()?;
        let FieldType::Map(fields) = record.kind.field(name)?.ty.item() else {
            return None;
        };
        let listed = fields.iter().find_map(|field| {
            let (scheme, catalogue) = catalogue_of(field, portfolio)?;
            Some((field, scheme, catalogue))
        });
        let lead = listed.map(|(field, ..)| field).or(fields.first())?;
        let written: Vec<&'a [FieldValue]> = record
            .get(name)
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|row| match row {
                Value::Map(fields) => Some(fields.as_slice()),
                _ => None,
            })
            .collect();
        let columns = fields.iter().filter(|field| {
            let is_filled = |row: &&[FieldValue]| value(row, &field.name).is_some();
            field.name != lead.name && written.iter().any(is_filled)
        });
        let mut table = Self {
            record,
            lead,
            columns: columns.collect(),
            rows: Vec::new(),
        };
        match listed {
            Some((_, scheme, catalogue)) => {
                let scope = Scope::for_duties(portfolio, scheme, today);
                table.list(catalogue, &written, scope);
            }
            None => {
                table.rows = written
                    .iter()
                    .map(|row| table.alone(row, portfolio))
                    .collect()
            }
        }
        Some(table)
    }

    /// Every item that applies or has a row, by its group; then the rows of no item.
    fn list(&mut self, catalogue: &'a Catalogue, written: &[&'a [FieldValue]], scope: Scope<'a>) {
        let mut rows: BTreeMap<&str, Vec<&'a [FieldValue]>> = BTreeMap::new();
        let mut others = Vec::new();
        for row in written {
            match value(row, &self.lead.name).and_then(Value::text) {
                Some(id) if catalogue.item(id).is_some() => rows.entry(id).or_default().push(row),
                _ => others.push(*row),
            }
        }
        for item in by_group(catalogue) {
            let own = rows.get(item.id.as_str()).map(Vec::as_slice);
            match own.unwrap_or_default() {
                [] if applies(item.when.as_ref(), scope) => {
                    self.rows.push(self.item(item, None, scope));
                }
                own => {
                    let own = own.iter().map(|row| self.item(item, Some(row), scope));
                    self.rows.extend(own.collect::<Vec<_>>());
                }
            }
        }
        let unknown = others.iter().map(|row| ItemRow {
            entry: RowState::Unknown,
            ..self.alone(row, scope.portfolio)
        });
        self.rows.extend(unknown.collect::<Vec<_>>());
    }

    fn item(
        &self,
        item: &'a CatalogueItem,
        row: Option<&'a [FieldValue]>,
        scope: Scope<'a>,
    ) -> ItemRow<'a> {
        ItemRow {
            id: Some(Cow::Borrowed(&item.id)),
            title: Cow::Borrowed(&item.title),
            group: item.group.as_deref(),
            chance: Chance::for_item(item, scope),
            comes: item.comes.as_deref(),
            entry: row.map_or(RowState::Missing, |_| RowState::Row),
            cells: self.cells(row.unwrap_or_default()),
        }
    }

    /// A row that says by itself what it is about.
    fn alone(&self, row: &'a [FieldValue], portfolio: &'a Portfolio) -> ItemRow<'a> {
        let lead = value(row, &self.lead.name);
        let title = lead.map(|lead| value_text(lead, portfolio, phrases::format_date));
        let unnamed = || {
            ValuePhrase::Unnamed {
                field: &phrases::term(&self.lead.name),
            }
            .say()
        };
        ItemRow {
            id: lead.map(|lead| Cow::Owned(lead.to_text())),
            title: Cow::Owned(title.unwrap_or_else(unnamed)),
            group: None,
            chance: None,
            comes: None,
            entry: RowState::Row,
            cells: self.cells(row),
        }
    }

    fn cells(&self, row: &'a [FieldValue]) -> Vec<Option<&'a Value>> {
        let columns = self.columns.iter();
        columns.map(|field| value(row, &field.name)).collect()
    }

    /// The places of the columns that can stand side by side: those with short values
    /// in half of the rows or more, as many as fit.
    pub fn beside(&self, fits: &dyn Fn(&[usize]) -> bool) -> Vec<usize> {
        let rows = self.rows.iter().filter(|row| row.entry == RowState::Row);
        let rows: Vec<&ItemRow<'_>> = rows.collect();
        let is_full = |at: usize| {
            let filled = rows.iter().filter(|row| row.cells[at].is_some());
            filled.count() * 2 >= rows.len()
        };
        let columns = self.columns.iter().enumerate();
        let mut beside: Vec<usize> = columns
            .filter(|(at, field)| is_short(&field.ty) && is_full(*at))
            .map(|(at, _)| at)
            .collect();
        while !beside.is_empty() && !fits(&beside) {
            beside.pop();
        }
        beside
    }

    /// Returns what a row says beside these columns: `Modelled 2026-03-04`, `reason: core role`.
    pub fn others(
        &self,
        row: &ItemRow<'a>,
        beside: &[usize],
        portfolio: &Portfolio,
        day: fn(NaiveDate) -> String,
    ) -> Vec<String> {
        let others = (0..self.columns.len()).filter(|at| !beside.contains(at));
        others
            .filter_map(|at| {
                let value = row.cells[at]?;
                Some(named(self.columns[at], value, portfolio, day))
            })
            .collect()
    }

    /// As it is printed: what does not stand side by side stands beneath the title.
    pub fn grid(&self, portfolio: &Portfolio) -> PrintedTable {
        let beside = self.beside(&|columns| columns.len() <= MOST_COLUMNS);
        let titles = beside.iter().map(|at| field_label(self.columns[*at]));
        let mut grid = PrintedTable {
            caption: None,
            columns: std::iter::once(field_label(self.lead))
                .chain(titles)
                .collect(),
            lines: Vec::new(),
        };
        let mut group = None;
        for row in &self.rows {
            if row.group != group {
                let others = || ValuePhrase::OtherGroup {}.say().into();
                let named = |name: &str| Spoken::new(name, &self.lead.origin.language);
                let words = row.group.map_or_else(others, named);
                grid.lines.push(TableRow::Heading { words });
                group = row.group;
            }
            grid.lines.push(self.line(row, &beside, portfolio));
        }
        grid
    }

    fn spoken(&self, value: &Value, portfolio: &Portfolio) -> Spoken {
        Spoken {
            words: value_text(value, portfolio, phrases::format_date),
            language: value_language(value, self.record, portfolio),
        }
    }

    /// Returns the title of a row: an item in the scheme's words, or the owner's own.
    fn spoken_title(&self, row: &ItemRow<'a>, portfolio: &Portfolio) -> Spoken {
        let title = row.title.clone().into_owned();
        let is_item =
            catalogue_of(self.lead, portfolio).is_some() && row.entry != RowState::Unknown;
        match is_item {
            true => Spoken::new(title, &self.lead.origin.language),
            false => Spoken {
                words: title,
                language: super::other_language(self.record, portfolio),
            },
        }
    }

    fn line(&self, row: &ItemRow<'a>, beside: &[usize], portfolio: &Portfolio) -> TableRow {
        let cell = |at: &usize| {
            let value = row.cells[*at];
            value.map_or_else(Spoken::default, |value| self.spoken(value, portfolio))
        };
        let state = row.entry.words();
        let others = self.others(row, beside, portfolio, phrases::format_date);
        let more: Vec<String> = state.into_iter().chain(others).collect();
        let title = self.spoken_title(row, portfolio);
        TableRow::Row {
            cells: std::iter::once(title)
                .chain(beside.iter().map(cell))
                .collect(),
            more: (!more.is_empty()).then(|| words::capitalise(&more.join("; ")).into()),
            anchor: None,
            path: None,
            to: None,
            depth: 0,
        }
    }
}

impl RowState {
    /// Returns what is said of it beside its values.
    pub fn words(self) -> Option<String> {
        match self {
            Self::Row => None,
            Self::Unknown => Some(ValuePhrase::NotListed {}.say()),
            Self::Missing => Some(ValuePhrase::NotLookedAt {}.say()),
        }
    }
}

/// The catalogue that a field refers to, in the first scheme that has it.
fn catalogue_of<'a>(
    field: &Field,
    portfolio: &'a Portfolio,
) -> Option<(&'a Scheme, &'a Catalogue)> {
    let FieldType::Reference(ReferenceTarget::Catalogue(name)) = field.ty.item() else {
        return None;
    };
    let mut schemes = portfolio.schemes().iter();
    schemes.find_map(|scheme| Some((scheme, scheme.catalogues.get(name)?)))
}

/// The items, those without a group first and each group in one piece.
fn by_group(catalogue: &Catalogue) -> Vec<&CatalogueItem> {
    let mut seen = BTreeSet::new();
    let groups = catalogue.items.iter().map(|item| item.group.as_deref());
    let groups: Vec<Option<&str>> = std::iter::once(None)
        .chain(groups)
        .filter(|group| seen.insert(*group))
        .collect();
    let place: BTreeMap<Option<&str>, usize> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (*group, at))
        .collect();
    let mut items: Vec<&CatalogueItem> = catalogue.items.iter().collect();
    items.sort_by_key(|item| place.get(&item.group.as_deref()).copied());
    items
}

fn value<'a>(row: &'a [FieldValue], name: &str) -> Option<&'a Value> {
    row.iter().find(|field| field.name == name)?.value.as_ref()
}

/// Returns a value with the name of its field: `Modelled 2026-03-04`.
pub fn named(
    field: &Field,
    value: &Value,
    portfolio: &Portfolio,
    day: fn(NaiveDate) -> String,
) -> String {
    let label = phrases::term(&field.name);
    let said = value_text(value, portfolio, day);
    let (label, said) = (label.as_str(), said.as_str());
    match value {
        Value::Date(_) => ValuePhrase::LabelledDate { label, value: said }.say(),
        _ => ValuePhrase::Labelled { label, value: said }.say(),
    }
}

fn is_short(ty: &FieldType) -> bool {
    matches!(
        ty,
        FieldType::Scale(_)
            | FieldType::Choice(_)
            | FieldType::Boolean
            | FieldType::Number
            | FieldType::Hours
            | FieldType::Money
            | FieldType::Date
    )
}

/// The heading of a column.
pub fn title(field: &Field) -> String {
    words::capitalise(&phrases::term(&field.name))
}

impl<'a> Chance<'a> {
    /// The item's own season, or that of the entry of the calendar which it names.
    fn for_item(item: &'a CatalogueItem, scope: Scope<'a>) -> Option<Self> {
        let entry = item.calendar.as_ref();
        let entry = entry.and_then(|id| scope.scheme.catalogue_item(id));
        let of = [Some(item), entry].into_iter().flatten();
        let (title, (from, to)) = of
            .filter_map(|item| Some((item.title.as_str(), item.season?)))
            .next()?;
        let today = MonthDay {
            month: scope.today.month(),
            day: scope.today.day(),
        };
        Some(Self {
            title,
            from,
            to,
            now: is_between(today, from, to),
        })
    }

    /// `Start of the year (1 to 30 September)`.
    pub fn words(&self) -> String {
        let (from, to) = (self.from, self.to);
        if from.month == to.month && from.day <= to.day {
            return ValuePhrase::SeasonInMonth {
                title: self.title,
                from: from.day,
                to: to.day,
                month: phrases::month_name(to.month),
            }
            .say();
        }
        ValuePhrase::Season {
            title: self.title,
            from: from.day,
            from_month: phrases::month_name(from.month),
            to: to.day,
            to_month: phrases::month_name(to.month),
        }
        .say()
    }
}

/// Returns true if a day lies in a season, which may run over the end of a year.
fn is_between(day: MonthDay, from: MonthDay, to: MonthDay) -> bool {
    let [day, from, to] = [day, from, to].map(|day| (day.month, day.day));
    if from <= to {
        (from..=to).contains(&day)
    } else {
        day >= from || day <= to
    }
}

#[cfg(test)]
mod tests;
