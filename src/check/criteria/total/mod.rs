//! `total: { of: SET, field: F, at_least | at_most: AMOUNT, weights, caps, carry_over, per,
//! pro_rata, less }` holds when the sum of a field is within its limits: hours, numbers, points or
//! money, in exact decimals.

mod caps;
mod carry_over;
mod weights;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use self::caps::{Cap, Limited};
use self::carry_over::CarryOver;
use self::weights::Weights;
use super::windows::{self, WindowSpec};
use super::{
    AmountNote, AmountReason, AmountSum, CompiledForm, CriterionOutcome, FormSpec, HOURS, Lack,
    PartInside, Progress, Shortfall, SumEntry, TargetUnit, Unmet, days_covered, format_amount,
    is_running, record_paths, record_to_write,
};
use crate::base::calendar::{DaySet, Period};
use crate::base::document::Node;
use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::portfolio::Value;
use crate::domain::portfolio::value::amount;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, adjustments, members, pro_rata};
use crate::domain::schema::{
    FieldType, Path, Root, SchemaFaultKind, SchemaReader, SchemeNames, Set, Shape, filter, set,
};

pub const FORM: FormSpec = FormSpec {
    name: "total",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Total {
    of: Set,
    /// The field that is added up; `None` if each record has a weight.
    field: Option<String>,
    weights: Option<Weights>,
    /// The most of some records that counts.
    caps: Vec<Cap>,
    carry_over: Option<CarryOver>,
    /// `hours`, the currency of the limits, or what weights lead to.
    unit: Option<String>,
    /// The unit of the field: `hours`, or the currency.
    given_in: Option<String>,
    /// The currency, if the field is money. Only amounts in one currency are added up.
    currency: Option<String>,
    at_least: Option<Decimal>,
    at_most: Option<Decimal>,
    per: Option<WindowSpec>,
    pro_rata: Option<String>,
    less: Option<Set>,
    /// The last day of what a record is about. Its amount is that of all its days, evenly.
    spread: Option<String>,
}

/// The keys of this form, beside those of windows.
const KEYS: [&str; 11] = [
    "of",
    "field",
    "at_least",
    "at_most",
    "weights",
    "unit",
    "caps",
    "carry_over",
    "pro_rata",
    "less",
    "spread",
];

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Total> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &[&KEYS[..], &windows::KEYS[..]].concat());
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let weights = weights::read(args, &of, names, reader);
    let (field, ty) = read_field(args, &of, names, reader)?;
    let is_money = ty == Some(&FieldType::Money);
    let at_least = read_bound(args, "at_least", is_money, reader);
    let at_most = read_bound(args, "at_most", is_money, reader);
    check_bounds(args, at_least.as_ref(), at_most.as_ref(), reader);
    let pro_rata = args
        .get("pro_rata")
        .and_then(|node| dated_number(node, names, reader));
    let spread = args
        .get("spread")
        .and_then(|node| date_field(node, &of, names, reader));
    let less = args
        .get("less")
        .and_then(|node| set::read(node, names, reader));
    if let Some(entry) = ["pro_rata", "less"].iter().find_map(|key| args.entry(key))
        && names.period_days.is_none()
    {
        let why = "this reduces the target of a period, and there is no period: add `within`";
        let why = why.to_owned();
        reader.report(entry.key_span, SchemaFaultKind::Impossible { why });
    }
    let currency = [&at_least, &at_most]
        .into_iter()
        .flatten()
        .find_map(|bound| bound.currency.clone());
    let hours = (ty == Some(&FieldType::Hours)).then(|| HOURS.to_owned());
    Some(Total {
        given_in: hours.clone().or_else(|| currency.clone()),
        unit: read_unit(args, is_money, reader)
            .or(hours)
            .or_else(|| currency.clone()),
        caps: caps::read(args, &of, is_money, names, reader),
        carry_over: carry_over::read(args, &of, names, reader).filter(|_| !is_money),
        of,
        field,
        weights,
        currency,
        at_least: at_least.map(|bound| bound.amount),
        at_most: at_most.map(|bound| bound.amount),
        per: windows::read(args, names, reader),
        pro_rata,
        less,
        spread,
    })
}

