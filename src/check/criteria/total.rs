//! `total: { of: SET, field: F, at_least | at_most: AMOUNT, per, pro_rata, less }` holds when the
//! sum of a field is within its limits: hours, numbers or money, in exact decimals.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::windows::{self, WindowSpec};
use super::{
    CompiledForm, CriterionOutcome, FormSpec, HOURS, Lack, Progress, Shortfall, Unmet,
    days_covered, is_running, record_paths, record_to_write,
};
use crate::base::calendar::{DaySet, Period};
use crate::base::document::Node;
use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::phrases;
use crate::domain::portfolio::Value;
use crate::domain::portfolio::value::amount;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members, pro_rata};
use crate::domain::schema::{
    FieldType, Path, Root, SchemaFaultKind, SchemaReader, SchemeNames, Set, Shape, filter, set,
};

pub const FORM: FormSpec = FormSpec {
    name: "total",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Total {
    of: Set,
    field: String,
    /// `hours`, or the currency of the limits.
    unit: Option<String>,
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

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Total> {
    reader.read_map(args)?;
    let own = [
        "of", "field", "at_least", "at_most", "pro_rata", "less", "spread",
    ];
    reader.report_unknown_keys(args, &[&own[..], &windows::KEYS[..]].concat());
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    let ty = names.field(&of.shape, &field).map(|known| &known.ty);
    match ty {
        Some(FieldType::Number | FieldType::Hours | FieldType::Money) => {}
        Some(_) => reader.report_wrong(node, "a field of hours, numbers or money"),
        None => reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape)),
    }
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
        of,
        field,
        unit: hours.or_else(|| currency.clone()),
        currency,
        at_least: at_least.map(|bound| bound.amount),
        at_most: at_most.map(|bound| bound.amount),
        per: windows::read(args, names, reader),
        pro_rata,
        less,
        spread,
    })
}

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
}

impl Total {
    fn add_up(&self, away: &DaySet, scope: Scope<'_>) -> CriterionOutcome {
        let found = self.counting(scope);
        let sum = match self.sum_members(&found, scope) {
            Ok(sum) => sum,
            Err(outcome) => return *outcome,
        };
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
        let progress = Progress {
            found: sum,
            needed: match at_most {
                Some(most) if !surplus.is_zero() || at_least.is_none() => most,
                _ => at_least.unwrap_or_default(),
            },
            unit: self.unit.clone(),
            counted: None,
            evidence: record_paths(&found),
            deadlines: Vec::new(),
            so_far: at_most.is_some() && is_running(scope),
            coverage: None,
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
        let last = found.last().and_then(|item| item.place(Some(&self.field)));
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

    /// Returns the part of an amount that belongs to the period, to a hundredth below.
    fn part(&self, whole: Decimal, item: &Item<'_>, scope: Scope<'_>) -> Decimal {
        let days = self.spread.as_ref().zip(days_that_count(scope));
        let own = days.and_then(|(field, days)| Some((item_days(item, field)?, days)));
        let Some((own, days)) = own else {
            return whole;
        };
        let inside = own.overlap(days).map_or(0, Period::days);
        if inside == own.days() {
            return whole;
        }
        let part = whole
            .checked_mul(Decimal::from(inside))
            .and_then(|all| all.checked_div(Decimal::from(own.days())));
        part.unwrap_or_default().trunc_with_scale(2)
    }

    /// Returns the sum of the members, or the outcome that says why they cannot be added up.
    fn sum_members(
        &self,
        members: &[Item<'_>],
        scope: Scope<'_>,
    ) -> Result<Decimal, Box<CriterionOutcome>> {
        let mut sum = Decimal::ZERO;
        let mut currencies: BTreeSet<String> = self.currency.iter().cloned().collect();
        for item in members {
            let value = item.get(&self.field);
            let number = match value.as_deref() {
                Some(Value::Number(number)) => *number,
                Some(Value::Money { amount, currency }) => {
                    currencies.insert(currency.clone());
                    *amount
                }
                _ => continue,
            };
            let wrong = if currencies.len() > 1 {
                let all = words::some(&currencies.iter().collect::<Vec<_>>());
                Some(format!(
                    "cpd cannot add up {all}: write every amount in one currency"
                ))
            } else {
                None
            };
            let added = sum.checked_add(self.part(number, item, scope));
            let wrong = wrong.or_else(|| {
                added
                    .is_none()
                    .then(|| "this number is too large to add up".to_owned())
            });
            match (wrong, added) {
                (None, Some(added)) => sum = added,
                (wrong, _) => {
                    return Err(Box::new(self.sum_failed(
                        item,
                        wrong.unwrap_or_default(),
                        members,
                    )));
                }
            }
        }
        Ok(sum)
    }

    fn sum_failed(
        &self,
        item: &Item<'_>,
        message: String,
        members: &[Item<'_>],
    ) -> CriterionOutcome {
        let at = item.place(Some(&self.field));
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

    /// Returns the owner's share of a target: reduced by the part-time fraction and by days away.
    fn owner_share(&self, whole: Decimal, away: &DaySet, scope: Scope<'_>) -> Decimal {
        let Some(period) = scope
            .period()
            .filter(|_| self.pro_rata.is_some() || self.less.is_some())
        else {
            return whole;
        };
        let less = pro_rata::Reduction {
            fraction: self.pro_rata.as_deref(),
            away,
        };
        pro_rata::reduced_target(whole, period, less, scope)
    }

    fn format_amount(&self, amount: Decimal) -> String {
        let amount = amount.normalize();
        match self.unit.as_deref() {
            Some(HOURS) => phrases::format_hours(&amount.to_string()),
            Some(unit) => format!("{amount} {unit}"),
            None => amount.to_string(),
        }
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
