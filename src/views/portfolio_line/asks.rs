//! The requirements of a line, in numbers, days and ids.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ecow::EcoString;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::development::type_of;
use crate::base::calendar::Period;
use crate::check::criteria::AmountSum;
use crate::check::{AwardState, CheckResult, CriterionVerdict};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::query::period::period_on;
use crate::domain::schema::Scheme;
use crate::views::due::Agenda;

/// One requirement that applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskLine {
    /// The requirement: `alt-valley/log`, `rics/year-2026-12-31/hours`.
    pub criterion: EcoString,
    pub severity: EcoString,
    /// `met`, `open` or `overdue`.
    pub state: EcoString,
    /// The amount that was found and the amount that is needed, in the unit; of records if none
    /// is given.
    #[serde(with = "super::number")]
    pub found: Decimal,
    #[serde(with = "super::number")]
    pub needed: Decimal,
    /// The amount by which `found` would be more if all that is planned had taken place.
    #[serde(with = "super::number")]
    pub planned: Decimal,
    pub unit: Option<EcoString>,
    /// The amount that is asked of a whole post in the whole time, if less is asked of this one.
    #[serde(with = "super::number::optional")]
    pub whole: Option<Decimal>,
    /// The days that it is asked in.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    /// The amounts of each type of activity, if they were added up.
    pub types: Vec<TypeLine>,
}

/// The part of an amount that the records of one type give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeLine {
    /// A term of a list; nothing for records without one.
    #[serde(rename = "type")]
    pub term: Option<EcoString>,
    pub records: usize,
    #[serde(with = "super::number")]
    pub found: Decimal,
}

/// Something with a day that a scheme asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeadlineLine {
    pub criterion: EcoString,
    /// The id of the item of a catalogue, if it is about one.
    pub item: Option<EcoString>,
    /// `overdue`, `expired`, `due` or `expires`.
    pub state: EcoString,
    pub severity: EcoString,
    pub on: Option<NaiveDate>,
}

/// A window of a requirement that is repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowLine {
    pub criterion: EcoString,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// `met`, `missing`, `running` or `excused`.
    pub state: EcoString,
    pub done_on: Option<NaiveDate>,
}

/// An item of a catalogue that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemLine {
    pub criterion: EcoString,
    pub catalogue: EcoString,
    pub item: EcoString,
    /// The heading that it stands under in the catalogue.
    pub group: Option<EcoString>,
    /// The number of records that show it.
    pub records: usize,
    pub missing: bool,
    /// The day of the last of these records, and if one has a file or a link.
    pub done_on: Option<NaiveDate>,
    pub evidence: bool,
    /// The last day on which it is in date.
    pub until: Option<NaiveDate>,
    /// The day from which it should be renewed, if the scheme gives notice.
    pub renew_from: Option<NaiveDate>,
}

/// A requirement with its name for programs and the scheme that asks for it.
struct NamedAsk<'r, 'a> {
    name: String,
    verdict: &'r CriterionVerdict<'a>,
    scheme: &'a Scheme,
    /// The days of the award's round, if it is asked in one.
    round: Option<Period>,
}

/// Returns each requirement: of awards that are not closed or locked, and of duties.
fn asked<'r, 'a>(result: &'r CheckResult<'a>) -> impl Iterator<Item = NamedAsk<'r, 'a>> {
    result.verdicts.iter().flat_map(|scheme| {
        let living = scheme
            .recent_awards()
            .filter(|award| matches!(award.state, AwardState::Open | AwardState::Ready));
        let of_awards = living.flat_map(move |award| {
            award.criteria.iter().map(move |verdict| NamedAsk {
                name: format!("{}/{}", award.id, verdict.criterion.id),
                verdict,
                scheme: scheme.scheme,
                round: award.round,
            })
        });
        let of_duties = scheme.duties.iter().map(move |duty| NamedAsk {
            name: format!("{}/{}", scheme.scheme.id, duty.criterion.id),
            verdict: duty,
            scheme: scheme.scheme,
            round: None,
        });
        of_awards.chain(of_duties)
    })
}

