//! Records that wait for a confirmation which a form asks for. It knows of no other test of the
//! form.

use chrono::NaiveDate;

use super::{CriterionOutcome, Deadline, Lack, Shortfall, Unmet, mismatch};
use crate::domain::query::confirmed::latest_day;
use crate::domain::query::{Item, Scope, filter, item, members};
use crate::domain::schema::{Clause, Filter, Set};

/// A record without a confirmation that is asked for.
pub struct Unconfirmed {
    shortfall: Shortfall,
    lack: Option<Lack>,
    title: String,
    /// The last day on which it would be in time; none if there is no such day.
    last: Option<NaiveDate>,
}

impl Unconfirmed {
    /// Returns the members that lack a confirmation which a filter asks for. Those of days to come
    /// are among them, if they have to be confirmed beforehand.
    pub fn all(is: &Filter, of: &Set, found: &[Item<'_>], scope: Scope<'_>) -> Vec<Self> {
        let asked = is.clauses.iter().filter_map(|clause| match clause {
            Clause::Confirmed(names) => Some((clause, names.as_slice())),
            Clause::Field { .. } | Clause::Any(_) => None,
        });
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let to_come = members(of, scope.with_days_to_come()).into_iter();
        let to_come: Vec<Item<'_>> = to_come
            .filter(|item| item.record().is_some_and(|record| scope.is_to_come(record)))
            .collect();
        let mut all = Vec::new();
        for (clause, names) in asked {
            let lacks = |item: &&Item<'_>| !filter::clause_holds(clause, item, scope);
            let present = found.iter().filter(lacks);
            all.extend(present.map(|item| Self::new(item, names, scope)));
            let later = to_come.iter().filter(lacks);
            let later = later.map(|item| Self::new(item, names, scope));
            all.extend(later.filter(|one| one.last.is_some()));
        }
        all
    }

    /// Returns the confirmation that would add a record to a set: of the first record that lacks
    /// only that. With `about`, only records that refer to this count.
    pub fn lack_in(set: &Set, about: Option<&Item<'_>>, scope: Scope<'_>) -> Option<Lack> {
        let asked = set.filter.clauses.iter().find_map(|clause| match clause {
            Clause::Confirmed(names) => Some((clause, names.as_slice())),
            Clause::Field { .. } | Clause::Any(_) => None,
        });
        let (clause, names) = asked?;
        let clauses = set.filter.clauses.iter().cloned();
        let clauses = clauses.filter(|one| !one.is_about_confirmations());
        let whole = Set {
            filter: Filter {
                clauses: clauses.collect(),
            },
            follow: None,
            ..set.clone()
        };
        let refers = |item: &Item<'_>| {
            let targets = set.follow.as_ref().and_then(|field| item.get(field));
            let targets = targets.iter().flat_map(|value| value.items());
            let mut targets = targets.filter_map(|value| item::refer(value, scope));
            about.is_none_or(|about| targets.any(|target| target.key() == about.key()))
        };
        let waiting = members(&whole, scope).into_iter();
        let mut waiting = waiting.filter(|item| !filter::clause_holds(clause, item, scope));
        let first = waiting.find(refers)?;
        Self::new(&first, names, scope).lack
    }

    fn new(item: &Item<'_>, names: &[String], scope: Scope<'_>) -> Self {
        let message = mismatch::describe_unconfirmed(names, item, scope);
        let confirmations = names
            .iter()
            .filter_map(|name| scope.scheme.confirmation(name));
        let confirmations: Vec<_> = confirmations.collect();
        let record = item.record();
        let days = confirmations
            .iter()
            .filter_map(|one| latest_day(one, record?, scope)?.pred_opt());
        let lack = confirmations.first().zip(record).and_then(|(one, record)| {
            Some(Lack::Ask {
                award: scope.scheme.award_ref(one.award()).of_record(&record.id)?,
                path: record.path.clone(),
                message: message.clone(),
            })
        });
        let place = item.place(None);
        Self {
            last: days.max(),
            lack,
            title: item.title().to_owned(),
            shortfall: Shortfall {
                role: None,
                at: place.map(|(path, span)| (path.to_owned(), span)),
                message,
            },
        }
    }

    /// Returns the outcome of a form with the records that wait. While all that is missing may still
    /// be confirmed in time, it is open.
    pub fn add(
        outcome: CriterionOutcome,
        waiting: Vec<Self>,
        today: NaiveDate,
    ) -> CriterionOutcome {
        if waiting.is_empty() {
            return outcome;
        }
        let is_late = waiting
            .iter()
            .any(|one| one.last.is_some_and(|last| last < today));
        let is_overdue = is_late || matches!(outcome, CriterionOutcome::Overdue(_));
        let mut unmet = match outcome {
            CriterionOutcome::Overdue(unmet) | CriterionOutcome::Open(unmet) => unmet,
            other => Unmet {
                progress: other.into_progress(),
                ..Unmet::default()
            },
        };
        let mut places: Vec<&String> = waiting.iter().filter_map(Self::path).collect();
        places.sort();
        places.dedup();
        let known = |path: &&&String| {
            unmet
                .shortfalls
                .iter()
                .any(|short| short.path() == Some(path))
        };
        let failing = places.iter().filter(|path| !known(path));
        let counted = failing
            .filter(|path| unmet.progress.evidence.contains(path))
            .count();
        let progress = &mut unmet.progress;
        progress.found = (progress.found - rust_decimal::Decimal::from(counted)).max(0.into());
        for one in waiting {
            if let Some(on) = one.last {
                progress.deadlines.push(Deadline {
                    on,
                    what: Some(one.title),
                    expires: false,
                    record: one.shortfall.path().cloned(),
                    lack: one.lack.clone(),
                });
            }
            unmet.lack = unmet.lack.or(one.lack);
            unmet.shortfalls.push(one.shortfall);
        }
        match is_overdue {
            true => CriterionOutcome::Overdue(unmet),
            false => CriterionOutcome::Open(unmet),
        }
    }

    fn path(&self) -> Option<&String> {
        self.shortfall.path()
    }
}
