//! The sections of a pack that show records: pages, documents, logs and tables of a catalogue.
//! How a kind prints is said by the kind.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::build::SubmissionInput;
use super::model::{LogRow, PackFile, PackSection, PrintedRecord, RecordPage};
use super::plan_table::PlanTable;
use super::printed_records::{PrintedRecords, record_key};
use super::provenance::signatures;
use crate::check::CriterionVerdict;
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::record_view::{
    self, days_text, field_label, kind_plural, kind_title, printed, spoken_title, value_language,
};
use crate::domain::schema::{FieldType, Kind, PrintMode};
use crate::views::coverage::CoverageTable;

pub(super) fn pack_sections(
    making: &SubmissionInput<'_>,
    records: &PrintedRecords<'_>,
    files: &BTreeMap<String, PackFile>,
) -> Vec<PackSection> {
    let plan = PlanTable::new(making, files);
    let mut parts = Vec::new();
    for (kind, group) in &records.groups {
        let anchor = format!("part-{}", crate::base::text::slug(&kind.name));
        // Whoever confirms one record, or takes a step over a few, sees all of them.
        let in_full = making.award.id.record.is_some() || making.is_part();
        let print = match &kind.print {
            PrintMode::Log if in_full => &PrintMode::Document,
            _ if making.award.id.record.is_some() => &PrintMode::Document,
            print => print,
        };
        match print {
            PrintMode::Document => {
                let mut section =
                    documents_section(kind, group, anchor, making.portfolio, making.today, records);
                if making.award.id.record.is_some() {
                    add_referred(&mut section, group, making, records);
                }
                parts.push(section);
            }
            PrintMode::Page => {
                for (at, record) in group.iter().enumerate() {
                    let anchor = match at {
                        0 => anchor.clone(),
                        at => format!("{anchor}-{}", at + 1),
                    };
                    parts.extend(record_page_sections(kind, record, anchor, making, records));
                }
            }
            PrintMode::Log => {
                // A record that is in the plan is not repeated in a log.
                let is_left = |record: &&&Record| !plan.contains(record);
                let left: Vec<&Record> = group.iter().filter(is_left).copied().collect();
                if group.is_empty() || !left.is_empty() {
                    parts.push(log_section(kind, &left, anchor, making.portfolio, records));
                }
            }
            PrintMode::Beneath(_) | PrintMode::None => {}
        }
    }
    // The table of the plan comes before the records that it lists.
    let table = plan.section(making, &parts, &|record| records.anchor(record));
    parts.splice(0..0, table);
    parts
}

/// Returns a table for each requirement over a catalogue: which record shows which item.
pub(super) fn coverage_sections<'v>(
    verdicts: impl IntoIterator<Item = &'v CriterionVerdict<'v>>,
    portfolio: &Portfolio,
) -> Vec<PackSection> {
    let tables = verdicts.into_iter().filter_map(|verdict| {
        let table = CoverageTable::new(verdict, portfolio)?;
        Some(PackSection::Table {
            anchor: format!("pack-items-{}", crate::base::text::slug(&table.id)),
            title: Spoken::new(&table.says, &table.language),
            table: table.printed(),
        })
    });
    tables.collect()
}

/// A record with a page of its own, and after it what others wrote about it, which
/// is not to take its space.
fn record_page_sections(
    kind: &Kind,
    record: &Record,
    anchor: String,
    making: &SubmissionInput<'_>,
    records: &PrintedRecords<'_>,
) -> Vec<PackSection> {
    let mut document = document(record, making.portfolio, making.today, records, 0);
    let about = std::mem::take(&mut document.beneath);
    let mut parts = vec![PackSection::Page(Box::new(RecordPage {
        anchor: anchor.clone(),
        language: phrases::tag_of_page(making.portfolio.language()),
        title: kind_title(kind),
        document,
        signatures: signatures(making),
    }))];
    if !about.is_empty() {
        parts.push(PackSection::Documents {
            anchor: format!("{anchor}-about"),
            title: PackPhrase::About {
                kind: &kind_title(kind).words.to_lowercase(),
            }
            .say()
            .into(),
            documents: about,
        });
    }
    parts
}

/// Deepest that records are printed beneath one another: no page can show more.
const MOST_BENEATH: usize = 8;

/// A part of records that are printed whole.
pub(super) fn documents_section(
    kind: &Kind,
    group: &[&Record],
    anchor: String,
    portfolio: &Portfolio,
    today: NaiveDate,
    records: &PrintedRecords<'_>,
) -> PackSection {
    let each = group.iter();
    PackSection::Documents {
        anchor,
        title: kind_plural(kind),
        documents: each
            .map(|record| document(record, portfolio, today, records, 0))
            .collect(),
    }
}

