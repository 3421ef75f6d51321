//! The part of a portfolio that a query looks at.

use chrono::NaiveDate;

use super::confirmed::ConfirmedRecords;
use super::period::{self, NoPeriod};
use super::registration;
use crate::base::calendar::{Length, Period};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::{OwnerDate, Recurrence, Scheme};

/// Portfolio, scheme, award or duty, period and date for which a query selects records.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub portfolio: &'a Portfolio,
    pub scheme: &'a Scheme,
    pub today: NaiveDate,
    subject: ScopeSubject<'a>,
    /// Only records dated inside it belong to sets.
    period: Option<Period>,
    /// The period of which something is asked, if that is done on other days.
    asked_of: Option<Period>,
    /// Only what ends inside these days is judged.
    judged: Option<Period>,
    /// Records that somebody confirmed, where that was judged.
    confirmed: Option<&'a ConfirmedRecords>,
    /// True if records of days to come belong to sets as well.
    days_to_come: bool,
    /// True if these belong to sets also where they are marked as planned.
    plans: bool,
    /// The id of the criterion or duty that is judged, if one is.
    criterion: Option<&'a str>,
}

/// Award that a criterion is asked for, or none for a duty.
#[derive(Clone, Copy)]
enum ScopeSubject<'a> {
    /// Duties belong to no award.
    Duties,
    Award {
        id: &'a AwardRef,
        /// The days of the round, where the award repeats.
        round: Option<Period>,
    },
}

impl<'a> Scope<'a> {
    /// For duties, which belong to no award.
    pub fn for_duties(portfolio: &'a Portfolio, scheme: &'a Scheme, today: NaiveDate) -> Self {
        Self {
            portfolio,
            scheme,
            today,
            subject: ScopeSubject::Duties,
            period: None,
            asked_of: None,
            judged: None,
            confirmed: None,
            days_to_come: false,
            plans: false,
            criterion: None,
        }
    }

    /// The same with records of days to come, which usually belong to no set.
    pub fn with_days_to_come(self) -> Self {
        Self {
            days_to_come: true,
            ..self
        }
    }

    /// The same as if all that is planned had taken place.
    pub fn with_plans(self) -> Self {
        Self {
            plans: true,
            ..self.with_days_to_come()
        }
    }

    /// Returns true if a record counts because plans do.
    pub fn counts_as_planned(self, record: &Record) -> bool {
        let is_later = || record.date.is_some_and(|date| date > self.today);
        self.plans && record.is_to_take_place() && is_later()
    }

    /// Returns true if days to come count as well.
    pub fn has_days_to_come(self) -> bool {
        self.days_to_come
    }

    /// The same for a criterion or duty, by its id.
    pub fn for_criterion(self, criterion: Option<&'a str>) -> Self {
        Self { criterion, ..self }
    }

