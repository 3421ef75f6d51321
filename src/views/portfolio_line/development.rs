//! Targets, money, evaluations and activity in the numbers and days of a line. The kinds of
//! records say which fields these are; no kind is known by name.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::{Deserialize, Serialize};

use crate::domain::id::RecordId;
use crate::domain::portfolio::{Person, Portfolio, Record, Value};
use crate::domain::schema::{Field, FieldType};
use crate::views::plan::{PlanTree, TreeLine};

/// A target, or whatever else stands at the top of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetLine {
    pub set_on: Option<NaiveDate>,
    /// Its fields that have terms of a list or days, such as `state` and `due`. No words.
    pub fields: BTreeMap<String, String>,
    /// The records beneath it with hours that count, and their hours.
    pub activities: usize,
    #[serde(with = "super::number")]
    pub hours: Decimal,
}

/// Money of one month, category and currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoneyLine {
    pub year: i32,
    /// As in `2026-04`; nothing in lines that know years alone.
    pub month: Option<String>,
    pub category: Option<String>,
    pub currency: String,
    #[serde(with = "super::number")]
    pub budget: Decimal,
    #[serde(with = "super::number")]
    pub spent: Decimal,
    #[serde(with = "super::number")]
    pub planned: Decimal,
    /// The part of what was spent that is still to be claimed back.
    #[serde(with = "super::number")]
    pub unclaimed: Decimal,
}

/// An evaluation of a development.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvaluationLine {
    pub on: Option<NaiveDate>,
    /// `own`, `manager` or `other`: of the owner, of their line manager on that day, or of somebody
    /// else.
    pub by: String,
    /// The number of the target that it is about, among the targets of the line, from 1.
    pub target: Option<usize>,
    /// Its fields that have terms of a scale, such as `effectiveness`.
    pub fields: BTreeMap<String, String>,
}

/// Activity in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MonthLine {
    /// As in `2026-04`.
    pub month: String,
    pub records: usize,
    #[serde(with = "super::number")]
    pub hours: Decimal,
}

/// The offers and wishes of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WishLine {
    pub offers: Vec<String>,
    pub seeks: Vec<String>,
    pub interests: Vec<String>,
    /// The people that the person has places for, and how many of these are taken.
    pub places: Option<u32>,
    pub taken: Option<u32>,
}

/// Returns the branches that a target stands at the top of.
fn branches_of_targets<'t, 'a>(
    tree: &'t PlanTree<'a>,
) -> impl Iterator<Item = (&'t TreeLine<'a>, &'t [TreeLine<'a>])> {
    let branches = tree.branches.iter();
    let branches = branches.filter(|branch| branch.title.is_none());
    branches.filter_map(|branch| branch.lines.split_first())
}

pub fn targets(tree: &PlanTree<'_>) -> Vec<TargetLine> {
    branches_of_targets(tree)
        .map(|(top, beneath)| {
            let counted = beneath.iter().filter(|line| !line.above);
            let hours: Vec<Decimal> = counted.filter_map(hours_done).collect();
            TargetLine {
                set_on: top.record.date,
                fields: terms(top.record, |ty| {
                    matches!(
                        ty,
                        FieldType::Choice(_) | FieldType::Scale(_) | FieldType::Date
                    )
                }),
                activities: hours.len(),
                hours: sum(hours),
            }
        })
        .collect()
}

fn hours_done(line: &TreeLine<'_>) -> Option<Decimal> {
    let record = line.record;
    hours_field(record).filter(|_| record.counts() && !line.standing.is_planned())?;
    Some(hours_of(record))
}

fn hours_field(record: &Record) -> Option<&Field> {
    let fields = &record.kind.fields;
    fields.iter().find(|field| field.ty == FieldType::Hours)
}

fn hours_of(record: &Record) -> Decimal {
    let value = hours_field(record).and_then(|field| record.get(&field.name));
    match value {
        Some(Value::Number(hours)) => hours.normalize(),
        _ => Decimal::ZERO,
    }
}

fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Decimal {
    let all = amounts.into_iter();
    all.fold(Decimal::ZERO, Decimal::saturating_add).normalize()
}

/// Returns the values of the fields whose types are wanted. A value that is not one of its list
/// is left out, since it may be words.
fn terms(record: &Record, is_wanted: impl Fn(&FieldType) -> bool) -> BTreeMap<String, String> {
    let fields = record.kind.fields.iter();
    let fields = fields.filter(|field| is_wanted(&field.ty));
    fields
        .filter_map(|field| {
            let written = record.written_or_default(&field.name)?;
            let is_known = match field.ty.vocabulary() {
                Some(vocabulary) => vocabulary.position(&written).is_some(),
                None => record.get(&field.name).is_some(),
            };
            is_known.then(|| (field.name.clone(), written))
        })
        .collect()
}

pub fn money(portfolio: &Portfolio) -> Vec<MoneyLine> {
    let mut all: BTreeMap<(String, Option<String>, String), MoneyLine> = BTreeMap::new();
    for record in &portfolio.records {
        let (Some(plan), Some(date)) = (&record.kind.plan, record.date) else {
            continue;
        };
        let amount = |field: &String| match record.get(field) {
            Some(Value::Money { amount, currency }) => Some((*amount, currency.clone())),
            _ => None,
        };
        let category = category(record);
        let mut line =
            |currency: String, category: Option<String>, add: &dyn Fn(&mut MoneyLine)| {
                let month = month_of(date);
                let key = (month.clone(), category.clone(), currency.clone());
                let line = all.entry(key).or_insert_with(|| MoneyLine {
                    year: date.year(),
                    month: Some(month),
                    category,
                    currency,
                    ..MoneyLine::default()
                });
                add(line);
            };
        if let Some((amount, currency)) = plan.budget.as_ref().and_then(amount) {
            line(currency, None, &|line| {
                line.budget = line.budget.saturating_add(amount);
            });
        }
        for (amount, currency) in plan.show.iter().filter_map(amount) {
            line(currency, category.clone(), &|line| {
                let sum = match record.counts() {
                    true => &mut line.spent,
                    false => &mut line.planned,
                };
                *sum = sum.saturating_add(amount);
                if is_unclaimed(record) {
                    line.unclaimed = line.unclaimed.saturating_add(amount);
                }
            });
        }
    }
    all.into_values().collect()
}

fn month_of(date: NaiveDate) -> String {
    date.format("%Y-%m").to_string()
}

/// Returns true if money of a record was spent and has still to be claimed back.
fn is_unclaimed(record: &Record) -> bool {
    let claim = record.kind.plan.as_ref();
    let Some(claim) = claim.and_then(|plan| plan.claim.as_ref()) else {
        return false;
    };
    let is_excepted = claim
        .unless
        .as_ref()
        .is_some_and(|(field, value)| record.written_or_default(field).as_deref() == Some(value));
    record.counts() && record.get(&claim.on).is_none() && !is_excepted
}

/// The field with the type of an activity.
const TYPE: &str = "type";

/// Returns the type of a record, if its kind has a list of types.
pub fn type_of(record: &Record) -> Option<String> {
    terms(record, |ty| matches!(ty, FieldType::Choice(_))).remove(TYPE)
}

/// Returns the term of the first list among the columns of a record.
fn category(record: &Record) -> Option<String> {
    let fields = record.kind.fields.iter();
    let mut columns =
        fields.filter(|field| field.column && matches!(field.ty, FieldType::Choice(_)));
    let field = columns.next()?;
    terms(record, |ty| *ty == field.ty).remove(&field.name)
}

