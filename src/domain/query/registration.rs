//! The owner's registrations with the body that a scheme follows: which there are on a day, which
//! are asked for in a period, and the dates that periods are counted from.

use chrono::NaiveDate;

use super::Scope;
use crate::base::calendar::Period;
use crate::base::text::Span;
use crate::domain::portfolio::{Portfolio, Spanned, Value};
use crate::domain::schema::registration::{BODY, PART, REGISTRATIONS};
use crate::domain::schema::{OwnerDate, RegistrationSpec};

/// One registration of the owner's: a row of their entry.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a>(&'a Spanned<Value>);

impl<'a> Registration<'a> {
    pub fn get(self, field: &str) -> Option<&'a Value> {
        self.0.value.get(field)
    }

    /// The place of the row.
    pub fn span(self) -> Span {
        self.0.span
    }

    /// The part of the register, or the title.
    pub fn part(self) -> Option<&'a str> {
        self.get(PART)?.text()
    }

    pub fn body(self) -> Option<&'a str> {
        self.get(BODY)?.text()
    }

    pub fn date(self, field: &str) -> Option<NaiveDate> {
        match self.get(field)? {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// The first day; the first of all days if none is written.
    pub fn from(self) -> NaiveDate {
        self.date("from").unwrap_or(NaiveDate::MIN)
    }

    /// The last day; the last of all days if none is written.
    pub fn to(self) -> NaiveDate {
        self.date("to").unwrap_or(NaiveDate::MAX)
    }

    fn is_held_on(self, day: NaiveDate) -> bool {
        self.from() <= day && day <= self.to()
    }
}

/// Returns all registrations of the owner's, with whatever body.
pub fn all(portfolio: &Portfolio) -> impl Iterator<Item = Registration<'_>> {
    let owner = portfolio.owner();
    let written = owner.and_then(|owner| owner.0.get(REGISTRATIONS));
    let rows = match written {
        Some(Value::List(rows)) => rows.as_slice(),
        _ => &[],
    };
    rows.iter().map(Registration)
}

/// Returns the owner's registrations with one body, in the order in which they are written.
pub fn with_body<'a>(spec: &RegistrationSpec, portfolio: &'a Portfolio) -> Vec<Registration<'a>> {
    let is_of_body = |one: &Registration<'_>| spec.includes(one.body(), one.part());
    all(portfolio).filter(is_of_body).collect()
}

/// Returns the registrations that are asked for in a period: those that are held at its end. One
/// that was added within the period can be left for the next.
pub fn asked_in<'a>(
    spec: &RegistrationSpec,
    portfolio: &'a Portfolio,
    period: Period,
) -> Vec<Registration<'a>> {
    let mut held = with_body(spec, portfolio);
    held.retain(|one| one.is_held_on(period.to));
    let began_before = |one: &Registration<'_>| one.from() <= period.from;
    if spec.added_next && held.iter().any(began_before) {
        held.retain(began_before);
    }
    held
}

/// Returns the first and the last day, where they are known, of the time in which the owner is
/// registered without a gap: the one that contains a day, or else the last one before it, or else
/// the first one after it.
pub fn stretch(
    spec: &RegistrationSpec,
    portfolio: &Portfolio,
    day: NaiveDate,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut rows = with_body(spec, portfolio);
    rows.sort_by_key(|one| one.from());
    for row in rows {
        let touches = |end: NaiveDate| end.succ_opt().is_none_or(|next| row.from() <= next);
        match stretches.last_mut() {
            Some((_, end)) if touches(*end) => *end = (*end).max(row.to()),
            _ => stretches.push((row.from(), row.to())),
        }
    }
    let begun = stretches.iter().rev().find(|(from, _)| *from <= day);
    let Some((from, to)) = begun.or(stretches.first()) else {
        return (None, None);
    };
    let from = Some(*from).filter(|day| *day != NaiveDate::MIN);
    (from, Some(*to).filter(|day| *day != NaiveDate::MAX))
}

/// Returns a date of the owner's. Of a registration, that is the one of a day: held on it, or else
/// the first one after it, or else the last one before it.
pub fn date_on(date: &OwnerDate, portfolio: &Portfolio, day: NaiveDate) -> Option<NaiveDate> {
    let (spec, field) = match date {
        OwnerDate::Entry(field) => return portfolio.owner()?.date(field),
        OwnerDate::Registration { with, field } => (with, field),
    };
    let rows = with_body(spec, portfolio).into_iter();
    let mut dated: Vec<_> = rows
        .filter_map(|row| Some((row, row.date(field)?)))
        .collect();
    dated.sort_by_key(|(row, _)| row.from());
    let mut held = dated.iter().filter(|(row, _)| row.is_held_on(day));
    let mut later = dated.iter().filter(|(row, _)| row.from() > day);
    let found = held.next().or(later.next()).or(dated.last());
    found.map(|(_, date)| *date)
}

impl<'a> Scope<'a> {
    /// The registrations with the body of the scheme that are asked for here: at the end of the
    /// period, or today if there is none.
    pub fn registrations(self) -> Vec<Registration<'a>> {
        let Some(spec) = &self.scheme.registration else {
            return Vec::new();
        };
        let today = || Period::new(self.today, self.today);
        match self.time().or_else(today) {
            Some(period) => asked_in(spec, self.portfolio, period),
            None => Vec::new(),
        }
    }

    /// Returns true if the owner's entry names no registration with the body of the scheme, so
    /// that nobody knows what is asked.
    pub fn lacks_registration(self) -> bool {
        let spec = self.scheme.registration.as_ref();
        spec.is_some_and(|spec| {
            let rows = with_body(spec, self.portfolio);
            rows.iter().all(|row| row.part().is_none())
        })
    }
}