    /// The id of the criterion or duty that is judged, if one is.
    pub fn criterion(self) -> Option<&'a str> {
        self.criterion
    }

    /// Returns true if a record is of a day that does not count yet.
    pub fn is_to_come(self, record: &Record) -> bool {
        !self.days_to_come && record.is_ahead_of(self.today)
    }

    /// The same with the records that somebody confirmed.
    pub fn with_confirmed(self, confirmed: Option<&'a ConfirmedRecords>) -> Self {
        Self { confirmed, ..self }
    }

    /// The records that somebody confirmed; none where that was not judged.
    pub fn confirmed(self) -> Option<&'a ConfirmedRecords> {
        self.confirmed
    }

    /// For an award, or one round of it.
    pub fn of_award(
        portfolio: &'a Portfolio,
        scheme: &'a Scheme,
        id: &'a AwardRef,
        today: NaiveDate,
    ) -> Self {
        let repeats = scheme
            .award(&id.award.name)
            .and_then(|award| award.repeats.as_ref());
        let round = repeats
            .zip(id.round)
            .and_then(|(repeats, end)| period::ending(repeats, end, portfolio));
        Self {
            subject: ScopeSubject::Award { id, round },
            period: round,
            ..Self::for_duties(portfolio, scheme, today)
        }
    }

    /// `$award`; none in duties.
    pub fn award(self) -> Option<&'a AwardRef> {
        match self.subject {
            ScopeSubject::Duties => None,
            ScopeSubject::Award { id, .. } => Some(id),
        }
    }

    /// The days in which records have to be dated; none where any will do.
    pub fn period(self) -> Option<Period> {
        self.period
    }

    fn round(self) -> Option<Period> {
        match self.subject {
            ScopeSubject::Duties => None,
            ScopeSubject::Award { round, .. } => round,
        }
    }

    /// Limited to records that are dated inside a period.
    pub fn in_period(self, period: Period) -> Self {
        Self {
            period: Some(period),
            asked_of: None,
            ..self
        }
    }

    /// Limited to records of the days on which something is handed in for the period.
    pub fn handed_in(self, days: Period) -> Self {
        Self {
            asked_of: self.period,
            ..self.in_period(days)
        }
    }

    /// The period of which something is asked; none where any day will do.
    pub fn asked_of(self) -> Option<Period> {
        self.asked_of.or(self.period)
    }

    /// The same without records that are dated after a day.
    pub fn dated_by(self, day: NaiveDate) -> Self {
        let from = self.period.map_or(NaiveDate::MIN, |period| period.from);
        let to = self.period.map_or(day, |period| period.to.min(day));
        self.in_period(Period { from, to })
    }

    /// The same with records that are dated so long before the period.
    pub fn with_days_before(self, length: Length) -> Self {
        let longer = self.period.and_then(|period| {
            let from = length.times_after(-1, period.from)?;
            Period::new(from, period.to)
        });
        Self {
            period: longer.or(self.period),
            ..self
        }
    }

    /// Limited, within its period, to what ends in some days.
    pub fn judging(self, days: Period) -> Self {
        Self {
            judged: Some(days),
            ..self
        }
    }

    /// Returns true if what ends on a day is judged.
    pub fn judges(self, day: NaiveDate) -> bool {
        self.judged.is_none_or(|days| days.contains(day))
    }

    /// The last day that is judged: today, or the last of a time that is over.
    pub fn last_judged_day(self) -> NaiveDate {
        let day = self.as_of();
        self.judged.map_or(day, |days| days.to.min(day))
    }

    /// The same, so that only records dated in the judged days belong to sets.
    pub fn in_judged_days(self) -> Self {
        match self.judged {
            Some(days) => Self {
                period: self
                    .period
                    .map_or(Some(days), |period| period.overlap(days)),
                ..self
            },
            None => self,
        }
    }

    /// As it would be on another day.
    pub fn on_day(self, today: NaiveDate) -> Self {
        Self { today, ..self }
    }

    /// Limited to the running one of some periods; in a round that is over, to
    /// the one that ran when it ended.
    pub fn within(self, recurrence: &Recurrence) -> Result<Self, NoPeriod> {
        let period = period::period_on(recurrence, self.portfolio, self.as_of())?;
        let both = match self.round() {
            Some(round) => period.overlap(round).ok_or(NoPeriod::Between)?,
            None => period,
        };
        Ok(self.in_period(both))
    }

    /// The same without regard to when a record is dated.
    pub fn without_dates(self) -> Self {
        Self {
            period: None,
            ..self
        }
    }

    /// The days that count here: those of the period, or of the round.
    pub fn time(self) -> Option<Period> {
        self.period.or(self.round())
    }

    /// Today, or the last day of a time that is over.
    pub fn as_of(self) -> NaiveDate {
        let end = self.time().map(|period| period.to);
        end.map_or(self.today, |end| end.min(self.today))
    }

    /// Returns true if a record that names an award, and is dated so, speaks of this one.
    pub fn is_award(self, named: &AwardRef, date: Option<NaiveDate>) -> bool {
        let Some(award) = self.award() else {
            return false;
        };
        let of_round = || {
            let inside = self
                .round()
                .zip(date)
                .is_some_and(|(round, date)| round.contains(date));
            inside && named.round.is_none() && named.award == award.award
        };
        named == award || of_round()
    }

    /// The first and the last day of which anything is asked of the owner: with the employer, or
    /// of their registration with a body.
    pub fn employed(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        period::asked_by(self.scheme, self.portfolio, self.today)
    }

    /// The first day of which records are kept for this scheme.
    pub fn kept_since(self) -> Option<NaiveDate> {
        self.portfolio.config.kept_since.of(&self.scheme.id)
    }

    /// A date of the owner's, in the period or today.
    pub fn owner_date(self, date: &OwnerDate) -> Option<NaiveDate> {
        registration::date_on(date, self.portfolio, self.as_of())
    }

    /// A value of the owner's, whatever its time.
    pub fn owner_value(self, field: &str) -> Option<&'a Value> {
        self.portfolio.owner()?.0.get(field)
    }
}
