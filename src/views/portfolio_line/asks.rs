//! The requirements of a line, in numbers, days and ids.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::check::{AwardState, CheckResult, CriterionVerdict};
use crate::domain::portfolio::Portfolio;
use crate::views::due::Agenda;

/// One requirement that applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskLine {
    /// The requirement: `alt-valley/log`, `rics/year-2026-12-31/hours`.
    pub criterion: String,
    pub severity: String,
    /// `met`, `open` or `overdue`.
    pub state: String,
    /// The amount that was found and the amount that is needed, in the unit; of records if none
    /// is given.
    #[serde(with = "super::number")]
    pub found: Decimal,
    #[serde(with = "super::number")]
    pub needed: Decimal,
    pub unit: Option<String>,
    pub due: Option<NaiveDate>,
}

/// Something with a day that a scheme asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeadlineLine {
    pub criterion: String,
    /// The id of the item of a catalogue, if it is about one.
    pub item: Option<String>,
    /// `overdue`, `expired`, `due` or `expires`.
    pub state: String,
    pub severity: String,
    pub on: Option<NaiveDate>,
}

/// A window of a requirement that is repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowLine {
    pub criterion: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// `met`, `missing`, `running` or `excused`.
    pub state: String,
    pub done_on: Option<NaiveDate>,
}

/// An item of a catalogue that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemLine {
    pub criterion: String,
    pub catalogue: String,
    pub item: String,
    /// The number of records that show it.
    pub records: usize,
    pub missing: bool,
    /// The last day on which it is in date.
    pub until: Option<NaiveDate>,
}

/// Returns each requirement with its name for programs: of awards that are not closed or locked,
/// and of duties.
fn asked<'r, 'a>(
    result: &'r CheckResult<'a>,
) -> impl Iterator<Item = (String, &'r CriterionVerdict<'a>)> {
    result.verdicts.iter().flat_map(|scheme| {
        let living = scheme
            .recent_awards()
            .filter(|award| matches!(award.state, AwardState::Open | AwardState::Ready));
        let of_awards = living.flat_map(|award| {
            let named = move |verdict: &'r CriterionVerdict<'a>| {
                (format!("{}/{}", award.id, verdict.criterion.id), verdict)
            };
            award.criteria.iter().map(named)
        });
        let of_duties = scheme.duties.iter().map(|duty| {
            let name = format!("{}/{}", scheme.scheme.id, duty.criterion.id);
            (name, duty)
        });
        of_awards.chain(of_duties)
    })
}

pub fn lines(result: &CheckResult<'_>) -> Vec<AskLine> {
    let asked = asked(result).filter(|(_, verdict)| verdict.applies());
    asked
        .map(|(criterion, verdict)| {
            let progress = verdict.outcome.progress();
            AskLine {
                criterion,
                severity: verdict.criterion.severity.name().to_owned(),
                state: verdict.outcome.state().name().to_owned(),
                found: progress.found.normalize(),
                needed: progress.needed.normalize(),
                unit: progress.unit.clone(),
                due: verdict.outcome.due(),
            }
        })
        .collect()
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
    for (criterion, verdict) in &all {
        let coverage = verdict.outcome.progress().coverage.iter();
        for item in coverage.flat_map(|coverage| &coverage.items) {
            ids.insert((criterion, &item.title), &item.id);
        }
    }
    let agenda = Agenda::of_schemes(portfolio, result, today, None);
    let entries = agenda.entries.iter();
    entries
        .map(|entry| {
            let what = entry.what.as_deref();
            let item = what.and_then(|what| ids.get(&(&*entry.criterion, what)));
            DeadlineLine {
                criterion: entry.criterion.clone(),
                item: item.map(|&id| id.to_owned()),
                state: entry.state.name().to_owned(),
                severity: entry.severity.name().to_owned(),
                on: entry.on,
            }
        })
        .collect()
}

pub fn windows(result: &CheckResult<'_>) -> Vec<WindowLine> {
    let windows = asked(result).flat_map(|(criterion, verdict)| {
        let windows = verdict.outcome.progress().windows.iter();
        windows.map(move |window| WindowLine {
            criterion: criterion.clone(),
            from: Some(window.days.from),
            to: Some(window.days.to),
            state: window.state.name().to_owned(),
            done_on: window.done_on,
        })
    });
    windows.collect()
}

pub fn items(result: &CheckResult<'_>) -> Vec<ItemLine> {
    let items = asked(result).flat_map(|(criterion, verdict)| {
        let coverage = verdict.outcome.progress().coverage.iter();
        coverage.flat_map(move |coverage| {
            let criterion = criterion.clone();
            coverage.items.iter().map(move |item| ItemLine {
                criterion: criterion.clone(),
                catalogue: coverage.catalogue.clone(),
                item: item.id.clone(),
                records: item.records.len(),
                missing: item.is_missing,
                until: item.until,
            })
        })
    });
    items.collect()
}