/// Returns the records beneath a target that have a term of a scale: what somebody thinks of a
/// development.
pub fn evaluations(tree: &PlanTree<'_>, portfolio: &Portfolio) -> Vec<EvaluationLine> {
    let owner = portfolio.owner();
    let of_targets = (1_usize..)
        .zip(branches_of_targets(tree))
        .flat_map(|(number, (_, beneath))| beneath.iter().map(move |line| (Some(number), line)));
    let others = tree.branches.iter();
    let others = others.filter(|branch| branch.title.is_some());
    let others = others.flat_map(|branch| branch.lines.iter().map(|line| (None, line)));
    let lines = of_targets.chain(others);
    let lines = lines.filter(|(_, line)| !line.above && line.depth > 0);
    lines
        .filter_map(|(target, line)| {
            let fields = terms(line.record, |ty| matches!(ty, FieldType::Scale(_)));
            let by = line
                .record
                .fields
                .iter()
                .find_map(|field| match &field.value {
                    Some(Value::Person(id)) => Some(id),
                    _ => None,
                });
            (!fields.is_empty()).then(|| EvaluationLine {
                on: line.record.date,
                by: by_whom(by, owner, line.record.date).to_owned(),
                target,
                fields,
            })
        })
        .collect()
}

fn by_whom(
    by: Option<&RecordId>,
    owner: Option<Person<'_>>,
    on: Option<NaiveDate>,
) -> &'static str {
    let Some((by, owner)) = by.zip(owner) else {
        return "other";
    };
    match on.and_then(|on| owner.line_manager(on)) {
        _ if owner.id() == by => "own",
        Some(manager) if manager == by => "manager",
        _ => "other",
    }
}

/// Returns the months in which something was done that has hours and can be planned.
pub fn months(portfolio: &Portfolio) -> Vec<MonthLine> {
    let mut months: BTreeMap<String, MonthLine> = BTreeMap::new();
    for record in &portfolio.records {
        let is_activity = record.kind.counts.is_some() && hours_field(record).is_some();
        let Some(date) = record.date.filter(|_| is_activity && record.counts()) else {
            continue;
        };
        let month = month_of(date);
        let line = months.entry(month.clone()).or_insert_with(|| MonthLine {
            month,
            ..MonthLine::default()
        });
        line.records += 1;
        line.hours = line.hours.saturating_add(hours_of(record)).normalize();
    }
    months.into_values().collect()
}

/// The words of lists in which people offer and seek.
const OFFERS: &str = "offers";
const SEEKS: &str = "seeks";
/// The fields beside them with the number of people.
const PLACES: &str = "places";
const TAKEN: &str = "taken";

/// Returns what a profile offers and seeks: the fields whose list has these two words, and the
/// words that stand beside them.
pub fn wishes(portfolio: &Portfolio) -> WishLine {
    let mut wishes = WishLine::default();
    for record in &portfolio.records {
        let fields = record.kind.fields.iter().filter(|field| is_wish(&field.ty));
        let fields: Vec<&Field> = fields.collect();
        if fields.is_empty() {
            continue;
        }
        for field in fields {
            for value in record.get(&field.name).into_iter().flat_map(Value::items) {
                match value.to_text().as_str() {
                    OFFERS => wishes.offers.push(field.name.clone()),
                    SEEKS => wishes.seeks.push(field.name.clone()),
                    _ => {}
                }
            }
        }
        let number = |field| match record.get(field) {
            Some(Value::Number(number)) => number.floor().to_u32(),
            _ => None,
        };
        wishes.places = wishes.places.or_else(|| number(PLACES));
        wishes.taken = wishes.taken.or_else(|| number(TAKEN));
        let words = record.kind.fields.iter();
        let words = words.filter(|field| field.ty == FieldType::List(Box::new(FieldType::Text)));
        let values = words.filter_map(|field| record.get(&field.name));
        wishes
            .interests
            .extend(values.flat_map(Value::items).map(Value::to_text));
    }
    wishes
}

fn is_wish(ty: &FieldType) -> bool {
    let terms = match ty {
        FieldType::List(of) => of.vocabulary(),
        _ => None,
    };
    terms.is_some_and(|terms| terms.position(OFFERS).is_some() && terms.position(SEEKS).is_some())
}

/// Returns the term that the owner's entry has in a field.
pub fn owner_term(portfolio: &Portfolio, field: &str) -> Option<String> {
    let person = portfolio.owner()?.0;
    terms(person, |ty| matches!(ty, FieldType::Choice(_))).remove(field)
}