/// Reads the field that is added up, with its type. Weights of whole records need none.
fn read_field<'n>(
    args: &Node,
    of: &Set,
    names: &SchemeNames<'n>,
    reader: &mut SchemaReader,
) -> Option<(Option<String>, Option<&'n FieldType>)> {
    let is_weighed = args.get("weights").is_some();
    if is_weighed && args.get("field").is_none() {
        return Some((None, None));
    }
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    let ty = names.field(&of.shape, &field).map(|known| &known.ty);
    match ty {
        Some(FieldType::Money) if is_weighed || args.get("carry_over").is_some() => {
            reader.report_wrong(node, "a field of hours or numbers");
        }
        Some(FieldType::Number | FieldType::Hours | FieldType::Money) => {}
        Some(_) => reader.report_wrong(node, "a field of hours, numbers or money"),
        None => reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape)),
    }
    Some((Some(field), ty))
}

/// Reads `unit`: what weights lead to, such as `points`. Records that have a weight and no field
/// lead to points.
fn read_unit(args: &Node, is_money: bool, reader: &mut SchemaReader) -> Option<String> {
    let Some(node) = args.get("unit") else {
        let is_each = args.get("weights").is_some() && args.get("field").is_none();
        return is_each.then(|| POINTS.to_owned());
    };
    if args.get("weights").is_none() || is_money {
        let why = "the field has its own unit: only `weights` lead to another".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    reader.read_word(node).map(str::to_owned)
}

/// The unit of weights of whole records, if the scheme names none.
const POINTS: &str = "points";

/// A lower or upper limit, with its currency if it is money.
struct Bound {
    amount: Decimal,
    currency: Option<String>,
}

fn read_bound(args: &Node, key: &str, is_money: bool, reader: &mut SchemaReader) -> Option<Bound> {
    let node = args.get(key)?;
    let found = match node.scalar().and_then(amount) {
        Some(Value::Money { amount, currency }) if is_money => Some(Bound {
            amount,
            currency: Some(currency),
        }),
        Some(Value::Number(amount)) if !is_money => Some(Bound {
            amount,
            currency: None,
        }),
        _ => None,
    };
    let found = found.filter(|bound| !bound.amount.is_sign_negative());
    if found.is_none() {
        let needed = if is_money {
            "an amount such as 500.00 GBP"
        } else {
            "a number such as 35"
        };
        reader.report_wrong(node, needed);
    }
    found
}

fn check_bounds(
    args: &Node,
    at_least: Option<&Bound>,
    at_most: Option<&Bound>,
    reader: &mut SchemaReader,
) {
    if args.get("at_least").is_none() && args.get("at_most").is_none() {
        reader.report(args.span, SchemaFaultKind::MissingKey { key: "at_least" });
    }
    let (Some(least), Some(most)) = (at_least, at_most) else {
        return;
    };
    let why = if least.currency != most.currency {
        "the 2 limits are in different currencies".to_owned()
    } else if least.amount > most.amount {
        format!(
            "no number is at least {} and at most {}",
            least.amount, most.amount
        )
    } else {
        return;
    };
    reader.report(args.span, SchemaFaultKind::Impossible { why });
}

/// Reads the name of a field that is a date.
fn date_field(
    node: &Node,
    of: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<String> {
    let name = reader.read_word(node)?;
    match names.field(&of.shape, name).map(|field| &field.ty) {
        Some(FieldType::Date) => return Some(name.to_owned()),
        Some(_) => reader.report_wrong(node, "a field that is a date"),
        None => reader.unknown_name(node.span, "field", name, names.field_names(&of.shape)),
    }
    None
}

/// Reads `owner.fraction`: the name of a number of the owner's that may change with time.
fn dated_number(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<String> {
    let word = reader.read_word(node)?;
    let person = Shape::Kind(KindId::person().clone());
    let path: Path = filter::read_path(word, node.span, &person, names, reader)?;
    let ty = names.follow(&person, &path).ok().flatten();
    let is_number = match ty {
        Some(FieldType::Dated(of)) => **of == FieldType::Number,
        Some(other) => *other == FieldType::Number,
        None => false,
    };
    match path.steps.as_slice() {
        [field] if path.root == Root::Owner && is_number => Some(field.clone()),
        _ => {
            reader.report_wrong(node, "a number of the owner, such as owner.fraction");
            None
        }
    }
}

impl CompiledForm for Total {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let away = self
            .less
            .as_ref()
            .map_or_else(DaySet::default, |less| days_covered(less, scope));
        match &self.per {
            Some(per) => per.evaluate(scope, |scope| self.add_up(&away, scope)),
            None => self.add_up(&away, scope),
        }
    }

    fn window_on(&self, scope: Scope<'_>) -> Option<Period> {
        self.per.as_ref()?.window_on(scope)
    }

    fn judges_parts(&self) -> bool {
        self.per.is_some()
    }

    fn target_unit(&self) -> Option<TargetUnit> {
        let is_whole = self.per.is_none() && self.at_least.is_some() && self.at_most.is_none();
        is_whole.then(|| TargetUnit(self.unit.clone()))
    }
}

impl Total {
    fn add_up(&self, away: &DaySet, scope: Scope<'_>) -> CriterionOutcome {
        let found = self.counting(scope);
        let limited = match self.counted_amounts(&found, scope) {
            Ok(limited) => limited,
            Err(outcome) => return *outcome,
        };
        let carried = self.carried_in(away, scope);
        let carried_in = carried.as_ref().map_or(Decimal::ZERO, |one| one.amount);
        let sum = sum_of(&limited.counted).saturating_add(carried_in);
        let at_least = self
            .at_least
            .map(|whole| self.owner_share(whole, away, scope));
        let at_most = self
            .at_most
            .map(|whole| self.owner_share(whole, away, scope));
        let missing = at_least
            .map_or(Decimal::ZERO, |least| least.saturating_sub(sum))
            .max(Decimal::ZERO);
        let surplus = at_most
            .map_or(Decimal::ZERO, |most| sum.saturating_sub(most))
            .max(Decimal::ZERO);
        let entries = self.entries(&found, &limited, scope);
        let mut reasons = self.over_caps(&limited);
        reasons.extend(parts_inside(&found, &entries));
        reasons.extend(carried.map(|one| AmountReason::CarriedIn {
            amount: one.amount,
            ended: one.ended,
        }));
        let left = self.carried_out(carried_in, away, scope);
        let left = left.filter(|left| !left.is_zero());
        reasons.extend(left.map(|amount| AmountReason::CarriedOn { amount }));
        let note = |reason| AmountNote {
            reason,
            unit: self.unit.clone(),
        };
        let progress = Progress {
            found: sum,
            needed: match at_most {
                Some(most) if !surplus.is_zero() || at_least.is_none() => most,
                _ => at_least.unwrap_or_default(),
            },
            unit: self.unit.clone(),
            counted: None,
            evidence: record_paths(&found),
            so_far: at_most.is_some() && is_running(scope),
            notes: reasons.into_iter().map(note).collect(),
            sum: Some(AmountSum {
                entries,
                given_in: self.given_in.clone(),
                unit: self.unit.clone(),
                whole: self.whole_target(away, scope),
            }),
            ..Progress::default()
        };
        if !missing.is_zero() {
            return CriterionOutcome::Open(Unmet {
                progress,
                lack: self.missing_amount(missing, scope),
                ..Unmet::default()
            });
        }
        if surplus.is_zero() {
            return CriterionOutcome::Met(progress);
        }
        let message = format!("{} too much", self.format_amount(surplus));
        let field = self.field.as_deref();
        let last = found.last().and_then(|item| item.place(field));
        let at = last.map(|(path, span)| (path.to_owned(), span));
        CriterionOutcome::Overdue(Unmet {
            progress,
            lack: Some(Lack::Other(message.clone())),
            shortfalls: vec![Shortfall {
                role: None,
                at,
                message,
            }],
            surplus: true,
            ..Unmet::default()
        })
    }

    /// Returns the members that count: those dated in the period, or with a day in it.
    fn counting<'a>(&self, scope: Scope<'a>) -> Vec<Item<'a>> {
        let (Some(field), Some(days)) = (&self.spread, days_that_count(scope)) else {
            return members(&self.of, scope);
        };
        let mut found = members(&self.of, scope.without_dates());
        found.retain(|item| {
            let own = item_days(item, field);
            own.is_none_or(|own| own.overlap(days).is_some())
        });
        found
    }

    /// Returns the scope in which sets have all members that count.
    fn scope_of_members<'a>(&self, scope: Scope<'a>) -> Scope<'a> {
        match self.spread {
            Some(_) => scope.without_dates(),
            None => scope,
        }
    }

    /// Returns the part of an amount that belongs to the period, to a hundredth below; `None` if
    /// that is the whole.
    fn part_inside(&self, whole: Decimal, item: &Item<'_>, scope: Scope<'_>) -> Option<PartInside> {
        let (field, days) = self.spread.as_ref().zip(days_that_count(scope))?;
        let own = item_days(item, field)?;
        let inside = own.overlap(days).map_or(0, Period::days);
        let part = whole
            .checked_mul(Decimal::from(inside))
            .and_then(|all| all.checked_div(Decimal::from(own.days())));
        (inside != own.days()).then(|| PartInside {
            amount: part.unwrap_or_default().trunc_with_scale(2),
            days: inside,
            of: own.days(),
        })
    }

    /// Returns the number in a record's field, if it gives one.
    fn given(&self, item: &Item<'_>) -> Option<Decimal> {
        match item.get(self.field.as_ref()?).as_deref() {
            Some(Value::Number(number) | Value::Money { amount: number, .. }) => Some(*number),
            _ => None,
        }
    }

    /// Returns what each member adds to the sum, and why. Rows have no record of their own.
    fn entries(&self, found: &[Item<'_>], limited: &Limited, scope: Scope<'_>) -> Vec<SumEntry> {
        let members = found.iter().zip(&limited.counted).enumerate();
        let entry = |(at, (item, counted)): (usize, (&Item<'_>, &Decimal))| {
            let given = self.given(item);
            let over = limited.over_of.get(&at).and_then(|(number, over)| {
                let cap = self.caps.get(*number)?;
                Some(over_cap(cap, *over))
            });
            Some(SumEntry {
                path: item.record()?.path.clone(),
                given,
                inside: self.part_inside(given.unwrap_or_default(), item, scope),
                weight: self.weights.as_ref().map(|weights| weights.of(item)),
                counted: *counted,
                over,
            })
        };
        members.filter_map(entry).collect()
    }

    /// Returns what is asked of a whole post in the whole period, if the owner's share is another.
    fn whole_target(&self, away: &DaySet, scope: Scope<'_>) -> Option<Decimal> {
        let whole = self.at_least.or(self.at_most)?;
        Some(whole).filter(|whole| self.share_of_days(*whole, away, scope) != *whole)
    }

    /// Returns what is over each cap.
    fn over_caps(&self, limited: &Limited) -> Vec<AmountReason> {
        let caps = self.caps.iter().zip(&limited.over);
        let over = caps.filter(|(_, over)| !over.is_zero());
        over.map(|(cap, over)| over_cap(cap, *over)).collect()
    }

    /// Returns how much of each member counts, with its weight and under all caps, or the outcome
    /// that says why they cannot be added up.
    fn counted_amounts(
        &self,
        members: &[Item<'_>],
        scope: Scope<'_>,
    ) -> Result<Limited, Box<CriterionOutcome>> {
        let mut sum = Decimal::ZERO;
        let mut currencies: BTreeSet<String> = self.currency.iter().cloned().collect();
        let mut amounts = Vec::with_capacity(members.len());
        for item in members {
            let value = self.field.as_ref().and_then(|field| item.get(field));
            let number = match value.as_deref() {
                Some(Value::Number(number)) => *number,
                Some(Value::Money { amount, currency }) => {
                    currencies.insert(currency.clone());
                    *amount
                }
                _ => Decimal::ZERO,
            };
            if currencies.len() > 1 {
                let all = words::some(&currencies.iter().collect::<Vec<_>>());
                let message =
                    format!("cpd cannot add up {all}: write every amount in one currency");
                return Err(Box::new(self.sum_failed(item, message, members)));
            }
            let part = self.part_inside(number, item, scope);
            let number = part.map_or(number, |part| part.amount);
            let amount = match &self.weights {
                Some(weights) => weights.weigh(number, item),
                None => Some(number),
            };
            let added = amount.and_then(|amount| Some((amount, sum.checked_add(amount)?)));
            let Some((amount, added)) = added else {
                let message = "this number is too large to add up".to_owned();
                return Err(Box::new(self.sum_failed(item, message, members)));
            };
            sum = added;
            amounts.push(amount);
        }
        let of_caps = self.scope_of_members(scope);
        Ok(caps::limit(amounts, members, &self.caps, of_caps))
    }

    fn sum_failed(
        &self,
        item: &Item<'_>,
        message: String,
        members: &[Item<'_>],
    ) -> CriterionOutcome {
        let at = item.place(self.field.as_deref());
        let shortfall = Shortfall {
            role: None,
            at: at.map(|(path, span)| (path.to_owned(), span)),
            message,
        };
        let progress = Progress {
            evidence: record_paths(members),
            ..Progress::default()
        };
        CriterionOutcome::Overdue(Unmet {
            progress,
            lack: Some(shortfall.lack()),
            shortfalls: vec![shortfall],
            ..Unmet::default()
        })
    }

    /// Returns the owner's share of a target: reduced by the part-time fraction, by days away, and
    /// by what was granted.
    fn owner_share(&self, whole: Decimal, away: &DaySet, scope: Scope<'_>) -> Decimal {
        adjustments::lowered(self.share_of_days(whole, away, scope), scope)
    }

    /// Returns the owner's share of a target before anything that was granted.
    fn share_of_days(&self, whole: Decimal, away: &DaySet, scope: Scope<'_>) -> Decimal {
        let is_shared = self.pro_rata.is_some() || self.less.is_some();
        match scope.period().filter(|_| is_shared) {
            Some(period) => {
                let less = pro_rata::Reduction {
                    fraction: self.pro_rata.as_deref(),
                    away,
                };
                pro_rata::reduced_target(whole, period, less, scope)
            }
            None => whole,
        }
    }

    fn format_amount(&self, amount: Decimal) -> String {
        format_amount(amount.normalize(), self.unit.as_deref())
    }

    fn missing_amount(&self, missing: Decimal, scope: Scope<'_>) -> Option<Lack> {
        let (kind, fields) = record_to_write(&self.of, scope)?;
        let amount = self.format_amount(missing);
        Some(Lack::Add {
            kind,
            fields,
            amount,
        })
    }
}

/// Returns that so much of some records is over a cap.
fn over_cap(cap: &Cap, amount: Decimal) -> AmountReason {
    AmountReason::OverCap {
        amount,
        of: cap.name.clone(),
        at_most: cap.at_most,
        each: cap.each.as_ref().map(|each| each.name().to_owned()),
    }
}

/// Returns the record with days outside of the period, or how many there are.
fn parts_inside(found: &[Item<'_>], entries: &[SumEntry]) -> Option<AmountReason> {
    let parts = entries.iter().filter_map(|one| Some((one, one.inside?)));
    let parts: Vec<(&SumEntry, PartInside)> = parts.collect();
    if let [(entry, inside)] = parts.as_slice() {
        let mut records = found.iter().filter_map(Item::record);
        let record = records.find(|record| record.path == entry.path)?;
        return Some(AmountReason::Spread {
            title: record.title().to_owned(),
            given: entry.given,
            inside: *inside,
        });
    }
    let amounts: Vec<Decimal> = parts.iter().map(|(_, inside)| inside.amount).collect();
    let given: Vec<Decimal> = parts.iter().filter_map(|(one, _)| one.given).collect();
    (!parts.is_empty()).then(|| AmountReason::SpreadAll {
        records: parts.len(),
        amount: sum_of(&amounts),
        given: sum_of(&given),
    })
}

/// Returns the sum of amounts, or the largest number if there is none so large.
fn sum_of(amounts: &[Decimal]) -> Decimal {
    amounts
        .iter()
        .fold(Decimal::ZERO, |sum, amount| sum.saturating_add(*amount))
}

/// Returns the days of which something counts: those of the period until today, from the first day
/// on which something is asked of the owner.
fn days_that_count(scope: Scope<'_>) -> Option<Period> {
    let period = scope.time()?;
    let from = scope.employed().0.unwrap_or(period.from);
    Period::new(from.max(period.from), period.to.min(scope.today))
}

/// Returns the days that a record is about, from its date to that of a field.
fn item_days(item: &Item<'_>, field: &str) -> Option<Period> {
    let from = item.date()?;
    match item.get(field).as_deref() {
        Some(Value::Date(to)) => Period::new(from, (*to).max(from)),
        _ => Period::new(from, from),
    }
}
