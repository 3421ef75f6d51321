//! From where a set is looked at.

use chrono::NaiveDate;

use super::period::{self, NoPeriod};
use crate::base::calendar::Period;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Portfolio, Value};
use crate::domain::schema::{Recurrence, Scheme};

/// Whose records, under which scheme, for which award, of which time, on which day.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub portfolio: &'a Portfolio,
    pub scheme: &'a Scheme,
    /// `$award`; none in duties.
    pub award: Option<&'a AwardRef>,
    /// The round of an award that comes round again.
    pub round: Option<Period>,
    /// Only records dated inside it belong to sets.
    pub period: Option<Period>,
    pub today: NaiveDate,
}

impl<'a> Scope<'a> {
    /// For duties, which belong to no award.
    pub fn standing(portfolio: &'a Portfolio, scheme: &'a Scheme, today: NaiveDate) -> Self {
        Self {
            portfolio,
            scheme,
            award: None,
            round: None,
            period: None,
            today,
        }
    }

    /// For an award, or one round of it.
    pub fn of_award(
        portfolio: &'a Portfolio,
        scheme: &'a Scheme,
        award: &'a AwardRef,
        today: NaiveDate,
    ) -> Self {
        let repeats = scheme
            .award(&award.award.name)
            .and_then(|award| award.repeats.as_ref());
        let round = repeats
            .zip(award.round)
            .and_then(|(repeats, end)| period::ending(repeats, end, portfolio));
        Self {
            award: Some(award),
            round,
            period: round,
            ..Self::standing(portfolio, scheme, today)
        }
    }

    /// Limited to the running one of some periods; in a round that is over, to
    /// the one that ran when it ended.
    pub fn within(self, recurrence: &Recurrence) -> Result<Self, NoPeriod> {
        let period = period::on(recurrence, self.portfolio, self.as_of())?;
        let both = match self.round {
            Some(round) => period.overlap(round).ok_or(NoPeriod::Between)?,
            None => period,
        };
        Ok(Self {
            period: Some(both),
            ..self
        })
    }

    /// The same without regard to when a record is dated.
    pub fn any_time(self) -> Self {
        Self {
            period: None,
            ..self
        }
    }

    /// Today, or the last day of a time that is over.
    pub fn as_of(self) -> NaiveDate {
        let end = self.period.or(self.round).map(|period| period.to);
        end.map_or(self.today, |end| end.min(self.today))
    }

    /// Whether a record that names an award, and is dated so, speaks of this one.
    pub fn is_award(self, named: &AwardRef, date: Option<NaiveDate>) -> bool {
        let Some(award) = self.award else {
            return false;
        };
        let of_round = || {
            let inside = self
                .round
                .zip(date)
                .is_some_and(|(round, date)| round.contains(date));
            inside && named.round.is_none() && named.award == award.award
        };
        named == award || of_round()
    }

    /// The days on which the owner is there at all.
    pub fn employed(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        self.portfolio
            .owner()
            .map_or((None, None), |owner| owner.employed())
    }

    /// A date of the owner's.
    pub fn owner_date(self, field: &str) -> Option<NaiveDate> {
        self.portfolio.owner()?.date(field)
    }

    /// A value of the owner's, whatever its time.
    pub fn owner_value(self, field: &str) -> Option<&'a Value> {
        self.portfolio.owner()?.0.get(field)
    }
}