pub fn lines(portfolio: &Portfolio, result: &CheckResult<'_>, today: NaiveDate) -> Vec<AskLine> {
    let asked = asked(result).filter(|asked| asked.verdict.applies());
    asked
        .map(|asked| {
            let verdict = asked.verdict;
            let progress = verdict.outcome.progress();
            let period = verdict.criterion.within.as_ref();
            let period = period.and_then(|within| period_on(within, portfolio, today).ok());
            let period = progress.missed.or(period).or(asked.round);
            AskLine {
                criterion: asked.name.into(),
                severity: verdict.criterion.severity.name().into(),
                state: verdict.outcome.state().name().into(),
                found: progress.found.normalize(),
                needed: progress.needed.normalize(),
                planned: progress.planned.normalize(),
                unit: progress.unit.as_deref().map(EcoString::from),
                whole: progress.sum.as_ref().and_then(|sum| sum.whole),
                from: period.map(|period| period.from),
                to: period.map(|period| period.to),
                due: verdict.outcome.due(),
                types: types(progress.sum.as_ref(), portfolio),
            }
        })
        .collect()
}

/// Returns what was added up by the type of the records.
fn types(sum: Option<&AmountSum>, portfolio: &Portfolio) -> Vec<TypeLine> {
    let mut types: BTreeMap<Option<EcoString>, TypeLine> = BTreeMap::new();
    for entry in sum.iter().flat_map(|sum| &sum.entries) {
        let term = portfolio
            .at_path(&entry.path)
            .and_then(type_of)
            .map(EcoString::from);
        let line = types.entry(term.clone()).or_insert_with(|| TypeLine {
            term,
            ..TypeLine::default()
        });
        line.records += 1;
        line.found = line.found.saturating_add(entry.counted).normalize();
    }
    types.into_values().collect()
}

/// Returns what has a day and is asked for. What it is about is named only if a catalogue of the
/// scheme names it.
pub fn deadlines(
    portfolio: &Portfolio,
    result: &CheckResult<'_>,
    today: NaiveDate,
) -> Vec<DeadlineLine> {
    let mut ids: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let all: Vec<_> = asked(result).collect();
    for asked in &all {
        let coverage = asked.verdict.outcome.progress().coverage.iter();
        for item in coverage.flat_map(|coverage| &coverage.items) {
            ids.insert((&asked.name, &item.title), &item.id);
        }
    }
    let agenda = Agenda::of_schemes(portfolio, result, today, None);
    let entries = agenda.entries.iter();
    entries
        .map(|entry| {
            let what = entry.what.as_deref();
            let item = what.and_then(|what| ids.get(&(&*entry.criterion, what)));
            DeadlineLine {
                criterion: entry.criterion.as_str().into(),
                item: item.map(|&id| id.into()),
                state: entry.state.name().into(),
                severity: entry.severity.name().into(),
                on: entry.on,
            }
        })
        .collect()
}

pub fn windows(result: &CheckResult<'_>) -> Vec<WindowLine> {
    let windows = asked(result).flat_map(|asked| {
        let windows = asked.verdict.outcome.progress().windows.iter();
        windows.map(move |window| WindowLine {
            criterion: asked.name.as_str().into(),
            from: Some(window.days.from),
            to: Some(window.days.to),
            state: window.state.name().into(),
            done_on: window.done_on,
        })
    });
    windows.collect()
}

pub fn items(portfolio: &Portfolio, result: &CheckResult<'_>) -> Vec<ItemLine> {
    let mut lines = Vec::new();
    for asked in asked(result) {
        let Some(coverage) = &asked.verdict.outcome.progress().coverage else {
            continue;
        };
        let catalogue = asked.scheme.catalogues.get(&coverage.catalogue);
        let known = catalogue.iter().flat_map(|catalogue| &catalogue.items);
        let groups: BTreeMap<&str, &String> = known
            .filter_map(|item| Some((&*item.id, item.group.as_ref()?)))
            .collect();
        lines.extend(coverage.items.iter().map(|item| {
            let records = item.records.iter();
            let records = records.filter_map(|path| portfolio.at_path(path));
            ItemLine {
                criterion: asked.name.as_str().into(),
                catalogue: coverage.catalogue.as_str().into(),
                item: item.id.as_str().into(),
                group: groups.get(&*item.id).map(|&group| group.as_str().into()),
                records: item.records.len(),
                missing: item.is_missing,
                done_on: records.clone().filter_map(|record| record.date).max(),
                evidence: records.clone().any(has_evidence),
                until: item.until,
                renew_from: item.renew_from,
            }
        }));
    }
    lines
}

/// Returns true if a record has a file or a link.
fn has_evidence(record: &Record) -> bool {
    let values = record.fields.iter();
    let mut values = values.filter_map(|field| field.value.as_ref());
    values.any(|value| {
        let mut leaves = value.leaves().into_iter();
        leaves.any(|leaf| matches!(leaf, Value::File(_) | Value::Link(_)))
    })
}