/// Adds the details of the records that records refer to, such as the course of an expense, for
/// whoever is asked about them alone.
fn add_referred(
    section: &mut PackSection,
    group: &[&Record],
    making: &SubmissionInput<'_>,
    records: &PrintedRecords<'_>,
) {
    let PackSection::Documents { documents, .. } = section else {
        return;
    };
    for (document, record) in documents.iter_mut().zip(group) {
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        let referred = values
            .flat_map(Value::items)
            .filter_map(|value| match value {
                Value::Reference { kind, id } => making.portfolio.find(kind, id),
                _ => None,
            });
        let others = referred.filter(|other| records.anchor(other).is_none());
        document.beneath.extend(others.map(|other| {
            let name = format!("referred {} {}", other.kind.name, other.id);
            let anchor = crate::base::text::slug(&name);
            let anchors = |other: &Record| records.anchor(other);
            let details =
                record_view::document(other, making.portfolio, anchor, &anchors, making.today);
            PrintedRecord {
                body: String::new(),
                table: None,
                ..details
            }
        }));
    }
}

fn document(
    record: &Record,
    portfolio: &Portfolio,
    today: NaiveDate,
    records: &PrintedRecords<'_>,
    depth: usize,
) -> PrintedRecord {
    let beneath = records
        .beneath
        .get(&record_key(record))
        .map(Vec::as_slice)
        .unwrap_or_default();
    let anchor = records.anchor(record).unwrap_or_default();
    let anchors = |other: &Record| records.anchor(other);
    PrintedRecord {
        beneath: beneath
            .iter()
            .take_while(|_| depth < MOST_BENEATH)
            .map(|below| document(below, portfolio, today, records, depth + 1))
            .collect(),
        ..record_view::document(record, portfolio, anchor, &anchors, today)
    }
}

/// A part of records that are rows of a table.
pub(super) fn log_section(
    kind: &Kind,
    group: &[&Record],
    anchor: String,
    portfolio: &Portfolio,
    records: &PrintedRecords<'_>,
) -> PackSection {
    let columns: Vec<_> = kind.fields.iter().filter(|field| field.column).collect();
    let cell = |record: &Record, name: &str| {
        record
            .get(name)
            .map(|value| Spoken {
                words: printed(value, portfolio, &|_| None).0,
                language: value_language(value, record, portfolio),
            })
            .unwrap_or_default()
    };
    let rows = group.iter().map(|record| {
        let date = days_text(record).unwrap_or_default();
        let first = [date.into(), spoken_title(record, portfolio)];
        LogRow {
            anchor: records.anchor(record).unwrap_or_default(),
            path: record.path.clone(),
            cells: first
                .into_iter()
                .chain(columns.iter().map(|field| cell(record, &field.name)))
                .collect(),
        }
    });
    let titles = columns.iter().map(|field| field_label(field));
    let fixed = [PackPhrase::Date {}.say(), PackPhrase::TitleColumn {}.say()];
    let kind_title = kind_title(kind);
    PackSection::Log {
        anchor,
        // A title in another language stands by itself.
        title: match kind_title.language {
            None => PackPhrase::Log {
                kind: &kind_title.words,
            }
            .say()
            .into(),
            Some(_) => kind_plural(kind),
        },
        columns: fixed.into_iter().map(Spoken::from).chain(titles).collect(),
        rows: rows.collect(),
        totals: totals(&columns, group),
    }
}

/// Hours add up; nothing else in a log does.
fn totals(columns: &[&crate::domain::schema::Field], group: &[&Record]) -> Option<Vec<String>> {
    if !columns.iter().any(|field| field.ty == FieldType::Hours) {
        return None;
    }
    // No sum where there is none: hours beyond every calendar do not fit a number.
    let sum = |name: &str| {
        let mut hours = group.iter().filter_map(|record| match record.get(name)? {
            Value::Number(hours) => Some(*hours),
            _ => None,
        });
        hours.try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    let cells = columns.iter().map(|field| match field.ty {
        FieldType::Hours => sum(&field.name)
            .map(|sum| sum.normalize().to_string())
            .unwrap_or_default(),
        _ => String::new(),
    });
    Some(
        [PackPhrase::Total {}.say(), String::new()]
            .into_iter()
            .chain(cells)
            .collect(),
    )
}
